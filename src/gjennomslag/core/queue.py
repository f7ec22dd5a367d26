"""Work for the background that hundreds may ask for in a second, and that need be done once only."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status
from procrastinate.tasks import Task


def defer_once(task: Task[..., Any, ...], lock: str, **arguments: Any) -> None:
    """Have a worker do the task, unless one that has not begun waits under the same lock already.

    To be called when what the task looks for has been committed, and not inside a transaction: only then does a task
    that waits find it. Most who ask while one waits pay a look at an index instead of a row and a wake-up call.
    """
    if ProcrastinateJob.objects.filter(queueing_lock=lock, status=Status.TODO.value).exists():
        return
    with suppress(AlreadyEnqueued):
        task.configure(queueing_lock=lock).defer(**arguments)
