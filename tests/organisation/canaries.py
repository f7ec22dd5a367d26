"""People who can be recognised wherever something of them is left: every text about them holds a canary."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from importlib import import_module

import pghistory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from gjennomslag.organisation.choices import (
    AccessKind,
    ContactKind,
    ContactOutcome,
    Given,
    ImportStatus,
    Purpose,
    Topic,
)
from gjennomslag.organisation.models import (
    AccessedPerson,
    AccessRecord,
    Consent,
    Dues,
    Household,
    MemberContact,
    MemberImport,
    MemberOrigin,
    Membership,
    MemberSource,
    MissingMember,
    OfficeHolding,
    Person,
    Unit,
)
from gjennomslag.organisation.services import NewMember, register_members
from gjennomslag.organisation.services.consents import publish_text
from tests.privacy.dump import tables, text_of

CANARY = "kanarifugl"
YEARS_AGO = timedelta(days=900)


def plant(number: int, unit: Unit, by: Person) -> list[Person]:
    """Make people of whom every table holds something, in the past and now, each with a canary in every text."""
    joined = timezone.localdate() - YEARS_AGO
    people = register_members(
        members=[
            NewMember(
                f"{CANARY}{each}",
                f"Etter{CANARY}",
                f"{CANARY}{each}@example.org",
                1970,
                joined,
                unit,
                {"member_number": f"{CANARY}{each}", "street_address": f"{CANARY}veien {each}", "postal_code": "2406"},
            )
            for each in range(number)
        ],
        by=by,
    )
    now = timezone.now()
    home = Household.objects.create(formed_on=joined)
    with pghistory.context(by=by.pk, why="details changed"):
        Person.objects.filter(pk__in=[each.pk for each in people]).update(postal_place=f"{CANARY}plass", household=home)
    text = publish_text(topic=Topic.MEMBERSHIP, language="nb", text="Jeg vil bli medlem.", by=None)
    access = AccessRecord.objects.create(
        reader=by, unit=unit, kind=AccessKind.LIST, purpose=Purpose.CALL, number=number, at=now
    )
    call = {"kind": ContactKind.CALL, "outcome": ContactOutcome.REACHED, "at": now, "unit": unit, "by": by}
    agreed = {"topic": Topic.MEMBERSHIP, "text": text, "given_at": now, "given_how": Given.FORM}
    Consent.objects.bulk_create(Consent(person=each, **agreed) for each in people)
    MemberContact.objects.bulk_create(
        MemberContact(person=each, note=f"{CANARY} vil bake kake", **call) for each in people
    )
    AccessedPerson.objects.bulk_create(AccessedPerson(access=access, person=each) for each in people)
    Dues.objects.bulk_create(Dues(person=each, year=2024, paid_on=joined) for each in people)
    EmailAddress.objects.bulk_create(EmailAddress(user=each, email=each.email or "", verified=True) for each in people)
    Authenticator.objects.bulk_create(
        Authenticator(user=each, type="totp", data={"secret": f"{CANARY}"}) for each in people
    )
    source = MemberSource.objects.create(unit=unit, name="Hypersys")
    waiting = MemberImport(source=source, unit=unit, by=by, file_name="medlemmer.csv", status=ImportStatus.READY)
    for given in (waiting.file, waiting.sheet):
        given.save("medlemmer.csv", ContentFile(f"Fornavn\n{CANARY}\n".encode()), save=False)
    waiting.save()
    MemberOrigin.objects.bulk_create(
        MemberOrigin(source=source, key=each.member_number, person=each, given={"email": each.email}) for each in people
    )
    MissingMember.objects.bulk_create(MissingMember(source=source, person=each, since=joined) for each in people)
    for each in people[:20]:
        sign_in(each)
    return people


def sign_in(person: Person) -> None:
    """Leave a session as signing in does, with an address in it as signing in by mail does."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session["account_login_code"] = {"email": person.email}
    session.save()


def tables_with(text: str) -> list[str]:
    """Return the tables in which the text stands, sessions read as they are when unsealed, and search included."""
    return [table for table in tables() if text in text_of(table).lower()]


def rows_of_person(ids: Sequence[int]) -> dict[str, int]:
    """Return how many rows of each table still name one of the people by id."""
    found = {}
    for model in (
        *(Consent, MemberContact, AccessedPerson, Dues, Membership, OfficeHolding, MemberOrigin, MissingMember),
    ):
        found[model.__name__] = model._default_manager.filter(person__in=ids).count()
    return {name: number for name, number in found.items() if number}


def search_words() -> int:
    """Return how many people the canary finds in the search index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM organisation_person WHERE words @@ %s::tsquery", [f"'{CANARY}':* | 'e:{CANARY}':*"]
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0
