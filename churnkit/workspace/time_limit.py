"""``timeout``: a command that takes longer publishes nothing, and frees the work folder."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from churnkit.config.types.spans import Duration
from churnkit.errors import TimeLimitError
from churnkit.workspace.signals import ALARM, PUBLISHING

log = logging.getLogger(__name__)


class _TimeIsUp(BaseException):
    """No Exception, which code on the way out might catch."""


@contextmanager
def within(limit: Duration | None) -> Iterator[None]:
    """Let the block end when its time is up, unless it has begun to publish by then.

    Native code that does not come back is ended by ``ending_in_time`` alone, which the command
    line has; signals reach the main thread only, so that there is no limit in others.

    Raises:
        TimeLimitError: it took longer.
    """
    if limit is None:
        yield
        return
    if ALARM is None or threading.current_thread() is not threading.main_thread():
        log.warning("timeout: %s has no effect here, outside of the main thread", limit)
        yield
        return
    PUBLISHING.stage, PUBLISHING.step = "before", ""
    is_up = False

    def end(_: int, __: FrameType | None) -> None:
        nonlocal is_up
        if PUBLISHING.stage == "before":
            is_up = True
            raise _TimeIsUp

    former = signal.signal(ALARM, end)
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, limit.seconds)
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except (Exception, _TimeIsUp) as error:
        if not is_up:  # native code makes another exception of one that is raised below it
            raise
        raise _too_long(limit) from error
    finally:
        signal.signal(ALARM, former)


def _too_long(limit: Duration) -> TimeLimitError:
    during = f" (during {PUBLISHING.step})" if PUBLISHING.step else ""
    return TimeLimitError(
        f"timeout: {limit}: the command took longer{during}, and was stopped; nothing was "
        "published; set a longer timeout: in the config if it is not stuck"
    )
