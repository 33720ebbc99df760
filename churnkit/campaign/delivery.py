"""The files that leave the building: the list, and the control group that must not be contacted.

They hold what is allowed to leave and nothing else, can be opened by whoever may read them (0600),
and run nothing in the spreadsheet that opens them.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from churnkit.campaign.wording import HEADER_WORDS
from churnkit.config.sections.campaign import FileFormat, FileSettings
from churnkit.config.sections.project import Language
from churnkit.errors import ConfigError
from churnkit.prepare.column_names import raw_name
from churnkit.tables.columns.formats import BLANKS, as_text
from churnkit.tables.write.csv_list import CsvStyle, write_csv, write_parquet
from churnkit.tables.write.workbook import LONGEST_TEXT, require_sheet_writer, write_sheet
from churnkit.workspace.artifacts import CONTROL_GROUPS, DELIVERED, LISTS, of_format
from churnkit.workspace.runs import Run

_WHOLE = r"^-?(?:0|[1-9][0-9]{0,14})$"
"""Up to 15 digits, which spreadsheets keep; no leading zeros, which numbers lose."""

_DECIMAL = r"^-?(?:0|[1-9][0-9]{0,10})(?:\.[0-9]{1,4})?$"


LIST_COLUMNS = (
    "rank", "id", "score", "above_base_rate", "tier", "stage", "value", "value_at_risk",
    "reasons", "line", "action", "channel", "offer",
)  # fmt: skip
"""Columns of the list besides those of ``score.columns``; a campaign need not have all."""
CONTROL_COLUMNS = ("rank", "id", "score", "decile", "tier")
"""Columns of the control group: enough to find it again, and nothing to contact it by."""
_PLACES = {"score": 4, "value": 2, "value_at_risk": 2}
"""Decimals of the numbers of the list."""
_NUMBER_FORMATS = {"score": "0.0000", "value": "#,##0.00", "value_at_risk": "#,##0.00"}
_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
_MADE_A_NUMBER = r"^\s*[+-]?(?:0\d+|\d{16,}|\d+[eE][+-]?\d+)\s*$"
"""Texts that Excel, opening CSV, turns into other digits."""
_MOST_LIKELY = 0.5
"""Share of the rows of a column that must show the id of their customer to be taken for it."""


@dataclass(frozen=True)
class Delivery:
    """What leaves the building, and how; agreed before anything is computed."""

    files: FileSettings
    columns: tuple[str, ...]
    """Columns of the scored table that may leave, besides those of churnkit."""
    secret: bytes | None
    """Key by which ids are hashed; None: they are not."""
    language: Language = "en"
    """Language of workbooks, where their headers follow it."""


def require_delivery(
    files: FileSettings,
    *,
    columns: Sequence[str],
    id_column: str | None,
    language: Language = "en",
    environment: Mapping[str, str] = os.environ,
) -> Delivery:
    """Look whether the files can be written as the config asks.

    Args:
        files: the config's ``campaign.files``.
        columns: the config's ``score.columns``.
        id_column: column of the scored table that holds the ids.
        language: that of the project.
        environment: where the secret is looked up.

    Raises:
        ConfigError: there is no secret, no writer of workbooks, or a column would tell the ids that
            are to be hashed.
    """
    if "xlsx" in files.formats:
        require_sheet_writer()
    secret = id_secret(files, environment)
    if secret is not None and id_column in columns:
        raise _plain_id(id_column)
    return Delivery(files, tuple(dict.fromkeys(columns)), secret, language)


def id_secret(files: FileSettings, environment: Mapping[str, str] = os.environ) -> bytes | None:
    """The key by which ids are hashed; None where they are not.

    Raises:
        ConfigError: the environment variable that should hold it is not set, or empty.
    """
    if files.secret is None:
        return None
    secret = environment.get(files.secret, "")
    if not secret.strip():
        raise ConfigError(
            f"campaign.files.secret: the environment variable {files.secret} is not set, or empty; "
            "set it to the secret by which ids are hashed (the same one every time)"
        )
    return secret.encode("utf-8", "surrogateescape")


def hashed_ids(ids: pl.Series, secret: bytes) -> pl.Series:
    """HMAC-SHA-256 of ids (UTF-8) as 64 hex digits, null where there is none."""
    return pl.Series(
        ids.name,
        [None if each is None else hmac.digest(secret, each.encode(), "sha256").hex()
         for each in ids],
        dtype=pl.String,
    )  # fmt: skip


def write_lists(
    run: Run, listed: pl.DataFrame, control: pl.DataFrame, delivery: Delivery
) -> tuple[str, ...]:
    """Write ``list.*`` and ``control.*`` in each format, and remove those of other formats.

    Args:
        run: where to write.
        listed: in the order of rank: ``id`` (String), any of LIST_COLUMNS and, under ``raw_name``,
            the columns that may leave; whatever else it holds stays here.
        control: the same for CONTROL_COLUMNS.
        delivery: how.

    Returns:
        What was changed and what to heed when opening the files, one sentence each.

    Raises:
        ConfigError: a column tells the ids that are to be hashed, or a sheet cannot hold the rows.
        WorkspaceError: a file cannot be written.
    """
    shown, held, files = _list(listed, delivery), _control(control, delivery), delivery.files
    run.remove(*DELIVERED)
    notes: list[str] = []
    for names, table in ((LISTS, shown), (CONTROL_GROUPS, held)):
        for ending in files.formats:
            notes += _write(run, of_format(names, ending), table, delivery)
    return (*notes, *_double_click_notes(LISTS, shown, files.formats))


def write_table(run: Run, name: str, table: pl.DataFrame, delivery: Delivery) -> tuple[str, ...]:
    """Write one more table of customers as CSV, in the same style; notes as ``write_lists``."""
    written = _with_ids(table, delivery)
    notes = _write(run, name, written, delivery)
    return (*notes, *_double_click_notes((name,), written, ("csv",)))


def _write(run: Run, name: str, table: pl.DataFrame, delivery: Delivery) -> list[str]:
    """Write one file; what had to be changed in it, one sentence each."""
    (stem, _, ending), files = name.partition("."), delivery.files
    with run.replacing(name) as path:
        if ending == "csv":
            return _neutralised_notes(name, write_csv(table, path, _csv_style(files)))
        if ending == "xlsx":
            return _cut_notes(name, _write_sheet(table, path, stem, delivery))
        write_parquet(table, path)
        return []


def _write_sheet(table: pl.DataFrame, path: Path, stem: str, delivery: Delivery) -> int:
    """Write a workbook, its columns named for people where that is asked for; texts cut."""
    if delivery.files.headers == "english":
        return write_sheet(table, path, title=stem, formats=_NUMBER_FORMATS)
    words = HEADER_WORDS[delivery.language]
    shown = {name: words[name] for name in table.columns if name in words}
    taken = set(table.columns) - set(shown)
    headers = {name: f"{new} (churnkit)" if new in taken else new for name, new in shown.items()}
    formats = {headers.get(name, name): format_ for name, format_ in _NUMBER_FORMATS.items()}
    return write_sheet(table.rename(headers), path, title=words.get(stem, stem), formats=formats)


def _csv_style(files: FileSettings) -> CsvStyle:
    return CsvStyle(
        encoding=files.encoding,
        separator=_SEPARATORS[files.separator],
        decimal_comma=files.decimal == "comma",
        raw=files.raw,
    )


def _list(listed: pl.DataFrame, delivery: Delivery) -> pl.DataFrame:
    if delivery.secret is not None:
        _require_hidden_ids(listed, delivery.columns)
    own = [name for name in LIST_COLUMNS if name in listed.columns]
    headers = {raw_name(name): _header(name) for name in delivery.columns}
    return _with_ids(listed.select(*map(_rounded, own), *headers), delivery).rename(headers)


def _control(control: pl.DataFrame, delivery: Delivery) -> pl.DataFrame:
    own = [name for name in CONTROL_COLUMNS if name in control.columns]
    return _with_ids(control.select(map(_rounded, own)), delivery)


def _with_ids(table: pl.DataFrame, delivery: Delivery) -> pl.DataFrame:
    if delivery.secret is None:
        return table
    return table.with_columns(hashed_ids(table["id"], delivery.secret))


def _rounded(name: str) -> pl.Expr:
    return pl.col(name).round(_PLACES[name]) if name in _PLACES else pl.col(name)


def _header(column: str) -> str:
    return f"{column} (table)" if column in LIST_COLUMNS else column


def _require_hidden_ids(listed: pl.DataFrame, columns: Sequence[str]) -> None:
    """Refuse a column that shows the ids, under whatever name it does."""
    ids = _bare(pl.col("id"))
    shown = {
        name: _bare(as_text(raw_name(name), listed.schema[raw_name(name)])) for name in columns
    }
    telling = listed.select(
        ((text == ids) | ((ids.str.len_chars() >= 5) & text.str.contains(ids, literal=True)))
        .mean()
        .alias(name)
        for name, text in shown.items()
    )
    for name, share in (telling.row(0, named=True) if columns else {}).items():
        if share is not None and share >= _MOST_LIKELY:
            raise _plain_id(name)


def _bare(text: pl.Expr) -> pl.Expr:
    """A text in which the same id looks the same: without blanks, leading zeros and case."""
    return text.str.strip_chars(BLANKS).str.strip_chars_start("0").str.to_lowercase()


def _plain_id(column: str | None) -> ConfigError:
    return ConfigError(
        f"score.columns: the column {column!r} tells the ids that campaign.files.secret hashes; "
        "take it out of score.columns, or leave the ids as they are"
    )


def _neutralised_notes(file: str, cells: int) -> list[str]:
    if not cells:
        return []
    return [f"cells of {file} that would have run as formulas and were neutralised: {cells:,}"]


def _cut_notes(file: str, cells: int) -> list[str]:
    if not cells:
        return []
    return [
        f"cells of {file} that were cut to {LONGEST_TEXT:,} characters, the most that Excel holds: "
        f"{cells:,}; csv and parquet have them whole"
    ]


def _double_click_notes(
    names: Sequence[str], table: pl.DataFrame, formats: Sequence[FileFormat]
) -> list[str]:
    if "csv" not in formats:
        return []
    changing = table.select(pl.col(pl.String).str.contains(_MADE_A_NUMBER).sum())
    cells = int(changing.sum_horizontal().sum())
    if not cells:
        return []
    remedy = "import it with these columns as text"
    if "xlsx" in formats:
        remedy = f"open {of_format(names, 'xlsx')} instead, or {remedy}"
    return [
        f"cells of {of_format(names, 'csv')} (long numbers, leading zeros) to which a double click "
        f"in Excel would give other digits: {cells:,}; {remedy}"
    ]


def as_numbers(texts: pl.Series) -> pl.Series:
    """Whole or decimal numbers, where every text is one that stays what it is; else the texts.

    Args:
        texts: (n,) of any type; only texts are looked at.

    Returns:
        (n,) Int64, Float64, or what was given; null where a text is missing or blank.
    """
    if texts.dtype != pl.String:
        return texts
    bare = texts.str.strip_chars(BLANKS)
    bare = bare.set(bare == "", None)
    if bare.count() == 0:
        return texts
    for pattern, dtype in ((_WHOLE, pl.Int64()), (_DECIMAL, pl.Float64())):
        if bare.str.contains(pattern).all():
            return bare.cast(dtype)
    return texts
