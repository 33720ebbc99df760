"""One customer explained: every rule counts, and the changes told really bring the score down."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from churnkit.cli import main
from churnkit.commands.explain import explain
from churnkit.commands.run import run
from churnkit.config.loading import load_config
from churnkit.config.sections.project import Config, VariableSettings
from churnkit.errors import ArtifactError, InputError
from churnkit.explanation.counterfactuals import Change, Others, changes_below
from churnkit.explanation.page import Explanation
from churnkit.rules.arrays import Categorical, Numeric
from churnkit.rules.model import read_model
from churnkit.rules.ruleset import FirstMatch, LogisticSum, Rule, RuleSet
from churnkit.rules.terms import Category, FuzzySet, Interval, Ramp
from tests.reports.telling_projects import write_project

LEARNERS = ("fri", "tree", "additive-fri")


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Config]:
    """A run of the same customers by each learner."""
    found = {}
    for learner in LEARNERS:
        file = write_project(tmp_path_factory.mktemp(learner))
        found[learner] = load_config(file, [f"train.learner={learner}"])
        run(found[learner])
    return found


@pytest.fixture(scope="module")
def explained(projects: dict[str, Config]) -> Callable[[str, str], Explanation]:
    """Explains a customer by a learner; each is asked about once."""
    return cache(lambda learner, id_: explain(projects[learner], id_))


def rule_set(config: Config) -> RuleSet:
    return read_model(config.work / "current").rule_set


def listed(config: Config) -> pl.DataFrame:
    return pl.read_csv(config.work / "current/list.csv", infer_schema=False)


def scores(config: Config) -> dict[str, float]:
    frame = pl.read_parquet(config.work / "current/scores.parquet")
    return dict(zip(frame["id"], frame["score"], strict=True))


def values(config: Config, id_: str) -> dict[str, float | str | None]:
    prepared = pl.read_parquet(config.work / "current/prepared.parquet")
    return prepared.filter(pl.col("id") == id_).row(0, named=True)


@pytest.mark.parametrize("learner", LEARNERS)
def test_the_score_explained_is_the_score_published(
    projects: dict[str, Config], explained: Callable[[str, str], Explanation], learner: str
) -> None:
    config = projects[learner]
    published, ids = scores(config), listed(config)["id"].to_list()
    on_list = set(ids)
    for id_ in [*ids[:5], *sorted(set(published) - on_list)[:5]]:
        found = explained(learner, id_)
        assert found.is_current
        assert found.score == pytest.approx(published[id_], abs=1e-12)
        assert found.cut.score == min(published[listed_id] for listed_id in on_list)
        assert (found.score >= found.cut.score) or not found.ways


@pytest.mark.parametrize("learner", LEARNERS)
def test_every_rule_is_there_with_its_firing_strength_the_strongest_first(
    projects: dict[str, Config], explained: Callable[[str, str], Explanation], learner: str
) -> None:
    config = projects[learner]
    rules = rule_set(config)
    found = explained(learner, listed(config)["id"][0])
    assert sorted(rule.id for rule in found.rules) == sorted(rule.id for rule in rules.rules)
    row = values(config, found.id)
    strengths = {rule.id: rule.strength(row) for rule in rules.rules}
    assert {rule.id: rule.firing_strength for rule in found.rules} == strengths
    weights = [rule.firing_strength if rule.contribution is None else rule.contribution
               for rule in found.rules]  # fmt: skip
    assert [abs(weight) for weight in weights] == sorted(map(abs, weights), reverse=True)
    decided = [rule.id for rule in found.rules if rule.decided]
    assert decided == [rules.decide(row).rule]


def test_contributions_and_the_score_without_rules_add_up(
    projects: dict[str, Config], explained: Callable[[str, str], Explanation]
) -> None:
    for id_ in listed(projects["additive-fri"])["id"].head(10):
        found = explained("additive-fri", id_)
        assert found.without_rules is not None
        log_odds = math.log(found.without_rules / (1 - found.without_rules))
        log_odds += sum(rule.contribution or 0.0 for rule in found.rules)
        assert 1 / (1 + math.exp(-log_odds)) == pytest.approx(found.score, abs=1e-12)


@pytest.mark.parametrize("learner", ["fri", "tree"])
def test_only_weighted_rules_have_contributions(
    projects: dict[str, Config], explained: Callable[[str, str], Explanation], learner: str
) -> None:
    found = explained(learner, listed(projects[learner])["id"][0])
    assert found.without_rules is None
    assert {rule.contribution for rule in found.rules} == {None}


def _applied(config: Config, found: Explanation) -> list[float]:
    row = values(config, found.id)
    for way in found.ways:
        for change in way.changes:
            assert row[change.variable] == change.instead
            assert change.value != change.instead
    return [
        rule_set(config).decide(row | {each.variable: each.value for each in way.changes}).score
        for way in found.ways
    ]


@pytest.mark.parametrize("learner", LEARNERS)
def test_the_changes_told_bring_the_score_below_the_cut(
    projects: dict[str, Config], explained: Callable[[str, str], Explanation], learner: str
) -> None:
    config = projects[learner]
    told = [explained(learner, id_) for id_ in listed(config)["id"].head(12)]
    assert any(found.ways for found in told)
    for found in told:
        applied = _applied(config, found)
        assert applied == [way.score for way in found.ways]
        assert all(score < found.cut.score for score in applied)
        assert len({len(way.changes) for way in found.ways}) <= 1


@pytest.mark.parametrize("learner", LEARNERS)
def test_only_values_that_others_have_are_proposed(
    projects: dict[str, Config], learner: str
) -> None:
    config = projects[learner]
    prepared = pl.read_parquet(config.work / "current/prepared.parquet")
    ways = [way for id_ in listed(config)["id"].head(30) for way in explain(config, id_).ways]
    assert ways
    assert all(way.similar > 0 for way in ways)
    for change in (each for way in ways for each in way.changes):
        assert change.value in set(prepared[change.variable])


def test_what_nobody_can_change_is_left_out(projects: dict[str, Config]) -> None:
    config = projects["tree"]
    variables = {"calls": {"changeable": False}}
    fixed = config.model_copy(
        update={
            "data": config.data.model_copy(
                update={
                    "variables": {
                        name: VariableSettings.model_validate(each)
                        for name, each in variables.items()
                    }
                }
            )
        }
    )
    for id_ in listed(config)["id"].head(10):
        free, bound = explain(config, id_), explain(fixed, id_)
        assert not free.knows_fixed
        assert bound.knows_fixed
        proposed = {each.variable for way in bound.ways for each in way.changes}
        assert "calls" not in proposed
    assert "calls" in {
        each.variable
        for id_ in listed(config)["id"].head(10)
        for way in explain(config, id_).ways
        for each in way.changes
    }


@pytest.mark.parametrize("learner", LEARNERS)
def test_before_a_list_the_cut_is_the_threshold(
    tmp_path: Path, projects: dict[str, Config], learner: str
) -> None:
    work = shutil.copytree(projects[learner].work, tmp_path / "work", symlinks=True)
    config = projects[learner].model_copy(update={"work": Path(work)})
    for name in ("scores.parquet", "list.csv"):
        (config.work / "current" / name).unlink()
    found = [explain(config, id_) for id_ in sorted(scores(projects[learner]))[:12]]
    assert {(each.cut.meaning, each.cut.score) for each in found} == {
        ("threshold", rule_set(config).threshold)
    }
    for each in found:
        assert all(score <= each.cut.score for score in _applied(config, each))
        assert each.score > each.cut.score or not each.ways


def test_customers_who_left_are_explained_by_what_was_ingested(projects: dict[str, Config]) -> None:
    config = projects["tree"]
    gone = pl.read_csv(config.work.parent / "customers.csv", infer_schema=False).filter(
        pl.col("churned") == "1"
    )
    assert not explain(config, gone["customer"][0]).is_current


def test_another_table_of_customers_to_score(projects: dict[str, Config], tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("customer,calls,months,plan\nnew,0,50,gold\n")
    found = explain(projects["tree"], "new", input=tmp_path / "new.csv")
    assert found.is_current
    assert found.score < found.cut.score


def test_a_customer_who_is_not_there(projects: dict[str, Config]) -> None:
    with pytest.raises(InputError, match=r"no customer '9999', neither .*give an id of list.csv"):
        explain(projects["tree"], "9999")


def test_a_model_is_needed(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="run churnkit ingest first"):
        explain(load_config(write_project(tmp_path)), "0001")


CONTRACTS = RuleSet(
    learner="tree",
    combination=FirstMatch(),
    rules=(
        Rule(
            id="R1", terms=(Category(variable="contract", values=("monthly",)),),
            score=0.6, customers=5, churned=3,
        ),
        Rule(id="R2", terms=(), score=0.1, customers=5, churned=0),
    ),
    base_rate=0.3,
    customers=10,
)  # fmt: skip


def contracts(*values: str) -> Others:
    levels = tuple(sorted(set(values)))
    codes = np.array([levels.index(value) for value in values], dtype=np.int32)
    return Others((Categorical("contract", codes, levels),), made={"contract": ["(other)"]})


def test_the_category_that_most_others_have_is_proposed() -> None:
    others = contracts("monthly", "(other)", "(other)", "(other)", "one", "two", "two")
    [way] = changes_below(CONTRACTS, {"contract": "monthly"}, 0.5, others)
    assert way.changes == (Change(variable="contract", value="two", instead="monthly"),)
    assert (way.score, way.similar) == (0.1, 2)


@pytest.mark.parametrize(
    ("value", "others"),
    [
        pytest.param("monthly", contracts("monthly", "(other)"), id="nobody has another one"),
        pytest.param(
            "monthly", replace(contracts("monthly", "one"), fixed={"contract"}), id="it is fixed"
        ),
        pytest.param(None, contracts("monthly", "one"), id="it is not known"),
    ],
)
def test_where_nothing_could_come_true_nothing_is_proposed(
    value: str | None, others: Others
) -> None:
    assert changes_below(CONTRACTS, {"contract": value}, 0.05, others) == ()
    assert changes_below(CONTRACTS, {"contract": value}, 0.5, others) == ()


CALLS = RuleSet(
    learner="tree",
    combination=FirstMatch(),
    rules=tuple(
        Rule(
            id=f"R{number}", terms=(Interval(variable="calls", low=low, high=high),),
            score=score, customers=5, churned=3,
        )
        for number, (low, high, score) in enumerate(
            [(6, None, 0.8), (4, 6, 0.5), (2, 4, 0.2), (None, 2, 0.1)], start=1
        )
    ),
    base_rate=0.4,
    customers=20,
)  # fmt: skip
"""Scores by calls: below 2 .1, below 4 .2, below 6 .5, else .8."""


def test_the_nearest_value_that_others_have_is_told() -> None:
    others = Others((Numeric("calls", np.array([0.0, 1.0, 3.0, 3.0, 5.0, 9.0, np.nan])),))
    [way] = changes_below(CALLS, {"calls": 9.0}, 0.5, others)
    assert way.changes == (Change(variable="calls", value=3.0, instead=9.0),)
    assert (way.score, way.similar) == (0.2, 4)  # who calls three times, or less


def test_the_smallest_change_comes_first_and_two_where_one_is_not_enough() -> None:
    """Each of three variables adds; customers have all combinations of 0 to 9."""
    rules = RuleSet(
        learner="additive-fri",
        combination=LogisticSum(intercept=-3.0),
        rules=tuple(
            Rule(id=name, terms=(FuzzySet(variable=name, name="high", rise=Ramp.between(0, 9)),),
                 weight=weight, customers=1, churned=1)
            for name, weight in (("a", 2.0), ("b", 4.0), ("c", 1.0))
        ),
        base_rate=0.3, customers=1000,
    )  # fmt: skip
    digits = np.indices((10, 10, 10)).reshape(3, -1).astype(float)
    others = Others(tuple(Numeric(name, of) for name, of in zip("abc", digits, strict=True)))
    row = {"a": 9.0, "b": 9.0, "c": 9.0}  # log odds 4
    even = changes_below(rules, row, 0.5, others)  # log odds below 0 are asked for
    assert [[(each.variable, each.value) for each in way.changes] for way in even] == [
        [("a", 8.0), ("b", 0.0)],  # b alone leads to 0, which is not below it
        [("b", 0.0), ("c", 8.0)],
    ]
    single = changes_below(rules, row, 0.9, others)  # log odds below 2.197
    assert [[(each.variable, each.value) for each in way.changes] for way in single] == [
        [("b", 4.0)], [("a", 0.0)],
    ]  # fmt: skip
    assert [way.score for way in single] == [
        rules.decide({**row, **{each.variable: each.value for each in way.changes}}).score
        for way in single
    ]


def churnkit(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stopped:
        main([str(argument) for argument in arguments])
    return int(stopped.value.code or 0)


def test_the_command_shows_rules_and_changes(
    projects: dict[str, Config], capsys: pytest.CaptureFixture[str]
) -> None:
    config = projects["tree"]
    file, id_ = config.work.parent / "project.yaml", listed(config)["id"][0]
    assert churnkit("explain", file, "--id", id_) == 0
    out = capsys.readouterr().out
    assert f"Why customer {id_} has this score" in out
    assert all(f"\n{rule.id} " in out for rule in rule_set(config).rules)
    assert churnkit("explain", file, "--id", id_, "--set", "language=zh") == 0
    assert f"客户 {id_} 的得分由来" in capsys.readouterr().out


def test_the_command_refuses_an_unknown_customer(
    projects: dict[str, Config], capsys: pytest.CaptureFixture[str]
) -> None:
    file = projects["tree"].work.parent / "project.yaml"
    assert churnkit("explain", file, "--id", "nobody") == 4
    assert capsys.readouterr().err.startswith("churnkit: no customer 'nobody'")


def test_the_command_needs_a_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert churnkit("explain", write_project(tmp_path), "--id", "0001") == 7
    assert "run churnkit ingest first" in capsys.readouterr().err


def test_help_begins_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert churnkit("explain", "--help") == 0
    assert "Example: churnkit explain" in capsys.readouterr().out.split("\n\n")[1]


def test_damaged_scores_are_named(tmp_path: Path) -> None:
    config = load_config(write_project(tmp_path), ["train.learner=tree"])
    run(config)
    (config.work / "current/scores.parquet").write_bytes(b"junk")
    with pytest.raises(ArtifactError, match=r"scores\.parquet: damaged or edited"):
        explain(config, "0001")
