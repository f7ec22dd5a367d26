"""Background work of messaging: thin, each calls a service. Jobs carry a letter's id and never an address."""

from __future__ import annotations

import logging

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from gjennomslag.messaging.choices import Medium
from gjennomslag.messaging.models import Letter
from gjennomslag.messaging.posting import Unreachable, open_post
from gjennomslag.messaging.rules import is_quiet
from gjennomslag.messaging.services import delivering, forgetting
from gjennomslag.messaging.sms import open_sms

SECONDS_BETWEEN = 5

logger = logging.getLogger("gjennomslag.messaging")


@app.periodic(cron="* * * * *")
@app.task(name="messaging.tend", queueing_lock="messaging.tend")
def tend(timestamp: int) -> None:
    """Every minute: begin what is due, go on with what waits, and show what a dead worker left in doubt."""
    now = timezone.now()
    unknown = delivering.note_what_is_unknown(now=now)
    if unknown:
        logger.warning("%d letters were under way when a worker died: somebody must decide about them", unknown)
    if not is_quiet(now):
        for letter_id in delivering.letters_to_prepare(now):
            enqueue_preparing(letter_id)
        for letter_id in delivering.letters_to_hand_over(now):
            enqueue_handing_over(letter_id)
    delivering.finish_letters(now=now)


def enqueue_preparing(letter_id: int) -> None:
    """Let a worker prepare the letter, unless one is to do so already."""
    try:
        prepare.configure(queueing_lock=f"messaging.prepare.{letter_id}").defer(letter_id=letter_id)
    except AlreadyEnqueued:
        return


def enqueue_handing_over(letter_id: int, *, seconds: int = 0) -> None:
    """Let a worker hand the letter over after so many seconds, unless one waits to do so already."""
    lock = f"messaging.hand_over.{letter_id}"
    try:
        hand_over.configure(queueing_lock=lock, schedule_in={"seconds": seconds}).defer(letter_id=letter_id)
    except AlreadyEnqueued:
        return


@app.task(name="messaging.prepare")
def prepare(letter_id: int) -> None:
    """Write down who gets the letter, and begin to hand it over."""
    number = delivering.prepare_letter(letter=Letter.objects.get(pk=letter_id), now=timezone.now())
    logger.info("prepared letter %d for %d people", letter_id, number)
    enqueue_handing_over(letter_id)


@app.task(name="messaging.hand_over", priority=-1)
def hand_over(letter_id: int) -> None:
    """Hand the letter over for some seconds. Where many wait, the next worker that is free helps along."""
    now = timezone.now()
    if letter_id not in delivering.letters_to_hand_over(now):
        delivering.finish_letters(now=now)
        if delivering.others_hold(letter_id, now):
            enqueue_handing_over(letter_id, seconds=SECONDS_BETWEEN)
        return
    letter = Letter.objects.select_related("unit").get(pk=letter_id)
    if not is_quiet(now):
        enqueue_handing_over(letter_id)
    try:
        with open_sms() if letter.medium == Medium.SMS else open_post() as post:
            taken = delivering.hand_over(letter=letter, post=post)
    except Unreachable as fault:
        logger.warning("letter %d waits: %s", letter_id, fault)
    else:
        logger.info("handed over letter %d to %d people", letter_id, taken)
    delivering.finish_letters(now=timezone.now())


@app.periodic(cron="35 3 * * *")
@app.task(name="messaging.forget", queueing_lock="messaging.forget")
def forget(timestamp: int) -> None:
    """Every night: keep the figures of finished letters, and delete who got letters a year ago."""
    now = timezone.now()
    forgetting.settle_figures(now=now)
    logger.info("forgot %d recipients of letters", forgetting.forget_recipients(now=now))
