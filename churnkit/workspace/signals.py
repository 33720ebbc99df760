"""Signals that ask to stop wait while something is published, and are told afterwards.

Whoever stops the process before that has stopped everything; whoever stops it later has stopped
nothing. The exit code says which.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Literal

from churnkit.errors import TimeLimitError

STOPPING = (signal.SIGINT, signal.SIGTERM)
"""Signals that ask a process to stop."""
ALARM = getattr(signal, "SIGALRM", None)
"""The signal of ``timeout``; None where there is none (native Windows)."""


@dataclass
class Publishing:
    """How far this process has come with publishing."""

    stage: Literal["before", "switching", "done"] = "before"
    step: str = ""
    """What it does before that, for messages."""
    late: list[int] = field(default_factory=list)
    """Signals that came too late to stop it."""
    unfinished: set[Path] = field(default_factory=set)
    """Folders that are removed if the process is stopped."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    """Held while it switches, and by who ends the process so that it can not begin to."""


PUBLISHING = Publishing()
"""That of this process."""


@contextmanager
def signals_waiting() -> Iterator[None]:
    """Let signals that ask to stop wait to the end of the block; time that is up is ignored."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals reach the main thread only
        return
    handlers: dict[int, Any] = dict.fromkeys(STOPPING, _note)
    if ALARM is not None:
        handlers[ALARM] = signal.SIG_IGN
    former: dict[int, Any] = {}
    try:
        for number, waits in handlers.items():
            former[number] = signal.signal(number, waits)
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


@contextmanager
def switching() -> Iterator[None]:
    """Publish in this block, which no signal interrupts; what comes later comes too late."""
    with signals_waiting(), PUBLISHING.lock:
        PUBLISHING.stage = "switching"
        try:
            yield
        except BaseException:
            PUBLISHING.stage = "before"
            raise
        PUBLISHING.stage = "done"


def _note(number: int, _: FrameType | None) -> None:
    PUBLISHING.late.append(number)


GRACE_SECONDS = 3
"""How long a process that was asked to stop may take to do so by itself."""


@contextmanager
def ending_in_time(print_message: Callable[[str], None]) -> Iterator[None]:
    """End a process that was asked to stop and does not, whatever code it is in.

    A thread is told of signals by the system itself, for Python tells the main thread only when it
    comes back from native code, which a deadlock there prevents. It needs the interpreter: native
    code that never hands that back is ended by ``kill -9`` alone. After three seconds it removes
    what is unfinished and ends the process, but never between the two halves of publishing.

    Args:
        print_message: writes a message.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    reader, wakeup = socket.socketpair()
    wakeup.setblocking(False)
    former = signal.set_wakeup_fd(wakeup.fileno(), warn_on_full_buffer=False)
    watch = threading.Thread(target=_watch, args=(reader, print_message), daemon=True)
    watch.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(former)
        wakeup.close()
        watch.join(timeout=1)


def _watch(reader: socket.socket, print_message: Callable[[str], None]) -> None:
    with reader:
        number = _first_signal(reader)
        if number is not None and not _ends(reader, GRACE_SECONDS):
            _end(number, print_message)


def _first_signal(reader: socket.socket) -> int | None:
    """The first signal that asks to stop; None where the work ends before."""
    while numbers := reader.recv(64):
        for number in numbers:
            if number in STOPPING or number == ALARM:
                return number
    return None


def _ends(reader: socket.socket, seconds: float) -> bool:
    """Whether the work ends within so many seconds."""
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        reader.settimeout(left)
        try:
            if not reader.recv(64):
                return True
        except TimeoutError:
            return False
    return False


def _end(number: int, print_message: Callable[[str], None]) -> None:
    PUBLISHING.lock.acquire()  # for ever: nothing is published any more
    if PUBLISHING.stage == "done":
        print_message("churnkit: ended when all was published; it stays published")
        os._exit(0)
    for folder in list(PUBLISHING.unfinished):
        shutil.rmtree(folder, ignore_errors=True)
    if number == ALARM:
        print_message(
            "churnkit: took longer than timeout:, and ended by force; nothing was published"
        )
        os._exit(TimeLimitError.exit_code)
    print_message("churnkit: interrupted, and ended by force; nothing was published")
    os._exit(128 + number)
