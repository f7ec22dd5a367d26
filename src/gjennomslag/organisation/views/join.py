"""The pages on which people join, for everyone and in three languages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gjennomslag.core import clock
from gjennomslag.core.access import public
from gjennomslag.organisation.choices import LANGUAGES_OF_MEMBERS, Topic
from gjennomslag.organisation.join_forms import JoinForm
from gjennomslag.organisation.joining import Shown, form_token, membership_in, sender_of
from gjennomslag.organisation.queries.memberships import running_with_id
from gjennomslag.organisation.queries.people import TOPICS, text_in_force
from gjennomslag.organisation.services.joining import TooMany, it_was_not_me, join_party, note_attempt

logger = logging.getLogger("gjennomslag.organisation")

_CODES = [code for code, _name in LANGUAGES_OF_MEMBERS]
LanguageView = Callable[[HttpRequest, str], HttpResponse]


def _in_language(view: LanguageView) -> LanguageView:
    """Show the page in the language of its address; 404 for one that we do not have."""

    @wraps(view)
    def shown(request: HttpRequest, language: str) -> HttpResponse:
        if language not in _CODES:
            raise Http404
        with translation.override(language):
            return view(request, language)

    return shown


def _page(
    request: HttpRequest, template: str, language: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    shared = {"language": language, "languages": LANGUAGES_OF_MEMBERS}
    return render(request, template, context | shared, status=status)


@public("The form on which people join; it shows nothing about anyone.")
def join(request: HttpRequest) -> HttpResponse:
    """Lead to the form in the visitor's language."""
    language = translation.get_language() or "nb"
    return redirect("organisation:join_in", language if language in _CODES else "nb")


@public("The form on which people join; it only takes, and never says whether somebody is a member.")
@_in_language
def join_in(request: HttpRequest, language: str) -> HttpResponse:
    """Show the form, and make whoever fills it in a member."""
    now = timezone.now()
    form = _form(request, language)
    if request.method != "POST":
        return _page(request, "organisation/join.html", language, {"form": form, "shown": _token(language)})
    if form.by_machine:
        logger.info("left out a join form that a machine had filled in")
        return redirect("organisation:joined", language)
    status = 422
    if form.is_valid():
        try:
            note_attempt(sender=sender_of(request, now), now=now)
        except TooMany:
            form.add_error(None, _("Very many have joined from this network in the last hour. Try again in an hour."))
            status = 429
        else:
            join_party(application=form.application(language), now=now)
            return redirect("organisation:joined", language)
    # What has been signed keeps its time, so that somebody who corrects a fault need not wait again.
    shown = form.data.get("shown", "") if form.shown_in_time else _token(language)
    return _page(request, "organisation/join.html", language, {"form": form, "shown": shown}, status=status)


def _form(request: HttpRequest, language: str) -> JoinForm:
    return JoinForm(
        request.POST if request.method == "POST" else None,
        today=clock.today(),
        now=timezone.now(),
        consent=text_in_force(Topic.MEMBERSHIP, language),
        texts=[text_in_force(topic, language) for topic in TOPICS],
    )


def _token(language: str) -> str:
    return form_token(Shown(timezone.now(), text_in_force(Topic.MEMBERSHIP, language).pk))


@public("Thanks whoever has sent the form; the same for everyone.")
@_in_language
def joined(request: HttpRequest, language: str) -> HttpResponse:
    """Say thank you, and what happens next."""
    return _page(request, "organisation/joined.html", language, {})


@public("The signed token was sent to the one whose address was used to join, and ends that membership only.")
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody say that it was not they who joined."""
    pk = membership_in(token)
    membership = running_with_id(pk) if pk is not None else None
    language = membership.person.language if membership else "nb"
    with translation.override(language):
        if membership is not None and request.method == "POST":
            it_was_not_me(membership=membership, now=timezone.now())
            membership = None
        status = 200 if membership or request.method == "POST" else 410
        return _page(request, "organisation/not_me.html", language, {"membership": membership}, status=status)
