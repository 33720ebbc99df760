"""Shares as people write them, turned into counts."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal


def smallest_part(share: float, whole: int) -> int:
    """Smallest count that is at least ``share`` of ``whole``, in decimal arithmetic.

    In binary floating point 0.07 * 100 is 7.000000000000001, which 7 would not reach.

    >>> smallest_part(0.3, 10), smallest_part(0.3, 11), smallest_part(0.07, 100)
    (3, 4, 7)
    """
    return int((Decimal(str(share)) * whole).to_integral_value(ROUND_CEILING))
