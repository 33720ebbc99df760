"""``features``: event logs -> the table of customers, written as it is, and its definitions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from churnkit.commands.inputs import Project, opened, reads_again
from churnkit.commands.outcome import Outcome
from churnkit.config.loading import Overrides
from churnkit.errors import WorkspaceError
from churnkit.events.customer_table import CUTOFF, declared_features, every_feature
from churnkit.sources import current_source, learning_source, require_events
from churnkit.tables.files import inputs_unchanged
from churnkit.tables.table import FILE, LINE
from churnkit.tables.write.clean_file import require_format
from churnkit.workspace.filesystem import Access, access_for
from churnkit.workspace.outputs import folder_beside, put_in_place, require_places
from churnkit.workspace.time_limit import within


@dataclass(frozen=True)
class Featured(Outcome):
    """The table that was written."""

    path: Path
    rows: int
    columns: int


@reads_again
def features(
    config: Project, *, out: Path | str, as_of: str | None = None, set: Overrides = ()
) -> Featured:
    """Make the table of customers and write it, with everything in it that learning would see.

    Ids stay as they are; where there are several cutoffs, id and cutoff together name a row.

    Args:
        config: a project over event logs: its YAML file, or what ``load_config`` returned.
        out: what to write: Parquet if it is called .parquet, else CSV.
        as_of: date (YYYY-MM-DD) at which customers are looked at, without an outcome. Default: the
            cutoffs of the config, with it.
        set: fields of the config to change, as ``--set`` does.

    Raises:
        ConfigError: the config has no event logs, its windows do not fit them, or the output is
            to be neither CSV nor Parquet.
        InputError: a table cannot be read.
        TimeLimitError: it took longer than ``timeout`` of the config.
        WorkspaceError: the output cannot be written, or would take the place of a log.
    """
    loaded, out = opened(config, set, as_of=as_of), Path(out)
    require_events(loaded.data)
    require_format(out)
    with within(loaded.timeout), inputs_unchanged():
        source = learning_source(loaded) if as_of is None else current_source(loaded)
        require_places([out], [Path(name) for name in source.inputs])
        frame = source.table.frame.drop(FILE, LINE).collect()
    id_ = pl.col(loaded.data.id)
    frame = frame.with_columns(id_.str.strip_suffix(pl.format(" @ {}", pl.col(CUTOFF))))
    _write(frame, out, access_for(int(loaded.files.mode, 8), loaded.files.group))
    return Featured(
        folder=out.parent,
        summary=(f"features: {frame.height:,} rows of {frame.width} columns: {out}",),
        notes=source.table.notes,
        path=out,
        rows=frame.height,
        columns=frame.width,
    )


def _write(frame: pl.DataFrame, out: Path, access: Access) -> None:
    try:
        with folder_beside(out) as folder:
            part = folder / out.name
            if out.suffix.lower() == ".parquet":
                frame.write_parquet(part, compression="snappy")  # read everywhere, written soon
            else:
                frame.write_csv(part)
            put_in_place((part, out), access=access)
    except (OSError, pl.exceptions.ComputeError) as error:
        raise WorkspaceError(f"{out}: cannot be written ({error})") from error


def describe_features(
    config: Project | None = None, *, set: Overrides = ()
) -> tuple[tuple[str, str], ...]:
    """Name and meaning of each feature, in the language of the config.

    Without a config, those of every family for a table called events, in English.
    """
    if config is None:
        return tuple((feature.name, feature.en) for feature in every_feature())
    loaded = opened(config, set)
    require_events(loaded.data)
    chinese = loaded.language == "zh"
    return tuple(
        (feature.name, feature.zh if chinese else feature.en)
        for feature in declared_features(loaded.data)
    )
