"""Files that are read back: versioned JSON with a checksum over its content."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from churnkit.errors import ArtifactError
from churnkit.frozen import Frozen

_WRITERS = {
    "audit": "ingest",
    "measure": "measure",
    "model": "train",
    "recipe": "ingest",
    "report": "report",
    "run": "run",
    "tier-moves": "ingest",
}
"""Format -> the stage that writes it, for messages."""

FrozenT = TypeVar("FrozenT", bound=Frozen)


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


def read_artifact(path: Path, model: type[FrozenT], name: str, version: int) -> FrozenT:
    """Read what ``Run.write_json`` wrote. Raises ArtifactError if it is not whole or too new."""
    where = as_published(path)
    content = _read_json(path, where, name)
    if not isinstance(content, dict) or content.get("format") != f"churnkit/{name}":
        found = content.get("format") if isinstance(content, dict) else type(content).__name__
        raise ArtifactError(f"{where}: expected format churnkit/{name}, found {found}")
    found_version = content.get("version")
    if not isinstance(found_version, int) or found_version > version:
        raise ArtifactError(
            f"{where}: format version {found_version} is newer than {version}, the newest that "
            "this churnkit reads; upgrade churnkit"
        )
    checksum = content.pop("sha256", None)
    if checksum != fingerprint(content):
        raise ArtifactError(
            f"{where}: damaged or edited (its SHA-256 differs); run churnkit {_WRITERS[name]} again"
        )
    fields = {key: value for key, value in content.items() if key not in ("format", "version")}
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise ArtifactError(f"{where}: not a valid churnkit/{name} file: {error}") from error


def _read_json(path: Path, where: Path, name: str) -> Any:
    stage = _WRITERS[name]
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ArtifactError(f"{where}: no such file; run churnkit {stage} first") from None
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ArtifactError(
            f"{where}: cannot be read ({error}); run churnkit {stage} again"
        ) from error


def recorded_fingerprint(path: Path) -> str:
    """The SHA-256 that a file written by ``Run.write_json`` says of its content.

    It identifies the file as it was written, whatever fields a newer churnkit adds when reading it.
    """
    return str(json.loads(path.read_text(encoding="utf-8"))["sha256"])


def as_published(path: Path) -> Path:
    """Where a file of an unfinished run will stand: the place that a message should name."""
    if not path.parent.name.startswith("."):
        return path
    return path.parent.parent.parent / "current" / path.name
