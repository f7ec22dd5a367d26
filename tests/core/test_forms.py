from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms
from django.utils.translation import override

from gjennomslag.core.forms import faults_of


class Hours(forms.Form):
    hours = forms.DecimalField(min_value=Decimal("0.5"), max_value=Decimal(12), decimal_places=1)
    speed = forms.FloatField(required=False, min_value=2.5)
    pairs = forms.IntegerField(required=False, max_value=500)


@pytest.mark.parametrize(
    ("hours", "faults"),
    [
        ("0", ["Verdien må være større enn eller lik 0,5."]),
        ("9999", ["Verdien må være mindre enn eller lik 12."]),
        ("1.25", ["Sørg for at det er kun 1 desimal."]),
        ("mange", ["Oppgi et tall."]),
        ("", ["Feltet er påkrevet."]),
        ("3", []),
    ],
)
def test_faults_of_a_number_are_written_as_people_write(hours: str, faults: list[str]) -> None:
    with override("nb"):
        assert faults_of(Hours({"hours": hours})["hours"]) == faults


def test_the_page_has_the_same_words_at_the_field_and_above_the_form() -> None:
    with override("nb"):
        page = Hours({"hours": "0", "speed": "1", "pairs": "501"}).render()
    assert page.count("større enn eller lik 0,5") == 2
    assert page.count("større enn eller lik 2,5") == 2
    assert page.count("mindre enn eller lik 500") == 2
