"""Past win-backs -> rules for who returns, compared with the scorecard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from churnkit.campaign.former_customers import Leavers
from churnkit.campaign.reasons import reasons_of
from churnkit.campaign.winback.facts import LearntFacts, ReturnRule
from churnkit.campaign.winback.scorecard import points
from churnkit.config.sections.campaign import CampaignSection, Phrases
from churnkit.config.sections.project import Config, DataSection, LabelSettings, SplitSettings
from churnkit.config.sections.train import TrainSection
from churnkit.config.sections.winback_lost import WinbackSettings
from churnkit.config.yaml.keypath import write_path
from churnkit.errors import InputError, LearningError
from churnkit.learners import make_learner
from churnkit.learners.base import LearningSet
from churnkit.model_selection import Fold, cross_validate, folds, of_learner
from churnkit.prepare.apply import prepare_for_scoring
from churnkit.prepare.arrays import keys
from churnkit.prepare.audit import Audit
from churnkit.prepare.fit import Prepared, prepare_customers
from churnkit.prepare.recipe import Recipe
from churnkit.prepare.roles import RESERVED
from churnkit.prepared import learning_set
from churnkit.rules.arrays import Numeric
from churnkit.rules.ruleset import RuleSet
from churnkit.rules.wording import Vocabulary, condition_words
from churnkit.scoring import score_customers
from churnkit.sources import with_features
from churnkit.tables.table import FILE, LINE, REJECTS_SCHEMA, Table

FOLDS = 5
FEWEST = 20
"""Past win-backs of each kind, returned or not, without which nothing is learnt."""
_CAME, _STAYED_AWAY = ("yes",), ("no",)


@dataclass(frozen=True)
class Learnt:
    """Rules learnt from past win-backs, and their scores for all other customers."""

    scored: pl.DataFrame
    """``id``, ``likelihood`` (Float64) and ``reasons`` (String) of those without an outcome."""
    facts: LearntFacts
    notes: tuple[str, ...]


def learn_returns(
    left: Leavers, levels: pl.DataFrame, settings: WinbackSettings, config: Config
) -> Learnt:
    """Learn from customers whose return is known, and score the others.

    The learner is a tree with its defaults: its score is a probability, and every customer has a
    rule, which says why.

    Args:
        left: customers who have left, with the role ``returned``.
        levels: (n,) their levels in the factors of the scorecard.
        settings: how their table is read.
        config: the project.

    Raises:
        LearningError: too few returned, too few did not, or no variable is left.
        InputError: there is nobody without an outcome.
    """
    is_known = left.frame["returned"].is_not_null()
    _require_outcomes(left.frame["returned"], settings)
    data = _about_returns(left, settings, config.data, config.campaign)
    everybody = SplitSettings().model_copy(update={"test_share": 0.0})
    ingest = config.ingest.model_copy(update={"split": everybody})
    train = TrainSection(learner="tree", seed=config.train.seed)
    try:
        prepared = prepare_customers(_table(left.only(is_known), data), data, ingest)
        learning = learning_set(prepared.frame, prepared.recipe, train.seed)
        rules = make_learner(train).fit(learning)
    except LearningError as error:
        raise LearningError(
            f"{settings.customers}: {error}; or leave out campaign.winback.returned to use the "
            "scorecard"
        ) from error
    phrases = config.campaign.phrases if config.campaign else {}
    words = Vocabulary(config.language, data.variables, prepared.recipe.days)
    card = _scorecard_set(left.frame.select("id", points(levels)), prepared, learning, train.seed)
    return Learnt(
        scored=_scored(_table(left.only(~is_known), data), prepared.recipe, rules, words, phrases),
        facts=_facts(learning, card, rules, words, train),
        notes=tuple(_leaks(prepared.audit, settings.customers)),
    )


def _leaks(audit: Audit, place: Path) -> Iterator[str]:
    for each in audit.variables:
        if each.leak and each.auc is not None:
            remedy = (
                "if it is known only afterwards, take it out of the table"
                if each.kept
                else f"it was left out; if it is known before, write "
                f"{write_path(('data', 'variables', each.name, 'leak'))}: keep"
            )
            yield (
                f"{place}: the column '{each.name}' alone tells who returned "
                f"(AUC {each.auc:.3f}); {remedy}"
            )


def _require_outcomes(returned: pl.Series, settings: WinbackSettings) -> None:
    known, came = returned.count(), int(returned.sum())
    if known == returned.len():
        raise InputError(
            f"{settings.customers}: the column '{settings.returned}' "
            "(campaign.winback.returned) says of everybody whether they returned, so that nobody "
            "is left to rank; leave it empty where that is not known"
        )
    if min(came, known - came) < FEWEST:
        raise LearningError(
            f"campaign.winback.returned: of {known:,} past win-backs {came:,} returned and "
            f"{known - came:,} did not, but rules need {FEWEST} of each; leave out returned: to "
            "use the scorecard"
        )


def _about_returns(
    left: Leavers, settings: WinbackSettings, data: DataSection, campaign: CampaignSection | None
) -> DataSection:
    """What the columns mean when "churned" is: returned."""
    known = with_features(data)
    id_, outcome = settings.id or known.id, settings.returned or ""
    others = set(left.rows.columns) - {id_, outcome}
    ignored = dict.fromkeys([*known.ignore, *RESERVED, *_contact_columns(campaign)])
    return DataSection(
        customers=settings.customers,
        id=id_,
        label=LabelSettings(column=outcome, churned=_CAME, loyal=_STAYED_AWAY),
        as_of=known.as_of,
        ignore=tuple(name for name in ignored if name in others),
        variables={name: each for name, each in known.variables.items() if name in others},
    )


def _contact_columns(campaign: CampaignSection | None) -> Iterator[str]:
    """Columns that tell how and when customers may be contacted: no reasons to return."""
    if campaign is None:
        return
    yield from (each.customers for each in campaign.suppress.values())
    yield from (each.consent for each in campaign.channels.values() if each.consent is not None)
    if campaign.last_contact is not None:
        yield campaign.last_contact


def _table(left: Leavers, data: DataSection) -> Table:
    """Customers as a table; ids and outcomes are spelt as they were read."""
    assert data.label is not None  # noqa: S101 - it was just given
    [came], [away] = _CAME, _STAYED_AWAY
    came_back = pl.when("returned").then(pl.lit(came)).when(~pl.col("returned")).then(pl.lit(away))
    spelt = left.frame.select(pl.col("id").alias(data.id), came_back.alias(data.label.column))
    rows = left.rows.with_columns(spelt)
    columns = {name: dtype for name, dtype in rows.schema.items() if name not in (FILE, LINE)}
    return Table(rows.lazy(), pl.Schema(columns), pl.DataFrame(schema=REJECTS_SCHEMA), ())


def _scorecard_set(
    carded: pl.DataFrame, prepared: Prepared, learning: LearningSet, seed: int
) -> LearningSet:
    """The learning customers, with their points in place of all variables."""
    found = prepared.frame.select("id").join(carded, on="id", how="left", maintain_order="left")
    order = np.argsort(keys(prepared.frame, prepared.recipe, seed), kind="stable")
    values = found["points"].to_numpy()[order]
    return LearningSet((Numeric("points", values),), learning.churned, learning.keys)


def _scored(
    table: Table,
    recipe: Recipe,
    rules: RuleSet,
    words: Vocabulary,
    phrases: Mapping[str, Phrases],
) -> pl.DataFrame:
    prepared = prepare_for_scoring(table, recipe, variables=rules.variables).frame.collect()
    scored = score_customers(prepared.lazy(), rules).collect()
    said = reasons_of(prepared, scored["rule"], rules, words, phrases)
    # the default text of the grammar is about leaving, not returning
    reasons = said.texts.replace(words.grammar.no_reason, "")
    return scored.select("id", pl.col("score").alias("likelihood"), reasons.alias("reasons"))


def _facts(
    learning: LearningSet, card: LearningSet, rules: RuleSet, words: Vocabulary, train: TrainSection
) -> LearntFacts:
    fold = folds(learning, FOLDS, train.seed)
    own = cross_validate("rules", of_learner(train), learning, fold)
    return LearntFacts(
        customers=int(learning.churned.size),
        returned=int(learning.churned.sum()),
        folds=FOLDS,
        auc=own.auc,
        standard_error=own.standard_error,
        scorecard_auc=cross_validate("scorecard", _by_points, card, fold).auc,
        rules=tuple(
            ReturnRule(
                id=rule.id,
                words=condition_words(rule, words),
                likelihood=rules.base_rate if rule.score is None else rule.score,
                customers=rule.customers,
                returned=rule.churned,
            )
            for rule in rules.rules
        ),
    )


def _by_points(_: LearningSet, test: LearningSet) -> Fold:
    """The scorecard learns nothing."""
    [variable] = test.variables
    assert isinstance(variable, Numeric)  # noqa: S101 - the points
    return Fold(score=variable.values, threshold=0.0)
