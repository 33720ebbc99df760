"""The stages of the command line as functions: give them a config, get back what they published.

    >>> from pathlib import Path
    >>> from churnkit.config.loading import load_config
    >>> from churnkit.stages import run
    >>> outcome = run(load_config(Path("configs/ecommerce.yaml")))  # doctest: +SKIP
    >>> outcome.folder / "list.csv"  # doctest: +SKIP

Each is imported when it is first used, so that scoring at night does not wait for the learners.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from churnkit.stages.cleaning import clean
    from churnkit.stages.comparing import compare
    from churnkit.stages.explaining import explain
    from churnkit.stages.featuring import describe_features, features
    from churnkit.stages.ingesting import ingest
    from churnkit.stages.losing import lost
    from churnkit.stages.measuring import measure
    from churnkit.stages.planning import plan
    from churnkit.stages.reporting import report
    from churnkit.stages.running import run
    from churnkit.stages.scoring import score
    from churnkit.stages.showing import show_rules
    from churnkit.stages.training import train
    from churnkit.stages.winning_back import winback

__all__ = [
    "clean",
    "compare",
    "describe_features",
    "explain",
    "features",
    "ingest",
    "lost",
    "measure",
    "plan",
    "report",
    "run",
    "score",
    "show_rules",
    "train",
    "winback",
]

_HOMES = {
    "clean": "cleaning",
    "compare": "comparing",
    "describe_features": "featuring",
    "explain": "explaining",
    "features": "featuring",
    "ingest": "ingesting",
    "lost": "losing",
    "measure": "measuring",
    "plan": "planning",
    "report": "reporting",
    "run": "running",
    "score": "scoring",
    "show_rules": "showing",
    "train": "training",
    "winback": "winning_back",
}


def __getattr__(name: str) -> Any:
    """Import a stage when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
