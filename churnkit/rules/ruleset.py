"""The one kind of model there is: terms, rules made of terms, and a way to combine the rules.

A rule's truth is the smallest truth of its terms. The combination turns the truths of all rules
into a score, the propensity to churn in [0, 1], and names the rule that decided it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

import narwhals as nw
from pydantic import Field

from churnkit.frozen import Frozen
from churnkit.rules.terms import Term, Value

LARGEST = 700.0
"""Largest exponent whose exponential is a float."""

Verdict = Literal["churned", "loyal"]


class Decision(NamedTuple):
    """The score of one customer and the id of the rule that decided it (None: no rule spoke)."""

    score: float
    rule: str | None


class Rule(Frozen):
    """IF the terms hold THEN ``says`` (fuzzy rules) or with ``score`` (leaves of a tree)."""

    id: str
    terms: tuple[Term, ...]
    says: Verdict | None = None
    score: float | None = None
    weight: float | None = None
    """Of an additive model: where the rule holds, the odds of churn are exp(weight) fold."""
    say: dict[str, str] | None = None
    """Its condition in an analyst's words, by language."""
    customers: int
    """Learning customers whose score this rule decided (see ``RuleSet.decide``)."""
    churned: int
    """Those of them who churned."""

    def truth(self, row: Mapping[str, Value]) -> float:
        """Truth for one customer: the smallest truth of the terms; 1 for a rule without terms."""
        return min((term.truth(row[term.variable]) for term in self.terms), default=1.0)

    def expression(self) -> nw.Expr:
        """Truth as an expression over the columns of the variables."""
        truths = [term.expression() for term in self.terms]
        if not truths:
            return nw.lit(1.0)
        return truths[0] if len(truths) == 1 else nw.min_horizontal(*truths)


class FirstMatch(Frozen):
    """The score of the first rule that holds: the leaves of a tree, where exactly one does."""

    kind: Literal["first-match"] = "first-match"
    threshold_meaning: ClassVar[Literal["base_rate"]] = "base_rate"
    """What ``threshold`` is: the churn rate."""
    is_probability: ClassVar[bool] = True
    """Whether the score is one; else it only ranks."""

    def decide(self, rules: Sequence[Rule], truths: Sequence[float], base_rate: float) -> Decision:
        """Score and rule of one customer from the truths of the rules, in their order."""
        for rule, truth in zip(rules, truths, strict=True):
            if truth > 0:
                return Decision(base_rate if rule.score is None else rule.score, rule.id)
        return Decision(base_rate, None)

    def expressions(
        self, rules: Sequence[Rule], truths: Sequence[nw.Expr], base_rate: float
    ) -> tuple[nw.Expr, nw.Expr]:
        """Score and rule id as expressions over the truths."""
        score, fired = nw.lit(base_rate), nw.lit(None, nw.String)
        for rule, truth in reversed(list(zip(rules, truths, strict=True))):
            value = base_rate if rule.score is None else rule.score
            score = nw.when(truth > 0).then(nw.lit(value)).otherwise(score)
            fired = nw.when(truth > 0).then(nw.lit(rule.id)).otherwise(fired)
        return score, fired

    def threshold(self, base_rate: float) -> float:
        """A score above the base rate makes it more certain that the customer leaves."""
        return base_rate


class FuzzyRatio(Frozen):
    """The share of "churned" in what the strongest rules of both sides say: y0 / (y0 + y1).

    With y0 and y1 the largest truths of the rules that say churned and loyal. Where neither speaks
    the score is the base rate. The rule that decided is the strongest one of the stronger side;
    where both say as much, that is loyal, as the paper reads y = 0.5.
    """

    kind: Literal["fuzzy-ratio"] = "fuzzy-ratio"
    threshold_meaning: ClassVar[Literal["stronger_side"]] = "stronger_side"
    """What ``threshold`` is: where "churned" says more than "loyal"."""
    is_probability: ClassVar[bool] = False
    """Whether the score is one: this one only ranks."""

    def decide(self, rules: Sequence[Rule], truths: Sequence[float], base_rate: float) -> Decision:
        """Score and rule of one customer from the truths of the rules, in their order."""
        pairs = list(zip(rules, truths, strict=True))
        y0 = max((truth for rule, truth in pairs if rule.says == "churned"), default=0.0)
        y1 = max((truth for rule, truth in pairs if rule.says == "loyal"), default=0.0)
        if y0 + y1 == 0:
            return Decision(base_rate, None)
        side, strongest = ("churned", y0) if y0 > y1 else ("loyal", y1)
        fired = next(rule.id for rule, t in pairs if rule.says == side and t == strongest)
        return Decision(y0 / (y0 + y1), fired)

    def expressions(
        self, rules: Sequence[Rule], truths: Sequence[nw.Expr], base_rate: float
    ) -> tuple[nw.Expr, nw.Expr]:
        """Score and rule id as expressions over the truths."""
        pairs = list(zip(rules, truths, strict=True))
        y0 = _largest([truth for rule, truth in pairs if rule.says == "churned"])
        y1 = _largest([truth for rule, truth in pairs if rule.says == "loyal"])
        speaks = y0 + y1 > 0
        score = nw.when(speaks).then(y0 / (y0 + y1)).otherwise(nw.lit(base_rate))
        fired = nw.lit(None, nw.String)
        for rule, truth in reversed(pairs):
            own, other = (y0, y1) if rule.says == "churned" else (y1, y0)
            stronger = own > other if rule.says == "churned" else own >= other
            decides = speaks & stronger & (truth == own)
            fired = nw.when(decides).then(nw.lit(rule.id)).otherwise(fired)
        return score, fired

    def threshold(self, base_rate: float) -> float:  # noqa: ARG002 - one signature for all
        """The paper's y < 0.5: "churned" says more than "loyal"."""
        return 0.5


class LogisticSum(Frozen):
    """The logistic function of an intercept and the sum of weight x truth: a probability.

    The rule that decided is the one that raises the score most or, where none raises it, the one
    that lowers it most.
    """

    kind: Literal["logistic-sum"] = "logistic-sum"
    threshold_meaning: ClassVar[Literal["base_rate"]] = "base_rate"
    """What ``threshold`` is: the churn rate."""
    is_probability: ClassVar[bool] = True
    """Whether the score is one; else it only ranks."""
    intercept: float
    true_rate: float | None = None
    """Churn rate of the population, where the intercept was corrected to it."""

    def decide(self, rules: Sequence[Rule], truths: Sequence[float], base_rate: float) -> Decision:  # noqa: ARG002 - one signature for all
        """Score and rule of one customer from the truths of the rules, in their order."""
        parts = [weight * truth for weight, truth in zip(_weights(rules), truths, strict=True)]
        log_odds = self.intercept
        for part in parts:
            log_odds += part
        score = 1.0 / (1.0 + math.exp(min(-log_odds, LARGEST)))
        most = max(parts, default=0.0)
        strongest = most if most > 0 else min(parts, default=0.0)
        if strongest == 0:
            return Decision(score, None)
        return Decision(score, rules[parts.index(strongest)].id)

    def expressions(
        self,
        rules: Sequence[Rule],
        truths: Sequence[nw.Expr],
        base_rate: float,  # noqa: ARG002 - one signature for all
    ) -> tuple[nw.Expr, nw.Expr]:
        """Score and rule id as expressions over the truths."""
        parts = [truth * weight for weight, truth in zip(_weights(rules), truths, strict=True)]
        log_odds = nw.lit(self.intercept)
        for part in parts:
            log_odds = log_odds + part
        score = 1.0 / (1.0 + (0.0 - log_odds).clip(upper_bound=LARGEST).exp())
        most = _largest(parts)
        strongest = nw.when(most > 0).then(most).otherwise(-_largest([-part for part in parts]))
        fired = nw.lit(None, nw.String)
        for rule, part in reversed(list(zip(rules, parts, strict=True))):
            decides = (part == strongest) & (part != 0)
            fired = nw.when(decides).then(nw.lit(rule.id)).otherwise(fired)
        return score, fired

    def threshold(self, base_rate: float) -> float:
        """A probability above the churn rate of the population."""
        return base_rate if self.true_rate is None else self.true_rate


Combination = Annotated[FirstMatch | FuzzyRatio | LogisticSum, Field(discriminator="kind")]


class Trial(Frozen):
    """One setting that a learner tried, and the error it was judged by."""

    setting: str
    error: float
    chosen: bool


class RuleSet(Frozen):
    """A model: rules, how they combine, and the base rate of the customers they were learnt on."""

    learner: str
    combination: Combination
    rules: tuple[Rule, ...]
    base_rate: float
    """Churn rate of the learning customers."""
    customers: int
    """Number of learning customers."""
    trials: tuple[Trial, ...] = ()

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the variables that the rules read, sorted."""
        return tuple(sorted({term.variable for rule in self.rules for term in rule.terms}))

    @property
    def threshold(self) -> float:
        """The score above which a customer is read as churned, unless the config says another."""
        return self.combination.threshold(self.base_rate)

    @property
    def tells_probabilities(self) -> bool:
        """Whether scores are probabilities, of which sums can be expected; else they only rank."""
        return self.combination.is_probability

    def decide(self, row: Mapping[str, Value]) -> Decision:
        """Score one customer in plain Python: the definition that the expressions must equal."""
        truths = [rule.truth(row) for rule in self.rules]
        return self.combination.decide(self.rules, truths, self.base_rate)

    def apply(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Add the columns ``score`` (Float64) and ``rule`` (String) to a frame of variables."""
        names = [f"__truth {rule.id}" for rule in self.rules]
        truths = [nw.col(name) for name in names]
        score, fired = self.combination.expressions(self.rules, truths, self.base_rate)
        return (
            frame.with_columns(
                rule.expression().alias(name) for rule, name in zip(self.rules, names, strict=True)
            )
            .with_columns(score.alias("score"), fired.alias("rule"))
            .drop(names)
        )


def _weights(rules: Sequence[Rule]) -> list[float]:
    return [rule.weight or 0.0 for rule in rules]


def _largest(truths: Sequence[nw.Expr]) -> nw.Expr:
    if not truths:
        return nw.lit(0.0)
    return truths[0] if len(truths) == 1 else nw.max_horizontal(*truths)
