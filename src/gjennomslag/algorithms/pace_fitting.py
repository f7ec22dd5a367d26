"""A unit's pace, fitted to how long its pairs were really out.

Bayesian linear regression in its plainest form (ridge regression): the expected minutes are linear in the doors, the
floors and the metres, and each of the three rates is drawn towards what one started from, strongly with few
observations and hardly at all with many. After A. E. Hoerl and R. W. Kennard, "Ridge regression: biased estimation for
nonorthogonal problems", Technometrics 12, 1970.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import lsq_linear

from gjennomslag.algorithms.distances import Floats
from gjennomslag.algorithms.routes import Pace

NOISE = 0.2
"""How far one pair's time is from the mean for the same turf, as a share of it (one standard deviation)."""
LEAST_NOISE = 5.0
"""Minutes by which a time is off in any case: people round."""
DOUBT = 0.3
"""How far a unit's rate is from what one starts from, as a share of it (one standard deviation)."""
_ROUNDS = 4
"""How often the noise is reckoned anew from the times fitted before."""
_RANGE = (0.25, 4.0)
"""A rate stays within this many times what one started from, whatever was noted."""


def fit_pace(work: Floats, minutes: Floats, start: Pace) -> Pace:
    """Return the pace that explains best how many ``minutes`` (n,) the ``work`` (n, 3) took.

    The columns of ``work`` are doors, floors and metres, as done. Without observations the result is ``start``. Raises
    ``ValueError`` where the shapes differ, or a number is negative, not finite, or no time was spent.
    """
    work, minutes = np.asarray(work, dtype=np.float64).reshape(-1, 3), np.asarray(minutes, dtype=np.float64)
    if minutes.shape != (len(work),) or not (np.isfinite(work).all() and np.isfinite(minutes).all()):
        raise ValueError("There must be finite minutes for each row of doors, floors and metres.")
    if (work < 0).any() or (minutes <= 0).any():
        raise ValueError("Nobody knocks on fewer than no doors or spends less than no time.")
    rates = np.array([start.minutes_per_door, start.minutes_per_floor, 1 / start.metres_per_minute])
    expected = work * rates
    factors = np.ones(3)
    for _ in range(_ROUNDS):
        trust = 1 / np.maximum(NOISE * (expected @ factors), LEAST_NOISE)
        rows = np.vstack((expected * trust[:, None], np.eye(3) / DOUBT))
        aims = np.concatenate((minutes * trust, np.ones(3) / DOUBT))
        factors = lsq_linear(rows, aims, bounds=_RANGE).x
    per_door, per_floor, per_metre = (rates * factors).tolist()
    return Pace(metres_per_minute=1 / per_metre, minutes_per_door=per_door, minutes_per_floor=per_floor)
