"""The forms in which a plan is written in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gjennomslag.core.forms import DayInput, GivenFile
from gjennomslag.plan.catalogue import catalogue
from gjennomslag.plan.choices import ItemKind
from gjennomslag.plan.document import EVERY_LEVEL
from gjennomslag.plan.drafts.sentences import (
    HOW_OFTEN,
    OWN_WORDS,
    choices_of,
    evidence_choices,
    evidence_text,
    reads_as_rule,
    sentence_of,
)
from gjennomslag.plan.forms import LARGEST_FILE
from gjennomslag.plan.grammar import Subject
from gjennomslag.plan.models import in_language
from gjennomslag.plan.texts import UNREADABLE, UnreadableTextError, text_of

LONGEST_PASTED = 1_000_000
LANGUAGES = {"nb": "bokmål", "nn": "nynorsk", "en": "English"}


class FromTextForm(forms.Form):
    """An adopted text, as a file or pasted. ``cleaned_data["text"]`` is its text, ``["source"]`` where it is from."""

    file = GivenFile(
        label=gettext_lazy("The adopted text as a file"),
        required=False,
        help_text=gettext_lazy("Word (.docx), PDF, plain text or a plan file (.yaml), at most 10 MB."),
    )
    pasted = forms.CharField(
        label=gettext_lazy("Or paste it here"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 6})
    )

    def clean(self) -> dict[str, Any]:
        """Read the text out of the one that was given."""
        values = super().clean() or {}
        file, pasted = values.get("file"), (values.get("pasted") or "").strip()
        if self.errors:
            return values
        if bool(file) == bool(pasted):
            raise forms.ValidationError(_("Choose a file or paste the text, one of them."))
        if len(pasted) > LONGEST_PASTED:
            raise forms.ValidationError(_("The text is too long to paste. Give it as a file."))
        if file and file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 10 MB. Choose a smaller one, or give a link."))
        try:
            values["text"] = text_of(file.name, file) if file else pasted
        except UnreadableTextError as error:
            raise forms.ValidationError(_(UNREADABLE[str(error)])) from error
        values["source"] = file.name if file else ""
        return values


class EmptyPlanForm(forms.Form):
    """What a plan is called and which days it is for, to begin an empty one."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    first = forms.DateField(label=gettext_lazy("First day"), widget=DayInput)
    last = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput)

    def clean(self) -> dict[str, Any]:
        """Refuse a plan that ends before it begins."""
        values = super().clean() or {}
        if values.get("first") and values.get("last") and values["last"] < values["first"]:
            self.add_error("last", _("The period ends before it begins."))
        return values


class FrameForm(EmptyPlanForm):
    """What the whole plan is: title in each language, days, adoption and elections."""

    key = forms.RegexField(
        label=gettext_lazy("Short name"),
        regex=r"[a-z0-9][a-z0-9-]*",
        max_length=60,
        help_text=gettext_lazy(
            "Small letters, digits and hyphens. A plan with the same name becomes a new version of it."
        ),
    )
    adopted_on = forms.DateField(label=gettext_lazy("Adopted on"), widget=DayInput)
    adopted_by = forms.CharField(label=gettext_lazy("Adopted by"), max_length=120)
    local_elections = forms.CharField(
        label=gettext_lazy("Local elections in the period"),
        required=False,
        help_text=gettext_lazy("The days, such as 2027-09-13, with commas between."),
    )
    national_elections = forms.CharField(
        label=gettext_lazy("National elections in the period"),
        required=False,
        help_text=gettext_lazy("The days, such as 2029-09-10, with commas between."),
    )

    def clean_local_elections(self) -> list[str]:
        """Read the days."""
        return self._days("local_elections")

    def clean_national_elections(self) -> list[str]:
        """Read the days."""
        return self._days("national_elections")

    def _days(self, name: str) -> list[str]:
        days = []
        for part in filter(None, re.split(r"[,\s]+", self.cleaned_data[name])):
            try:
                days.append(date.fromisoformat(part).isoformat())
            except ValueError:
                raise forms.ValidationError(
                    _("“%(part)s” is not a day. Write it as 2027-09-13.") % {"part": part}
                ) from None
        return days


class ItemForm(forms.Form):
    """A line of the plan."""

    text = forms.CharField(
        label=gettext_lazy("The adopted wording"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=ItemKind.choices,
        help_text=gettext_lazy(
            "A priority says what matters, a measure what is to be done, a role who does their part."
        ),
    )
    goal = forms.ChoiceField(label=gettext_lazy("Under which goal"), required=False)
    level = forms.MultipleChoiceField(
        label=gettext_lazy("For whom"), required=False, widget=forms.CheckboxSelectMultiple
    )
    office = forms.ChoiceField(label=gettext_lazy("Responsible"), required=False)
    follows = forms.CharField(
        label=gettext_lazy("Stands as other lines do"),
        required=False,
        help_text=gettext_lazy(
            "For a line without a rule of its own: the numbers of the lines it follows, such as G1.L1."
        ),
    )

    def __init__(
        self,
        *args: Any,
        languages: Iterable[str],
        goals: Iterable[tuple[str, str]],
        levels: Mapping[str, Mapping[str, str]],
        offices: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.languages = list(languages)
        for language in self.languages:
            self.fields[f"title_{language}"] = _title_field(self.languages, language)
        self.order_fields([*(f"title_{language}" for language in self.languages), "text"])
        self._choose("goal", [("", "–"), *goals])
        self._choose(
            "level", [(EVERY_LEVEL, _("Everybody")), *((key, in_language(dict(t))) for key, t in levels.items())]
        )
        self._choose("office", [("", "–"), *offices])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def as_item(self, key: str, rules: Mapping[str, Any]) -> dict[str, Any]:
        """Return the line as a plan file has it, with these rules."""
        values = self.cleaned_data
        levels = values["level"] or [EVERY_LEVEL]
        item: dict[str, Any] = {
            "id": key,
            "kind": values["kind"],
            "goal": values["goal"] if values["kind"] not in {"goal", "intro"} else "",
            "level": levels[0] if len(levels) == 1 else levels,
            "office": values["office"],
            "title": {language: values[f"title_{language}"] for language in self.languages},
            "text": values["text"],
            "follows": [each for each in re.split(r"[,\s]+", values["follows"]) if each],
            "rules": rules,
        }
        return {name: value for name, value in item.items() if value not in ("", [], {})}


def _title_field(languages: list[str], language: str) -> forms.CharField:
    label = _("Title")
    if len(languages) > 1:
        label = _("Title in %(language)s") % {"language": LANGUAGES.get(language, language)}
    return forms.CharField(label=label, max_length=200)


HOW_WORDS: dict[str, str | Promise] = {
    "every-month": gettext_lazy("Every month"),
    "every-quarter": gettext_lazy("Every quarter"),
    "every-half-year": gettext_lazy("Every half-year"),
    "every-year": gettext_lazy("Every year"),
    "per-year": gettext_lazy("So many times a year, whenever it suits"),
    "in-period": gettext_lazy("So many times in the whole period"),
    "once-by": gettext_lazy("Once, by a day"),
    "between": gettext_lazy("Between two days"),
    "target": gettext_lazy("A number that each unit sets for itself every year"),
    "cover": gettext_lazy("A share is to be reached"),
    "standing": gettext_lazy("Nothing to count: say how it stands every half-year"),
    OWN_WORDS: gettext_lazy("Something else, written as a rule"),
}
YEAR_WORDS: dict[str, str | Promise] = {
    "": gettext_lazy("Every year of the plan"),
    "election years": gettext_lazy("Years with an election"),
    "local election years": gettext_lazy("Years with a local election"),
    "national election years": gettext_lazy("Years with a national election"),
    "mid-term years": gettext_lazy("Years without an election"),
}
SUBJECT_WORDS: dict[str, str | Promise] = {
    Subject.PARTY.value: gettext_lazy("The party as a whole"),
    Subject.COUNTY.value: gettext_lazy("Each county"),
    Subject.BRANCH.value: gettext_lazy("Each branch"),
    Subject.BRANCH_WITH_REPRESENTATIVES.value: gettext_lazy("Each branch with representatives"),
    Subject.MUNICIPALITY.value: gettext_lazy("Each municipality"),
    Subject.UNIT.value: gettext_lazy("Each unit on the line's levels"),
    Subject.MEMBER.value: gettext_lazy("Each member"),
    Subject.NEW_MEMBER.value: gettext_lazy("Each new member"),
    Subject.OFFICER.value: gettext_lazy("Each officer"),
    Subject.REPRESENTATIVE.value: gettext_lazy("Each representative"),
}


class RuleForm(forms.Form):
    """A rule of a line, and what shows that it is kept."""

    subject = forms.ChoiceField(label=gettext_lazy("Who is to do it?"), choices=list(SUBJECT_WORDS.items()))
    how = forms.ChoiceField(
        label=gettext_lazy("How often, or by when?"), choices=[(how, HOW_WORDS[how]) for how in HOW_OFTEN]
    )
    count = forms.IntegerField(label=gettext_lazy("How many times"), min_value=1, max_value=1000, required=False)
    years = forms.ChoiceField(label=gettext_lazy("In which years"), choices=list(YEAR_WORDS.items()), required=False)
    first = forms.DateField(label=gettext_lazy("From"), widget=DayInput, required=False)
    last = forms.DateField(label=gettext_lazy("By the day"), widget=DayInput, required=False)
    share = forms.IntegerField(label=gettext_lazy("Share in per cent"), min_value=1, max_value=100, required=False)
    own = forms.CharField(
        label=gettext_lazy("The rule in its own words"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "Only for what cannot be chosen above. The forms are listed in the manual on plan files."
        ),
    )
    part = forms.ChoiceField(label=gettext_lazy("What shows that it is done?"), required=False)
    details = forms.CharField(
        label=gettext_lazy("Only of a kind"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Such as kind=conference. Leave it empty to count all."),
    )
    whole = forms.ChoiceField(
        label=gettext_lazy("Compared with"),
        required=False,
        help_text=gettext_lazy("For a share: what it is a share of."),
    )
    shown_by = forms.CharField(label=gettext_lazy("Or the number in its own words"), max_length=300, required=False)

    def __init__(self, *args: Any, parameters: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parameters = parameters
        names = catalogue().indicators.values()
        numbers = sorted((_capital(in_language(dict(name.words))), name.key) for name in names)
        for field_name in ("part", "whole"):
            field = self.fields[field_name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "–"), *((key, f"{words} ({key})") for words, key in numbers)]

    def clean(self) -> dict[str, Any]:
        """Write the sentence and the evidence, and refuse what cannot be read."""
        values = super().clean() or {}
        if self.errors:
            return values
        try:
            sentence = sentence_of(values)
        except KeyError as missing:
            self.add_error(str(missing.args[0]), _("Fill this in."))
            return values
        try:
            shown = evidence_text(values)
        except KeyError:
            self.add_error("part", _("Choose what is counted. “Acts reported by the unit” fits everything."))
            return values
        wrong = reads_as_rule(sentence, shown, self.parameters)
        if wrong is not None:
            place = "own" if values["how"] == OWN_WORDS else "details"
            self.add_error(place, _("“%(part)s” cannot be read. See the manual on plan files.") % {"part": wrong})
        return {**values, "sentence": sentence, "shown": shown}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def rule_choices(sentence: str, shown: str) -> dict[str, Any]:
    """Return what the form shows for a rule that is written already."""
    chosen = choices_of(sentence) | evidence_choices(shown)
    if chosen.get("subject", Subject.PARTY.value) not in SUBJECT_WORDS:
        chosen = {"how": OWN_WORDS, "own": sentence} | evidence_choices(shown)
    return chosen


class NamedValueForm(forms.Form):
    """A named value that rules of the draft use as ``$name``."""

    name = forms.RegexField(
        label=gettext_lazy("Short name"),
        regex=r"[a-z][a-z0-9_]*",
        max_length=60,
        help_text=gettext_lazy("Small letters and underscores. Rules write it with a dollar sign: $name."),
    )
    value = forms.CharField(label=gettext_lazy("Value"), max_length=200)

    def __init__(self, *args: Any, languages: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = list(languages)
        for language in self.languages:
            self.fields[f"title_{language}"] = _title_field(self.languages, language)

    def titles(self) -> dict[str, str]:
        """Return what it means, by language."""
        return {language: self.cleaned_data[f"title_{language}"] for language in self.languages}
