"""How often the intervals of ``measure`` hold the truth: money, uplift and Qini, in percent.

    python bench/bench_intervals.py [--draws 2000]

Customers stay by chance at the same rate in both arms, or contact keeps 30% of those who would
leave; values are equal, or log-normal (sigma 1). Nominal: 95.
"""

from __future__ import annotations

import argparse
from itertools import product

import numpy as np
from numpy.typing import NDArray

from churnkit.campaign.measure.uplift import compare_strata
from churnkit.campaign.measure.uplift_curve import uplift_curve
from churnkit.campaign.measure.value_kept import gain_in_value

ARMS = ((108, 12), (180, 20), (450, 50), (900, 100), (900, 450), (9000, 1000))
RETENTION = (0.5, 0.7, 0.8, 0.9, 0.95, 0.99)
LARGE = 5000
"""Customers from which on fewer campaigns are drawn."""

Floats = NDArray[np.float64]


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--draws", type=int, default=2000)
    draws = arguments.parse_args().draws
    print("retention  listed/control  success  values   money  uplift   qini")
    for (listed, control), retention, success, sigma in product(
        ARMS, RETENTION, (0.0, 0.3), (0.0, 1.0)
    ):
        fewer = draws // 5 if listed > LARGE else draws
        held = coverage((listed, control), retention, success, sigma, fewer)
        shown = "".join(f"{100 * each:8.1f}" for each in held)
        values = "differ" if sigma else "equal"
        print(f"{retention:9.2f} {listed:>8}/{control:<6} {success:8.1f}  {values:<6}{shown}")


def coverage(
    sizes: tuple[int, int], retention: float, success: float, sigma: float, draws: int
) -> tuple[float, float, float]:
    """Share of campaigns whose intervals of money, uplift and Qini hold the truth."""
    rng = np.random.default_rng([*sizes, round(100 * retention), round(10 * success)])
    effect, size = success * (1 - retention), sum(sizes)
    held = np.zeros(3)
    for _ in range(draws):
        listed = rng.permutation(size) < sizes[0]
        value = rng.lognormal(0.0, sigma, size)
        stayed = rng.random(size) < retention + effect * listed
        held += _held(stayed, listed, value, effect)
    money, uplift, qini = (held / draws).tolist()
    return money, uplift, qini


def _held(
    stayed: NDArray[np.bool_], listed: NDArray[np.bool_], value: Floats, effect: float
) -> Floats:
    stratum = np.zeros(len(stayed), np.int64)
    gain = gain_in_value(stayed, listed, stratum, value)
    difference = compare_strata(stayed, listed, stratum)
    curve = uplift_curve(np.arange(len(stayed)), stayed, listed)
    found = [gain and gain.interval, difference and difference.interval]
    found.append(curve and curve.qini_interval)
    truths = (effect * float(value.mean()), effect, 0.0)
    return np.array(
        [
            each is not None and each[0] <= truth <= each[1]
            for each, truth in zip(found, truths, strict=True)
        ],
        dtype=np.float64,
    )


if __name__ == "__main__":
    main()
