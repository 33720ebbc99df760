"""Every text that the documents need, by name."""

from __future__ import annotations

from typing import Literal, TypedDict

from churnkit.config.models import Kind
from churnkit.prepare.audit import Suspicion
from churnkit.prepare.variables import DropReason
from churnkit.report.facts import CutMeaning, ThresholdMeaning
from churnkit.rules.ruleset import Verdict


class Texts(TypedDict):
    """The texts of one language; braces are filled in."""

    colon: str
    comma: str
    semicolon: str
    kept: str
    dropped: str
    yes: str
    verdicts: dict[Verdict, str]
    # report
    report_title: str
    learnt: str
    learners: dict[str, str]
    thresholds: dict[ThresholdMeaning, str]
    ratio_note: str
    one_cutoff: str
    several_cutoffs: str
    learning_set: str
    test_set: str
    learning: str
    test: str
    recognition: str
    customers_who: str
    churned: str
    loyal: str
    overall: str
    recognised: str
    missed: str
    rate: str
    recognition_at_cut: str
    cut_note: str
    ranking: str
    measure: str
    customers: str
    base_rate: str
    auc: str
    captured: str
    lift_at: str
    ranking_note: str
    mpc: str
    mpc_share: str
    empc: str
    empc_share: str
    profit_curve: str
    profit_note: str
    share_contacted: str
    sides: str
    rules_in_words: str
    rule: str
    words: str
    rules_by_numbers: str
    conclusion: str
    churn_rate: str
    interval: str
    lift: str
    rules_note: str
    smoothed_note: str
    no_rule: str
    moves: str
    tier_before: str
    tier_now: str
    tiers: dict[str, str]
    moves_note: str
    trials: str
    setting: str
    settings: dict[str, str]
    error: str
    chosen: str
    # settings tried
    search_title: str
    search_note: str
    # comparison
    comparison_title: str
    compared_on: str
    costs: str
    costs_nothing: str
    comparison: str
    comparison_note: str
    model: str
    models: dict[str, str]
    captured_in: str
    recognised_of: dict[str, str]
    rule_count: str
    term_count: str
    seconds: str
    # explanation
    explanation_title: str
    score_is: str
    cuts: dict[CutMeaning, str]
    standings: dict[Literal["listed", "control", "not_selected"], str]
    not_scored_for: str
    without_rules: str
    values_current: str
    values_ingested: str
    rules_of_customer: str
    truth: str
    odds_factor: str
    odds_note: str
    decided: str
    ways: str
    ways_note: str
    is_below: str
    no_way: str
    change: str
    score_then: str
    just_below: str
    instead_of: str
    # model
    model_title: str
    model_note: str
    meanings: str
    variable: str
    word: str
    fully: str
    partly: str
    from_on: str
    up_to: str
    at: str
    between: str
    above: str
    below: str
    # audit
    audit_title: str
    rows: str
    what: str
    row_counts: dict[str, str]
    sets: str
    set: str
    labels: str
    read_as: str
    label_readings: dict[str, str]
    no_value: str
    labels_note: str
    variables: str
    variables_note: str
    kind: str
    kinds: dict[Kind, str]
    valid_share: str
    missing: str
    unreadable: str
    outside: str
    distinct: str
    inferred: str
    learnt_limits: str
    range: str
    auc_alone: str
    decision: str
    reasons: dict[DropReason, str]
    suspicions: dict[Suspicion, str]
    invalid_samples: str
    value: str
    why_invalid: str
    by_category: str
    category: str
    merged_into: str
    and_more: str
    association: str
    association_note: str
    chi_square: str
    degrees: str
    p_value: str
    effect: str
    ignored: str
    notes: str


def titles(texts: Texts, *keys: str) -> tuple[str, ...]:
    """Several texts at once, e.g. the titles of columns."""
    return tuple(texts[key] for key in keys)  # type: ignore[literal-required] # a test reads them all
