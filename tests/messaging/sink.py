"""A mail server that takes everything and remembers who got how many letters: for tests and measurements.

Addresses that begin with ``refused`` it does not take, with ``later`` not now, and after a letter to one that begins
with ``silent`` it hangs up without an answer, although it has the letter.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Self


class _Session(asyncio.Protocol):
    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._waiting = b""
        self._recipient = ""
        self._in_letter = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        answers = []
        while True:
            mark = b"\r\n.\r\n" if self._in_letter else b"\r\n"
            piece, found, rest = self._waiting.partition(mark)
            if not found:
                break
            self._waiting = rest
            answer = self._end_letter(piece) if self._in_letter else self._command(piece)
            if not answer:
                self._transport.abort()
                return
            answers.append(answer)
        if answers:
            self._transport.write(b"".join(answers))

    def _command(self, line: bytes) -> bytes:
        word = line[:4].upper()
        if word == b"EHLO":
            return b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n"
        if word == b"RCPT":
            self._recipient = line.decode().partition("<")[2].partition(">")[0]
            if self._recipient.startswith("refused"):
                self._recipient = ""
                return b"550 5.1.1 nobody here\r\n"
            if self._recipient.startswith("later"):
                self._recipient = ""
                return b"451 not now\r\n"
        if word == b"DATA":
            if not self._recipient:
                return b"503 nobody to send to\r\n"
            self._in_letter = True
            return b"354 go on\r\n"
        return b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n"

    def _end_letter(self, content: bytes) -> bytes:
        self._in_letter = False
        self._sink.took(self._recipient, content)
        silent, self._recipient = self._recipient.startswith("silent"), ""
        return b"" if silent else b"250 taken\r\n"


class Sink:
    """The server, in a thread of its own. ``pause`` makes it slower by so many seconds a letter."""

    def __init__(self, *, pause: float = 0, log: Path | None = None) -> None:
        self.got: Counter[str] = Counter()
        self.last = b""
        self.pause = pause
        self.port = 0
        self._log = log.open("a", buffering=1) if log else None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def took(self, address: str, content: bytes) -> None:
        """Remember a letter."""
        self.got[address] += 1
        self.last = content
        if self._log is not None:
            self._log.write(f"{address}\n")
        if self.pause:
            time.sleep(self.pause)

    async def listen(self, port: int) -> None:
        """Begin to listen."""
        server = await self._loop.create_server(lambda: _Session(self), "127.0.0.1", port)
        self.port = server.sockets[0].getsockname()[1]

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.listen(0), self._loop).result(10)
        return self

    def __exit__(self, *fault: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


if __name__ == "__main__":
    # python -m tests.messaging.sink LOG: says its port and runs until it is killed.
    with Sink(log=Path(sys.argv[1])) as running:
        sys.stdout.write(f"{running.port}\n")
        sys.stdout.flush()
        threading.Event().wait()
