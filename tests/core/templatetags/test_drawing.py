"""What templates draw: forms, meters and bars."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from gjennomslag.core.charts import Bar


class DriveForm(forms.Form):
    name = forms.CharField(label="Navn", help_text="Vises øverst.")
    kind = forms.ChoiceField(label="Måte", choices=[("f", "Til fots"), ("b", "Bil")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Avtalt")
    note = forms.CharField(label="Notat", required=False, widget=forms.Textarea)


def render(template: str, **context: Any) -> str:
    with translation.override("nb"):
        text = Template("{% load drawing %}" + template).render(Context(context))
    return re.sub(r"[ \n]+", " ", text)


def test_a_field_is_tied_to_its_help_and_its_fault() -> None:
    html = render("{{ form }}", form=DriveForm({"name": "", "kind": "f", "agreed": "on"}))
    assert (
        '<input type="text" name="name" class="ds-input" required aria-invalid="true"'
        ' aria-describedby="id_name_helptext id_name_error" id="id_name">'
    ) in html
    assert '<p data-field="description" id="id_name_helptext">Vises øverst.</p>' in html
    assert (
        '<div id="id_name_error" data-field="validation"><p class="ds-validation-message">Feltet er påkrevet.</p></div>'
    ) in html


def test_the_summary_links_to_each_field_with_a_fault() -> None:
    html = render("{{ form }}", form=DriveForm({"name": "Vår", "agreed": "on"}))
    assert '<a class="ds-link" href="#id_kind">Måte: Feltet er påkrevet.</a>' in html
    assert '<fieldset class="ds-fieldset" id="id_kind" tabindex="-1" aria-describedby="id_kind_error">' in html


def test_a_form_without_faults_has_no_summary() -> None:
    assert "ds-error-summary" not in render("{{ form }}", form=DriveForm())


def test_what_may_be_left_out_says_so() -> None:
    html = render("{{ form }}", form=DriveForm())
    assert html.count('<span class="form__optional">(valgfritt)</span>') == 1


def test_every_choice_has_its_own_label() -> None:
    html = render("{{ form.kind.as_field_group }}", form=DriveForm())
    assert (
        '<div class="ds-field"><input type="radio" name="kind" value="b" class="ds-input" required id="id_kind_1"> '
        '<label class="ds-label" data-weight="regular" for="id_kind_1">Bil</label></div>'
    ) in html


def test_a_meter_shows_value_target_share_and_pace() -> None:
    html = render(
        "{% meter value target label expected=expected %}", value=312, target=1200, label="Samtaler", expected=600
    )
    assert "<strong>312</strong> av 1200 (26\u00a0%)" in html
    assert '<rect class="meter__fill" width="26.0%"' in html
    assert 'x1="50.0%" x2="50.0%"' in html


@pytest.mark.parametrize("target", [None, 0])
def test_a_meter_without_a_target_is_only_a_number(target: int | None) -> None:
    html = render("{% meter 12345 target label %}", target=target, label="Dører")
    assert "<strong>12\u00a0345</strong></span>" in html
    assert "<svg" not in html


def test_a_meter_is_never_drawn_outside_itself() -> None:
    assert 'class="meter__fill" width="100.0%"' in render("{% meter 15 10 label %}", label="Dører")


def test_bars_come_with_words_and_a_table() -> None:
    steps = [Bar("36", 12, 20), Bar("37", 30, 20, current=True)]
    html = render('{% bars steps "Samtaler per uke" "Uke" "Samtaler" %}', steps=steps)
    assert 'aria-label="Samtaler per uke: 42 i alt, flest i 37 (30)."' in html
    assert '<tr><th scope="row">36</th><td class="numbers">12</td><td class="numbers">20</td></tr>' in html
    assert html.count('<rect class="chart__bar"') == 3


@pytest.mark.parametrize("steps", [[], [Bar("36", 0), Bar("37", 0, current=True)]])
def test_bars_without_any_number_say_so(steps: list[Bar]) -> None:
    html = render('{% bars steps "Samtaler per uke" "Uke" "Samtaler" %}', steps=steps)
    assert "Ingen tall ennå." in html
    assert "<svg" not in html
