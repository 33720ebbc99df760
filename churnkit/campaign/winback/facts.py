"""Win-back in numbers only: who may return, which offer pays, and why."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import get_args

import polars as pl

from churnkit.campaign.counted import Counted, counted_in
from churnkit.campaign.exclusions import ExclusionReason
from churnkit.campaign.winback.odds import Floats, expit
from churnkit.campaign.winback.offers import (
    AT_A_LOSS,
    BEYOND_SHARE,
    LISTED,
    WITHOUT_VALUE,
    OfferFacts,
    Winback,
)
from churnkit.campaign.winback.scorecard import POINTS, Factor, Level
from churnkit.campaign.wording import said
from churnkit.config.sections.campaign import CampaignSection
from churnkit.config.sections.project import Language
from churnkit.config.sections.winback_lost import WinbackSettings
from churnkit.frozen import Frozen


class FactorFacts(Frozen):
    """Customers of one level of a factor of the scorecard."""

    factor: Factor
    level: Level | None
    """None: it is not known."""
    points: float
    customers: int
    likelihood: float
    """Mean chance that they return, whatever the offer."""


class ReturnRule(Frozen):
    """A rule learnt from past win-backs."""

    id: str
    words: str
    """Its condition."""
    likelihood: float
    """The chance to return that it gives; smoothed."""
    customers: int
    """Past leavers for whom it holds."""
    returned: int


class LearntFacts(Frozen):
    """Rules learnt from past win-backs, judged on customers they were not learnt from."""

    customers: int
    returned: int
    folds: int
    auc: float
    standard_error: float
    scorecard_auc: float
    """Of the scorecard, on the same customers."""
    rules: tuple[ReturnRule, ...]


class StatusFacts(Frozen):
    """How many customers have one status."""

    status: str
    """listed, beyond, at_a_loss, without_value, or why a customer is not contacted."""
    name: str | None = None
    """Of suppressed and unchecked: the do-not-contact list."""
    customers: int


class WinbackFacts(Frozen):
    """Customers who have left, in numbers; those of all statuses add up to the customers."""

    language: Language
    campaign: str
    customers: int
    likelihood: float
    """Mean chance that they return, whatever the offer."""
    share: float
    """Of the customers, that is listed at most, and that counts as likely returners."""
    likely: int
    unknown: tuple[str, ...]
    """Columns of the scorecard that the config does not name."""
    factors: tuple[FactorFacts, ...]
    learnt: LearntFacts | None
    labels: dict[str, str]
    """What offers are called, by name."""
    offers: tuple[OfferFacts, ...]
    listed: OfferFacts
    statuses: tuple[StatusFacts, ...]
    counted: Counted | None = None
    """None: of an older version."""


def summarise_winback(
    winback: Winback,
    levels: pl.DataFrame,
    log_odds: Floats,
    campaign: CampaignSection,
    language: Language,
    learnt: LearntFacts | None = None,
) -> WinbackFacts:
    """Count the customers who have left by status, and by the factors of the scorecard.

    Args:
        winback: the ranked customers.
        levels: (n,) their levels in the factors of the scorecard.
        log_odds: (n,) of returning, whatever the offer, in the same order.
        campaign: its name, offers and share, and the columns that are known.
        language: of the page.
        learnt: the rules, where the chances come from rules.
    """
    settings = campaign.winback
    assert settings is not None  # noqa: S101 - without it, nobody is ranked
    likelihood = expit(log_odds)
    is_card = learnt is None
    known = levels.with_columns(pl.Series("likelihood", likelihood))
    return WinbackFacts(
        language=language,
        campaign=campaign.name,
        customers=levels.height,
        likelihood=math.fsum(likelihood) / levels.height,
        share=settings.share,
        likely=winback.likely,
        unknown=tuple(_unknown(settings)) if is_card else (),
        factors=tuple(_factors(known)) if is_card else (),
        learnt=learnt,
        labels={name: said(offer.label, language, name) for name, offer in settings.offers.items()},
        offers=winback.offers,
        listed=winback.listed,
        statuses=tuple(_statuses(winback.customers["status"], campaign)),
        counted=counted_in(settings.customers, settings.period, "winback", language),
    )


def _unknown(settings: WinbackSettings) -> Iterator[str]:
    for name in ("referred", "complained", "settled", "reason"):
        if getattr(settings, name) is None:
            yield name


def _factors(known: pl.DataFrame) -> Iterator[FactorFacts]:
    """The levels of each factor of which anything is known."""
    for factor, sizes in POINTS.items():
        if known[factor].is_null().all():
            continue
        for level in (*sizes, None):
            members = known.filter(pl.col(factor).eq_missing(pl.lit(level, pl.String)))
            if members.height:
                yield FactorFacts(
                    factor=factor,
                    level=level,
                    points=0.0 if level is None else sizes[level],
                    customers=members.height,
                    likelihood=math.fsum(members["likelihood"]) / members.height,
                )


def _statuses(statuses: pl.Series, campaign: CampaignSection) -> Iterator[StatusFacts]:
    """Those listed, then reasons that hold for anybody."""
    counted = dict(statuses.value_counts().iter_rows())
    reasons = [
        LISTED,
        BEYOND_SHARE,
        AT_A_LOSS,
        WITHOUT_VALUE,
        *_exclusion_statuses(campaign),
    ]
    for reason in reasons:
        status, _, name = reason.partition(":")
        if reason == LISTED or reason in counted:
            yield StatusFacts(status=status, name=name or None, customers=counted.get(reason, 0))


def _exclusion_statuses(campaign: CampaignSection) -> Iterator[str]:
    """Why a customer is not contacted, as in ``Reach.excluded``, in the order of the checks."""
    for reason in get_args(ExclusionReason):
        yield reason
        yield from (f"{reason}:{name}" for name in campaign.suppress)
