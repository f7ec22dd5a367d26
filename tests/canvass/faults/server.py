"""A web server that comes back quickly after it was killed: ``python -m tests.canvass.faults.server PORT WORKERS``.

The application is loaded once; each server is a fork of this process, in a process group of its own, whose number is
printed. When it is killed, the next is forked. What serves is granian, as ever.
"""

from __future__ import annotations

import os
import sys


def main(port: int, workers: int) -> None:
    """Fork servers for ever."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from gjennomslag.config.wsgi import application

    _warm(application)
    while True:
        child = os.fork()
        if child == 0:
            os.setsid()
            Granian(
                "gjennomslag.config.wsgi:application",
                address="127.0.0.1",
                port=port,
                interface=Interfaces.WSGI,
                workers=workers,
                blocking_threads=4,
                websockets=False,
                log_level=LogLevels.critical,
            ).serve()
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        os.waitpid(child, 0)


def _warm(application: object) -> None:
    """Answer one request that needs no database, so that everything is loaded before the first fork."""
    from django.test import RequestFactory

    request = RequestFactory().get("/walk/sync/v1", headers={"host": "localhost"})
    application.get_response(request)  # type: ignore[attr-defined]


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
