"""The filters that choose members by what they are elected to, and the young among them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gjennomslag.core import clock
from gjennomslag.elected.choices import Body, PublicOffice
from gjennomslag.elected.models import Mandate
from gjennomslag.elected.queries import young_under
from gjennomslag.messaging.filters import Answer, Filter, option_words, register_filter, several
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.scope import active_on

Options = list[tuple[Any, str | Promise]]

ALTERNATES, YOUNG = "alternates", "young"
ELECTED: Options = [*Body.choices, (ALTERNATES, gettext_lazy("Alternate to one of them"))]


def register_elected_filters() -> None:
    """Register what members are elected to, and whether they are young as the party means it."""
    label = gettext_lazy("Elected to")
    words = partial(option_words, ELECTED)
    register_filter(
        Filter("elected", lambda unit: several(label, lambda: ELECTED), _elected, lambda unit: words, order=20)
    )
    register_filter(Filter("young", _young_field, _young, _young_words, order=21))


def _elected(answer: Answer, day: date) -> Q:
    """Those who sit in one of the bodies on the day; alternates only where they are asked for."""
    sitting = Q(body__in=[each for each in answer if each != ALTERNATES]) & ~Q(office=PublicOffice.ALTERNATE)
    wanted = sitting | Q(office=PublicOffice.ALTERNATE) if ALTERNATES in answer else sitting
    return Q(Exists(Mandate.objects.filter(active_on(day), wanted, person=OuterRef("pk"))))


def _young_options() -> Options:
    return [(YOUNG, _("Younger than %(years)s years at the end of the year") % {"years": young_under(clock.today())})]


def _young_field(unit: Unit) -> forms.Field:
    return several(gettext_lazy("Young"), _young_options)


def _young(answer: Answer, day: date) -> Q:
    """By the year of birth alone: the age counts on the last day of the year."""
    return Q(birth_year__gt=day.year - young_under(day))


def _young_words(unit: Unit) -> Callable[[Answer], str]:
    return partial(option_words, _young_options())
