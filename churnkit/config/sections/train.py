"""The section ``train`` of a project: the learners and their settings."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator

from churnkit.config.sections.section import Localised, Section, nothing_below
from churnkit.config.types.scalars import (
    Count,
    Counts,
    Number,
    PartShare,
    Share,
    Text,
    Whole,
    YesNo,
)
from churnkit.config.yaml.errors import wrong


def _above_zero(value: float) -> float:
    if value <= 0:
        raise wrong(f"{value:g} is not above 0; write a number above 0")
    return value


def _two_or_more(value: int) -> int:
    if value < 2:
        raise wrong(f"is {value}; write 2 or more")
    return value


LearnerName = Literal["auto", "fri", "tree", "additive-fri"]


class LearnerSettings(Section):
    """Settings of a learner, and what the config has to know of it."""

    learner: ClassVar[LearnerName]
    """The value of ``train.learner`` that they are for."""
    gives_probabilities: ClassVar[bool] = True
    """Whether its scores are probabilities; else they only rank."""


class FriSettings(LearnerSettings):
    """Fuzzy rule induction (GMDH layers)."""

    learner = "fri"
    gives_probabilities = False

    width: Counts = (7, 10, 14)
    """Models kept in each layer (F1); several are tried and the best judged wins."""
    criterion: Literal["external", "internal"] = "external"
    """external: rules are judged on learning rows they were not ranked on; internal: on all."""
    negation: YesNo = True
    """Whether rules may say "is not"."""
    spans: YesNo = True
    """Whether rules may say "at most low" and "at least high"; the paper's sets are without."""
    balance: YesNo = True
    """Whether both classes weigh the same in the error."""
    max_branches: Count = 4
    """Most alternatives (OR) of one side."""
    max_terms: Count = 5
    """Most terms (AND) of one alternative."""


class TreeSettings(LearnerSettings):
    """Binary tree scoring rules."""

    learner = "tree"

    max_rules: Count = 8
    """Most leaves; the split that gains most is made first."""
    min_customers: Count = 20
    """Fewest learning customers of a leaf."""
    min_share: Share = 0.01
    """Smallest share of the learning customers in a leaf."""
    criterion: Literal["gini", "entropy"] = "gini"
    """Measure of impurity that a split reduces."""


TermWords = Annotated[
    dict[str, Text],
    BeforeValidator(nothing_below, json_schema_input_type=dict[str, Text]),
]
Directions = Annotated[
    dict[str, Literal["up", "down"]],
    BeforeValidator(nothing_below, json_schema_input_type=dict[str, Literal["up", "down"]]),
]


class PinnedRule(Section):
    """A rule that must be in the model; its weight is learnt like that of any other."""

    when: TermWords = {}
    """Its terms by variable, e.g. {tenure_days: at most low, contract: monthly}."""
    say: Localised = Localised()
    """Its condition in words, by language. Default: made from the terms."""


PinnedRules = Annotated[
    dict[str, PinnedRule],
    BeforeValidator(nothing_below, json_schema_input_type=dict[str, PinnedRule]),
]
Vetoes = Annotated[
    dict[str, TermWords],
    BeforeValidator(nothing_below, json_schema_input_type=dict[str, TermWords]),
]


class AdditiveSettings(LearnerSettings):
    """Weighted fuzzy rules whose sum gives a probability."""

    learner = "additive-fri"

    max_rules: Count = 8
    """Most rules; fewer where no further one gains more than noise would."""
    max_terms: Count = 3
    """Most terms (AND) of a rule."""
    width: Count = 20
    """Candidates kept in each layer of the search."""
    penalty: Annotated[Number, AfterValidator(_above_zero)] = 1.0
    """Ridge penalty on the weights; a larger one is more cautious."""
    search_rows: Count = 20_000
    """Most customers, drawn by seed, on which rules are searched; weights are learnt on all."""
    held_out: Share = 0.0
    """Share of those customers that is held out: rounds stop when their loss no longer falls."""
    true_rate: PartShare | None = None
    """Churn rate of the population, where the learning customers were oversampled."""
    monotone: Directions = {}
    """The former place of train.monotone, which is still read."""
    pin: PinnedRules = {}
    """Rules that must be in the model, by a name of their own; they count towards max_rules."""
    veto: Vetoes = {}
    """Terms by variable, as in pin, under any name: no other rule has all of one of these."""


class SearchSettings(Section):
    """Settings to choose from, by stratified cross-validation on the learning customers.

    All combinations of the listed values are tried; a setting that the learner has not is passed
    over. The smallest model is taken whose AUC lies within one standard error of the best.
    """

    folds: Annotated[Count, AfterValidator(_two_or_more)] = 5
    """Parts into which the learning customers are divided; at least 2."""
    max_rules: Counts | None = None
    """Values tried for max_rules. Default: that of the learner."""
    max_terms: Counts | None = None
    """Values tried for max_terms. Default: that of the learner."""
    max_branches: Counts | None = None
    """Values tried for max_branches. Default: that of the learner."""


class TrainSection(Section):
    """How rules are learnt."""

    learner: LearnerName = "tree"
    """auto: the one that fits best by cross-validation; fri: fuzzy rules as published; tree: leaves
    of a tree; additive-fri: weighted fuzzy rules."""
    seed: Whole = 0
    """Seed of all that is drawn while learning."""
    monotone: Directions = {}
    """Direction that the score must follow in a variable, e.g. {tenure_days: down}."""
    fri: FriSettings = FriSettings()
    """Settings of learner fri."""
    tree: TreeSettings = TreeSettings()
    """Settings of learner tree."""
    additive: AdditiveSettings = AdditiveSettings()
    """Settings of learner additive-fri."""
    search: SearchSettings | None = None
    """Settings to choose from by cross-validation. Default: none, the settings above are used."""

    @property
    def directions(self) -> dict[str, Literal["up", "down"]]:
        """``monotone`` with what the former place says of other variables."""
        return {**self.additive.monotone, **self.monotone}

    @property
    def gives_probabilities(self) -> bool:
        """Whether its scores are probabilities; learner ``auto`` sees to it where need be."""
        sections = (getattr(self, name) for name in type(self).model_fields)
        named = [each for each in sections if isinstance(each, LearnerSettings)]
        return all(each.gives_probabilities for each in named if each.learner == self.learner)
