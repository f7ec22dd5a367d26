"""Which things hang together, told while links are added one by one.

After R. E. Tarjan, "Efficiency of a good but not linear set union algorithm", 1975.
"""

from __future__ import annotations

from gjennomslag.algorithms.compiled import inner
from gjennomslag.algorithms.street_distances import Indices


@inner
def group_of(group: Indices, member: int) -> int:
    """Return the one that stands for all that ``member`` hangs together with, shortening the way to it."""
    while group[member] != member:
        group[member] = group[group[member]]
        member = int(group[member])
    return member
