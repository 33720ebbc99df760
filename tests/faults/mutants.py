"""Files of a run with a byte or a value changed, and what reading them has to give."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from churnkit.campaign.measured_success import read_measured
from churnkit.campaign.record import read_record
from churnkit.campaign.select.standings import read_standing
from churnkit.errors import ArtifactError
from churnkit.prepare.recipe import read_recipe
from churnkit.prepared import read_prepared
from churnkit.rules.model import read_model
from churnkit.workspace.artifacts import canonical_json, fingerprint, read_artifact
from churnkit.workspace.checksums import require_unharmed
from churnkit.workspace.journal import RunFacts
from churnkit.workspace.runs import Run

RECORD = "campaign-care-2024-10.parquet"
SECONDS = 2
"""Of the processor, which other work on the machine does not lengthen."""

READERS: dict[str, Callable[[Path], Any]] = {
    "measured.json": read_measured,
    "model.json": read_model,
    "recipe.json": read_recipe,
    "run.json": lambda folder: read_artifact(folder / "run.json", RunFacts),
    RECORD: lambda folder: read_record(folder / RECORD).rows(),
    "selection.parquet": lambda folder: read_standing(folder / "selection.parquet", "x"),
    "prepared.parquet": lambda folder: read_prepared(Run(folder)).rows(),
    "scores.parquet": lambda folder: require_unharmed(folder / "scores.parquet").read_bytes(),
}
HOSTILE = (
    None, True, "", "\ud800", "x" * 5000, -1, 0, 1e308, [], {}, [[[[]]]], {"a": {"b": 1}}, 2**70,
)  # fmt: skip
RAW = ("NaN", "Infinity", "-Infinity", "1e999", "1" * 5000, "[" * 100_000, '"\\ud800"')


def outcome(name: str, folder: Path) -> Any:
    """What reading gives; None where it is refused as it should be."""
    started = time.process_time()
    try:
        return READERS[name](folder)
    except ArtifactError as error:
        message = str(error)
        assert "\n" not in message
        assert len(message) < 1000
        assert str(folder / name) in message or "checksums.json" in message
        return None
    finally:
        assert time.process_time() - started < SECONDS


def changed_bytes(content: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(content))
    match draw.randrange(4):
        case 0:
            return content[:at] + bytes([content[at] ^ 1 << draw.randrange(8)]) + content[at + 1 :]
        case 1:
            return content[:at]
        case 2:
            return content[:at] + draw.randbytes(draw.randrange(1, 9)) + content[at:]
        case _:
            return content[:at] + content[at + draw.randrange(1, 99) :]


def changed_value(text: str, draw: random.Random) -> str:
    """JSON with one value that no run writes there, and the checksum that goes with it."""
    content = json.loads(text)
    where, key = draw.choice(list(places(content)))
    where[key] = draw.choice(HOSTILE)
    del content["sha256"]
    try:
        content["sha256"] = fingerprint(content)
        return canonical_json(content)
    except UnicodeEncodeError:
        return json.dumps(content)


def places(content: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a tree but the checksum, as what holds it and its key there."""
    items = content.items() if isinstance(content, dict) else enumerate(content)
    for key, value in items:
        if key != "sha256":
            yield content, key
            if isinstance(value, dict | list):
                yield from places(value)
