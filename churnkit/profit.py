"""Labels, scores and costs -> profit of a campaign: its curve, its best cut, MPC and EMPC."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["best_cut"]

Floats = NDArray[np.float64]


def best_cut(profits: Floats) -> int:
    """How many of the first customers to contact for the largest profit together.

    Args:
        profits: (n,) expected profit of contacting each customer, in the order of the ranking.

    Returns:
        The shortest of the prefixes with the largest sum: 0 where nobody is worth a contact.

    >>> best_cut(np.array([3.0, -1.0, 2.0, -5.0]))
    3
    """
    return int(np.argmax(np.concatenate([[0.0], np.cumsum(profits)])))
