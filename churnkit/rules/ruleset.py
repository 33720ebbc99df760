"""The one kind of model there is: terms, rules made of terms, and a way to combine the rules.

A rule's firing strength is the smallest membership of its terms. The combination turns the
strengths of all rules into a score, the propensity to churn in [0, 1], and names the rule that
decided it. Like a term, it computes that in three forms: for one customer in plain Python
(``decide``), which is the definition, as expressions, and for arrays (``decide_all``). A new
combination is one class here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import Field

from churnkit.config.sections.project import Language, VariableSettings
from churnkit.frozen import Frozen
from churnkit.rules.arrays import Batch, Variable
from churnkit.rules.terms import Term, Value
from churnkit.verdict.judge import Counts, count_members

Floats = NDArray[np.float64]

LARGEST = 700.0
"""Largest exponent whose exponential is a float."""

Verdict = Literal["churned", "loyal"]


class Decision(NamedTuple):
    """The score of one customer and the id of the rule that decided it (None: no rule applies)."""

    score: float
    rule: str | None


class Decisions(NamedTuple):
    """The decisions about many customers."""

    scores: Floats
    """(n,) score of each."""
    rules: NDArray[np.intp]
    """(n,) index of the rule that decided; one behind the last where no rule applies."""


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
    """Learning customers for whom the rule holds: with a firing strength of one half or more."""
    churned: int
    """Those of them who churned."""

    def strength(self, row: Mapping[str, Value]) -> float:
        """Firing strength for one customer: the smallest membership; 1 without terms."""
        return min((term.membership(row[term.variable]) for term in self.terms), default=1.0)

    def expression(self) -> nw.Expr:
        """Firing strength as an expression over the columns of the variables."""
        degrees = [term.expression() for term in self.terms]
        if not degrees:
            return nw.lit(1.0)
        return degrees[0] if len(degrees) == 1 else nw.min_horizontal(*degrees)

    def strengths(self, batch: Batch) -> Floats:
        """(n,) firing strength for each customer of a batch."""
        variables = {variable.name: variable for variable in batch.variables}
        strengths = np.ones(batch.size)
        for term in self.terms:
            np.minimum(strengths, term.memberships(variables[term.variable]), out=strengths)
        return strengths


class FirstMatch(Frozen):
    """The score of the first rule that holds: the leaves of a tree, where exactly one does."""

    kind: Literal["first-match"] = "first-match"
    threshold_meaning: ClassVar[Literal["base_rate"]] = "base_rate"
    """What ``threshold`` is: the churn rate."""
    is_probability: ClassVar[bool] = True
    """Whether the score is one; else it only ranks."""

    def decide(
        self, rules: Sequence[Rule], strengths: Sequence[float], base_rate: float
    ) -> Decision:
        """Score and rule of one customer from the strengths of the rules, in their order."""
        for rule, strength in zip(rules, strengths, strict=True):
            if strength > 0:
                return Decision(base_rate if rule.score is None else rule.score, rule.id)
        return Decision(base_rate, None)

    def expressions(
        self, rules: Sequence[Rule], strengths: Sequence[nw.Expr], base_rate: float
    ) -> tuple[nw.Expr, nw.Expr]:
        """Score and rule id as expressions over the strengths."""
        score, fired = nw.lit(base_rate), nw.lit(None, nw.String)
        for rule, strength in reversed(list(zip(rules, strengths, strict=True))):
            value = base_rate if rule.score is None else rule.score
            score = nw.when(strength > 0).then(nw.lit(value)).otherwise(score)
            fired = nw.when(strength > 0).then(nw.lit(rule.id)).otherwise(fired)
        return score, fired

    def decide_all(self, rules: Sequence[Rule], strengths: Floats, base_rate: float) -> Decisions:
        """Scores and rules of many customers from the (rules, n) strengths."""
        scores = [base_rate if rule.score is None else rule.score for rule in rules]
        first = _first_true(strengths > 0)
        return Decisions(np.array([*scores, base_rate])[first], first)

    def threshold(self, base_rate: float) -> float:
        """A score above the base rate makes it more certain that the customer leaves."""
        return base_rate


class FuzzyRatio(Frozen):
    """The share of "churned" in what the strongest rules of both sides say: y0 / (y0 + y1).

    With y0 and y1 the largest strengths of the rules that say churned and loyal. Where neither
    applies the score is the base rate. The rule that decided is the strongest one of the stronger
    side; where both say as much, that is loyal, as the paper reads y = 0.5.
    """

    kind: Literal["fuzzy-ratio"] = "fuzzy-ratio"
    threshold_meaning: ClassVar[Literal["stronger_side"]] = "stronger_side"
    """What ``threshold`` is: where "churned" says more than "loyal"."""
    is_probability: ClassVar[bool] = False
    """Whether the score is one: this one only ranks."""

    def decide(
        self, rules: Sequence[Rule], strengths: Sequence[float], base_rate: float
    ) -> Decision:
        """Score and rule of one customer from the strengths of the rules, in their order."""
        pairs = list(zip(rules, strengths, strict=True))
        y0 = max((strength for rule, strength in pairs if rule.says == "churned"), default=0.0)
        y1 = max((strength for rule, strength in pairs if rule.says == "loyal"), default=0.0)
        if y0 + y1 == 0:
            return Decision(base_rate, None)
        side, strongest = ("churned", y0) if y0 > y1 else ("loyal", y1)
        fired = next(
            rule.id for rule, strength in pairs if rule.says == side and strength == strongest
        )
        return Decision(y0 / (y0 + y1), fired)

    def expressions(
        self, rules: Sequence[Rule], strengths: Sequence[nw.Expr], base_rate: float
    ) -> tuple[nw.Expr, nw.Expr]:
        """Score and rule id as expressions over the strengths."""
        pairs = list(zip(rules, strengths, strict=True))
        y0 = _largest([strength for rule, strength in pairs if rule.says == "churned"])
        y1 = _largest([strength for rule, strength in pairs if rule.says == "loyal"])
        applies = y0 + y1 > 0
        score = nw.when(applies).then(y0 / (y0 + y1)).otherwise(nw.lit(base_rate))
        fired = nw.lit(None, nw.String)
        for rule, strength in reversed(pairs):
            own, other = (y0, y1) if rule.says == "churned" else (y1, y0)
            stronger = own > other if rule.says == "churned" else own >= other
            decides = applies & stronger & (strength == own)
            fired = nw.when(decides).then(nw.lit(rule.id)).otherwise(fired)
        return score, fired

    def decide_all(self, rules: Sequence[Rule], strengths: Floats, base_rate: float) -> Decisions:
        """Scores and rules of many customers from the (rules, n) strengths."""
        is_churned = np.array([rule.says == "churned" for rule in rules], dtype=bool)
        y0 = strengths[is_churned].max(axis=0, initial=0.0)
        y1 = strengths[~is_churned].max(axis=0, initial=0.0)
        scores = np.full(y0.size, base_rate)
        np.divide(y0, y0 + y1, out=scores, where=y0 + y1 > 0)
        is_stronger = np.where(y0 > y1, is_churned[:, None], ~is_churned[:, None])
        decides = is_stronger & (strengths == np.maximum(y0, y1)) & (y0 + y1 > 0)
        return Decisions(scores, _first_true(decides))

    def threshold(self, base_rate: float) -> float:  # noqa: ARG002 - one signature for all
        """The paper's y < 0.5: "churned" says more than "loyal"."""
        return 0.5


class LogisticSum(Frozen):
    """The logistic function of an intercept and the sum of weight x strength: a probability.

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

    def decide(
        self,
        rules: Sequence[Rule],
        strengths: Sequence[float],
        base_rate: float,  # noqa: ARG002 - one signature for all
    ) -> Decision:
        """Score and rule of one customer from the strengths of the rules, in their order."""
        parts = [
            weight * strength for weight, strength in zip(_weights(rules), strengths, strict=True)
        ]
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
        strengths: Sequence[nw.Expr],
        base_rate: float,  # noqa: ARG002 - one signature for all
    ) -> tuple[nw.Expr, nw.Expr]:
        """Score and rule id as expressions over the strengths."""
        parts = [
            strength * weight for weight, strength in zip(_weights(rules), strengths, strict=True)
        ]
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

    def decide_all(self, rules: Sequence[Rule], strengths: Floats, base_rate: float) -> Decisions:  # noqa: ARG002 - one signature for all
        """Scores and rules of many customers from the (rules, n) strengths."""
        parts = np.array(_weights(rules))[:, None] * strengths
        log_odds = np.full(strengths.shape[1], self.intercept)
        for part in parts:
            log_odds += part
        scores = 1.0 / (1.0 + np.exp(np.minimum(-log_odds, LARGEST)))
        most, least = parts.max(axis=0, initial=0.0), parts.min(axis=0, initial=0.0)
        strongest = np.where(most > 0, most, least)
        return Decisions(scores, _first_true((parts == strongest) & (parts != 0)))

    def threshold(self, base_rate: float) -> float:
        """A probability above the churn rate of the population."""
        return base_rate if self.true_rate is None else self.true_rate


Combination = Annotated[FirstMatch | FuzzyRatio | LogisticSum, Field(discriminator="kind")]


class Trial(Frozen):
    """One setting that a learner tried, or one learner, and the error it was judged by."""

    setting: str
    error: float
    chosen: bool
    standard_error: float | None = None
    """Of the error; None unless learners were compared, as for what follows."""
    terms: float | None = None
    """Terms in all rules, mean over the folds."""
    folds: int | None = None
    """Folds on which it was judged, fewer where it was given up."""


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
        """The score above which a customer is classified as churned, unless the config sets one."""
        return self.combination.threshold(self.base_rate)

    @property
    def typical_rate(self) -> float:
        """Churn rate of a typical customer: that of the population, as far as it is known."""
        true_rate = getattr(self.combination, "true_rate", None)
        return self.base_rate if true_rate is None else float(true_rate)

    @property
    def tells_probabilities(self) -> bool:
        """Whether scores are probabilities, of which sums can be expected; else they only rank."""
        return self.combination.is_probability

    def decide(self, row: Mapping[str, Value]) -> Decision:
        """Score one customer in plain Python: the definition that the expressions must equal."""
        strengths = [rule.strength(row) for rule in self.rules]
        return self.combination.decide(self.rules, strengths, self.base_rate)

    def strengths(self, batch: Batch) -> Floats:
        """(rules, n) firing strength of each rule for each customer of a batch."""
        strengths = np.empty((len(self.rules), batch.size))
        for of_rule, rule in zip(strengths, self.rules, strict=True):
            of_rule[:] = rule.strengths(batch)
        return strengths

    def decide_all(self, batch: Batch) -> Decisions:
        """Score the customers of a batch, as ``decide`` scores one."""
        return self.combination.decide_all(self.rules, self.strengths(batch), self.base_rate)

    def scores(self, variables: Sequence[Variable]) -> Floats:
        """(n,) scores; all variables that the rules read must be among ``variables``."""
        return self.decide_all(Batch.of(variables)).scores

    def count_members(self, batches: Iterable[tuple[Floats, NDArray[np.bool_]]]) -> RuleSet:
        """The rules with the customers for whom each holds.

        ``batches`` gives the (rules, n) strengths and whether each customer churned.
        """
        nobody = np.zeros(len(self.rules), dtype=np.int64)
        total = Counts(nobody, nobody)
        for strengths, has_churned in batches:
            total = total.plus(count_members(strengths, has_churned))
        counts = zip(self.rules, total.customers.tolist(), total.churned.tolist(), strict=True)
        rules = [
            rule.model_copy(update={"customers": members, "churned": gone})
            for rule, members, gone in counts
        ]
        return self.model_copy(update={"rules": tuple(rules)})

    def apply(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Add the columns ``score`` (Float64) and ``rule`` (String) to a frame of variables."""
        names = [f"__strength {rule.id}" for rule in self.rules]
        strengths = [nw.col(name) for name in names]
        score, fired = self.combination.expressions(self.rules, strengths, self.base_rate)
        return (
            frame.with_columns(
                rule.expression().alias(name) for rule, name in zip(self.rules, names, strict=True)
            )
            .with_columns(score.alias("score"), fired.alias("rule"))
            .drop(names)
        )

    def to_text(
        self,
        language: Language = "en",
        variables: Mapping[str, VariableSettings] | None = None,
    ) -> str:
        """The rules as sentences, one a line; ``variables`` are the labels and words of a config.

        >>> from churnkit.rules.terms import Interval
        >>> calls = Interval(variable="calls", low=5)
        >>> rule = Rule(id="R1", terms=(calls,), score=0.5, customers=8, churned=4)
        >>> print(RuleSet(learner="tree", combination=FirstMatch(), rules=(rule,),
        ...               base_rate=0.2, customers=20).to_text())
        R1  IF calls is at least 5 THEN churn rate 50.0%
        """
        from churnkit.rules.wording import Vocabulary, views  # they know rule sets

        return views.rules_text(self, Vocabulary(language, variables or {}))

    def to_frame(
        self,
        language: Language = "en",
        variables: Mapping[str, VariableSettings] | None = None,
    ) -> pl.DataFrame:
        """One row a rule: rule, sentence, says or score or odds, customers, churned, churn_rate."""
        from churnkit.rules.wording import Vocabulary, views

        return views.rules_frame(self, Vocabulary(language, variables or {}))

    def _repr_html_(self) -> str:
        """The rules as a table, which notebooks show."""
        from churnkit.rules.wording import Vocabulary, views

        return views.rules_html(self, Vocabulary())


def _weights(rules: Sequence[Rule]) -> list[float]:
    return [rule.weight or 0.0 for rule in rules]


def _largest(values: Sequence[nw.Expr]) -> nw.Expr:
    if not values:
        return nw.lit(0.0)
    return values[0] if len(values) == 1 else nw.max_horizontal(*values)


def _first_true(decides: NDArray[np.bool_]) -> NDArray[np.intp]:
    """(n,) index of the first rule that decides; one behind the last where none does."""
    always = np.ones((1, decides.shape[1]), dtype=bool)
    first: NDArray[np.intp] = np.concatenate([decides, always]).argmax(axis=0)
    return first
