"""What is said of customers who are on the list for what is at stake, not for a sign of leaving."""

from __future__ import annotations

import polars as pl

from churnkit.campaign.facts import SaidReason
from churnkit.campaign.phrasing import spoken_long_number
from churnkit.campaign.reasons import Reasons

_FIGURES = ("score", "value", "value_at_risk", "expected_profit")


def with_stakes(
    reasons: Reasons, listed: pl.DataFrame, silence: str, words: str, says: str
) -> Reasons:
    """Say what is at stake where nothing speaks for leaving.

    Args:
        reasons: what is said of those listed.
        listed: the same customers, with score, value, value_at_risk and expected_profit.
        silence: what stands where nothing speaks for leaving.
        words: the new reason in general.
        says: it of one customer; the names of the figures in braces are filled in.
    """
    is_silent = reasons.texts == silence
    if not is_silent.any():
        return reasons
    figures = listed.select(spoken_long_number(pl.col(name)).alias(name) for name in _FIGURES)
    filled = pl.col("says")
    for name in _FIGURES:
        filled = filled.str.replace_all(f"{{{name}}}", pl.col(name), literal=True)
    named = filled.alias(reasons.texts.name)
    told = figures.with_columns(says=pl.lit(says)).select(named).to_series()
    said = (*reasons.said, SaidReason(words=words, customers=int(is_silent.sum())))
    return Reasons(
        texts=told.zip_with(is_silent, reasons.texts),
        said=tuple(sorted(said, key=lambda each: -each.customers)),
    )
