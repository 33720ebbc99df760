"""Comparison, explanation and search as people read them, whole and exact, in both languages."""

from __future__ import annotations

import pytest
from rich.console import Console, RenderableType

from churnkit.config.sections.project import Language
from churnkit.explanation.counterfactuals import Change, Changes
from churnkit.explanation.page import (
    Cut,
    CutMeaning,
    ExplainedRule,
    Explanation,
    Standing,
    explanation_document,
    way,
)
from churnkit.render.console import render_document
from churnkit.reports.comparison_page import ComparedModel, Comparison, comparison_document
from churnkit.reports.evaluation_page import search_document
from churnkit.rules.ruleset import Rule, Trial
from churnkit.rules.terms import Category, FuzzySet, Ramp
from churnkit.rules.wording import LANGUAGES, Vocabulary, rule_words
from tests.golden import assert_golden
from tests.reports.report_samples import MALL_VARIABLES


def on_console(shown: RenderableType, width: int = 100) -> str:
    console = Console(width=width, color_system=None, force_terminal=False)
    with console.capture() as capture:
        console.print(shown)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def model(name: str, auc: float, rules: float | None = None) -> ComparedModel:
    return ComparedModel(
        name=name, auc=auc, standard_error=0.0104, captured_at_30=0.655, recognised_churned=0.76,
        recognised_loyal=0.7125, recognised_overall=0.725, rules=rules,
        terms=None if rules is None else 2.6 * rules, seconds=12.34,
    )  # fmt: skip


def comparison(language: Language, yardstick: float) -> Comparison:
    return Comparison(
        language=language, customers=12930, churned=702, folds=5,
        models=(
            model("fri", 0.7812, 3.6), model("tree", 0.7944, 8), model("additive-fri", 0.8401, 8),
            model("logistic-regression", 0.8388), model("lightgbm", yardstick),
        ),
        configured="tree", able=("fri", "tree", "additive-fri"),
    )  # fmt: skip


CALLS = FuzzySet(
    variable="service_calls", name="high", reach="at_least", rise=Ramp(zero=3.0, slope=0.5)
)
RULES = (
    Rule(id="R2", terms=(CALLS,), weight=1.4, customers=300, churned=120),
    Rule(id="R1", terms=(Category(variable="plan", values=("basic",)), CALLS), weight=-0.9,
         customers=200, churned=20),
    Rule(id="R3", terms=(Category(variable="plan", values=("gold",)),), weight=0.3,
         customers=100, churned=30),
)  # fmt: skip
STRENGTHS = (0.75, 0.5, 0.0)
WAYS = (
    Changes(
        changes=(Change(variable="service_calls", value=3.0, instead=4.0),),
        score=0.21987,
        similar=1312,
    ),
    Changes(
        changes=(
            Change(variable="plan", value="gold", instead="basic"),
            Change(variable="amount_spent", value=1200.0, instead=80.25),
        ),
        score=0.25,
        similar=24,
    ),
)


def explanation(
    language: Language, meaning: CutMeaning, ways: tuple[Changes, ...] = WAYS, score: float = 0.5123
) -> Explanation:
    vocabulary = Vocabulary(language, MALL_VARIABLES)
    return Explanation(
        language=language, id="00042", is_current=meaning != "threshold", score=score,
        cut=Cut(score=0.3, meaning=meaning), without_rules=0.3704,
        rules=tuple(
            ExplainedRule(
                id=rule.id, words=rule_words(rule, vocabulary), firing_strength=strength,
                contribution=(rule.weight or 0.0) * strength, decided=rule.id == "R2",
            )
            for rule, strength in zip(RULES, STRENGTHS, strict=True)
        ),
        ways=tuple(way(each, vocabulary) for each in ways),
    )  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_comparison_on_the_console(language: Language) -> None:
    facts = render_document(comparison_document(comparison(language, yardstick=0.8449)))
    assert_golden(f"comparison-{language}.txt", on_console(facts))
    assert_golden(f"comparison-{language}-80.txt", on_console(facts, width=80))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_figure_of_the_comparison_is_cut_at_80_columns(language: Language) -> None:
    facts = comparison(language, yardstick=0.8449)
    large = {"seconds": 4321.0, "standard_error": 0.0123}
    slow = tuple(
        each.model_copy(update=large | ({"rules": 16.0, "terms": 41.6} if each.rules else {}))
        for each in facts.models
    )
    shown = on_console(
        render_document(comparison_document(facts.model_copy(update={"models": slow}))), width=80
    )
    rows = [line.split() for line in shown.splitlines() if " ±0.012 " in line]
    assert [row[-8:-3] for row in rows] == [["±0.012", "65.5%", "76.0%", "71.2%", "72.5%"]] * 5
    assert [row[-3:] for row in rows] == [["16.0", "41.6", "4321"]] * 3 + [["–", "–", "4321"]] * 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({}, "Set train.learner: additive-fri (now: tree):", id="another one"),
        pytest.param(
            {"configured": "additive-fri"}, "Leave train.learner: additive-fri as it is:", id="set"
        ),
        pytest.param(
            {"configured": "auto"}, "Leave train.learner: auto as it is; here it would take "
            "additive-fri", id="auto",
        ),
        pytest.param(
            {"able": ("tree",), "configured": "tree"}, "Leave train.learner: tree as it is",
            id="the only one that can do what is asked",
        ),
        pytest.param(
            {"not_installed": ("lightgbm",)}, "because not installed: LightGBM (pip install "
            "lightgbm)", id="a yardstick that is missing",
        ),
    ],
)  # fmt: skip
def test_the_comparison_says_what_to_set(changes: dict[str, object], sentence: str) -> None:
    facts = comparison("en", yardstick=0.8449).model_copy(update=changes)
    assert sentence in " ".join(on_console(render_document(comparison_document(facts))).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_no_model_finds_anything_it_is_said(language: Language) -> None:
    facts = comparison(language, yardstick=0.51)
    none = tuple(each.model_copy(update={"auc": 0.52}) for each in facts.models)
    facts = facts.model_copy(update={"models": none, "not_installed": ("lightgbm",)})
    assert_golden(
        f"comparison-of-noise-{language}.txt",
        on_console(render_document(comparison_document(facts))),
    )


def test_readability_that_costs_nothing() -> None:
    shown = on_console(render_document(comparison_document(comparison("en", yardstick=0.80))))
    assert "cost nothing here: logistic regression does not rank better than additive rules" in (
        " ".join(shown.split())
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_explanation_on_the_console(language: Language) -> None:
    shown = on_console(render_document(explanation_document(explanation(language, "list"))))
    assert_golden(f"explanation-{language}.txt", shown)


STANDINGS = (
    Standing(
        campaign="june", state="listed", rank=12, scored=1200, action="care call", channel="phone"
    ),
    Standing(campaign="june", state="control", rank=12, scored=1200),
    Standing(
        campaign="june", state="not_selected", rank=12, scored=1200, reason="suppressed", name="ids"
    ),
    Standing(campaign="june", state="not_selected", rank=900, scored=1200, reason="below_cut"),
    Standing(campaign="june", state=None),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_a_customer_stands_in_a_campaign(language: Language) -> None:
    facts = explanation(language, "selection")
    heads = [
        on_console(
            render_document(explanation_document(facts.model_copy(update={"standing": standing})))
        ).split("\n\n")[1]
        for standing in STANDINGS
    ]
    assert_golden(f"standings-{language}.txt", "\n\n".join(heads) + "\n")


def test_an_explanation_without_weights_has_no_factors() -> None:
    facts = explanation("en", "list")
    rules = [rule.model_copy(update={"contribution": None}) for rule in facts.rules]
    plain = facts.model_copy(update={"without_rules": None, "rules": tuple(rules)})
    shown = on_console(render_document(explanation_document(plain)))
    assert "the factor shown" not in shown
    assert "If no rule applies" not in shown


def test_where_the_config_does_not_say_what_nobody_can_change_it_is_asked_to() -> None:
    asked = explanation("en", "list").model_copy(update={"knows_fixed": False})
    shown = " ".join(on_console(render_document(explanation_document(asked))).split())
    assert "set data.variables.NAME.changeable: false, and they are left out here." in shown


@pytest.mark.parametrize(
    ("meaning", "score", "sentence"),
    [
        pytest.param("list", 0.3, "No change of one or two values to what", id="last on the list"),
        pytest.param("list", 0.2999, "The score is already below the cut.", id="off the list"),
        pytest.param(
            "threshold", 0.3, "The score is already below the cut.", id="at the threshold"
        ),
        pytest.param("threshold", 0.3001, "No change of one or two values to what", id="above it"),
    ],
)
def test_why_there_may_be_no_changes(meaning: CutMeaning, score: float, sentence: str) -> None:
    assert sentence in on_console(
        render_document(explanation_document(explanation("en", meaning, (), score)))
    )


def test_values_are_inert() -> None:
    change = Change(variable="plan", value="[red]x[/red]", instead="\x1b[31m")
    facts = explanation("en", "list", (Changes(changes=(change,), score=0.1, similar=1),))
    shown = on_console(
        render_document(explanation_document(facts.model_copy(update={"id": "[bold]\x1b"})))
    )
    assert "plan: [red]x[/red] instead of \\x1b[31m" in shown
    assert "Why customer [bold]\\x1b has this score" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_search_on_the_console(language: Language) -> None:
    trials = (
        Trial(setting="max_rules 4, max_terms 2", error=0.1612, chosen=True),
        Trial(setting="max_rules 8, max_terms 3", error=0.1599, chosen=False),
    )
    assert_golden(
        f"search-{language}.txt", on_console(render_document(search_document(trials, language)))
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_comparison_of_learners_on_the_console(language: Language) -> None:
    trials = (
        Trial(setting="learner fri", error=0.2531, chosen=False, terms=9.0, folds=1),
        Trial(
            setting="learner tree",
            error=0.1712,
            chosen=True,
            standard_error=0.0049,
            terms=12.4,
            folds=5,
        ),
        Trial(
            setting="learner additive-fri",
            error=0.1688,
            chosen=False,
            standard_error=0.0051,
            terms=18.2,
            folds=5,
        ),
    )
    assert_golden(
        f"learners-{language}.txt", on_console(render_document(search_document(trials, language)))
    )
