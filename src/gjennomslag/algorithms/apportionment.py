"""Sharing a whole number out by weights so that the parts add up to it exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def share_out(total: int, weights: ArrayLike) -> NDArray[np.int64]:
    """Share ``total`` (≥ 0) out in proportion to ``weights`` (shape n, ≥ 0) by the largest-remainder method.

    Every part is its exact share rounded down or up, and the parts add up to ``total``. Ties go to the earlier
    part. Without any weight the parts are equal. Source: Hare quota with largest remainders (Hamilton's method).
    """
    w = np.asarray(weights, dtype=np.float64)
    if total < 0 or (w < 0).any() or not np.isfinite(w).all():
        raise ValueError("total and weights must be finite and not negative")
    if w.size == 0:
        return np.zeros(0, dtype=np.int64)
    if w.sum() == 0:
        w = np.ones_like(w)
    exact = total * (w / w.sum())
    parts: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    missing = total - int(parts.sum())
    largest_first = np.argsort(-(exact - parts), kind="stable")
    parts[largest_first[:missing]] += 1
    return parts
