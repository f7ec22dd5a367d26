"""A network outside the browser that can be switched off: a plain TCP relay between it and the server."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Airplane:
    """A relay to the server. While ``on`` (airplane mode) nothing gets through, and what was open is cut."""

    def __init__(self, server: tuple[str, int]) -> None:
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self.on = False
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """Return the address for the browser."""
        return f"http://localhost:{self._listener.getsockname()[1]}"

    def switch(self, *, on: bool) -> None:
        """Switch airplane mode on or off."""
        self.on = on
        if on:
            for each in list(self._open):
                _shut(each)

    def close(self) -> None:
        """Stop relaying."""
        self.switch(on=True)
        _shut(self._listener)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            if self.on:
                browser.close()
                continue
            server = socket.create_connection(self._server)
            self._open |= {browser, server}
            for source, goal in ((browser, server), (server, browser)):
                threading.Thread(target=self._relay, args=(source, goal), daemon=True).start()

    def _relay(self, source: socket.socket, goal: socket.socket) -> None:
        with suppress(OSError):
            while part := source.recv(65536):
                goal.sendall(part)
        _shut(goal)
        self._open.discard(source)
        source.close()


def _shut(stream: socket.socket) -> None:
    with suppress(OSError):
        stream.shutdown(socket.SHUT_RDWR)
