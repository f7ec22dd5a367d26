"""Loops that numpy cannot express, compiled by numba, and the promise that no web request waits for the compiler.

A loop is written once, in plain Python on numpy arrays. It can be run compiled or interpreted, with the same result:
``interpreted`` is some hundred times slower but needs no compiler, ``__call__`` compiles on first use (seconds) unless
the machine code is already on disk. ``ready()`` says whether it is. Jobs and commands simply call; a web request asks
first. ``warm_up`` fills the disk at set-up. See docs/decisions/0005-compiled-loops.md.

The machine code lies in a folder named by a fingerprint of the source files that use this module, of Python, numba
and the processor, so code can never be taken from a cache that was made from another version.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, ParamSpec, TypeVar

import llvmlite.binding as host
import numba
from numba.core.caching import UserProvidedCacheLocator
from numba.extending import register_jitable

P = ParamSpec("P")
R = TypeVar("R")

_MARK = "complete"
_KEPT_FOLDERS = 4


def _fingerprint() -> str:
    """Return a name that changes with the sources of compiled code, Python, numba and the processor."""
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        text = source.read_bytes()
        if __name__.encode() in text or source.name == Path(__file__).name:
            digest.update(source.name.encode() + b"\0" + text + b"\0")
    features = host.get_host_cpu_features().flatten()  # type: ignore[no-untyped-call]
    processor = host.get_host_cpu_name()  # type: ignore[no-untyped-call]
    for word in (sys.version, numba.__version__, processor, features):
        digest.update(word.encode() + b"\0")
    return digest.hexdigest()[:20]


def _writable_home() -> Path | None:
    """Return the folder for all versions' machine code, or None where nothing can be written."""
    given = os.environ.get("GJENNOMSLAG_COMPILED")
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    home = Path(given) if given else Path(cache) / "gjennomslag" / "compiled"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return home if os.access(home, os.W_OK) else None


_home = _writable_home()
folder: Path | None = _home / _fingerprint() if _home else None
"""Where this version's machine code lies; None where nothing can be written (then each process compiles anew)."""


class Shelf(UserProvidedCacheLocator):
    """Tells numba to keep machine code in ``folder`` itself, wherever the sources lie.

    numba's own choice is a folder named by the path of the sources. Then a copy of the same version elsewhere would
    find the mark that all is compiled, and nothing behind it.
    """

    def __init__(self, function: Callable[..., Any], file: str) -> None:
        super().__init__(function, file)  # type: ignore[no-untyped-call]
        self._cache_path = str(folder)


if folder:
    setattr(numba.config, "CACHE_DIR", str(folder))  # noqa: B010
    setattr(numba.config, "CACHE_LOCATOR_CLASSES", f"{__name__}.{Shelf.__name__}")  # noqa: B010


class Loop(Generic[P, R]):
    """An entry into compiled code: call it to run compiled, ``interpreted`` to run without a compiler."""

    def __init__(self, function: Callable[P, R]) -> None:
        self.interpreted = function
        self._compiled = numba.njit(cache=folder is not None, nogil=True)(function)
        self.__doc__ = function.__doc__

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run compiled; compiles first where the machine code is not at hand."""
        result: R = self._compiled(*args, **kwargs)
        return result

    @property
    def variants(self) -> int:
        """For how many combinations of argument types it has been compiled; more than one would mean waiting again."""
        return len(self._compiled.signatures)


def loop(function: Callable[P, R]) -> Loop[P, R]:
    """Make ``function`` an entry into compiled code. It releases the interpreter lock, so threads run side by side."""
    return Loop(function)


def part(function: Callable[P, R]) -> Callable[P, R]:
    """Let compiled loops call ``function``; called from Python it stays plain Python."""
    jitable: Callable[P, R] = register_jitable(function)
    return jitable


def inner(function: Callable[P, R]) -> Callable[P, R]:
    """Let compiled loops call ``function``, which makes no array, not even a part of one.

    It then need not count references to arrays, which otherwise takes most of the time of a short function.
    """
    jitable: Callable[P, R] = register_jitable(_nrt=False)(function)
    return jitable


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Let compiled loops hold ``function``, which makes no array, at each place that calls it.

    For what is called so often with so many arrays that handing them over takes longer than the work.
    """
    jitable: Callable[P, R] = register_jitable(_nrt=False, inline="always")(function)
    return jitable


def ready() -> bool:
    """Say whether every loop's machine code is on disk, so that calling one waits for no compiler."""
    return folder is not None and (folder / _MARK).exists()


def mark_ready() -> None:
    """Record that every loop has been compiled; forget all but the newest few versions."""
    if folder is None or _home is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).touch()
    versions = sorted((path for path in _home.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for old in versions[:-_KEPT_FOLDERS]:
        _remove(old)


def _remove(path: Path) -> None:
    """Remove a folder of machine code; another process may be doing the same."""
    for file in sorted(path.rglob("*"), reverse=True):
        try:
            file.rmdir() if file.is_dir() else file.unlink()
        except OSError:
            return
    path.rmdir()
