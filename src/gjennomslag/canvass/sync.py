"""The field app's endpoint: takes turfs, hands them out, and receives taps and tallies. Forms: ``contract``.

The app signs every writing request with its key and a digest of the body, and believes an answer only when it
carries the request's own nonce: whatever stands between phone and server may cut, repeat or invent.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from gjennomslag.algorithms.publication import Tally
from gjennomslag.canvass import contract, wire
from gjennomslag.canvass.links import (
    download_token_of,
    downloading_device,
    link_id_in,
    upload_token_of,
    uploading_device,
)
from gjennomslag.canvass.queries.phones import device_with, lease_of, turf_for_phones
from gjennomslag.canvass.queries.walks import link_with
from gjennomslag.canvass.rules import link_is_running
from gjennomslag.canvass.services.answers import record_answers
from gjennomslag.canvass.services.batches import receive_batch
from gjennomslag.canvass.services.phones import DeviceGone, DeviceTaken, LinkEnded, take_turf
from gjennomslag.core import clock
from gjennomslag.core.access import View, public
from gjennomslag.core.clock import Week, week_of
from gjennomslag.voices.recording import QuoteDraft

Endpoint = Callable[[HttpRequest], HttpResponse]


def endpoint(why: str) -> Callable[[Endpoint], View]:
    """Serve the view to phones: no cookie is looked at, nothing is kept in between, faults are said as JSON."""

    def decorate(view: Endpoint) -> View:
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponse:
            try:
                answer = view(request)
            except (DeviceGone, LinkEnded):
                answer = _fault(410, "gone")
            except (wire.ContractError, DeviceTaken) as fault:
                answer = _fault(400, str(fault) or "taken")
            answer.headers["Cache-Control"] = "no-store"
            return answer

        return public(why)(csrf_exempt(guarded))

    return decorate


def _fault(status: int, text: str) -> JsonResponse:
    return JsonResponse({"fault": text}, status=status)


def body_digest(body: bytes) -> str:
    """Return the body's digest as the header ``Repr-Digest`` gives it (RFC 9530)."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def read_body(request: HttpRequest) -> Any:
    """Return the JSON body, or raise ``ContractError`` where it is not whole."""
    if not hmac.compare_digest(request.headers.get("Repr-Digest", ""), body_digest(request.body)):
        raise wire.ContractError("the body does not have the digest it came with")
    try:
        return json.loads(request.body)
    except ValueError as fault:
        raise wire.ContractError("the body is not JSON") from fault


def read_batch(value: Any) -> contract.SyncRequest:
    """Return the batch with its operations as they came, each of which has at least a readable id.

    They are read one by one when they are carried out, so that a broken one holds back none of the others.
    """
    sent = value.get("ops") if isinstance(value, dict) else None
    if not isinstance(sent, list):
        raise wire.ContractError("SyncRequest.ops is missing")
    envelope = wire.read(contract.SyncRequest, value | {"ops": []})
    for each in sent:
        _read_uuid(each.get("id") if isinstance(each, dict) else None)
    envelope.ops.extend(sent)
    return envelope


def _read_uuid(text: object) -> UUID:
    try:
        return UUID(text if isinstance(text, str) else "")
    except ValueError as fault:
        raise wire.ContractError("an id is not a UUID") from fault


def _bearer(request: HttpRequest) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme == "Bearer" else ""


def _uploader(request: HttpRequest) -> UUID:
    device_id = uploading_device(_bearer(request))
    if device_id is None:
        raise DeviceGone
    return device_id


def _answer(message: Any) -> HttpResponse:
    return HttpResponse(wire.as_json(message), content_type="application/json", status=201)


@endpoint("The signed link in the body is the key; without a running link the answer is 410.")
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Let a phone hold the turf that the link opens."""
    sent = wire.read(contract.TakeRequest, read_body(request))
    link_id = link_id_in(sent.link)
    link = link_with(link_id) if link_id is not None else None
    if link is None:
        raise LinkEnded
    now = timezone.now()
    device = take_turf(link=link, device_id=_read_uuid(sent.device), now=now)
    lease = lease_of(device, now)
    return _answer(contract.TakeAnswer(sent.nonce, upload_token_of(device), download_token_of(device), lease))


@endpoint("The phone's upload key is the key; it writes only, and a revoked phone is answered 410.")
@require_POST
def sync(request: HttpRequest) -> HttpResponse:
    """Receive a batch of taps."""
    device_id = _uploader(request)
    batch = read_batch(read_body(request))
    if _read_uuid(batch.device) != device_id:
        raise wire.ContractError("SyncRequest.device is another than the key's")
    return _answer(receive_batch(device_id=device_id, batch=batch, now=timezone.now()))


@endpoint("The phone's download key is the key, for as long as the lease runs; otherwise the answer is 410.")
@require_GET
def turf(request: HttpRequest) -> HttpResponse:
    """Hand out the whole turf, or 304 where the phone has it already."""
    device_id = downloading_device(_bearer(request))
    device = device_with(device_id) if device_id is not None else None
    if device is None or device.revoked or device.link is None or not link_is_running(device.link, timezone.now()):
        raise LinkEnded
    body = wire.as_json(turf_for_phones(device.link.turf))
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    return HttpResponse(body, content_type="application/json", headers={"ETag": tag})


@endpoint("The phone's upload key is the key; the tally carries no door and no person.")
@require_POST
def tally(request: HttpRequest) -> HttpResponse:
    """Receive a session's tally. Nothing of the phone goes with it."""
    device = device_with(_uploader(request))
    if device is None or device.revoked or device.link is None:
        raise DeviceGone
    sent = wire.read(contract.TallyRequest, read_body(request))
    try:
        outcome: Any = record_answers(
            turf=device.link.turf,
            area_id=sent.area,
            week=_read_week(sent.year, sent.week),
            session=_read_uuid(sent.session),
            revision=sent.revision,
            tally=Tally(sent.answers, {_read_key(key): answers for key, answers in sent.themes.items()}),
            closed=sent.closed,
            quotes=[QuoteDraft(each.theme, each.text) for each in sent.quotes],
            today_week=week_of(clock.today()),
        ).value
    except ValidationError:
        outcome = "rejected"
    return _answer(contract.TallyAnswer(sent.nonce, sent.session, sent.revision, outcome))


def _read_key(text: str) -> int:
    if not text.isdecimal():
        raise wire.ContractError("TallyRequest.themes has a key that is not a number")
    return int(text)


def _read_week(year: int, number: int) -> Week:
    try:
        return week_of(Week(year, number).monday)
    except ValueError as fault:
        raise wire.ContractError("TallyRequest.week is no week") from fault
