"""Writing a letter block by block."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.messaging.choices import BlockKind, Medium
from gjennomslag.messaging.letter_forms import BlockForm
from gjennomslag.messaging.models import Letter, LetterBlock
from gjennomslag.messaging.rules import WRITE
from gjennomslag.messaging.services.letters import move_block, remove_block, save_block
from gjennomslag.messaging.views.letters import draft_of, offers_for, trail_to
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit


def _block(unit: Unit, letter: int, pk: int) -> LetterBlock:
    found = draft_of(unit, letter).blocks.select_related("letter").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@in_unit(WRITE)
def new_block(request: PersonRequest, unit: Unit, letter: int, kind: str) -> HttpResponse:
    """Add a block at the end."""
    found = draft_of(unit, letter)
    if kind not in BlockKind.values or found.medium != Medium.EMAIL:
        raise Http404
    return _edit(request, unit, found, BlockKind(kind), None)


@in_unit(WRITE)
def change_block(request: PersonRequest, unit: Unit, letter: int, block: int) -> HttpResponse:
    """Change what a block says."""
    found = _block(unit, letter, block)
    return _edit(request, unit, found.letter, BlockKind(found.kind), found)


def _edit(
    request: PersonRequest, unit: Unit, letter: Letter, kind: BlockKind, block: LetterBlock | None
) -> HttpResponse:
    initial = {field.name: getattr(block, field.name) for field in block._meta.concrete_fields} if block else {}
    offers = offers_for(unit, block.offer if block else "") if kind == BlockKind.ACTIVITY else []
    form = BlockForm(request.POST or None, kind=kind, offers=offers, initial=initial)
    if request.method == "POST" and form.is_valid():
        save_block(letter=letter, by=request.user, block=block, kind=kind, **form.cleaned_data)
        return redirect("messaging:letter", unit.code, letter.pk)
    trail = trail_to(unit, letter)
    context = {"form": form, "letter": letter, "block": block, "back": trail[-1][0]}
    here = str(kind.label) if block is None else _("Change: %(block)s") % {"block": kind.label.lower()}
    status = 422 if form.errors else 200
    return render_unit(request, unit, "messaging/edit_block.html", context, trail=trail, here=here, status=status)


@in_unit(WRITE)
@require_POST
def move(request: PersonRequest, unit: Unit, letter: int, block: int) -> HttpResponse:
    """Move the block up, or down with ``down``."""
    move_block(block=_block(unit, letter, block), up="down" not in request.POST, by=request.user)
    return redirect("messaging:letter", unit.code, letter)


@in_unit(WRITE)
@require_POST
def remove(request: PersonRequest, unit: Unit, letter: int, block: int) -> HttpResponse:
    """Take the block out."""
    remove_block(block=_block(unit, letter, block), by=request.user)
    return redirect("messaging:letter", unit.code, letter)
