"""Why one customer has a score, and what would have to change for it to fall below the cut."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from churnkit.campaign.record import record_name, record_so_far
from churnkit.campaign.select.standings import SELECTION_FILE, read_standing
from churnkit.campaign.wording import said
from churnkit.commands.current_run import published, read_trained
from churnkit.commands.score import customers_to_score, threshold_of
from churnkit.config.sections.project import Config
from churnkit.config.sections.section import Localised
from churnkit.errors import ArtifactError, InputError
from churnkit.explanation.counterfactuals import changes_below
from churnkit.explanation.page import Cut, ExplainedRule, Explanation, Standing, way
from churnkit.prepare.recipe import Recipe
from churnkit.prepared import read_prepared
from churnkit.rules.model import Model
from churnkit.rules.ruleset import Decision, LogisticSum, Rule, RuleSet
from churnkit.rules.terms import Value
from churnkit.rules.wording import Vocabulary, rule_words
from churnkit.sources import Source, current_source, vocabulary
from churnkit.tables.table import damage_as_error
from churnkit.workspace.runs import Run

Row = dict[str, Value]


def explain(
    config: Config,
    id: str,  # noqa: A002 - what people call it
    *,
    input: Path | None = None,  # noqa: A002
) -> Explanation:
    """Explain the score of one customer; nothing is written.

    The customer is looked for among those to score, then among those that were ingested (which
    hold those who left, too).

    Args:
        config: the project.
        id: the customer.
        input: table of the customers to score. Default: as ``score`` has it.

    Raises:
        ArtifactError: ``ingest`` or ``train`` has not been run, or files do not belong together.
        InputError: there is no such customer.
    """
    run = Run(published(config))
    recipe, model = read_trained(run, config)
    rules = model.rule_set
    current = _current(current_source(config, input=input), config, recipe, rules, id)
    row = _ingested(run, config, model, id) if current is None else current
    cut = _cut(run, rules, config)
    decision = rules.decide(row)
    words = vocabulary(config, recipe)
    explained = [_explained(rule, row, decision, rules, words) for rule in rules.rules]
    ways = changes_below(rules, row, cut.below, _categories(recipe))
    return Explanation(
        language=config.language,
        id=id,
        is_current=current is not None,
        score=decision.score,
        cut=cut,
        standing=_standing(run, config, id),
        without_rules=_without_rules(rules),
        rules=tuple(sorted(explained, key=_strength, reverse=True)),
        ways=tuple(way(each, words) for each in ways),
    )


def _current(
    source: Source, config: Config, recipe: Recipe, rules: RuleSet, id_: str
) -> Row | None:
    """The values of a customer to score, as ``score`` prepares them; None: is none of these."""
    customers = customers_to_score(source.table, recipe, rules, config)
    with damage_as_error(source.table):
        found = customers.frame.filter(pl.col("id") == id_).collect()
    return _row(found, rules) if found.height else None


def _ingested(run: Run, config: Config, model: Model, id_: str) -> Row:
    prepared = read_prepared(run, sha256=model.prepared_sha256)
    found = prepared.filter(pl.col("id").cast(pl.String) == id_)
    if found.is_empty():
        raise InputError(
            f"no customer {id_!r}, neither among those to score nor in "
            f"{published(config) / 'prepared.parquet'}; give an id of list.csv, or of the table "
            "that was ingested"
        )
    return _row(found, model.rule_set)


def _row(found: pl.DataFrame, rules: RuleSet) -> Row:
    values = found.row(0, named=True)
    return {name: values[name] for name in rules.variables}


def _explained(
    rule: Rule, row: Row, decision: Decision, rules: RuleSet, words: Vocabulary
) -> ExplainedRule:
    strength = rule.truth(row)
    is_weighted = isinstance(rules.combination, LogisticSum)
    return ExplainedRule(
        id=rule.id,
        words=rule_words(rule, words),
        firing_strength=strength,
        contribution=(rule.weight or 0.0) * strength if is_weighted else None,
        decided=rule.id == decision.rule,
    )


def _strength(rule: ExplainedRule) -> float:
    return abs(rule.firing_strength if rule.contribution is None else rule.contribution)


def _without_rules(rules: RuleSet) -> float | None:
    if not isinstance(rules.combination, LogisticSum):
        return None
    return rules.combination.decide(rules.rules, [0.0] * len(rules.rules), rules.base_rate).score


def _cut(run: Run, rules: RuleSet, config: Config) -> Cut:
    """The lowest score selected; the threshold where no list was made, or not by the score."""
    campaign, lowest = config.campaign, None
    if campaign is not None and campaign.order == "score":
        lowest = _lowest_selected(run, campaign.name)
    elif campaign is None and run.path("list.csv").exists():
        lowest = _lowest_listed(run)
    if lowest is None:
        return Cut(score=threshold_of(rules, config), meaning="threshold")
    return Cut(score=lowest, meaning="list" if campaign is None else "selection")


def _standing(run: Run, config: Config, id_: str) -> Standing | None:
    """Where the customer stands in the campaign; None where no list of it was made."""
    campaign, path = config.campaign, run.path(SELECTION_FILE)
    if campaign is None or not path.exists():
        return None
    found = read_standing(path, id_)
    if found is None:
        return Standing(campaign=campaign.name, state=None)
    line, channel = found.pop("line"), found.pop("channel")
    actions = {name: each.action for name, each in campaign.playbook.items()}
    labels = {name: each.label for name, each in campaign.channels.items()}
    return Standing(
        **{name: found[name] for name in Standing.model_fields if name in found},
        action=line and said(actions.get(line, Localised()), config.language, line),
        channel=channel and said(labels.get(channel, Localised()), config.language, channel),
    )


def _lowest_selected(run: Run, campaign: str) -> float | None:
    """Of those on the list and those held back, whatever they were ranked by."""
    record = record_so_far(run.path(record_name(campaign))).filter("current")
    if record.is_empty() or not run.path("scores.parquet").exists():  # other rules were learnt
        return None
    return _lowest(run, lambda: pl.col("id").is_in(record["id"].implode()))


def _lowest_listed(run: Run) -> float | None:
    def is_listed() -> pl.Expr:
        length = pl.scan_csv(run.path("list.csv"), infer_schema=False).select(pl.len())
        return pl.col("rank") <= int(length.collect().item())

    return _lowest(run, is_listed)


def _lowest(run: Run, chosen: Callable[[], pl.Expr]) -> float | None:
    try:
        scores = pl.scan_parquet(run.path("scores.parquet")).filter(chosen())
        lowest = scores.select(pl.col("score").min()).collect().item()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise ArtifactError(
            f"{run.path('scores.parquet')}: missing or damaged, as may be list.csv ({error}); run "
            "churnkit score again"
        ) from error
    return None if lowest is None else float(lowest)


def _categories(recipe: Recipe) -> dict[str, tuple[str, ...]]:
    return {variable.name: variable.categories for variable in recipe.kept if variable.categories}
