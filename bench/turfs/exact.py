"""The shortest path past all stops of a turf, proved: integer programming with the rounds that are too small forbidden.

After G. Dantzig, R. Fulkerson and S. Johnson, "Solution of a large-scale traveling-salesman problem", 1954; the
integer programmes are solved by HiGHS, which comes with scipy.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, vstack
from scipy.sparse.csgraph import connected_components

from bench.turfs.paths import with_anywhere
from gjennomslag.algorithms.distances import Matrix


def shortest(matrix: Matrix, seconds: float = 120.0) -> int | None:
    """Return the decimetres of the shortest path past all stops, or None where no proof was found in time."""
    wide = with_anywhere(matrix)
    count = len(wide)
    a, b = np.triu_indices(count, 1)
    lengths = wide[a, b].astype(np.float64)
    ends = coo_array((np.ones(2 * len(a)), (np.concatenate((a, b)), np.tile(np.arange(len(a)), 2))))
    rules = [LinearConstraint(csr_array(ends), 2, 2)]
    whole = np.zeros(len(a), np.int64)
    while True:
        found = milp(
            lengths, constraints=rules, bounds=Bounds(0, 1), integrality=whole, options={"time_limit": seconds}
        )
        if found.status != 0:
            return None
        cuts = _too_small(found.x, a, b, count)
        if cuts is not None:
            rules.append(LinearConstraint(cuts, 2, np.inf))
        elif not whole.any():
            whole = np.ones(len(a), np.int64)
        else:
            return round(found.fun)


def _too_small(x: NDArray[np.float64], a: NDArray[np.intp], b: NDArray[np.intp], count: int) -> csr_array | None:
    """Return what forbids the groups of stops that hang together but not with the rest, None where there are none."""
    used = x > 1e-6
    groups, group = connected_components(
        coo_array((np.ones(used.sum()), (a[used], b[used])), shape=(count, count)), directed=False
    )
    if groups == 1:
        return None
    inside = [group == number for number in range(groups)]
    return csr_array(vstack([csr_array((each[a] != each[b]).astype(np.float64)[None]) for each in inside]))
