"""Every text that the pages on customers who have left need, by name."""

from __future__ import annotations

from typing import TypedDict

from churnkit.campaign.losses import Standing, Strategy
from churnkit.campaign.scorecard import Factor, Level


class LeaverTexts(TypedDict):
    """The texts of one language; braces are filled in."""

    comma: str
    semicolon: str
    total: str
    customers: str
    value: str
    cost: str
    not_known: str
    yes: str
    # who may return
    winback_title: str
    ranked: str
    by_scorecard: str
    learnt_from: str
    beside_scorecard: str
    scorecard_is_better: str
    columns_unknown: str
    columns: dict[str, str]
    offers_differ: str
    one_offer_leads: str
    fates: str
    fate: str
    fate_names: dict[str, str]
    offers: str
    offer: str
    no_offer: str
    returns: str
    share_returning: str
    profit: str
    return_on_cost: str
    list_row: str
    offers_note: str
    scorecard: str
    scorecard_note: str
    factor: str
    factors: dict[Factor, str]
    level: str
    levels: dict[Level, str]
    points: str
    likelihood: str
    said: dict[Level, str]
    learnt_rules: str
    learnt_note: str
    condition: str
    everybody: str
    likelihood_of_rule: str
    held: str
    returned: str
    # who was lost
    lost_title: str
    lost_in_all: str
    value_lost: str
    no_value_known: str
    replacement: str
    missed: str
    no_record: str
    standing: str
    standings: dict[Standing, str]
    standing_note: str
    standing_of_one: str
    known_before: str
    warned: str
    rules_that_warned: str
    rule: str
    in_words: str
    no_rule: str
    rules_note: str
    actions: str
    action: str
    channel: str
    on_list: str
    left: str
    share_left: str
    actions_note: str
    causes: str
    cause: str
    share: str
    causes_note: str
    strategy: str
    strategies: dict[Strategy, str]
    matrix: str
    field: str
    fields: dict[Strategy, str]
    causes_in: str
    tiers: str
    tiers_note: str
    tier: str
    largest: str
    id: str
    score: str
    largest_note: str
