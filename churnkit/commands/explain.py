"""Why one customer has a score, and what would have to change for it to fall below the cut."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from churnkit.campaign.record import record_so_far
from churnkit.campaign.select.standings import read_standing
from churnkit.campaign.wording import said
from churnkit.commands.current_run import current_run, read_trained
from churnkit.commands.inputs import Project, TableInput, given_table, opened
from churnkit.commands.score import customers_to_score, threshold_of
from churnkit.config.loading import Overrides
from churnkit.config.sections.campaign import CampaignSection
from churnkit.config.sections.project import Language, ScoreSection, VariableSettings
from churnkit.config.sections.section import Localised
from churnkit.errors import ArtifactError, InputError
from churnkit.explanation.counterfactuals import Others, changes_below
from churnkit.explanation.page import Cut, ExplainedRule, Explanation, Standing, way
from churnkit.prepare.recipe import Recipe
from churnkit.prepared import as_variable, prepared_file, read_prepared
from churnkit.rules.model import Model
from churnkit.rules.ruleset import Decision, LogisticSum, Rule, RuleSet
from churnkit.rules.terms import Value
from churnkit.rules.wording import Vocabulary, rule_words
from churnkit.sources import Source, current_source, vocabulary
from churnkit.tables.table import damage_as_error
from churnkit.workspace.artifacts import (
    LIST,
    PREPARED,
    SCORES,
    SELECTION,
    campaign_record,
    reading_artifact,
)
from churnkit.workspace.checksums import require_unharmed
from churnkit.workspace.runs import Run

Row = dict[str, Value]


def explain(
    config: Project,
    id: str,
    *,
    input: TableInput | None = None,
    as_of: str | None = None,
    set: Overrides = (),
) -> Explanation:
    """Explain the score of one customer; nothing is written.

    The customer is looked for among those to score, then among those that were ingested (which
    hold those who left, too).

    Args:
        config: the project: its YAML file, or what ``load_config`` returned.
        id: the customer.
        input: table of the customers to score. Default: as ``score`` has it.
        as_of: the value of ``score.as_of``. Default: that of the config.
        set: fields of the config to change, as ``--set`` does.

    Raises:
        ArtifactError: ``ingest`` or ``train`` has not been run, or files do not belong together.
        InputError: there is no such customer.
    """
    loaded, given = opened(config, set, as_of=as_of), given_table(input, "input")
    run = current_run(loaded)
    recipe, model = read_trained(run, loaded)
    rules = model.rule_set
    current = _current(current_source(loaded, input=given), loaded.score, recipe, rules, id)
    row = _ingested(run, model, id) if current is None else current
    cut = _cut(run, loaded.campaign, threshold_of(rules, loaded.report))
    decision = rules.decide(row)
    words = vocabulary(loaded.data, loaded.language, recipe)
    explained = [_explained(rule, row, decision, rules, words) for rule in rules.rules]
    ways = changes_below(rules, row, cut.below, _others(run, recipe, rules, loaded.data.variables))
    return Explanation(
        language=loaded.language,
        id=id,
        is_current=current is not None,
        score=decision.score,
        cut=cut,
        standing=_standing(run, loaded.campaign, loaded.language, id),
        without_rules=_without_rules(rules),
        rules=tuple(sorted(explained, key=_strength, reverse=True)),
        ways=tuple(way(change, words) for change in ways),
        knows_fixed=any(each.changeable is not None for each in loaded.data.variables.values()),
    )


def _current(
    source: Source, score: ScoreSection, recipe: Recipe, rules: RuleSet, id_: str
) -> Row | None:
    """The values of a customer to score, as ``score`` prepares them; None: is none of these."""
    customers = customers_to_score(source, recipe, rules, score)
    with damage_as_error(source.table):
        rows = customers.frame.filter(pl.col("id") == id_).collect()
    return _row(rows, rules) if rows.height else None


def _ingested(run: Run, model: Model, id_: str) -> Row:
    prepared = read_prepared(run, sha256=model.prepared_sha256)
    rows = prepared.filter(pl.col("id").cast(pl.String) == id_)
    if rows.is_empty():
        raise InputError(
            f"no customer {id_!r}, neither among those to score nor in "
            f"{run.path(PREPARED)}; give an id of {LIST}, or of the table "
            "that was ingested"
        )
    return _row(rows, model.rule_set)


def _row(rows: pl.DataFrame, rules: RuleSet) -> Row:
    values = rows.row(0, named=True)
    return {name: values[name] for name in rules.variables}


def _explained(
    rule: Rule, row: Row, decision: Decision, rules: RuleSet, words: Vocabulary
) -> ExplainedRule:
    strength = rule.strength(row)
    is_weighted = isinstance(rules.combination, LogisticSum)
    return ExplainedRule(
        id=rule.id,
        words=rule_words(rule, words, rules.typical_rate),
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


def _cut(run: Run, campaign: CampaignSection | None, threshold: float) -> Cut:
    """The lowest score selected; the threshold where no list was made, or not by the score."""
    lowest = None
    if campaign is not None and campaign.order == "score":
        lowest = _lowest_selected(run, campaign.name)
    elif campaign is None and run.path(LIST).exists():
        lowest = _lowest_listed(run)
    if lowest is None:
        return Cut(score=threshold, meaning="threshold")
    return Cut(score=lowest, meaning="list" if campaign is None else "selection")


def _standing(
    run: Run, campaign: CampaignSection | None, language: Language, id_: str
) -> Standing | None:
    """Where the customer stands in the campaign; None where no list of it was made."""
    path = run.path(SELECTION)
    if campaign is None or not path.exists():
        return None
    standing = read_standing(path, id_)
    if standing is None:
        return Standing(campaign=campaign.name, state=None)
    line, channel = standing.pop("line"), standing.pop("channel")
    actions = {name: entry.action for name, entry in campaign.playbook.items()}
    labels = {name: entry.label for name, entry in campaign.channels.items()}
    return Standing(
        **{name: standing[name] for name in Standing.model_fields if name in standing},
        action=line and said(actions.get(line, Localised()), language, line),
        channel=channel and said(labels.get(channel, Localised()), language, channel),
    )


def _lowest_selected(run: Run, campaign: str) -> float | None:
    """Of those on the list and those held back, whatever they were ranked by."""
    record = record_so_far(run.path(campaign_record(campaign))).filter("current")
    if record.is_empty() or not run.path(SCORES).exists():  # other rules were learnt
        return None
    return _lowest(run, lambda: pl.col("id").is_in(record["id"].implode()))


def _lowest_listed(run: Run) -> float | None:
    def is_listed() -> pl.Expr:
        length = pl.scan_csv(run.path(LIST), infer_schema=False).select(pl.len())
        return pl.col("rank") <= int(length.collect().item())

    return _lowest(run, is_listed)


def _lowest(run: Run, chosen: Callable[[], pl.Expr]) -> float | None:
    try:
        scores = pl.scan_parquet(require_unharmed(run.path(SCORES))).filter(chosen())
        lowest = scores.select(pl.col("score").min()).collect().item()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise ArtifactError(
            f"{run.path(SCORES)}: missing or damaged, as may be {LIST} ({error}); run "
            "churnkit score again"
        ) from error
    return None if lowest is None else float(lowest)


def _others(
    run: Run, recipe: Recipe, rules: RuleSet, variables: Mapping[str, VariableSettings]
) -> Others:
    """The ingested customers, whose values may be proposed."""
    path = prepared_file(run)
    with reading_artifact(path):
        frame = pl.scan_parquet(path).select(rules.variables).collect()
    return Others(
        variables=tuple(as_variable(frame, name) for name in rules.variables),
        fixed={name for name, settings in variables.items() if settings.changeable is False},
        made={
            each.name: [level for level in (each.other, each.absent) if level is not None]
            for each in recipe.kept
        },
    )
