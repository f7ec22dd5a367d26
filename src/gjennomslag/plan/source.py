"""YAML read into nodes that remember their lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from gjennomslag.plan.faults import Fault

Value: TypeAlias = "str | object | list[Node] | Mapping[str, Node]"


@dataclass(frozen=True)
class Node:
    """A piece of the file. ``value`` is a plain value, a list of nodes, or nodes by key."""

    line: int
    value: Value
    key_line: int = 0


class _PlainValues(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Builds plain values only; anything else a tag could ask for is refused."""


def read_source(text: str, faults: list[Fault]) -> Node | None:
    """Read the text. Faults that stop all further reading give None; keys written twice are reported and dropped."""
    loader = _PlainValues(text)
    try:
        root = loader.get_single_node()
        if root is None:
            faults.append(Fault(1, "not-a-mapping", "", {"what": "plan"}))
            return None
        return _node(root, loader, faults)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = (error.problem or error.context or "").rstrip(".")
        # What is missing at the end of the file is said of its last line.
        line = min(mark.line + 1, len(text.splitlines())) if mark else 1
        faults.append(Fault(line, "not-yaml", "", {"problem": problem}))
    except (yaml.YAMLError, ValueError) as error:
        faults.append(Fault(1, "not-yaml", "", {"problem": str(error).splitlines()[0]}))
    finally:
        loader.dispose()
    return None


def _node(raw: yaml.Node, loader: _PlainValues, faults: list[Fault], key_line: int = 0) -> Node:
    line = raw.start_mark.line + 1
    if isinstance(raw, yaml.SequenceNode):
        return Node(line, [_node(each, loader, faults) for each in raw.value], key_line)
    if isinstance(raw, yaml.MappingNode):
        entries: dict[str, Node] = {}
        for key, value in raw.value:
            name = str(getattr(key, "value", ""))
            at = key.start_mark.line + 1
            if name in entries:
                faults.append(Fault(at, "duplicate-key", name, {"key": name}))
                continue
            entries[name] = _node(value, loader, faults, at)
        return Node(line, entries, key_line)
    return Node(line, _scalar(raw, loader, faults), key_line)


def _scalar(raw: yaml.Node, loader: _PlainValues, faults: list[Fault]) -> object:
    try:
        return loader.construct_object(raw)
    except ValueError:
        # 2026-02-30 looks like a day to YAML; whoever expects a day here says so.
        return str(raw.value)
