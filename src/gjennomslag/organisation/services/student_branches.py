"""Student branches: founding one for a university or college, and saying which branch serves which (G2.F3a)."""

from __future__ import annotations

from datetime import date

from gjennomslag.core.history import writing
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.geography import institutions
from gjennomslag.organisation.models import InstitutionBranch, Membership, Person, Unit
from gjennomslag.organisation.queries.memberships import running_on
from gjennomslag.organisation.services.units import found_unit, free_code

PARENTS = (UnitKind.COUNTY, UnitKind.LOCAL)


def found_student_branch(
    *, institution: str, above: Unit, name: str, on: date, with_students: bool, by: Person | None
) -> Unit:
    """Found a student branch below a county or a local branch that serves the institution from the day, and return it.

    ``with_students``: the members there who have said that they study at it get the student branch beside the branch
    they have, which goes on counting them. Whoever runs it is chosen afterwards. Raises ``ValueError`` for an unknown
    institution, and above a unit of another kind.
    """
    if above.kind not in PARENTS:
        raise ValueError(f"{above.code} has no student branches")
    with writing(by=by, why="student branch founded"):
        parent = Unit.objects.get(pk=above.pk)
        code = free_code(above=above, name=name)
        branch = found_unit(kind=UnitKind.STUDENT, code=code, name=name, parent=parent, valid_from=on, by=by)
        serve_institution(branch=branch, institution=institution, since=on, by=by)
        if with_students:
            rows = Membership.objects.filter(
                running_on(on),
                unit__path__startswith=above.path,
                primary=True,
                person__studies_at=institution,
                ended_on__isnull=True,
            )
            Membership.objects.bulk_create(
                Membership(person_id=person, unit=branch, joined_on=on, member_since=min(since, on), primary=False)
                for person, since in rows.values_list("person_id", "member_since")
            )
    return branch


def serve_institution(*, branch: Unit, institution: str, since: date, by: Person | None) -> InstitutionBranch:
    """Let a student branch serve the institution from the day; one that serves it already goes on as it did.

    Raises ``ValueError`` for an unknown institution and for a unit that is no student branch.
    """
    if institution not in institutions():
        raise ValueError(f"There is no institution {institution}")
    if branch.kind != UnitKind.STUDENT:
        raise ValueError(f"{branch.code} is no student branch")
    with writing(by=by, why="serves institution"):
        serving, _ = InstitutionBranch.objects.get_or_create(
            unit=branch, institution=institution, valid_until=None, defaults={"valid_from": since}
        )
    return serving


def stop_serving(*, serving: InstitutionBranch, on: date, by: Person | None) -> None:
    """Let the branch serve the institution until this day, and no longer. What has ended already stays as it is."""
    if serving.valid_until is None:
        serving.valid_until = max(on, serving.valid_from)
        with writing(by=by, why="serves institution no longer"):
            serving.save(update_fields=["valid_until"])
