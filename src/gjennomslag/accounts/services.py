"""Members change their own telephone and mail address. A new address counts once its code has come back."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from gjennomslag.accounts.mails import code_mail, taken_mail, told_mail
from gjennomslag.core.mail import NotHandedOver, post
from gjennomslag.organisation.models import Person
from gjennomslag.organisation.services.people import change_person

WHY = "changed on the member's own page"


class AddressTaken(Exception):
    """Somebody else has got the address while it waited for its code."""


def change_own_phone(*, person: Person, phone: str) -> bool:
    """Change the member's own number; return whether it is another. Raises ``ValidationError`` for no number."""
    return bool(change_person(person=person, by=person, why=WHY, phone=phone))


def send_code(*, person: Person, email: str) -> str:
    """Send a code to the address that the member wants, and return the code.

    Where somebody else has the address, they are told that it was asked for, and no code is sent: whoever asks sees no
    difference. Raises ``NotHandedOver`` where the mail cannot be sent now.
    """
    code: str = get_adapter().generate_email_verification_code()
    owner = Person.objects.filter(email=email).exclude(pk=person.pk).first()
    posted = post([taken_mail(owner) if owner else code_mail(person, email, code)])
    if posted.failed:
        raise NotHandedOver
    return code


def confirm_address(*, person: Person, email: str) -> None:
    """Make the address, whose code has come back, the member's own, and tell the old one.

    Raises ``AddressTaken`` where somebody else has it by now, and ``NotHandedOver`` where the old one cannot be told
    now; nothing is changed then. An old address that no server takes any more keeps nobody from changing it.
    """
    old = person.email
    try:
        with transaction.atomic():
            change_person(person=person, by=person, why=WHY, email=email)
            # The library would let an address that it has noted itself sign in as well.
            EmailAddress.objects.filter(user=person).delete()
            if old and post([told_mail(person, old)]).failed:
                raise NotHandedOver
    except IntegrityError:
        person.refresh_from_db()
        raise AddressTaken from None
    except NotHandedOver:
        person.refresh_from_db()
        raise
