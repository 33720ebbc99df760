"""The stages of the command line as functions: give them a config, get back what they published.

>>> from churnkit.config import load_config
>>> from churnkit.stages import run
>>> outcome = run(load_config(Path("configs/ecommerce.yaml")))  # doctest: +SKIP
>>> outcome.folder / "list.csv"  # doctest: +SKIP
"""

from churnkit.stages.ingest import ingest
from churnkit.stages.report import report
from churnkit.stages.rules import show_rules
from churnkit.stages.run import run
from churnkit.stages.score import score
from churnkit.stages.train import train

__all__ = ["ingest", "report", "run", "score", "show_rules", "train"]
