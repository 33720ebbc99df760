"""The record of a campaign and the outcomes of its customers -> what the campaign brought."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from churnkit.campaign.assumptions import Assumptions
from churnkit.campaign.measure.facts import (
    Costs,
    Dimension,
    GroupFacts,
    Measurement,
    Needed,
    Predicted,
    ProtocolDeviation,
    Returns,
    RoleFacts,
    Subject,
)
from churnkit.campaign.measure.outcomes import Matched
from churnkit.campaign.measure.success import action_successes
from churnkit.campaign.measure.uplift import (
    Compared,
    Counts,
    Difference,
    Flags,
    Floats,
    adjusted_for_number,
    compare_rates,
    compare_strata,
)
from churnkit.campaign.measure.uplift_curve import uplift_curve
from churnkit.campaign.measure.value_kept import gain_in_value
from churnkit.campaign.playbook import expected
from churnkit.campaign.power import TestDesign, controls_needed
from churnkit.campaign.record import CONTROL, LISTED, Role
from churnkit.campaign.wording import tier_words
from churnkit.events.tiers import TIERS

_DIMENSIONS: tuple[Dimension, ...] = ("decile", "tier", "rule", "line")
_UNEQUAL = 0.05


@dataclass(frozen=True)
class _Known:
    """Customers whose outcome is known, (n,) each."""

    frame: pl.DataFrame
    stayed: Flags
    listed: Flags
    stratum: Counts
    value: Floats


def measure_campaign(
    matched: Matched,
    subject: Subject,
    actions: Mapping[str, str] | None = None,
    assumptions: Assumptions | None = None,
) -> Measurement:
    """Compare those who were listed with those who were held back.

    Args:
        matched: the record and the outcomes of its customers.
        subject: what is measured.
        actions: what is done by lines of the playbook, in words. Default: their names.
        assumptions: what the list was reckoned by.
    """
    frame, known, confidence = matched.frame, _known(matched.frame), subject.confidence
    roles: dict[Role, RoleFacts] = {role: _role(frame, role) for role in (LISTED, CONTROL)}
    missing = compare_rates(*_arrays(frame, pl.col("stayed").is_null())).difference
    difference = compare_strata(known.stayed, known.listed, known.stratum, confidence=confidence)
    deviations = tuple(_deviations(roles, missing, difference, subject))
    measured = Measurement(
        subject=subject,
        rows=matched.counts,
        listed=roles[LISTED],
        control=roles[CONTROL],
        missing_p=missing.p_value if missing else None,
        deviations=deviations,
        overall=compare_rates(known.stayed, known.listed, confidence=confidence),
        difference=difference,
        groups=_groups(known, subject, actions or {}),
        costs=_costs(frame),
    )
    if deviations or difference is None:
        return measured
    with_assumptions = measured.model_copy(update={"assumptions": assumptions})
    return _caused(with_assumptions, difference, known, frame, actions or {})


def _caused(
    measured: Measurement,
    difference: Difference,
    known: _Known,
    frame: pl.DataFrame,
    actions: Mapping[str, str],
) -> Measurement:
    """Further facts if contact was random."""
    rank, confidence = known.frame["rank"].to_numpy(), measured.subject.confidence
    return measured.model_copy(
        update={
            "needed": _needed(measured.overall, difference, confidence),
            "curve": uplift_curve(rank, known.stayed, known.listed, confidence=confidence),
            "returns": _returns(known, difference, measured),
            "predicted": _predicted(known, frame) if measured.subject.are_probabilities else None,
            "success": action_successes(known.frame, actions, confidence=confidence),
        }
    )


def _predicted(known: _Known, frame: pl.DataFrame) -> Predicted | None:
    listed, control = (known.frame.filter(role=role) for role in (LISTED, CONTROL))
    if listed.is_empty() or control.is_empty():
        return None
    kept = listed["score"] * listed["success"].fill_null(0.0)
    return Predicted(
        control=1 - math.fsum(control["score"]) / control.height,
        uplift=math.fsum(kept) / listed.height,
        profit=math.fsum(expected(frame.filter(role=LISTED))["expected_profit"].drop_nulls()),
    )


def _known(frame: pl.DataFrame) -> _Known:
    known = frame.filter(pl.col("stayed").is_not_null())
    strata = known.select(
        pl.struct(pl.col("decile"), pl.col("tier")).rank("dense").cast(pl.Int64) - 1
    )
    stayed, listed = _arrays(known, pl.col("stayed"))
    return _Known(known, stayed, listed, strata.to_series().to_numpy(), known["value"].to_numpy())


def _arrays(frame: pl.DataFrame, flag: pl.Expr) -> tuple[Flags, Flags]:
    """A flag of each customer, and whether the customer was listed."""
    both = frame.select(flag.alias("flag"), (pl.col("role") == LISTED).alias("listed"))
    return both["flag"].to_numpy(), both["listed"].to_numpy()


def _role(frame: pl.DataFrame, role: Role) -> RoleFacts:
    members = frame.filter(pl.col("role") == role)
    return RoleFacts(
        customers=members.height,
        known=members["stayed"].count(),
        contacted=int(members["contacted"].sum()),
    )


def _deviations(
    roles: Mapping[Role, RoleFacts],
    missing: Difference | None,
    difference: Difference | None,
    subject: Subject,
) -> Iterator[ProtocolDeviation]:
    listed, control = roles[LISTED], roles[CONTROL]
    if not control.known:
        yield "nobody_held_back"
    if not listed.known:
        yield "nobody_listed"
    if control.contacted:
        yield "control_contacted"
    if subject.tells_contacts and listed.contacted < listed.customers:
        yield "listed_not_contacted"
    if missing is not None and missing.p_value < _UNEQUAL:
        yield "outcomes_missing_unequally"
    if difference is None and listed.known and control.known:
        yield "nothing_to_compare_with"


def _groups(known: _Known, subject: Subject, actions: Mapping[str, str]) -> tuple[GroupFacts, ...]:
    """Every decile, tier, rule and line with its comparison, p-values adjusted for all of them."""
    comparisons = [
        (dimension, name, _compared(known, pl.col(dimension).eq_missing(name), subject))
        for dimension in _DIMENSIONS
        for name in sorted(known.frame[dimension].unique(), key=_place)
    ]
    differences = [compared.difference for _, _, compared in comparisons]
    words = {"tier": tier_words(subject.language), "line": actions}
    adjusted = iter(adjusted_for_number([each.p_value for each in differences if each is not None]))
    return tuple(
        GroupFacts(
            dimension=dimension,
            name=None if name is None else str(name),
            words=_words(name, words.get(dimension, {})),
            compared=compared,
            adjusted_p=next(adjusted) if compared.difference else None,
        )
        for dimension, name, compared in comparisons
    )


def _words(name: str | int | None, words: Mapping[str, str]) -> str:
    text = "" if name is None else str(name)
    return words.get(text, text)


def _place(name: str | int | None) -> tuple[int, str | int]:
    """Order of groups: value tiers from the top down, others by name, those without one last."""
    if name is None:
        return len(TIERS) + 1, ""
    return (TIERS.index(name), name) if name in TIERS else (len(TIERS), name)


def _compared(known: _Known, members: pl.Expr, subject: Subject) -> Compared:
    chosen = known.frame.select(members.alias("chosen"))["chosen"].to_numpy()
    return compare_rates(known.stayed[chosen], known.listed[chosen], confidence=subject.confidence)


def _needed(overall: Compared, difference: Difference, confidence: float) -> Needed | None:
    base, design = overall.control.rate, TestDesign(alpha=1 - confidence)
    if base is None or difference.is_clear:
        return None
    per_control = overall.listed.customers / overall.control.customers
    uplift = min(max(difference.value, -base), 1 - base)
    control = controls_needed(base, uplift, per_control, design)
    if control is None:
        return None
    listed = math.ceil(control * per_control)
    return Needed(
        control=control,
        listed=listed,
        more_control=max(0, control - overall.control.customers),
        more_listed=max(0, listed - overall.listed.customers),
        power=design.power,
    )


def _costs(frame: pl.DataFrame) -> Costs:
    contacted = frame.filter(pl.col("contacted"))
    taken = contacted.filter(pl.col("stayed"))
    return Costs(
        contacts=math.fsum(contacted["contact_cost"].drop_nulls()),
        offers=math.fsum(taken["offer_cost"].drop_nulls()),
    )


def _returns(known: _Known, difference: Difference, measured: Measurement) -> Returns | None:
    gain = gain_in_value(
        known.stayed, known.listed, known.stratum, known.value,
        confidence=measured.subject.confidence,
    )  # fmt: skip
    if gain is None:
        return None
    listed, cost = measured.overall.listed.customers, measured.costs.total
    low, high = difference.interval
    values = gain.interval and (listed * gain.interval[0], listed * gain.interval[1])
    profits = values and (values[0] - cost, values[1] - cost)
    profit = listed * gain.value - cost
    return Returns(
        kept=listed * difference.value,
        kept_interval=(listed * low, listed * high),
        value=listed * gain.value,
        value_interval=values,
        profit=profit,
        profit_interval=profits,
        return_on_cost=profit / cost if cost else None,
        return_interval=(profits[0] / cost, profits[1] / cost) if profits and cost else None,
    )
