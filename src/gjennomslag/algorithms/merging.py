"""Joining small neighbours in a row until every group is large enough."""

from __future__ import annotations

from collections.abc import Sequence


def merge_in_order(sizes: Sequence[int], smallest: int) -> list[list[int]]:
    """Return groups of consecutive indexes, each of at least ``smallest`` in all.

    Groups are closed as soon as they are large enough; what is left at the end joins the last one. Empty when
    everything together is too small.
    """
    groups: list[list[int]] = []
    group: list[int] = []
    size = 0
    for index, each in enumerate(sizes):
        group.append(index)
        size += each
        if size >= smallest:
            groups.append(group)
            group, size = [], 0
    if group and groups:
        groups[-1].extend(group)
    return groups
