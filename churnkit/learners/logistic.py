"""Penalised logistic regression by Newton's method, its sums folded over batches of customers.

Minimises the sum of log losses + penalty / 2 x the sum of squared weights; the intercept is free.
The loss is convex, and a step that does not lower it is halved, so the minimum is always reached.

What is summed is first rounded to whole units, so small that nobody sees it, and so large that the
sums of strengths in [0, 1] are exact. They do not depend on the order of the customers, on batches
or threads, and neither do the weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

Labels = NDArray[np.bool_]
Batches = Callable[[], Iterable[tuple[Floats, Labels]]]
"""Gives (rules, n) strengths and (n,) labels batch by batch, each time that it is called."""

BATCH = 16_384
"""Customers whose sums are whole numbers that a float holds: BATCH x UNIT < 2^53."""
PIECE = 512
"""Customers of a matrix product: larger ones are shared by the threads of a linear algebra library,
which wait for each other far longer than the product takes where other programs use the cores."""
UNIT = 2.0**38
"""Losses and gradients are rounded to multiples of 1 / UNIT."""
ROOT_UNIT = 2.0**20
"""Curvatures only lead the way: the roots of their parts are multiples of 1 / ROOT_UNIT."""
LEAP = 32.0
"""Log odds that one step may add for strengths in [0, 1]. Where scores are sure and wrong,
curvatures promise thousands; that would take many halvings, and the sums of such losses do not fit
64 bits."""
STEPS = 100
NEAR = 1e-13
"""A Newton step promising to lower the loss by less than this, per customer, is the last."""
SLACK = 1e-10
"""Share by which a loss may seem to rise because of rounding."""


class _Sums(NamedTuple):
    customers: int
    loss: float
    gradient: Floats
    curvature: Floats


def fit_weights(batches: Batches, penalty: float, start: Floats) -> Floats:
    """(1 + rules,) intercept and weights, from strengths and labels.

    ``start`` is where the search begins: the nearer, the faster.
    """
    weights = start
    sums = _sums(batches, penalty, weights)
    step = _newton_step(sums)
    for _ in range(STEPS):
        if step @ sums.gradient <= NEAR * sums.customers:
            break
        tried = _sums(batches, penalty, weights + step)
        if tried.loss > sums.loss * (1 + SLACK):
            step = step / 2
            continue
        weights, sums = weights + step, tried
        step = _newton_step(sums)
    return weights + step if step @ sums.gradient <= NEAR * sums.customers else weights


def _newton_step(sums: _Sums) -> Floats:
    step = np.asarray(np.linalg.solve(sums.curvature, sums.gradient), dtype=np.float64)
    return step * (LEAP / max(LEAP, float(np.abs(step).sum())))


def probabilities(strengths: Floats, weights: Floats) -> Floats:
    """(n,) logistic function of intercept + weights x strengths."""
    p: Floats = 1.0 / (1.0 + np.exp(-_log_odds(strengths, weights)))
    return p


def log_loss(strengths: Floats, churned: Labels, weights: Floats) -> float:
    """Mean log loss."""
    return float(_losses(_log_odds(strengths, weights), churned).mean())


def _log_odds(strengths: Floats, weights: Floats) -> Floats:
    """Rule by rule: matrix products round differently on other numbers of customers."""
    log_odds = np.full(strengths.shape[1], weights[0])
    for weight, strength in zip(weights[1:], strengths, strict=True):
        log_odds += weight * strength
    return log_odds


def _losses(log_odds: Floats, churned: Labels) -> Floats:
    losses: Floats = np.logaddexp(0.0, np.where(churned, -log_odds, log_odds))
    return losses


def _sums(batches: Batches, penalty: float, weights: Floats) -> _Sums:
    """Penalised loss with its downhill gradient and curvature, added up batch by batch."""
    customers, loss, gradient, curvature = 0, 0, _none(weights.size), _none(weights.size**2)
    for strengths, churned in _small(batches()):
        log_odds = _log_odds(strengths, weights)
        p = 1.0 / (1.0 + np.exp(-log_odds))
        z = np.concatenate([np.ones((1, churned.size)), strengths])
        roots = np.rint(z * (np.sqrt(p * (1.0 - p)) * ROOT_UNIT))
        customers += churned.size
        loss += int(np.rint(_losses(log_odds, churned) * UNIT).astype(np.int64).sum())
        gradient = gradient + _whole(np.rint(z * ((churned - p) * UNIT)).sum(axis=1))
        curvature = curvature + _whole(_products(roots))
    ridge = np.diag(np.append(0.0, np.full(weights.size - 1, penalty)))
    return _Sums(
        customers,
        loss / int(UNIT) + float(weights @ ridge @ weights) / 2,
        (gradient / int(UNIT)).astype(np.float64) - ridge @ weights,
        (curvature / int(ROOT_UNIT**2)).astype(np.float64).reshape(ridge.shape) + ridge,
    )


def _products(roots: Floats) -> Floats:
    """(1 + rules, 1 + rules) sums of the products of any two rows, whole numbers."""
    pieces = (roots[:, start : start + PIECE] for start in range(0, roots.shape[1], PIECE))
    products: Floats = np.sum([piece @ piece.T for piece in pieces], axis=0)
    return products


def _none(size: int) -> NDArray[np.object_]:
    return np.zeros(size, dtype=object)


def _whole(sums: Floats) -> NDArray[np.object_]:
    """As Python's whole numbers, which have no largest."""
    return np.array([int(each) for each in sums.ravel().tolist()], dtype=object)


def _small(batches: Iterable[tuple[Floats, Labels]]) -> Iterator[tuple[Floats, Labels]]:
    for strengths, churned in batches:
        for start in range(0, churned.size, BATCH):
            yield strengths[:, start : start + BATCH], churned[start : start + BATCH]
