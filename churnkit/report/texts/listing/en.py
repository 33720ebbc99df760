"""English texts of the cover page of a list."""

from __future__ import annotations

from churnkit.report.texts.listing.keys import ListingTexts

ENGLISH: ListingTexts = {
    "comma": ", ",
    "between": " ",
    "none": "(none)",
    "title": "The list of the campaign {name}",
    "what_it_is": "The file list holds {listed} customers to contact: each with the reasons why, "
    "and what to do.",
    "hands_off": "The file control holds {control} customers who must NOT be contacted in this "
    "campaign. They were drawn at random: only the comparison with them will show what contact "
    "brought.",
    "nobody_held_back": "Nobody is held back: what contact brought will not be told from what "
    "would have happened anyway.",
    "private": "Both files hold personal data. They can be read by their owner alone; pass them on "
    "to those who make the contacts, and to nobody else.",
    "chosen_by": "Customers are ranked by {order}; the selection ends at {cut}.",
    "orders": {
        "score": "the score, the propensity to leave",
        "value_at_risk": "the value at risk, score × value",
        "profit": "the profit expected of contacting them",
    },
    "cuts": {
        "share": "the share of all scored customers that the config names",
        "number": "the number of customers that the config names",
        "budget": "the budget that the config names, for which those held back count, too",
        "profit": "the largest expected profit",
    },
    "made_from": "Made from {files}.",
    "by_rules": "Scored by the rules of {learner}; model.json has a SHA-256 that begins with "
    "{sha}.",
    "as_of": "Contacts and dates are counted back from {day}.",
    "ranks_only": "The scores of {learner} rank customers and are no probabilities, so that no "
    "costs, profits or values at risk are expected from them.",
    "fates": "From those scored to those listed",
    "fate": "what became of them",
    "customers": "customers",
    "share": "share",
    "scored": "scored",
    "not_selected": "not selected: {reason}",
    "excluded": {
        "outside_keep": "outside the condition of the campaign",
        "tier": "of other value tiers",
        "suppressed": "on the do-not-contact list {name}",
        "unchecked": "cannot be looked up in the do-not-contact list {name}",
        "cool_off": "contacted too lately, or nobody knows when",
        "no_consent": "no consent to a channel",
        "quota": "the quota of their tier was full",
        "below_cut": "below the cut",
    },
    "unmatched": "0 of the {entries} entries of the do-not-contact list {name} are customers who "
    "were scored: it keeps nobody off the list. Its entries are like '{entry}', the column "
    "'{column}' {customer}. Check campaign.suppress.{name}: file, column, customers and written.",
    "looks_like": "is like '{customer}'",
    "empty_column": "is empty",
    "selected": "selected",
    "listed": "on the list",
    "control": "held back",
    "fates_note": "Scored = not selected + on the list + held back. Each customer is counted under "
    "the first reason that applies.",
    "by_tier": "By value tier",
    "tier": "tier",
    "by_action": "By action",
    "action": "action",
    "by_channel": "By channel",
    "channel": "channel",
    "by_decile": "By score",
    "decile": "decile",
    "decile_note": "Deciles of the score of all scored customers; 1 holds the highest scores.",
    "reasons": "Reasons given most often",
    "reason": "reason",
    "reasons_note": "Customers on the list, of whom each can have several reasons.",
    "at_stake": {
        "value_at_risk": "no particular sign of leaving, but value at risk",
        "profit": "no particular sign of leaving, but an expected profit",
    },
    "says_at_stake": {
        "value_at_risk": "value at risk {value_at_risk}: worth {value}, score {score}",
        "profit": "expected profit {expected_profit}: worth {value}, score {score}",
    },
    "worth": "What is at stake",
    "what": "of those on the list",
    "amount": "amount",
    "value_at_risk": "value at risk (score × value)",
    "expected_cost": "expected cost: contacts, and offers that are taken",
    "expected_profit": "expected profit: value kept, less that cost",
    "worth_of_each": "No column tells what customers are worth, so that each counts as worth "
    "{value} (campaign.profit.value).",
    "worth_note": "Expected from the scores and from the success rates of the config. What the "
    "campaign really brings is measured afterwards: churnkit measure.",
}
