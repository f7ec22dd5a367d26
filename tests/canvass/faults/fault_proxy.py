"""A network that fails on purpose: a TCP proxy between phone and server, seeded and so replayable.

It stands outside both and knows nothing of what they say, but where an HTTP message ends. Every connection carries
one request, and the plan says what happens to it.
"""

from __future__ import annotations

import random
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "pass", "cut-request", "cut-answer", "twice", "late", "stall", "captive", "redirect", "replay", "garbled"
]
KINDS: tuple[Kind, ...] = (
    "cut-request",
    "cut-answer",
    "twice",
    "late",
    "stall",
    "captive",
    "redirect",
    "replay",
    "garbled",
)
STALL = 0.2
CAPTIVE = b"<html><title>Welcome to the hotel</title></html>"


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one request; ``at`` is the share of the message (0 to 1), or the byte, where it is cut."""

    kind: Kind
    at: float | int = 0


def seeded_faults(seed: int, share: float) -> Iterator[Fault]:
    """Yield for ever: with this probability a fault, each kind as likely as the others."""
    chance = random.Random(seed)
    while True:
        if chance.random() < share:
            yield Fault(chance.choice(KINDS), chance.random())
        else:
            yield Fault("pass")


class ServerDown(OSError):
    """The server does not answer: what was to be done to the request could not be done."""


@dataclass
class FaultProxy:
    """A proxy for phones that send one request at a time, to one of the servers by turns.

    ``counts`` says what was done to the requests, by kind. A fault counts only where it was done; a request that found
    the server killed is counted as ``down`` instead.
    """

    upstreams: Sequence[tuple[str, int]]
    plan: Iterator[Fault]
    counts: Counter[str] = field(default_factory=Counter)
    _listener: socket.socket = field(init=False)
    _late: list[bytes] = field(default_factory=list)
    _earlier: bytes = b""
    _turn: int = 0

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def faults(self) -> int:
        """Return how many faults were injected; what happened while a server was down is none."""
        return sum(self.counts[kind] for kind in KINDS)

    @property
    def address(self) -> tuple[str, int]:
        """Return where the phone finds the server."""
        host, port = self._listener.getsockname()
        return str(host), int(port)

    def close(self) -> None:
        """Stop, after handing on what was held back."""
        # A listener that is only closed would leave the thread waiting in accept for ever.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        self._hand_on_late()

    def _serve(self) -> None:
        while True:
            try:
                phone, _ = self._listener.accept()
            except OSError:
                return
            with phone, suppress(OSError):
                self._carry(phone)

    def _carry(self, phone: socket.socket) -> None:
        request = read_message(phone)
        if not request:
            return
        fault = next(self.plan)
        if fault.kind == "replay" and not self._earlier:
            fault = Fault("pass")
        try:
            answer = self._fail(fault, request)
        except OSError:
            self.counts["down"] += 1
            return
        self.counts[fault.kind] += 1
        if fault.kind == "stall":
            # As good as a phone that gives up: it hears nothing for a while, and then nothing more.
            time.sleep(STALL)
        elif answer:
            phone.sendall(answer)

    def _fail(self, fault: Fault, request: bytes) -> bytes:
        """Do to the request what the fault says, and return the bytes that come back to the phone."""
        match fault.kind:
            case "captive":
                answer = _plain("200 OK", CAPTIVE)
            case "redirect":
                answer = _plain("302 Found", b"", b"Location: http://hotel.example/\r\n")
            case "late":
                self._late.append(request)
                answer = b""
            case "replay":
                answer = self._earlier
            case "cut-request":
                answer = self._send(request[: _bytes(fault.at, request)], whole=False)
            case _:
                answer = self._send_whole(fault, request)
        return answer

    def _send_whole(self, fault: Fault, request: bytes) -> bytes:
        answer = self._send(request)
        if fault.kind == "twice":
            answer = self._send(request)
        if fault.kind == "pass":
            self._earlier = answer
            self._hand_on_late()
        middle = _bytes(fault.at, answer)
        if fault.kind == "cut-answer":
            return answer[:middle]
        if fault.kind == "garbled":
            return answer[:middle] + b"\x00" + answer[middle + 1 :]
        return answer

    def _hand_on_late(self) -> None:
        while self._late:
            with suppress(OSError):
                self._send(self._late.pop())

    def _send(self, request: bytes, *, whole: bool = True) -> bytes:
        self._turn += 1
        with socket.create_connection(self.upstreams[self._turn % len(self.upstreams)], timeout=20) as server:
            server.sendall(request)
            if not whole:
                return b""
            answer = read_message(server)
        if not answer:
            raise ServerDown
        return answer


def _bytes(at: float | int, message: bytes) -> int:
    return at if isinstance(at, int) else int(at * len(message))


def _plain(status: str, body: bytes, headers: bytes = b"") -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Type: text/html\r\n%sContent-Length: %d\r\n\r\n%s" % (
        status.encode(),
        headers,
        len(body),
        body,
    )


def read_message(stream: socket.socket) -> bytes:
    """Return one HTTP message with its body, or what came of it before the other side hung up."""
    message = b""
    while b"\r\n\r\n" not in message:
        part = stream.recv(65536)
        if not part:
            return message
        message += part
    head, _, body = message.partition(b"\r\n\r\n")
    length = re.search(rb"\r\ncontent-length: *([0-9]{1,9})\r\n", head.lower() + b"\r\n")
    missing = (int(length[1]) if length else 0) - len(body)
    while missing > 0:
        part = stream.recv(65536)
        if not part:
            return message
        message += part
        missing -= len(part)
    return message
