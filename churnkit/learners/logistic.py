"""Penalised logistic regression by Newton's method, its sums folded over batches of customers.

Minimises the sum of log losses + penalty / 2 x the sum of squared weights; the intercept is free.
The loss is convex, and a step that does not lower it is halved, so the minimum is always reached.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["fit_weights", "log_loss", "probabilities"]

Floats = NDArray[np.float64]

BATCH = 16_384
STEPS = 100
NEAR = 1e-13
"""A Newton step promising to lower the loss by less than this, per customer, is the last."""


class _Sums(NamedTuple):
    loss: float
    gradient: Floats
    curvature: Floats


def fit_weights(
    truths: Floats, churned: NDArray[np.bool_], penalty: float, start: Floats
) -> Floats:
    """(1 + rules,) intercept and weights, from (rules, n) truths and (n,) labels.

    ``start`` is where the search begins: the nearer, the faster.
    """
    weights = start
    sums = _sums(truths, churned, penalty, weights)
    step = np.linalg.solve(sums.curvature, sums.gradient)
    for _ in range(STEPS):
        if step @ sums.gradient <= NEAR * churned.size:
            break
        tried = _sums(truths, churned, penalty, weights + step)
        if tried.loss > sums.loss * (1 + NEAR):
            step = step / 2
            continue
        weights, sums = weights + step, tried
        step = np.linalg.solve(sums.curvature, sums.gradient)
    return weights + step if step @ sums.gradient <= NEAR * churned.size else weights


def probabilities(truths: Floats, weights: Floats) -> Floats:
    """(n,) logistic function of intercept + weights x truths."""
    p: Floats = 1.0 / (1.0 + np.exp(-(weights[0] + weights[1:] @ truths)))
    return p


def log_loss(truths: Floats, churned: NDArray[np.bool_], weights: Floats) -> float:
    """Mean log loss."""
    log_odds = weights[0] + weights[1:] @ truths
    return float(np.logaddexp(0.0, np.where(churned, -log_odds, log_odds)).mean())


def _sums(truths: Floats, churned: NDArray[np.bool_], penalty: float, weights: Floats) -> _Sums:
    """Penalised loss with its downhill gradient and curvature, added up batch by batch."""
    ridge = np.diag(np.append(0.0, np.full(weights.size - 1, penalty)))
    loss = float(weights @ ridge @ weights) / 2
    gradient, curvature = -ridge @ weights, ridge.copy()
    for rows in _batches(churned.size):
        z = np.concatenate([np.ones((1, rows.stop - rows.start)), truths[:, rows]])
        log_odds = weights @ z
        p = 1.0 / (1.0 + np.exp(-log_odds))
        loss += float(np.logaddexp(0.0, np.where(churned[rows], -log_odds, log_odds)).sum())
        gradient += z @ (churned[rows] - p)
        curvature += (z * (p * (1.0 - p))) @ z.T
    return _Sums(loss, gradient, curvature)


def _batches(n: int) -> Iterable[slice]:
    return (slice(start, min(start + BATCH, n)) for start in range(0, n, BATCH))
