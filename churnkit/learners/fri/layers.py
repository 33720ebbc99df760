"""The layers of ``fri``: how models of one side grow out of terms, and when they stop.

``and_then_or`` is the paper's text: layers of pairwise AND as long as the error falls, then layers
of pairwise OR. ``and_or`` joins by both in every layer, as texts on GMDH describe it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from churnkit.config.sections.train import FriSettings
from churnkit.errors import LearningError
from churnkit.learners.fri.candidates import And, Candidates, Model
from churnkit.learners.fri.joint_sums import Sums

Floats = NDArray[np.float64]


def induced_side(
    candidates: Candidates, side: int, width: int, settings: FriSettings
) -> tuple[Model, float]:
    """The best judged model of a side with one width, and its error.

    Raises:
        LearningError: no term may make a rule of this side.
    """
    if not candidates.allowed(side).size:
        raise LearningError(
            "no rule can be learnt: no term that train.monotone leaves holds for enough learning "
            "customers; lower train.fri.min_customers, or give more customers"
        )
    if settings.layers == "and_or":
        return _of_both(candidates, side, width, settings)
    layer = _first_layer(candidates, side, width, settings.max_terms)
    while True:
        following = _next_layer(candidates, layer, width, settings.max_terms)
        if following.error >= layer.error:
            break
        layer = following
    kept = layer if settings.criterion == "external" else following
    return _join(candidates, kept, width, settings.max_branches)


@dataclass(frozen=True)
class _Layer:
    """Models kept on one side, best first, and err_g: the mean of their judged errors.

    The paper takes the sum, of F1 models in every layer. Where a layer has fewer candidates than
    that, the sum would grow with their number alone.
    """

    side: int
    models: tuple[Model, ...]
    error: float


def _first_layer(candidates: Candidates, side: int, width: int, max_terms: int) -> _Layer:
    """Layer 1: all pairs of terms, i = j included."""
    ranked, judged = candidates.errors(candidates.pair_sums, side)
    terms = candidates.allowed(side)
    first, second = np.triu_indices(terms.size) if max_terms > 1 else (slice(None), slice(None))
    i, j = terms[first], terms[second]
    agree = ~candidates.excluded[i, j]
    i, j = i[agree], j[agree]
    order = np.lexsort((j, i, i != j, ranked[i, j]))[:width]
    pairs = zip(i[order].tolist(), j[order].tolist(), strict=True)
    models = tuple((tuple(sorted({*pair})),) for pair in pairs)
    return _Layer(side, models, float(judged[i[order], j[order]].mean()))


def _next_layer(candidates: Candidates, layer: _Layer, width: int, max_terms: int) -> _Layer:
    """Pairwise AND: the candidates of at most ``max_terms``, ranked; the best are kept."""
    pairs: dict[Model, tuple[Model, Model]] = {}
    for first, second in _pairs(layer.models):
        terms = tuple(sorted({*first[0], *second[0]}))
        if len(terms) <= max_terms and candidates.agree(terms):
            pairs.setdefault((terms,), (first, second))
    sums = candidates.joined_sums(pairs.values(), np.minimum)
    ranked, judged = candidates.errors(sums, layer.side)
    order = _ranking(list(pairs), ranked)[:width]
    kept = tuple(list(pairs)[k] for k in order)
    return _Layer(layer.side, kept, float(judged[order].mean()))


def _join(
    candidates: Candidates, layer: _Layer, width: int, max_branches: int
) -> tuple[Model, float]:
    """Layers of pairwise OR, ranked and judged as those of AND; the best judged and its error."""
    models, err, best = layer.models, np.inf, (layer.models[0], np.inf)
    while True:
        pairs: dict[Model, tuple[Model, Model]] = {}
        for first, second in _pairs(models):
            branches = _without_contained({*first, *second})
            if len(branches) <= max_branches:
                pairs.setdefault(branches, (first, second))
        ranked, judged = candidates.errors(
            candidates.joined_sums(pairs.values(), np.maximum), layer.side
        )
        order = _ranking(list(pairs), ranked)[:width]
        following = float(judged[order].mean())
        if following >= err:
            return best
        models, err = tuple(list(pairs)[k] for k in order), following
        top = _ranking(list(models), judged[order])[0]
        best = models[top], float(judged[order[top]])


def _of_both(
    candidates: Candidates, side: int, width: int, settings: FriSettings
) -> tuple[Model, float]:
    """Layers in which models are joined by AND and by OR."""
    layer, judged = _first_of_both(candidates, side, width, settings)
    while True:
        following, errors = _next_of_both(candidates, layer, width, settings)
        if following.error >= layer.error:
            break
        layer, judged = following, errors
    if settings.criterion == "internal":
        layer, judged = following, errors
    top = _ranking(list(layer.models), judged)[0]
    return layer.models[top], float(judged[top])


def _first_of_both(
    candidates: Candidates, side: int, width: int, settings: FriSettings
) -> tuple[_Layer, Floats]:
    """Layer 1: terms alone, and all pairs by AND and by OR: max(a, b) = a + b - min(a, b)."""
    terms = candidates.allowed(side)
    first, second = np.triu_indices(terms.size)
    i, j = terms[first], terms[second]
    apart = i != j
    both = apart & ~candidates.excluded[i, j] & (settings.max_terms > 1)
    either = apart & (settings.max_branches > 1)
    ways = [(~apart, _and_sums), (both, _and_sums), (either, _or_sums)]
    models: list[Model] = []
    found: list[tuple[Floats, Floats]] = []
    for chosen, sums_of in ways:
        a, b = i[chosen], j[chosen]
        pairs = list(zip(a.tolist(), b.tolist(), strict=True))
        is_or = sums_of is _or_sums
        models += [((x,), (y,)) if is_or else (tuple(sorted({x, y})),) for x, y in pairs]
        found.append(candidates.errors(sums_of(candidates.pair_sums, a, b), side))
    ranked, judged = (np.concatenate(each) for each in zip(*found, strict=True))
    return _kept(side, models, ranked, judged, width)


def _and_sums(sums: Sums, a: NDArray[np.intp], b: NDArray[np.intp]) -> Sums:
    return Sums(sums.z[a, b], sums.z_squared[a, b])


def _or_sums(sums: Sums, a: NDArray[np.intp], b: NDArray[np.intp]) -> Sums:
    return Sums(*(of[a, a] + of[b, b] - of[a, b] for of in sums))


def _next_of_both(
    candidates: Candidates, layer: _Layer, width: int, settings: FriSettings
) -> tuple[_Layer, Floats]:
    joins: dict[Model, tuple[np.ufunc, Model, Model]] = {}
    for first, second in _pairs(layer.models):
        both = _without_contained({tuple(sorted({*a, *b})) for a in first for b in second})
        joins.setdefault(both, (np.minimum, first, second))
        joins.setdefault(_without_contained({*first, *second}), (np.maximum, first, second))
    models = [model for model in joins if _fits(model, candidates, settings)]
    ranked, judged = np.empty(len(models)), np.empty(len(models))
    for join in (np.minimum, np.maximum):
        places = [k for k, model in enumerate(models) if joins[model][0] is join]
        sums = candidates.joined_sums([joins[models[k]][1:] for k in places], join)
        ranked[places], judged[places] = candidates.errors(sums, layer.side)
    return _kept(layer.side, models, ranked, judged, width)


def _fits(model: Model, candidates: Candidates, settings: FriSettings) -> bool:
    is_short = all(len(branch) <= settings.max_terms for branch in model)
    return (
        len(model) <= settings.max_branches
        and is_short
        and all(candidates.agree(branch) for branch in model)
    )


def _kept(
    side: int, models: list[Model], ranked: Floats, judged: Floats, width: int
) -> tuple[_Layer, Floats]:
    """The layer of the best ranked models, and their judged errors."""
    order = _ranking(models, ranked)[:width]
    layer = _Layer(side, tuple(models[k] for k in order), float(judged[order].mean()))
    return layer, judged[order]


def _pairs(models: Sequence[Model]) -> Iterator[tuple[Model, Model]]:
    return ((models[i], models[j]) for i in range(len(models)) for j in range(i, len(models)))


def _without_contained(branches: set[And]) -> Model:
    """Branches that need more terms than another one needs are never the larger: they go."""
    sets = {branch: set(branch) for branch in branches}
    return tuple(
        sorted(b for b in branches if not any(sets[other] < sets[b] for other in branches))
    )


def _ranking(models: list[Model], errors: Floats) -> NDArray[np.intp]:
    """Order by error, then fewer terms, then the names of the variables."""
    order = sorted(range(len(models)), key=lambda k: (errors[k], _size(models[k]), models[k]))
    return np.array(order, dtype=np.intp)


def _size(model: Model) -> int:
    return sum(len(branch) for branch in model)
