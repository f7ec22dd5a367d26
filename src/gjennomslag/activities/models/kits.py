"""Templates that the centre keeps: an activity with its goal, ask, checklist and texts, ready to be held."""

from __future__ import annotations

from typing import Any

import pghistory
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gjennomslag.activities.choices import ActivityKind, Audience, Invited, Mode
from gjennomslag.organisation.models import Person


@pghistory.track()
class ActivityTemplate(models.Model):
    """What a leader starts from (G1.S5).

    ``words`` holds by language what ``data/templates.yaml`` explains: name, summary, ask, goal (a question that asks
    for the political goal), thanks, and the checklist's lines. ``days_before`` says for each line how many days before
    the activity it is due; negative is after it. ``reviewed_on`` is when the centre last looked it through.
    """

    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=24, choices=ActivityKind)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.IN_PERSON)
    minutes = models.PositiveSmallIntegerField(_("how long it takes, in minutes"))
    starts = models.TimeField(_("when it usually begins"))
    invited = models.CharField(max_length=10, choices=Invited)
    audience = models.CharField(max_length=24, choices=Audience, blank=True)
    participatory = models.BooleanField(_("members take an active part"), default=False)
    asks_for_goal = models.BooleanField(_("asks for a political goal"), default=True)
    from_members = models.PositiveIntegerField(_("fits branches from so many members"), default=0)
    days_before = models.JSONField(default=list)
    words = models.JSONField(default=dict)
    order = models.PositiveSmallIntegerField(default=0)
    reviewed_on = models.DateField(_("reviewed on"))
    changed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.said("name")

    @property
    def summary(self) -> str:
        """Return what it is, in the reader's language."""
        return self.said("summary")

    @property
    def ask(self) -> str:
        """Return what people are asked to do, in the reader's language."""
        return self.said("ask")

    def said(self, what: str) -> str:
        """Return one of the template's texts in the reader's language, or in bokmål where there is none."""
        return str(self._in_language(what) or "")

    @property
    def checklist(self) -> list[tuple[int, str]]:
        """Return what there is to do: so many days before, and the words."""
        return list(zip(self.days_before, self._in_language("checklist") or [], strict=False))

    def _in_language(self, what: str) -> Any:
        language = (get_language() or "nb").split("-")[0]
        words = self.words.get(language) or {}
        return words.get(what) or self.words["nb"].get(what)


@pghistory.track()
class ExpectedActivity(models.Model):
    """How much a branch with at least so many members is expected to do in half a year, and of what kind (G2.S3).

    The centre keeps the table. A branch is measured by the row with the highest ``members_from`` that it reaches.
    """

    members_from = models.PositiveIntegerField(_("from so many members"), unique=True)
    half_year = models.PositiveSmallIntegerField(_("activities in half a year"))
    example = models.CharField(_("for example"), max_length=200, blank=True)
    changed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["members_from"]

    def __str__(self) -> str:
        return f"{self.half_year} from {self.members_from} members"
