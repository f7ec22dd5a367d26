"""The verbs of the plan: check, draft and schedule (without a database), load and read (with one)."""

from __future__ import annotations

import argparse
import re
from datetime import UTC, date, datetime
from pathlib import Path

from gjennomslag.core.command import CommandError, Verbs, add_verb, report
from gjennomslag.plan.drafting import draft_plan, write_draft
from gjennomslag.plan.faults import Fault, PlanFaultsError
from gjennomslag.plan.files import plan_file, read_plan_text
from gjennomslag.plan.loader import load_document, read_document
from gjennomslag.plan.schedule import Schedule, schedule
from gjennomslag.plan.texts import UNREADABLE, UnreadableTextError, text_of


def add_commands(verbs: Verbs) -> None:
    """Add ``plan`` with its own verbs."""
    summary = "check, draft, schedule, load and read work plans"
    plan = verbs.add_parser("plan", help=summary, description=summary)
    inner = plan.add_subparsers(required=True, metavar="VERB")
    parser = add_verb(inner, "check", check, "report every fault of a plan file", database=False)
    parser.add_argument("file", metavar="FILE", help="a plan file, or the key of a shipped plan")
    parser = add_verb(inner, "draft", draft, "draft a plan file from an adopted text", database=False)
    parser.add_argument("text", metavar="TEXTFILE", type=Path, help="a .txt, .md, .docx or .pdf file")
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="the plan file to write")
    parser.add_argument("--language", default="nb", help="the text's language (nb)")
    parser = add_verb(inner, "schedule", show_schedule, "list what a plan asks for, and when", database=False)
    parser.add_argument("key", metavar="KEY", help="the key of a shipped plan, or a plan file")
    units = "list the party's own units in the place of kinds of subjects (needs the database)"
    parser.add_argument("--units", dest="database", action="store_true", help=units)
    parser = add_verb(inner, "load", load, "load a plan file into the database", database=True)
    parser.add_argument("file", metavar="FILE", help="a plan file, or the key of a shipped plan")
    parser.add_argument("--unit", metavar="CODE", help="the unit whose plan it is (the whole party)")
    parser = add_verb(inner, "read", read, "read the plan, and list how a unit stands", database=True)
    parser.add_argument("--unit", metavar="CODE", help="the unit to list (the whole party)")
    parser.add_argument("--as-of", metavar="DATE", type=date.fromisoformat, help="as it stood on that day")


def check(options: argparse.Namespace) -> int:
    """Report every fault with its line and remedy; exit code 1 when there are any."""
    path = plan_file(options.file)
    document, faults = read_document(read_plan_text(path))
    rows = len(document.items) if document else 0
    words = "\n".join(map(_fault_in_words, faults)) or f"{path.name}: {rows} rows, no faults."
    report(options, {"rows": rows, "faults": [_fault_as_data(fault) for fault in faults]}, words)
    return 1 if faults else 0


def draft(options: argparse.Namespace) -> int:
    """Write a plan file from a text, and report how many goals, priorities and measures it has."""
    try:
        with options.text.open("rb") as content:
            text = text_of(options.text.name, content)
    except OSError as error:
        raise CommandError(f"{options.text} cannot be read: {error.strerror}.") from error
    except UnreadableTextError as error:
        raise CommandError(f"{options.text}: {UNREADABLE[str(error)]}") from error
    drafted = draft_plan(text)
    if not drafted.goals:
        raise CommandError(f"{options.text}: no goals were found. Goals are headings with lists of measures below.")
    key = re.sub(r"[^a-z0-9]+", "-", options.out.stem.lower()).strip("-") or "plan"
    today = datetime.now(UTC).astimezone().date()
    options.out.write_text(write_draft(drafted, key=key, language=options.language, today=today), "utf-8")
    counts = drafted.counts()
    measures = ", ".join(f"{number} {level}" for level, number in counts["measures"].items())
    words = f"{options.out}: {counts['goals']} goals, {counts['priorities']} priorities, measures: {measures}."
    report(options, counts, words)
    return 0


def show_schedule(options: argparse.Namespace) -> int:
    """List the windows of every row, per kind of subject or per unit that answers for it."""
    try:
        document = load_document(read_plan_text(plan_file(options.key)))
    except PlanFaultsError as error:
        raise CommandError("\n".join(["The plan has faults:", *map(_fault_in_words, error.faults)])) from error
    rows = schedule(document)
    if not options.database:
        report(options, [row.as_data() for row in rows], "\n".join(map(_schedule_in_words, rows)))
        return 0
    from gjennomslag.core import clock
    from gjennomslag.plan.queries.plans import units_bound

    found = [(row, unit) for row in rows for unit in units_bound(row.subject, document.item(row.item), clock.today())]
    data = [row.as_data() | {"subject": unit} for row, unit in found]
    report(options, data, "\n".join(f"{unit:20} {_schedule_in_words(row)}" for row, unit in found))
    return 0


def load(options: argparse.Namespace) -> int:
    """Load a plan file; loading the same file twice changes nothing."""
    from gjennomslag.core import clock
    from gjennomslag.organisation.models import Unit
    from gjennomslag.plan.queries.plans import country
    from gjennomslag.plan.services.plans import PlanOfAnotherUnitError, load_plan

    text = read_plan_text(plan_file(options.file))
    unit = Unit.objects.filter(code=options.unit).first() if options.unit else country()
    if unit is None:
        raise CommandError(f"There is no unit “{options.unit or 'national'}”. Set up the party's units first.")
    try:
        loaded = load_plan(text=text, unit=unit, on=clock.today(), by=None)
    except PlanFaultsError as error:
        raise CommandError("\n".join(["Nothing was loaded:", *map(_fault_in_words, error.faults)])) from error
    except PlanOfAnotherUnitError as error:
        raise CommandError(f"The plan with this key belongs to {error}. Give the plan another key.") from error
    words = f"{loaded.plan.key}: version {loaded.version}{'' if loaded.changed else ' (unchanged)'}."
    value = {"key": loaded.plan.key, "unit": unit.code, "version": loaded.version, "changed": loaded.changed}
    report(options, value, words)
    return 0


def read(options: argparse.Namespace) -> int:
    """Read the party's plan today and list how a unit stands; with ``--as-of``, as it was read to stand then.

    A day before the first reading is counted anew, by what is known today about what was done until then.
    """
    from gjennomslag.core import clock
    from gjennomslag.organisation.models import Unit
    from gjennomslag.plan.queries.plans import country, plan_on
    from gjennomslag.plan.queries.standing import standing_of, standing_recounted
    from gjennomslag.plan.services.readings import read_plan

    unit = Unit.objects.filter(code=options.unit).first() if options.unit else country()
    if unit is None:
        raise CommandError(f"There is no unit “{options.unit or 'national'}”.")
    day = options.as_of or clock.today()
    plan = plan_on(day)
    if plan is None:
        raise CommandError("No plan is loaded. Load one: gjennomslag plan load sv-2026-2029.")
    if options.as_of is None:
        read_plan(plan=plan, on=day)
    rows = standing_of(plan, unit, day) or standing_recounted(plan, unit, day, today=clock.today())
    words = (
        f"{row.obligation.item.key:8} {row.obligation.first_day}–{row.obligation.last_day}  {row.status.value:14}"
        f" {row.value:g}" + (f" of {row.whole:g}" if row.whole is not None else "")
        for row in rows
    )
    report(options, [row.as_data() for row in rows], "\n".join(words))
    return 0


def _fault_as_data(fault: Fault) -> dict[str, object]:
    return {
        "line": fault.line,
        "where": fault.where,
        "code": fault.code,
        "fault": fault.message(),
        "remedy": fault.remedy(),
    }


def _fault_in_words(fault: Fault) -> str:
    where = f" ({fault.where})" if fault.where else ""
    return f"line {fault.line}{where}: {fault.message()} {fault.remedy()}"


def _schedule_in_words(row: Schedule) -> str:
    years = "  ".join(f"{year}: {count}" for year, count in row.per_year.items())
    return f"{row.item:8} {row.subject.value:28} {years}  total {row.total}"
