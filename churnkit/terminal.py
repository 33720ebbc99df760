"""Where commands meet the terminal: what they write, show as progress, and how they stop."""

from __future__ import annotations

import logging
import os
import signal
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import typer

from churnkit.workspace.signals import PUBLISHING, STOPPING, ending_in_time

if TYPE_CHECKING:
    from rich.console import RenderableType


class Interrupted(BaseException):
    """A signal asked to stop. For a KeyboardInterrupt typer would exit without a word."""

    def __init__(self, number: int) -> None:
        self.exit_code = 128 + number


@contextmanager
def interruptible(*, process_ends: bool = False) -> Iterator[None]:
    """Let Ctrl-C and kill end the run as an error does, so that it is cleaned up.

    From the moment that a run is published on, they stop nothing any more, which is told.

    Args:
        process_ends: whether the process ends after the block. What was published then stays
            published with exit code 0 even if a signal comes while Python shuts down.
    """
    asked: list[int] = []

    def interrupt(number: int, _: FrameType | None) -> None:
        if PUBLISHING.stage == "done":
            PUBLISHING.late.append(number)
        else:
            asked.append(number)
            raise Interrupted(number)

    former = {number: signal.signal(number, interrupt) for number in STOPPING}
    try:
        with ending_in_time(print_error):
            yield
    except Exception as error:
        if asked:  # native code makes another exception of one that is raised below it
            raise Interrupted(asked[0]) from error
        raise
    finally:
        ignored = process_ends and PUBLISHING.stage == "done"
        for number, handler in former.items():
            signal.signal(number, signal.SIG_IGN if ignored else handler)
        if PUBLISHING.stage == "done" and PUBLISHING.late:
            print_error("churnkit: asked to stop when all was published; it stays published")


def open_closed_streams() -> None:
    """Let what is written to a closed stdout or stderr (``>&-``) go nowhere."""
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end


def print_error(message: str) -> None:
    """Write a message to stderr, if that is possible."""
    with suppress(OSError):
        typer.echo(visible(message), err=True)


def visible(text: str) -> str:
    """The text with controls shown as escapes, so that nothing in it moves, colours or hides."""
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character == "\n" or unicodedata.category(character) not in ("Cc", "Cf"):
        return character
    return character.encode("unicode_escape").decode()


def write(lines: Iterable[str], *tables: RenderableType) -> None:
    """Write to stdout. Raises typer.Exit where that fails, unless nobody reads any more."""
    try:
        if tables:
            from rich.console import Console

            Console(width=None if sys.stdout.isatty() else 100).print(*tables)
        for line in lines:
            typer.echo(line)
        sys.stdout.flush()
    except OSError as error:
        give_up_output(error)
        if not isinstance(error, BrokenPipeError):
            raise typer.Exit(1) from error


def give_up_output(error: OSError) -> None:
    """Say that stdout cannot be written, unless nobody reads any more, and write to it no more."""
    # what is still buffered would fail again when Python exits
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(error, BrokenPipeError):
        print_error(f"churnkit: the output cannot be written ({error.strerror})")


def show_warnings() -> None:
    """Show what is logged as a warning as a note, whether progress is shown or not."""
    handler = _NoteHandler(logging.WARNING)
    logger = logging.getLogger("churnkit")
    logger.handlers, logger.propagate = [handler], False


class _NoteHandler(logging.Handler):
    """Write warnings as notes to stderr."""

    def emit(self, record: logging.LogRecord) -> None:
        print_error(f"note: {record.getMessage()}")


def progress() -> AbstractContextManager[object]:
    """Show the stages as they go: a spinner on a terminal, log lines elsewhere."""
    logger = logging.getLogger("churnkit")
    logger.setLevel(logging.INFO)
    if not sys.stderr.isatty():
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S"))
        handler.addFilter(_is_progress)
        logger.addHandler(handler)
        return nullcontext()
    from rich.console import Console

    status = Console(stderr=True).status("starting")
    shown = _StatusHandler(status.update)
    shown.addFilter(_is_progress)
    logger.addHandler(shown)
    return status


def _is_progress(record: logging.LogRecord) -> bool:
    return record.levelno < logging.WARNING


class _StatusHandler(logging.Handler):
    """Hand log messages to a status line."""

    def __init__(self, update: Callable[[str], None]) -> None:
        super().__init__()
        self._update = update

    def emit(self, record: logging.LogRecord) -> None:
        self._update(record.getMessage())
