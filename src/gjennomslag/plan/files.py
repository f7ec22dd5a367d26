"""Where plan files lie: a file one names, or the plans that come with the program."""

from __future__ import annotations

import os
from pathlib import Path

from gjennomslag.core.command import CommandError


def plans_folder() -> Path:
    """The folder of shipped plans: ``GJENNOMSLAG_PLANS``, else ``plans`` in the project's folder."""
    named = os.environ.get("GJENNOMSLAG_PLANS")
    return Path(named) if named else Path(__file__).resolve().parents[3] / "plans"


def shipped_plans() -> list[Path]:
    """Return the files of the plans that come with the program, by name."""
    return sorted(plans_folder().glob("*.yaml"))


def plan_file(name: str) -> Path:
    """Return the file that ``name`` means: a path, or the key of a shipped plan.

    Raises ``CommandError`` naming the shipped plans where there is none.
    """
    for path in (Path(name), plans_folder() / f"{name}.yaml"):
        if path.is_file():
            return path
    shipped = ", ".join(path.stem for path in shipped_plans()) or "none"
    raise CommandError(f"There is no plan file “{name}”. Give a path, or the key of a shipped plan: {shipped}.")


def read_plan_text(path: Path) -> str:
    """Return the file's text. Raises ``CommandError`` where it is not UTF-8."""
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise CommandError(f"{path} is not written in UTF-8. Save it as UTF-8 and try again.") from None
