"""Drawing customers by a seeded hash of their keys, whatever their order in a file."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def hashed_order(keys: NDArray[np.uint64], seed: int) -> NDArray[np.intp]:
    """Rows in the order of the hash of key and seed."""
    return np.argsort(_mixed(keys, seed), kind="stable")


def _mixed(keys: NDArray[np.uint64], seed: int) -> NDArray[np.uint64]:
    """A hash of key and seed (the finaliser of SplitMix64, Steele et al. 2014)."""
    x = keys + np.uint64((seed + 1) * 0x9E3779B97F4A7C15 % 2**64)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
