"""What a stage returns: where its files are, and what there is to say about them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Outcome:
    """The published outputs of a stage."""

    folder: Path
    """The folder of the current run."""
    summary: tuple[str, ...]
    """What was done, one line each."""
    notes: tuple[str, ...]
    """What was assumed, repaired or rejected, one sentence each."""
