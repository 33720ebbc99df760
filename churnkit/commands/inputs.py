"""What the function of a command is given: a project, changes to its fields, tables."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from churnkit.config.loading import Overrides, load_config, with_overrides
from churnkit.config.sections.project import Config
from churnkit.tables.files import InputChangedError
from churnkit.tables.frames import TableSource, frame_table

P = ParamSpec("P")
T = TypeVar("T")
log = logging.getLogger(__name__)

Project = Config | Path | str
"""A project: its config, or the path of the YAML file."""
TableInput = Any
"""A table: the path of a file (or a pattern), or a data frame of polars, pandas or pyarrow."""


def opened(config: Project, set: Overrides, *, as_of: str | None = None) -> Config:
    """The config of a project with its changes.

    Args:
        config: the config, or the path of the YAML file.
        set: fields to change.
        as_of: the value of ``score.as_of``; None: as the config has it.

    Raises:
        ConfigError: the file cannot be used, or a change cannot be made.
        TypeError: an argument is of another type.
    """
    loaded = _loaded(config, set)
    return loaded if as_of is None else with_overrides(loaded, [f"score.as_of={as_of}"])


def _loaded(config: Project, overrides: Overrides) -> Config:
    if isinstance(config, Config):
        return with_overrides(config, overrides)
    if isinstance(config, (str, Path)):
        return load_config(config, overrides)
    raise TypeError(
        "config: expected the path of a YAML file or what churnkit.load_config returns, found "
        f"{type(config).__name__}"
    )


def reads_again(command: Callable[P, T]) -> Callable[P, T]:
    """Let a command begin once more where an input was changed while it was read.

    A table that is being delivered is whole a little later; one that changes a second time stops
    the command.
    """

    @functools.wraps(command)
    def twice(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except InputChangedError as error:
            log.warning("%s", str(error).partition(", so that")[0] + "; everything is read again")
        return command(*args, **kwargs)

    return twice


def given_table(table: TableInput | None, name: str) -> TableSource | None:
    """A table that a command was given; None where it was given none.

    Args:
        table: a path, or a data frame.
        name: of the argument, for messages.

    Raises:
        TypeError: it is neither.
    """
    if table is None:
        return None
    if isinstance(table, (str, Path)):
        return Path(table)
    try:
        return frame_table(table, f"{name} (data frame)")
    except TypeError:
        raise TypeError(
            f"{name}: expected the path of a table or a data frame of polars, pandas or pyarrow, "
            f"found {type(table).__name__}"
        ) from None
