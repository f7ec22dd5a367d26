"""A phone in tests: takes a turf, taps, sends batches, and believes an answer only as the app does."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gjennomslag.canvass.links import token_of
from gjennomslag.canvass.models import TurfLink
from gjennomslag.canvass.moments import milliseconds
from gjennomslag.canvass.sync import body_digest


def now_on(offset: int = 0) -> int:
    """Return the moment in milliseconds on a clock that is ``offset`` seconds fast."""
    return milliseconds(timezone.now()) + offset * 1000


@dataclass
class Phone:
    """A phone that holds a turf. ``offset`` is how many seconds its clock is fast."""

    link: TurfLink
    device: str = field(default_factory=lambda: str(uuid.uuid4()))
    offset: int = 0
    seq: int = 0
    upload: str = ""
    download: str = ""
    client: Client = field(default_factory=Client)

    def take(self) -> Any:
        """Take the turf and keep the keys."""
        answer = self.post("take", {"nonce": "take", "link": token_of(self.link), "device": self.device})
        if answer.status_code == 201:
            self.upload, self.download = answer.json()["upload"], answer.json()["download"]
        return answer

    def tap(self, door: int, mark: str, *, seconds_ago: int = 0, seq: int | None = None) -> dict[str, Any]:
        """Return the operation of a tap; nothing is sent."""
        self.seq = self.seq + 1 if seq is None else seq
        at = now_on(self.offset - seconds_ago)
        return {"id": str(uuid.uuid4()), "seq": self.seq, "door": door, "mark": mark, "at": at}

    def send(self, *operations: dict[str, Any], nonce: str = "n", **changes: Any) -> Any:
        """Send a batch and return the answer."""
        batch = {
            "device": self.device,
            "device_now": now_on(self.offset),
            "nonce": nonce,
            "ops": list(operations),
            "pending": len(operations),
            "max_seq": self.seq,
        }
        return self.post("sync", batch | changes)

    def results(self, *operations: dict[str, Any]) -> list[str]:
        """Send a batch and return what became of each operation."""
        answer = self.send(*operations)
        assert answer.status_code == 201, answer.content
        return [answer.json()["results"][operation["id"]] for operation in operations]

    def turf(self, **headers: str) -> Any:
        """Ask for the turf."""
        return self.client.get(reverse("canvass:turf_for_phones"), headers=self._key(self.download) | headers)

    def post(self, name: str, message: dict[str, Any], digest: str | None = None) -> Any:
        """Post a message with the upload key and the digest of its body."""
        body = json.dumps(message).encode()
        headers = self._key(self.upload) | {"repr-digest": body_digest(body) if digest is None else digest}
        return self.client.post(reverse(f"canvass:{name}"), body, content_type="application/json", headers=headers)

    @staticmethod
    def _key(token: str) -> dict[str, str]:
        return {"authorization": f"Bearer {token}"} if token else {}


def phone_with(link: TurfLink, **changes: Any) -> Phone:
    """Return a phone that has taken the link's turf."""
    phone = Phone(link, **changes)
    assert phone.take().status_code == 201
    return phone
