"""The files of a run: what each is called, who writes it, from what it follows, how it is read.

Files that are read back are versioned JSON with a checksum over its content, or Parquet.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import polars as pl
from pydantic import ValidationError

from churnkit.errors import ArtifactError
from churnkit.frozen import Frozen

INDEX_PAGE = "index.html"
JOURNAL = "run.json"
CHECKSUMS = "checksums.json"
SEAL = "seal.json"
PREPARED = "prepared.parquet"
RECIPE = "recipe.json"
AUDIT = "audit.json"
AUDIT_PAGE = "audit.md"
REJECTS = "rejects.csv"
TIER_MOVES = "tier_moves.json"
TIER_MOVES_TABLE = "tier_moves.csv"
MODEL = "model.json"
MODEL_PAGE = "model.md"
REPORT = "report.json"
REPORT_PAGE = "report.md"
SCORES = "scores.parquet"
SCORE_REJECTS = "score-rejects.csv"
LIST = "list.csv"
LISTS = (LIST, "list.xlsx", "list.parquet")
CONTROL_GROUPS = ("control.csv", "control.xlsx", "control.parquet")
LIST_PAGE = "list.md"
SELECTION = "selection.parquet"
CAMPAIGN_RECORD = "campaign-*.parquet"
"""The record of each campaign by its name, see ``campaign_record``."""
LOSSES = "lost.json"
LOSSES_PAGE = "lost.md"
WINBACK = "winback.json"
WINBACK_PAGE = "winback.md"
WINBACK_LIST = "winback.csv"
MEASUREMENT = "measure.json"
MEASUREMENT_PAGE = "measure.md"
MEASURED = "measured.json"


def html_page(page: str) -> str:
    """File name of the HTML form of a Markdown page.

    Example:
        >>> html_page("report.md")
        'report.html'
    """
    return page.removesuffix(".md") + ".html"


DELIVERED = (*LISTS, *CONTROL_GROUPS, LIST_PAGE, html_page(LIST_PAGE))
"""Every file that a campaign may deliver."""


@dataclass(frozen=True)
class Artifact:
    """A file of a run."""

    name: str
    """Its file name; ``*`` stands for the name of a campaign."""
    writer: str
    """The command that writes it."""
    follows: tuple[str, ...] = ()
    """The files of other commands from which it is made: without them as they were, it is stale."""
    format: str | None = None
    """The format that versioned JSON names itself by, without ``churnkit/``; None: not read back
    as JSON."""
    version: int = 1
    """The newest version of the format that is written and read."""
    is_table: bool = False
    """Whether its rows are read back, or contacted: ``checksums.json`` has its checksum."""
    lasting: bool = False
    """Whether it is carried on by every run, and is never stale."""


def _page(name: str, writer: str, follows: tuple[str, ...] = ()) -> tuple[Artifact, Artifact]:
    """A page in its two forms."""
    return Artifact(name, writer, follows), Artifact(html_page(name), writer, follows)


ARTIFACTS = (
    Artifact(INDEX_PAGE, "run", lasting=True),
    Artifact(JOURNAL, "run", format="run", version=2, lasting=True),
    Artifact(CHECKSUMS, "run", format="checksums", lasting=True),
    Artifact(SEAL, "run", format="seal", lasting=True),
    Artifact(PREPARED, "ingest", is_table=True),
    Artifact(RECIPE, "ingest", format="recipe", version=3),
    Artifact(AUDIT, "ingest", format="audit"),
    *_page(AUDIT_PAGE, "ingest"),
    Artifact(REJECTS, "ingest"),
    Artifact(TIER_MOVES, "ingest", format="tier-moves"),
    Artifact(TIER_MOVES_TABLE, "ingest"),
    Artifact(MODEL, "train", (PREPARED, RECIPE), format="model", version=3),
    *_page(MODEL_PAGE, "train", (PREPARED, RECIPE)),
    Artifact(REPORT, "report", (PREPARED, MODEL, TIER_MOVES), format="report", version=3),
    *_page(REPORT_PAGE, "report", (PREPARED, MODEL, TIER_MOVES)),
    Artifact(SCORES, "score", (RECIPE, MODEL), is_table=True),
    Artifact(SCORE_REJECTS, "score", (RECIPE, MODEL)),
    Artifact(LIST, "score", (RECIPE, MODEL), is_table=True),
    *(Artifact(name, "score", (RECIPE, MODEL), is_table=True) for name in LISTS[1:]),
    *(Artifact(name, "score", (RECIPE, MODEL), is_table=True) for name in CONTROL_GROUPS),
    *_page(LIST_PAGE, "score", (RECIPE, MODEL)),
    Artifact(SELECTION, "score", (RECIPE, MODEL), is_table=True),
    # the memory of a campaign: roles are drawn once, and customers are measured by them
    Artifact(CAMPAIGN_RECORD, "score", (RECIPE, MODEL), is_table=True, lasting=True),
    Artifact(LOSSES, "lost", (RECIPE, MODEL, SCORES, CAMPAIGN_RECORD), format="lost", version=2),
    *_page(LOSSES_PAGE, "lost", (RECIPE, MODEL, SCORES, CAMPAIGN_RECORD)),
    # who had left may be among the customers of a new table
    Artifact(WINBACK, "winback", (PREPARED,), format="winback", version=3),
    *_page(WINBACK_PAGE, "winback", (PREPARED,)),
    Artifact(WINBACK_LIST, "winback", (PREPARED,), is_table=True),
    # it names rules of the model by their ids
    Artifact(MEASUREMENT, "measure", (MODEL, CAMPAIGN_RECORD), format="measure", version=3),
    *_page(MEASUREMENT_PAGE, "measure", (MODEL, CAMPAIGN_RECORD)),
    # what the next campaign may go by
    Artifact(MEASURED, "measure", (CAMPAIGN_RECORD,), format="measured", lasting=True),
)
"""Every file of a run, each below those that it follows from."""

_RUN_FOLDER = re.compile(r"\.?\d{8}T\d{6}\.\d{6}Z")
_BY_NAME = {artifact.name: artifact for artifact in ARTIFACTS}

FrozenT = TypeVar("FrozenT", bound=Frozen)


def of_format(names: Sequence[str], ending: str) -> str:
    """That of several names of the same table which has the ending of a format.

    Example:
        >>> of_format(LISTS, "xlsx")
        'list.xlsx'
    """
    return next(name for name in names if name.endswith(f".{ending}"))


def campaign_record(campaign: str) -> str:
    """File name of the record of a campaign."""
    return CAMPAIGN_RECORD.replace("*", campaign)


def campaign_records(folder: Path) -> dict[str, Path]:
    """Name of each campaign that has a record in a run, and its file, sorted."""
    before, after = CAMPAIGN_RECORD.split("*")
    files = sorted(folder.glob(CAMPAIGN_RECORD))
    return {file.name.removeprefix(before).removesuffix(after): file for file in files}


def artifact_named(name: str) -> Artifact | None:
    """The artifact to which a file name belongs; None for a file that is none."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    before, after = CAMPAIGN_RECORD.split("*")
    is_record = name.startswith(before) and name.endswith(after)
    return _BY_NAME[CAMPAIGN_RECORD] if is_record else None


def stale_after(command: str) -> tuple[str, ...]:
    """Names of the files that a new result of a command makes stale, its own former ones included.

    Example:
        >>> stale_after("report")
        ('report.json', 'report.md', 'report.html')
    """
    changed: set[str] = set()
    for artifact in ARTIFACTS:
        if artifact.writer == command or changed.intersection(artifact.follows):
            changed.add(artifact.name)
    return tuple(each.name for each in ARTIFACTS if each.name in changed and not each.lasting)


def canonical_json(content: Any) -> str:
    """JSON with sorted keys and shortest round-trip floats: equal content, equal bytes."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def fingerprint(content: Any) -> str:
    """SHA-256 of the canonical JSON of ``content``, as 64 hex digits."""
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def file_fingerprint(path: Path) -> str:
    """SHA-256 of the bytes of a file, as 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def to_envelope(value: Frozen, name: str, version: int) -> dict[str, Any]:
    """The content of ``value`` with ``format``, ``version`` and ``sha256`` beside it."""
    content = value.model_dump(mode="json") | {"format": f"churnkit/{name}", "version": version}
    return content | {"sha256": fingerprint(content)}


def artifact_json(name: str, value: Frozen) -> str:
    """The text of an artifact that holds ``value`` as canonical, versioned, checksummed JSON."""
    artifact = _BY_NAME[name]
    return canonical_json(to_envelope(value, _format_of(artifact), artifact.version))


def _format_of(artifact: Artifact) -> str:
    if artifact.format is None:
        raise ValueError(f"{artifact.name} is not versioned JSON")
    return artifact.format


def read_artifact(path: Path, model: type[FrozenT]) -> FrozenT:
    """Read what ``Run.write_json`` wrote. Raises ArtifactError if it is not whole or too new."""
    content = read_content(path)
    fields = {key: value for key, value in content.items() if key not in ("format", "version")}
    try:
        return model.model_validate(fields)
    except (ValidationError, ValueError, LookupError, TypeError, ArithmeticError) as error:
        raise ArtifactError(
            f"{as_published(path)}: not a valid {content['format']} file "
            f"({_first_problem(error)}); {what_to_do(path)}"
        ) from error


def read_content(path: Path) -> dict[str, Any]:
    """The content of versioned JSON. Raises ArtifactError if it is not whole or too new."""
    where, artifact = as_published(path), _BY_NAME[path.name]
    expected = f"churnkit/{_format_of(artifact)}"
    content = _read_json(path)
    if not isinstance(content, dict) or content.get("format") != expected:
        found = content.get("format") if isinstance(content, dict) else type(content).__name__
        raise ArtifactError(f"{where}: expected format {expected}, found {str(found)[:60]}")
    _require_version(content.get("version"), artifact, where)
    if content.pop("sha256", None) != fingerprint(content):
        raise ArtifactError(f"{where}: damaged or edited (its SHA-256 differs); {what_to_do(path)}")
    return content


def _require_version(version: object, artifact: Artifact, where: Path) -> None:
    if type(version) is not int or version < 1:
        raise ArtifactError(
            f"{where}: expected a format version from 1 to {artifact.version}, found "
            f"{str(version)[:20]}; {what_to_do(where)}"
        )
    if version > artifact.version:
        raise ArtifactError(
            f"{where}: format version {version} is newer than {artifact.version}, the newest that "
            "this churnkit reads; upgrade churnkit"
        )


def _first_problem(error: Exception) -> str:
    """On one line, what is wrong first."""
    if not isinstance(error, ValidationError):
        return f"{type(error).__name__}: {error}".splitlines()[0][:200]
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"]))[:120]
    return " ".join(f"{place or 'all of it'}: {first['msg']}".split())[:300]


def _read_json(path: Path) -> Any:
    require_artifact(path)
    try:
        content = json.loads(
            path.read_text(encoding="utf-8"), parse_constant=_no_number, parse_float=_finite
        )
        json.dumps(content, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (OSError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())[:200]
        raise ArtifactError(
            f"{as_published(path)}: cannot be read ({reason}); {what_to_do(path)}"
        ) from error
    return content


def _no_number(written: str) -> float:
    raise ValueError(f"{written} is no number")


def _finite(written: str) -> float:
    number = float(written)
    if not math.isfinite(number):
        raise ValueError(f"{written[:20]} is beyond all numbers")
    return number


def require_artifact(path: Path, without: str = "") -> Path:
    """The path of an artifact that is there. Raises ArtifactError where it is not.

    Args:
        path: where it should be.
        without: what it means that it is not there, for the message.
    """
    if path.exists():
        return path
    meaning = f": {without}" if without else ""
    raise ArtifactError(
        f"{as_published(path)}: no such file{meaning}; run churnkit {_writer(path)} first"
    )


@contextmanager
def reading_artifact(path: Path) -> Iterator[None]:
    """Tell a failure to read the rows of an artifact as a damage to its file."""
    try:
        yield
    except (pl.exceptions.PolarsError, OSError) as error:
        reason = " ".join(str(error).split())[:200]
        raise ArtifactError(
            f"{as_published(path)}: damaged ({reason}); {what_to_do(path)}"
        ) from error


def what_to_do(path: Path) -> str:
    """How a damaged file is made good."""
    artifact = artifact_named(path.name)
    if artifact is not None and artifact.name == CAMPAIGN_RECORD:
        return "restore it from an older run below work/runs, or give the campaign another name"
    if artifact is not None and artifact.name == MEASURED:  # measure adds to it
        return "restore it from an older run below work/runs, or remove it and measure again"
    return f"run churnkit {_writer(path)} again"


def _writer(path: Path) -> str:
    artifact = artifact_named(path.name)
    assert artifact is not None  # noqa: S101 - every file that is read back is registered
    return artifact.writer


def recorded_fingerprint(path: Path) -> str:
    """The SHA-256 that a file written by ``Run.write_json`` says of its content.

    It identifies the file as it was written, whatever fields a newer churnkit adds when reading it.
    """
    content = _read_json(path)
    return str(content.get("sha256")) if isinstance(content, dict) else ""


def as_published(path: Path) -> Path:
    """Where a reader finds a file of a run: the place that a message should name."""
    folder, runs = path.parent, path.parent.parent
    if runs.name != "runs" or not _RUN_FOLDER.fullmatch(folder.name):
        return path
    current = runs.parent / "current"
    is_older = not folder.name.startswith(".") and current.resolve() != folder.resolve()
    return path if is_older else current / path.name
