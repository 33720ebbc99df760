"""Every text that the pages on measuring and planning a campaign need, by name."""

from __future__ import annotations

from typing import Literal, TypedDict

from churnkit.campaign.measured import Departure, Dimension

Finding = Literal["more", "fewer", "cannot_tell"]
"""Of the listed: more stayed, fewer stayed, or it cannot be told."""


class MeasuringTexts(TypedDict):
    """The texts of one language; braces are filled in.

    Texts below ``differs`` are for campaigns whose contact was not random: none of them says what
    contact did.
    """

    semicolon: str
    # measuring
    measure_title: str
    groups: str
    outcomes: str
    outcomes_more: dict[str, str]
    unknown: str
    assumed_contacted: str
    told_contacted: str
    retention: str
    found: dict[Finding, str]
    strata: str
    as_counted: str
    needed: str
    no_number: str
    brought: str
    brought_nothing: str
    perhaps: str
    perhaps_nothing: str
    differs: str
    may_differ: str
    not_random: str
    departures: dict[Departure, str]
    as_drawn: str
    spent: str
    # tables of both
    overall: str
    all: str
    by: dict[Dimension, str]
    uplift_by: str
    difference_by: str
    group: str
    group_names: dict[Dimension, str]
    no_name: str
    listed: str
    control: str
    customers: str
    stayed: str
    uplift: str
    difference: str
    interval: str
    p_value: str
    adjusted_p: str
    uplift_note: str
    difference_note: str
    groups_note: str
    curve: str
    curve_note: str
    curve_counted: str
    share_of_selected: str
    kept: str
    at_random: str
    money: str
    what: str
    amount: str
    money_rows: dict[str, str]
    money_note: str
    # planning
    plan_title: str
    plan_customers: str
    base_of_scores: str
    base_given: str
    no_base: str
    ranks_only: str
    smallest: str
    no_smallest: str
    expected_uplift: str
    sight: str
    share_needed: str
    no_share_needed: str
    customers_needed: str
    too_few_customers: str
    at_best: str
    leaving: str
    replacement: str
    best_share: str
    best_nobody: str
    plan_curve: str
    plan_curve_note: str
    first: str
    expected_kept: str
    cost: str
    profit: str
