"""Today's customers beside those that the rules were learnt on: one table of bounds for all uses.

A difference counts by its size, and only where chance does not explain it: each bound is the larger
of an effect that matters and of what unchanged customers stay below, in all comparisons together,
with a probability of 99%.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from statistics import NormalDist
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from churnkit.distributions import chi_square_quantile
from churnkit.drift.profile import Profile, Reference
from churnkit.frozen import Frozen

Likeness = Literal["as_learnt", "shifted", "another_world"]
Change = Literal[
    "empty",
    "unreadable_all",
    "constant",
    "beyond",
    "score_index",
    "distribution",
    "missing",
    "unreadable",
    "unseen",
]

_WORLDS: frozenset[Change] = frozenset(
    ("empty", "unreadable_all", "constant", "beyond", "score_index")
)


class DriftBounds(Frozen):
    """What changes matter, however many customers there are."""

    index: float = 0.10
    """Population stability index of a variable or the score: shifted."""
    world_index: float = 1.0
    """Index of the score: another world. A season stays below it by far."""
    missing: float = 0.10
    """Rise or fall of the share of customers without a value."""
    unreadable: float = 0.05
    """Rise of the share whose value cannot be read."""
    unseen: float = 0.05
    """Rise of the share whose category was not learnt, or whose number lies beyond all learnt."""
    most: float = 0.50
    """Share of the customers from which a change is of all of them."""
    false_alarms: float = 0.01
    """Chance that unchanged customers exceed any bound."""


BOUNDS = DriftBounds()


class Shift(Frozen):
    """One thing that changed."""

    name: str
    """The variable; "score" for the score."""
    is_score: bool
    change: Change
    learnt: float | None
    """Share of the learning customers, or their median."""
    found: float | None
    """Share of today's customers, or their median."""
    index: float | None = None
    """Population stability index."""
    bound: float | None = None
    """What it had to exceed."""


class Drift(Frozen):
    """How like the learning customers today's customers are."""

    likeness: Likeness
    shifts: tuple[Shift, ...]
    """What changed, the gravest first."""
    indices: dict[str, float]
    """Population stability index of each variable."""
    score_index: float
    customers: int
    """Today's customers."""


def compare(learnt: Reference, found: Reference, bounds: DriftBounds = BOUNDS) -> Drift:
    """Compare today's customers with those of learning.

    Args:
        learnt: profiles of the learning customers.
        found: profiles of today's customers in the same bins (``count_like``).
        bounds: what changes matter.
    """
    chance = bounds.false_alarms / (4 * len(learnt.variables) + 1)
    pairs = list(zip(learnt.variables, found.variables, strict=True))
    shifts = [shift for old, new in pairs for shift in _shifts(old, new, bounds, chance)]
    shifts += _score_shifts(learnt.score, found.score, bounds, chance)
    ordered = sorted(shifts, key=lambda shift: (shift.change not in _WORLDS, -(shift.index or 0)))
    return Drift(
        likeness=_likeness(ordered),
        shifts=tuple(ordered),
        indices={old.name: stability_index(old, new) for old, new in pairs},
        score_index=stability_index(learnt.score, found.score),
        customers=found.score.customers,
    )


def stability_index(learnt: Profile, found: Profile) -> float:
    """Population stability index: the sum of (p - q) ln(p / q) over the bins of two distributions.

    It is the symmetric divergence of Kullback and Leibler (1951). Half a customer is added to each
    bin, so that an empty one has a logarithm.
    """
    p, q = _smoothed(learnt.counts), _smoothed(found.counts)
    return float(((p - q) * np.log(p / q)).sum())


def index_bound(learnt: Profile, found: Profile, chance: float) -> float:
    """The index that unchanged customers exceed with this probability.

    For two samples of one distribution the index times mn / (m + n) follows a chi-square law with
    one degree of freedom less than there are bins (Yurdakul and Naranjo, Statistical properties of
    the population stability index, Journal of Risk Model Validation 14, 2020).
    """
    bins = sum(1 for old, new in zip(learnt.counts, found.counts, strict=True) if old + new)
    if bins < 2 or not learnt.valid or not found.valid:
        return math.inf
    return chi_square_quantile(chance, bins - 1) * (1 / learnt.valid + 1 / found.valid)


def _likeness(shifts: Sequence[Shift]) -> Likeness:
    if any(shift.change in _WORLDS for shift in shifts):
        return "another_world"
    return "shifted" if shifts else "as_learnt"


def _score_shifts(
    old: Profile, new: Profile, bounds: DriftBounds, chance: float
) -> Iterator[Shift]:
    index, by_chance = stability_index(old, new), index_bound(old, new, chance)
    for change, limit in (("score_index", bounds.world_index), ("distribution", bounds.index)):
        bound = max(limit, by_chance)
        if index > bound:
            yield Shift(
                name=old.name, is_score=True, change=change,
                learnt=old.median, found=new.median, index=index, bound=bound,
            )  # fmt: skip
            return


def _shifts(old: Profile, new: Profile, bounds: DriftBounds, chance: float) -> Iterator[Shift]:
    """What changed in one variable; where all is changed, that alone."""
    world = next(_world_shifts(old, new, bounds, chance), None)
    if world is not None:
        yield world
        return
    by_share = list(_share_shifts(old, new, bounds, chance))
    yield from by_share
    index = stability_index(old, new)
    bound = max(bounds.index, index_bound(old, new, chance))
    if index > bound and "unseen" not in [shift.change for shift in by_share]:
        yield _shift(old, "distribution", old.median, new.median, index, bound)


def _world_shifts(
    old: Profile, new: Profile, bounds: DriftBounds, chance: float
) -> Iterator[Shift]:
    """A variable that says nothing any more, or nothing that was learnt."""
    if new.customers == 0 or old.valid == 0:
        return
    missing = old.missing / old.customers
    unreadable = new.unreadable / new.customers
    if unreadable > bounds.most and _is_more(_unreadable(old), _unreadable(new), 0, chance):
        yield _shift(old, "unreadable_all", old.unreadable / old.customers, unreadable)
    likely = (old.missing + 1) / (old.customers + 2)  # not 0, for the one customer scored
    if new.valid == 0 and likely**new.customers < chance:
        yield _shift(old, "empty", missing, 1.0)
    if _is_constant(old, new, chance):
        yield _shift(old, "constant", old.median, new.median)
    before, now = _unseen(old), _unseen(new)
    if now.share > bounds.most and _is_more(before, now, 0, chance):
        yield _shift(old, "beyond", before.share, now.share)


def _share_shifts(
    old: Profile, new: Profile, bounds: DriftBounds, chance: float
) -> Iterator[Shift]:
    compared: tuple[tuple[Change, _Share, _Share, float], ...] = (
        ("missing", _missing(old), _missing(new), bounds.missing),
        ("unreadable", _unreadable(old), _unreadable(new), bounds.unreadable),
        ("unseen", _unseen(old), _unseen(new), bounds.unseen),
    )
    for change, before, now, least in compared:
        fell = change == "missing" and _is_more(now, before, least, chance)
        if fell or _is_more(before, now, least, chance):
            yield _shift(old, change, before.share, now.share)


class _Share(NamedTuple):
    part: int
    whole: int

    @property
    def share(self) -> float:
        return self.part / self.whole if self.whole else 0.0


def _missing(profile: Profile) -> _Share:
    return _Share(profile.missing, profile.customers)


def _unreadable(profile: Profile) -> _Share:
    return _Share(profile.unreadable, profile.customers)


def _unseen(profile: Profile) -> _Share:
    """Customers of categories that were not counted, or of numbers beyond those learnt."""
    others = profile.below + profile.above
    if profile.categories is not None:
        others = profile.counts[-1]
    return _Share(others, profile.valid)


def _is_more(before: _Share, now: _Share, least: float, chance: float) -> bool:
    """Whether a share rose by more than ``least``, and by more than chance explains."""
    if not before.whole or not now.whole:
        return False
    rise = now.share - before.share
    pooled = (before.part + now.part + 1) / (before.whole + now.whole + 2)
    error = math.sqrt(pooled * (1 - pooled) * (1 / before.whole + 1 / now.whole))
    if rise <= max(least, NormalDist().inv_cdf(1 - chance) * error):
        return False
    return _tail_bound(now, (before.part + 1) / (before.whole + 2)) < chance


def _tail_bound(found: _Share, rate: float) -> float:
    """Most that the chance of such a share, or a larger one, can be at a rate below it.

    Chernoff (1952): exp(-n KL(share || rate)). The normal law above it is far off for one customer
    or a few, of whom all may well lie beyond what was learnt.
    """
    share = found.share
    divergence = share * math.log(share / rate)
    if share < 1:
        divergence += (1 - share) * math.log((1 - share) / (1 - rate))
    return math.exp(-found.whole * divergence) if share > rate else 1.0


def _is_constant(old: Profile, new: Profile, chance: float) -> bool:
    """Whether all customers have one value, which would hardly happen to those of learning."""
    filled = [place for place, count in enumerate(new.counts) if count]
    has_one = new.low == new.high if old.categories is None else filled != [len(new.counts) - 1]
    if len(filled) != 1 or not has_one:
        return False
    share = max(old.counts) / old.valid
    return share**new.valid < chance


def _smoothed(counts: Sequence[int]) -> NDArray[np.float64]:
    smoothed: NDArray[np.float64] = np.array(counts, dtype=np.float64) + 0.5
    shares: NDArray[np.float64] = smoothed / smoothed.sum()
    return shares


def _shift(
    profile: Profile,
    change: Change,
    learnt: float | None,
    found: float | None,
    index: float | None = None,
    bound: float | None = None,
) -> Shift:
    return Shift(
        name=profile.name, is_score=False, change=change,
        learnt=learnt, found=found, index=index, bound=bound,
    )  # fmt: skip
