"""The forms of the plan room."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gjennomslag.core import display
from gjennomslag.core.forms import DayInput, GivenFile
from gjennomslag.core.table_files import UnreadableTableError, read_table
from gjennomslag.plan.choices import Assessment, Basis
from gjennomslag.plan.files import shipped_plans

LARGEST = 100_000_000
LARGEST_FILE = 10_000_000
FILE_KINDS = frozenset({"pdf", "docx", "odt", "txt", "png", "jpg", "jpeg", "webp"})


class PaperField(forms.FileField):
    """A file that belongs to a report or to minutes: of a kind that people can open, and not too large."""

    def __init__(self, **kwargs: Any) -> None:
        words = {"label": _("File"), "help_text": _("PDF, Word, text or picture, at most 10 MB.")}
        super().__init__(required=False, **(words | kwargs))

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse files of other kinds, and files that are too large."""
        file = super().clean(data, initial)
        if file and file.name.lower().rpartition(".")[2] not in FILE_KINDS:
            raise forms.ValidationError(_("Choose a PDF, a Word file, a text or a picture."))
        if file and file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 10 MB. Choose a smaller one, or give a link."))
        return file


class CommitForm(forms.Form):
    """A unit's own number for a year."""

    number = forms.IntegerField(label=_("Our own number"), min_value=0, max_value=LARGEST)


class ShareForm(forms.Form):
    """A number to share out, and what by."""

    number = forms.IntegerField(label=_("Number to share out"), min_value=0, max_value=LARGEST)
    basis = forms.ChoiceField(label=_("Share out by"), choices=Basis.choices, widget=forms.RadioSelect)


class ReviseForm(forms.Form):
    """New numbers for some years of a sheet, and why. Years left empty keep theirs."""

    reason = forms.CharField(label=_("Why, and who decided it"), max_length=200)

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = list(years)
        for year in self.years:
            self.fields[f"year_{year}"] = forms.IntegerField(
                label=_("New number for %(year)s") % {"year": year}, min_value=0, max_value=LARGEST, required=False
            )
        self.order_fields([*(f"year_{year}" for year in self.years), "reason"])

    def clean(self) -> dict[str, Any]:
        """Refuse a revision that changes nothing."""
        values = super().clean() or {}
        if not self.errors and not self.numbers():
            raise forms.ValidationError(_("Give at least one year a new number."))
        return values

    def numbers(self) -> dict[int, int]:
        """Return the years that were given a number."""
        numbers = {year: self.cleaned_data.get(f"year_{year}") for year in self.years}
        return {year: number for year, number in numbers.items() if number is not None}


class ActForm(forms.Form):
    """What was done and when, or how a measure stands."""

    day = forms.DateField(label=_("When"), widget=DayInput)
    assessment = forms.ChoiceField(
        label=_("What are you reporting?"),
        choices=[("", _("Something we did")), *((each.value, each.label) for each in Assessment)],
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Or say yourselves how it stands."),
    )
    text = forms.CharField(
        label=_("What was done?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Do not write names of people who have not agreed to it."),
    )
    link = forms.URLField(label=_("Link"), required=False, assume_scheme="https")
    file = PaperField()

    def __init__(self, *args: Any, first: date, last: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first, self.last = first, last

    def clean_day(self) -> date:
        """Refuse days before the plan and days that have not come."""
        day: date = self.cleaned_data["day"]
        if not self.first <= day <= self.last:
            raise forms.ValidationError(
                _("Choose a day from %(first)s to %(last)s.")
                % {"first": display.day(self.first), "last": display.day(self.last)}
            )
        return day


class LoadPlanForm(forms.Form):
    """A plan that comes with the program, or a plan file. ``cleaned_data["text"]`` is the plan's text."""

    shipped = forms.ChoiceField(label=_("A plan that comes with Gjennomslag"), required=False)
    file = GivenFile(label=_("Or a plan file of your own"), required=False, help_text=_("A .yaml file, at most 10 MB."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shipped = self.fields["shipped"]
        assert isinstance(shipped, forms.ChoiceField)
        shipped.choices = [("", "–"), *((path.stem, path.stem) for path in shipped_plans())]

    def clean(self) -> dict[str, Any]:
        """Read the one plan that was chosen."""
        values = super().clean() or {}
        file, key = values.get("file"), values.get("shipped")
        if bool(file) == bool(key):
            raise forms.ValidationError(_("Choose a plan from the list or give a file, one of them."))
        if file and file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 10 MB. Choose a smaller one, or give a link."))
        try:
            content = file.read() if file else next(path for path in shipped_plans() if path.stem == key).read_bytes()
            values["text"] = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("The file is not text in UTF-8. Save it as UTF-8 and try again.")) from None
        return values


class ParameterForm(forms.Form):
    """Another value of a parameter, and why."""

    value = forms.CharField(label=_("New value"), max_length=200)
    reason = forms.CharField(label=_("Why, and who decided it"), max_length=200)


LARGEST_TABLE = 2_000_000
MOST_ROWS = 5000


class ActTableForm(forms.Form):
    """A table of acts, as a file or pasted. ``cleaned_data["rows"]`` are its rows."""

    file = GivenFile(
        label=_("The table as a file"),
        required=False,
        help_text=_("From a spreadsheet (.xlsx or .csv), at most 5000 rows."),
    )
    pasted = forms.CharField(
        label=_("Or paste the rows here"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8})
    )

    def clean(self) -> dict[str, Any]:
        """Read the one table that was given."""
        values = super().clean() or {}
        file, pasted = values.get("file"), values.get("pasted") or ""
        if self.errors:
            return values
        if bool(file) == bool(pasted.strip()):
            raise forms.ValidationError(_("Choose a file or paste the rows, one of them."))
        if (file.size if file else len(pasted.encode())) > LARGEST_TABLE:
            raise forms.ValidationError(_("The table is too large. Divide it into several."))
        try:
            values["rows"] = read_table(file.read() if file else pasted.encode(), most_rows=MOST_ROWS)
        except UnreadableTableError as error:
            if str(error) == "broken":
                raise forms.ValidationError(
                    _("The file is damaged, or is no table. Save it as .xlsx or .csv.")
                ) from error
            raise forms.ValidationError(_("The table is too large. Divide it into several.")) from error
        return values
