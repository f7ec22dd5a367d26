"""A phone outside Django: taps, keeps what it tapped, sends it over TCP, and believes answers as the app does."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import socket
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.canvass.faults.fault_proxy import read_message

MARKS = ("no-answer", "no-access", "done", "done", "not-visited")
PATIENCE = 20


@dataclass
class Walker:
    """A phone with its turf's doors. ``waiting`` are operations not yet known to have arrived, oldest first."""

    device: str
    upload: str
    doors: list[int]
    chance: random.Random
    offset: int = 0
    seq: int = 0
    waiting: list[dict[str, Any]] = field(default_factory=list)
    last: dict[int, str] = field(default_factory=dict)
    attempts: int = 0
    failed: int = 0
    _at: int = 0

    def tap(self, number: int) -> None:
        """Tap so many times at doors of one's own."""
        for _ in range(number):
            self.seq += 1
            self._at = max(self._at + 1, int(time.time() * 1000) + self.offset)
            door, mark = self.chance.choice(self.doors), self.chance.choice(MARKS)
            self.waiting.append(
                {
                    "id": str(uuid.UUID(int=self.chance.getrandbits(128))),
                    "seq": self.seq,
                    "door": door,
                    "mark": mark,
                    "at": self._at,
                }
            )
            self.last[door] = mark

    def attempt(self, address: tuple[str, int], size: int) -> bool:
        """Send the oldest operations once; forget those that a believable answer names, and say whether it came."""
        nonce = str(self.chance.getrandbits(64))
        self.attempts += 1
        answer = believable(self._exchange(address, self.request(nonce, size)), nonce)
        if answer is None:
            self.failed += 1
            return False
        settled = {key for key, result in answer["results"].items() if result != "retry"}
        self.waiting = [each for each in self.waiting if each["id"] not in settled]
        return True

    def request(self, nonce: str, size: int) -> bytes:
        """Return the request for the oldest operations as bytes."""
        body = json.dumps(
            {
                "device": self.device,
                "device_now": int(time.time() * 1000) + self.offset,
                "nonce": nonce,
                "ops": self.waiting[:size],
                "pending": len(self.waiting),
                "max_seq": self.seq,
            }
        ).encode()
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        return (
            f"POST /walk/sync/v1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            f"Authorization: Bearer {self.upload}\r\nRepr-Digest: sha-256=:{digest}:\r\n\r\n"
        ).encode() + body

    def _exchange(self, address: tuple[str, int], request: bytes) -> bytes:
        try:
            with socket.create_connection(address, timeout=PATIENCE) as stream:
                stream.sendall(request)
                return read_message(stream)
        except OSError:
            return b""


def believable(message: bytes, nonce: str) -> dict[str, Any] | None:
    """Return the answer if it is a whole 201 with this request's own nonce, else None."""
    head, _, body = message.partition(b"\r\n\r\n")
    if head.split(b" ")[1:2] != [b"201"]:
        return None
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    if not isinstance(answer, dict) or answer.get("nonce") != nonce or not isinstance(answer.get("results"), dict):
        return None
    return answer
