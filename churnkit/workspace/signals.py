"""Signals that ask to stop wait while something is published, and are told afterwards.

Whoever stops the process before that has stopped everything; whoever stops it later has stopped
nothing. The exit code says which.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Literal

STOPPING = (signal.SIGINT, signal.SIGTERM)
"""Signals that ask a process to stop."""


@dataclass
class Publishing:
    """How far this process has come with publishing."""

    stage: Literal["before", "switching", "done"] = "before"
    late: list[int] = field(default_factory=list)
    """Signals that came too late to stop it."""


PUBLISHING = Publishing()
"""That of this process."""


@contextmanager
def signals_waiting() -> Iterator[None]:
    """Let signals that ask to stop wait to the end of the block."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals reach the main thread only
        return
    former = {}
    try:
        for number in STOPPING:
            former[number] = signal.signal(number, _note)
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


@contextmanager
def switching() -> Iterator[None]:
    """Publish in this block, which no signal interrupts; what comes later comes too late."""
    with signals_waiting():
        PUBLISHING.stage = "switching"
        try:
            yield
        except BaseException:
            PUBLISHING.stage = "before"
            raise
        PUBLISHING.stage = "done"


def _note(number: int, _: FrameType | None) -> None:
    PUBLISHING.late.append(number)
