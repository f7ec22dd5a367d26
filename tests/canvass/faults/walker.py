"""A phone outside Django: taps, keeps what it tapped, sends it over TCP, and believes answers as the app does."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import socket
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.canvass.faults.fault_proxy import read_message

MARKS = ("no-answer", "no-access", "done", "done", "not-visited")
ANSWERED = 0.1
"""How many of the conversations give an answer."""
FEWEST_ANSWERS, MOST_ANSWERS = 10, 40
"""How many new answers are sent together, and after how many a session is closed and another begun."""
PATIENCE = 20


@dataclass
class Session:
    """A session's tally: what has been answered, and the revision under way, which is sent unchanged until answered."""

    id: str
    revision: int = 0
    answers: int = 0
    sent: int = 0
    themes: dict[int, int] = field(default_factory=dict)
    closed: bool = False
    sending: dict[str, Any] | None = None


@dataclass
class Walker:
    """A phone with its turf's doors. ``waiting`` are operations not yet known to have arrived, oldest first.

    ``answers`` are all answers given so far, by theme; ``session`` is the tally that is not yet counted for good.
    """

    device: str
    upload: str
    doors: list[int]
    area: int
    offered: list[int]
    chance: random.Random
    offset: int = 0
    seq: int = 0
    waiting: list[dict[str, Any]] = field(default_factory=list)
    last: dict[int, str] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)
    session: Session = field(init=False)
    attempts: int = 0
    failed: int = 0
    _at: int = 0

    def __post_init__(self) -> None:
        self.session = Session(self._uuid())

    def tap(self, number: int) -> None:
        """Tap so many times at doors of one's own, and note what some of those say who open."""
        for _ in range(number):
            self.seq += 1
            self._at = max(self._at + 1, int(time.time() * 1000) + self.offset)
            door, mark = self.chance.choice(self.doors), self.chance.choice(MARKS)
            self.waiting.append({"id": self._uuid(), "seq": self.seq, "door": door, "mark": mark, "at": self._at})
            self.last[door] = mark
            if mark == "done" and self.chance.random() < ANSWERED and not self.session.closed:
                self.answer()

    def attempt(self, address: tuple[str, int], size: int) -> bool:
        """Send the oldest operations once; forget those that a believable answer names, and say whether it came."""
        nonce = str(self.chance.getrandbits(64))
        answer = self._ask(address, self.request(nonce, size), nonce)
        if answer is None or not isinstance(answer.get("results"), dict):
            return False
        settled = {key for key, result in answer["results"].items() if result != "retry"}
        self.waiting = [each for each in self.waiting if each["id"] not in settled]
        return True

    def request(self, nonce: str, size: int) -> bytes:
        """Return the request for the oldest operations as bytes."""
        body = {
            "device": self.device,
            "device_now": int(time.time() * 1000) + self.offset,
            "nonce": nonce,
            "ops": self.waiting[:size],
            "pending": len(self.waiting),
            "max_seq": self.seq,
        }
        return self._message("/walk/sync/v1", body)

    def close_session(self) -> None:
        """Send what there is of answers, whatever its size: the walk is over."""
        session = self.session
        if (session.answers or session.sending) and not session.closed:
            session.closed = True
            session.revision += 1

    def owes_answers(self) -> bool:
        """Say whether answers are due: ten new ones, or a session that is closed."""
        session = self.session
        return bool(session.sending or session.closed or session.answers - session.sent >= FEWEST_ANSWERS)

    def attempt_answers(self, address: tuple[str, int], year: int, week: int) -> bool:
        """Send the session's tally once, and go on to another session where it was closed."""
        request = self.answers_request(year, week)
        sending = self.session.sending
        assert sending is not None
        answer = self._ask(address, request, sending["nonce"])
        if answer is None or answer.get("revision") != sending["revision"]:
            return False
        assert answer["outcome"] in {"applied", "duplicate"}
        self.answers_came()
        return True

    def answers_request(self, year: int, week: int) -> bytes:
        """Return the request with the session's tally; until it is answered, the same one again."""
        session = self.session
        session.sending = session.sending or {
            "nonce": str(self.chance.getrandbits(64)),
            "session": session.id,
            "revision": session.revision,
            "area": self.area,
            "year": year,
            "week": week,
            "answers": session.answers,
            "themes": {str(theme): number for theme, number in session.themes.items()},
            "closed": session.closed,
            "quotes": [],
        }
        return self._message("/walk/tally/v1", session.sending)

    def answers_came(self) -> None:
        """Note that the tally under way has been received."""
        session = self.session
        assert session.sending is not None
        if session.sending["closed"]:
            self.session = Session(self._uuid())
        session.sent, session.sending = session.sending["answers"], None

    def answer(self) -> None:
        """Note an answer: one of the themes that are offered."""
        theme = self.chance.choice(self.offered)
        session = self.session
        session.revision += 1
        session.answers += 1
        session.themes[theme] = session.themes.get(theme, 0) + 1
        self.answers[theme] += 1
        if session.answers >= MOST_ANSWERS:
            self.close_session()

    def _uuid(self) -> str:
        return str(uuid.UUID(int=self.chance.getrandbits(128)))

    def _message(self, path: str, message: dict[str, Any]) -> bytes:
        body = json.dumps(message).encode()
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        return (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            f"Authorization: Bearer {self.upload}\r\nRepr-Digest: sha-256=:{digest}:\r\n\r\n"
        ).encode() + body

    def _ask(self, address: tuple[str, int], request: bytes, nonce: str) -> dict[str, Any] | None:
        self.attempts += 1
        try:
            with socket.create_connection(address, timeout=PATIENCE) as stream:
                stream.sendall(request)
                answer = believable(read_message(stream), nonce)
        except OSError:
            answer = None
        self.failed += answer is None
        return answer


def believable(message: bytes, nonce: str) -> dict[str, Any] | None:
    """Return the answer if it is a whole 201 with this request's own nonce, else None."""
    head, _, body = message.partition(b"\r\n\r\n")
    if head.split(b" ")[1:2] != [b"201"]:
        return None
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) and answer.get("nonce") == nonce else None
