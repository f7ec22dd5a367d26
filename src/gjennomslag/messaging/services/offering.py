"""What a letter invites to, kept as it is now."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from gjennomslag.messaging.models import Letter, LetterBlock
from gjennomslag.messaging.offers import Offer, offers_with
from gjennomslag.messaging.rendering import keys_in

_COPIED = ("text_nb", "text_nn", "detail_nb", "detail_nn", "address")


def words_of(offer: Offer) -> dict[str, str]:
    """Return what a block that invites to the offer says."""
    details = {"detail_nb": offer.detail_nb, "detail_nn": offer.detail_nn}
    return {"text_nb": offer.title, "text_nn": offer.title, "address": offer.address, "offer": offer.key} | details


def refresh_offers(*, letter: Letter, now: datetime) -> bool:
    """Let the letter say what is true now of what it invites to; False where some of it is over, cancelled or gone.

    To be called in the transaction that prepares the letter.
    """
    blocks = list(letter.blocks.all())
    keys = keys_in(letter, blocks)
    found = offers_with(keys, now)
    if any(key not in found or found[key].over for key in keys):
        return False
    invites = [each for each in blocks if each.offer]
    for block in invites:
        for name, value in words_of(found[block.offer]).items():
            setattr(block, name, value)
    LetterBlock.objects.bulk_update(invites, _COPIED)
    return True


def over_in(letter: Letter, now: datetime) -> str:
    """Return the name of the first thing that the letter invites to in vain: it is over by then, cancelled or gone."""
    blocks = list(letter.blocks.all())
    found = offers_with(keys_in(letter, blocks), now)
    named = [(each.offer, each.text_nb[:60]) for each in blocks] + [(letter.offer, _("The activity"))]
    return next((name for key, name in named if key and (key not in found or found[key].over)), "")


def check_offers(letter: Letter, now: datetime) -> None:
    """Raise ``ValidationError`` where the letter invites to something that is over, cancelled or gone."""
    over = over_in(letter, now)
    if over:
        raise ValidationError(_("%(name)s is over or cancelled when the letter goes. Take it out.") % {"name": over})
