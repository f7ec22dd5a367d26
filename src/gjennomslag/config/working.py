"""Do background work: one process works, and another watches over it and lets a new one take its place if it is killed.

The one that watches has everything loaded, so that the new one works at once: what a killed worker leaves half done is
taken up within a second, and the site beside it never notices.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import threading
import time
from types import FrameType

from django.db import connections
from django.urls import get_resolver
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.django_connector import DjangoConnector

from gjennomslag.config.serving import SECONDS_TO_STOP

logger = logging.getLogger("gjennomslag.config")

SHORT_LIFE, SECONDS_TO_BREATHE = 2, 5


def work(*, until_done: bool) -> None:
    """Do background jobs until told to stop, or until none is waiting. A job under way is finished first."""
    assert isinstance(jobs.connector, DjangoConnector)
    with jobs.replace_connector(jobs.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=not until_done, delete_jobs="successful", shutdown_graceful_timeout=SECONDS_TO_STOP - 5)


def keep_working() -> int:
    """Let a process of its own do background work until told to stop, and another after it where it is killed.

    Returns 0 when told to stop, and what the worker ended with where it ended by itself.
    """
    get_resolver().url_patterns  # noqa: B018 -- loads every room's pages, whose addresses stand in letters
    connections.close_all()
    gc.collect()
    gc.freeze()
    watch = _Watch()
    while not watch.stopped:
        began = time.monotonic()
        code = watch.one_life()
        if code >= 0:
            return 0 if watch.stopped else code
        logger.warning("the worker was killed by signal %d; another takes its place", -code)
        if time.monotonic() - began < SHORT_LIFE:
            time.sleep(SECONDS_TO_BREATHE)
    return 0


class _Watch:
    """The process that watches: passes the signals that mean "stop" on to the one that works."""

    def __init__(self) -> None:
        self.stopped = False
        self._worker = 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopped = True
        if self._worker:
            os.kill(self._worker, signal.SIGTERM)

    def one_life(self) -> int:
        """Let a process work, and return what it ended with; less than 0 is the signal that killed it."""
        blocked = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
        signal.pthread_sigmask(signal.SIG_BLOCK, blocked)
        self._worker = os.fork()
        if not self._worker:
            _be_the_worker(blocked)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, blocked)
        if self.stopped:
            os.kill(self._worker, signal.SIGTERM)
        _, status = os.waitpid(self._worker, 0)
        self._worker = 0
        return os.waitstatus_to_exitcode(status)


def _be_the_worker(blocked: set[signal.Signals]) -> None:
    """Work in the new process, and end it: what the old one has promised to do at its end is not for this one."""
    code = 1
    try:
        for number in blocked:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, blocked)
        threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
        work(until_done=False)
        code = 0
    except BaseException:
        logger.exception("the worker broke off")
    finally:
        logging.shutdown()
        os._exit(code)


def _end_with(parent: int) -> None:
    """Stop in order when the process that watches is gone."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
