"""The same work on many things, side by side on the cores there are."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Thing = TypeVar("Thing")


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def parallel_map(function: Callable[..., Thing], *arguments: Iterable[object]) -> list[Thing]:
    """``map``, whose calls share the cores.

    numpy lets go of the interpreter while it sorts, looks up, compares and adds, but not within
    ``bincount``.
    """
    calls = list(zip(*arguments, strict=False))
    threads = min(cores(), len(calls))
    if threads < 2:
        return [function(*call) for call in calls]
    with ThreadPoolExecutor(max_workers=threads) as pool:
        return list(pool.map(lambda call: function(*call), calls))
