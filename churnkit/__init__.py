"""Churn analysis from raw customer tables to a ranked list for marketing.

The public library. Commands are functions, called as they are typed; they take a YAML file or what
``load_config`` returned, and data frames where a table is read. Everything is loaded on first use.

Example:
    >>> import churnkit
    >>> churnkit.load_config("configs/telecom.yaml", {"score.share": 0.2}).score.share
    0.2
"""

from importlib import import_module
from typing import TYPE_CHECKING

from churnkit.version import __version__ as __version__

if TYPE_CHECKING:
    from churnkit.commands.clean import clean
    from churnkit.commands.compare import compare
    from churnkit.commands.explain import explain
    from churnkit.commands.features import features
    from churnkit.commands.ingest import ingest
    from churnkit.commands.lost import lost
    from churnkit.commands.measure import measure
    from churnkit.commands.plan import plan
    from churnkit.commands.report import report
    from churnkit.commands.run import run
    from churnkit.commands.runs import runs
    from churnkit.commands.score import score
    from churnkit.commands.train import train
    from churnkit.commands.winback import winback
    from churnkit.config.loading import load_config
    from churnkit.config.sections.project import Config
    from churnkit.errors import (
        ArtifactError,
        ChurnkitError,
        ConfigError,
        DriftError,
        InputError,
        LearningError,
        MismatchError,
        NobodyError,
        NoSignalError,
        RejectsError,
        TimeLimitError,
        WorkspaceError,
    )
    from churnkit.prepare.recipe import Recipe
    from churnkit.rules.model import read_model
    from churnkit.rules.ruleset import RuleSet
else:
    _COMMANDS = (
        "clean", "compare", "explain", "features", "ingest", "lost", "measure", "plan", "report",
        "run", "runs", "score", "train", "winback",
    )  # fmt: skip
    _ERRORS = (
        "ArtifactError", "ChurnkitError", "ConfigError", "DriftError", "InputError",
        "LearningError", "MismatchError", "NoSignalError", "NobodyError", "RejectsError",
        "TimeLimitError", "WorkspaceError",
    )  # fmt: skip
    _MODULES = {
        **{name: f"churnkit.commands.{name}" for name in _COMMANDS},
        **dict.fromkeys(_ERRORS, "churnkit.errors"),
        "Config": "churnkit.config.sections.project",
        "Recipe": "churnkit.prepare.recipe",
        "RuleSet": "churnkit.rules.ruleset",
        "load_config": "churnkit.config.loading",
        "read_model": "churnkit.rules.model",
    }

    def __getattr__(name):
        if name not in _MODULES:
            raise AttributeError(f"module 'churnkit' has no attribute {name!r}")
        globals()[name] = value = getattr(import_module(_MODULES[name]), name)
        return value

    def __dir__():
        return __all__


__all__ = [
    "ArtifactError",
    "ChurnkitError",
    "Config",
    "ConfigError",
    "DriftError",
    "InputError",
    "LearningError",
    "MismatchError",
    "NoSignalError",
    "NobodyError",
    "Recipe",
    "RejectsError",
    "RuleSet",
    "TimeLimitError",
    "WorkspaceError",
    "__version__",
    "clean",
    "compare",
    "explain",
    "features",
    "ingest",
    "load_config",
    "lost",
    "measure",
    "plan",
    "read_model",
    "report",
    "run",
    "runs",
    "score",
    "train",
    "winback",
]
