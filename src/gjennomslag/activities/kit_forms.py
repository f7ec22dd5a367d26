"""What the centre says in a template."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gjennomslag.activities.models import ActivityTemplate, ExpectedActivity
from gjennomslag.activities.services.expected import Row
from gjennomslag.core.forms import ClockInput

_LINE = re.compile(r"(-?\d{1,3})\s*:\s*(.+)")
LONGEST_LINE = 200


class ChecklistField(forms.CharField):
    """Lines such as ``14: Ask five members``: so many days before, and what to do. Negative is after."""

    widget = forms.Textarea

    def to_python(self, value: str | None) -> Any:
        """Return the lines as pairs, or say which line cannot be read."""
        pairs = []
        for number, line in enumerate((value or "").splitlines(), start=1):
            match = _LINE.fullmatch(line.strip())
            if line.strip() and (match is None or len(match[2]) > LONGEST_LINE):
                raise forms.ValidationError(
                    _("Line %(number)s cannot be read. Write it like this: 14: Ask five members") % {"number": number}
                )
            if match:
                pairs.append((int(match[1]), match[2]))
        return pairs


class TemplateForm(forms.Form):
    """A template's words in one language, and what else it says."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    summary = forms.CharField(
        label=gettext_lazy("What it is"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    ask = forms.CharField(label=gettext_lazy("What we ask people to do"), max_length=200)
    goal = forms.CharField(
        label=gettext_lazy("A question about the political goal"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Whoever plans it sees this. Empty: the template asks for no goal."),
    )
    checklist = ChecklistField(
        label=gettext_lazy("Checklist"),
        required=False,
        help_text=gettext_lazy("One thing on each line, with days before and a colon. Negative is after."),
    )
    thanks = forms.CharField(
        label=gettext_lazy("Thank-you afterwards"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    starts = forms.TimeField(label=gettext_lazy("Usually begins"), widget=ClockInput)
    minutes = forms.IntegerField(label=gettext_lazy("How long, in minutes"), min_value=15, max_value=1440)
    from_members = forms.IntegerField(label=gettext_lazy("Fits units from so many members"), min_value=0)
    participatory = forms.BooleanField(label=gettext_lazy("Members take an active part"), required=False)

    WORDS = ("name", "summary", "ask", "goal", "thanks")
    FACTS = ("starts", "minutes", "from_members", "participatory")

    def __init__(self, *args: Any, template: ActivityTemplate, **kwargs: Any) -> None:
        said = {name: template.said(name) for name in self.WORDS}
        lines = "\n".join(f"{days}: {text}" for days, text in template.checklist)
        initial = said | {name: getattr(template, name) for name in self.FACTS} | {"checklist": lines}
        super().__init__(*args, **({"initial": initial} | kwargs))

    def words(self) -> dict[str, str]:
        """Return the words."""
        return {name: self.cleaned_data[name] for name in self.WORDS}

    def facts(self) -> dict[str, Any]:
        """Return the rest."""
        facts = {name: self.cleaned_data[name] for name in self.FACTS}
        return facts | {"asks_for_goal": bool(self.cleaned_data["goal"])}


class ExpectedForm(forms.Form):
    """One row of the table of what is expected. Without a number of members it is no row."""

    members_from = forms.IntegerField(
        label=gettext_lazy("From so many members"), required=False, min_value=1, max_value=100_000
    )
    half_year = forms.IntegerField(
        label=gettext_lazy("Activities in half a year"), required=False, min_value=0, max_value=200
    )
    example = forms.CharField(label=gettext_lazy("For example"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        """Ask how many activities, where a size is given."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("members_from") and cleaned.get("half_year") is None and "half_year" not in self.errors:
            self.add_error("half_year", _("Say how many activities are expected."))
        return cleaned


if TYPE_CHECKING:
    _FormSet = forms.BaseFormSet[ExpectedForm]
else:
    _FormSet = forms.BaseFormSet


class _ExpectedRows(_FormSet):
    def clean(self) -> None:
        """Refuse two rows for the same size."""
        sizes = [row.members_from for row in rows_in(self)] if not any(self.errors) else []
        if len(sizes) != len(set(sizes)):
            raise forms.ValidationError(_("Two rows begin with the same number of members. Change one of them."))


def rows_in(formset: _FormSet) -> list[Row]:
    """Return the rows that are filled in. To be called once the forms are valid."""
    filled = [form.cleaned_data for form in formset.forms if form.cleaned_data.get("members_from")]
    return [Row(each["members_from"], each["half_year"], each["example"]) for each in filled]


ExpectedFormSet = forms.formset_factory(ExpectedForm, formset=_ExpectedRows, extra=1, max_num=30)


def initial_rows(rows: list[ExpectedActivity]) -> list[dict[str, Any]]:
    """Return what the form begins with."""
    return [{name: getattr(each, name) for name in ("members_from", "half_year", "example")} for each in rows]
