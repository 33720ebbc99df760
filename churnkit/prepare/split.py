"""Who learns and who tests: decided by a seeded hash, so that the order of rows does not matter."""

from __future__ import annotations

from decimal import ROUND_HALF_DOWN, Decimal

import numpy as np
from numpy.typing import NDArray

from churnkit.hashing import Keys


def assign_test(keys: Keys, churned: NDArray[np.bool_], share: float) -> NDArray[np.bool_]:
    """Put ``share`` of each class, those with the smallest keys, into the test set.

    Rows with equal keys stay together, so that the share is exact up to ties. A half is rounded in
    favour of the learning set.

    Returns:
        (n,) bool, True for test rows.
    """
    test = np.zeros(len(keys), dtype=np.bool_)
    for members in (np.flatnonzero(churned), np.flatnonzero(~churned)):
        test[members] = _smallest(keys[members], share)
    return test


def _smallest(keys: Keys, share: float) -> NDArray[np.bool_]:
    wanted = (Decimal(str(share)) * len(keys)).to_integral_value(ROUND_HALF_DOWN)
    distinct, counts = np.unique(keys, return_counts=True)
    reached = np.concatenate([[0], np.cumsum(counts)])
    groups = int(np.argmin(np.abs(reached - int(wanted))))
    return np.isin(keys, distinct[:groups])
