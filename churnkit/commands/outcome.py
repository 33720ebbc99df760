"""What a stage returns: where its files are, and what there is to say about them."""

from __future__ import annotations

from dataclasses import dataclass, field
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
    doubts: tuple[str, ...] = field(default=(), kw_only=True)
    """What has to be read before all else: that a ranking may be worth nothing."""
    verdict: tuple[str, ...] = field(default=(), kw_only=True)
    """What the test set says of the rules; it stands before the summary."""
