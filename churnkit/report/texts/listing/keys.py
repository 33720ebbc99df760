"""Every text that the cover page of a list needs, by name."""

from __future__ import annotations

from typing import Literal, TypedDict

from churnkit.campaign.exclusions import ExclusionReason


class ListingTexts(TypedDict):
    """The texts of one language; braces are filled in."""

    comma: str
    between: str
    none: str
    title: str
    what_it_is: str
    hands_off: str
    nobody_held_back: str
    private: str
    chosen_by: str
    orders: dict[Literal["score", "value_at_risk", "profit"], str]
    cuts: dict[Literal["share", "number", "budget", "profit"], str]
    made_from: str
    by_rules: str
    as_of: str
    ranks_only: str
    # what became of the scored customers
    fates: str
    fate: str
    customers: str
    share: str
    scored: str
    not_selected: str
    excluded: dict[ExclusionReason, str]
    unmatched: str
    looks_like: str
    empty_column: str
    selected: str
    listed: str
    control: str
    fates_note: str
    # those listed and held back, by what they have in common
    by_tier: str
    tier: str
    by_action: str
    action: str
    by_channel: str
    channel: str
    by_decile: str
    decile: str
    decile_note: str
    # why, and what it is worth
    reasons: str
    reason: str
    reasons_note: str
    at_stake: dict[Literal["value_at_risk", "profit"], str]
    says_at_stake: dict[Literal["value_at_risk", "profit"], str]
    worth: str
    what: str
    amount: str
    value_at_risk: str
    expected_cost: str
    expected_profit: str
    worth_of_each: str
    worth_note: str
