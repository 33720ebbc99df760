"""Rule set and prepared customers -> score, rule and rank of every customer, and the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

import narwhals as nw
import polars as pl

from churnkit.prepare.split import hash_ids
from churnkit.rules.ruleset import RuleSet

__all__ = ["CutTies", "Ranking", "list_size", "rank_customers", "score_customers"]


@dataclass(frozen=True)
class CutTies:
    """Customers whose score equals that of the last one on the list."""

    score: float
    listed: int
    """How many of them are on the list."""
    unlisted: int
    """How many are not: a tie-break, not the rules, kept them off."""


@dataclass(frozen=True)
class Ranking:
    """All scored customers, best prospects for a call first."""

    customers: pl.DataFrame
    """rank, id, score, rule, then the columns asked for; in the order of rank."""
    listed: int
    """Customers on the list: the first so many."""
    ties: CutTies | None
    """Ties at the cut; None where nobody is listed."""

    @property
    def list(self) -> pl.DataFrame:
        """The customers on the list."""
        return self.customers.head(self.listed)


def score_customers(prepared: pl.LazyFrame, rules: RuleSet) -> pl.LazyFrame:
    """Add ``score`` and ``rule`` to prepared customers; the columns of the variables go."""
    scored: pl.LazyFrame = rules.apply(nw.from_native(prepared)).to_native()
    return scored.drop(rules.variables)


def rank_customers(
    scored: pl.LazyFrame,
    *,
    share: float,
    value: str | None = None,
    seed: int = 0,
    columns: Sequence[str] = (),
) -> Ranking:
    """Rank scored customers and cut the list.

    Args:
        scored: one row per customer with ``id`` (String), ``score``, ``rule`` and other columns.
        share: share of the customers that is listed, rounded up.
        value: column that breaks ties of the score, the higher value first.
        seed: seed of the hash of the id that breaks the ties left.
        columns: further columns to keep.
    """
    kept = list(dict.fromkeys(["id", "score", "rule", *columns, *([value] if value else [])]))
    customers = scored.select(kept).collect()
    tie_breaks = [pl.col("score"), *([pl.col(value)] if value else []), pl.col("__hash")]
    ranked = (
        customers.with_columns(__hash=pl.Series(hash_ids(customers["id"], seed)))
        .sort([*tie_breaks, "id"], descending=[*[True] * (len(tie_breaks) - 1), False, False],
              nulls_last=True)
        .with_row_index("rank", offset=1)
        .select("rank", "id", "score", "rule", *columns)
    )  # fmt: skip
    listed = list_size(share, ranked.height)
    return Ranking(ranked, listed, _ties_at(ranked["score"], listed))


def list_size(share: float, customers: int) -> int:
    """Customers on a list of ``share`` of them, rounded up in decimal arithmetic.

    In binary floating point 0.07 * 100 is 7.000000000000001, which would list 8.
    """
    return int((Decimal(str(share)) * customers).to_integral_value(ROUND_CEILING))


def _ties_at(scores: pl.Series, listed: int) -> CutTies | None:
    if listed == 0:
        return None
    last = scores[listed - 1]
    tied = int((scores == last).sum())
    above = int((scores > last).sum())
    return CutTies(score=last, listed=listed - above, unlisted=tied - (listed - above))
