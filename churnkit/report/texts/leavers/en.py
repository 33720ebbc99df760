"""English texts of the pages on customers who have left."""

from __future__ import annotations

from churnkit.report.texts.leavers.keys import LeaverTexts

ENGLISH: LeaverTexts = {
    "comma": ", ",
    "semicolon": "; ",
    "total": "in all",
    "customers": "customers",
    "value": "value",
    "cost": "cost",
    "not_known": "not known",
    "yes": "yes",
    "winback_title": "Win-back: {campaign}",
    "ranked": "Of {customers} customers who have left {listed} are on winback.csv, ranked by the "
    "chance that they return x their second lifetime value - the cost of the offer.",
    "by_scorecard": "The chances come from a scorecard of the published factors, set so that "
    "{rate} of all return on average.",
    "learnt_from": "The chances come from rules learnt from {customers} past win-backs, of which "
    "{returned} returned.",
    "beside_scorecard": "Mean AUC of these rules in {folds} folds: {auc} ±{error}; of the "
    "scorecard of published factors on the same customers: {scorecard}.",
    "scorecard_is_better": "The scorecard ranked these past win-backs better than the rules did: "
    "with so few, distrust the rules.",
    "columns_unknown": "Not known here, and so the same for everybody: {columns}.",
    "columns": {
        "referred": "whether they had referred others",
        "complained": "whether they had complained",
        "settled": "whether their complaints were settled",
        "reason": "why they left",
    },
    "offers_differ": 'The offer that wins back the most is "{most}" ({rate} of the likely '
    "returners), at {other} of value for each unit of cost; the one that returns most on its cost "
    'is "{best}" ({return_on_cost}).',
    "one_offer_leads": 'The offer "{most}" both wins back the most ({rate} of the likely '
    "returners) and returns most on its cost ({return_on_cost} of value for each unit).",
    "fates": "What became of those who have left",
    "fate": "customers who are",
    "fate_names": {
        "listed": "on the list",
        "beyond": "ranked below the share that is listed",
        "at_a_loss": "not worth any offer: no expected profit",
        "without_value": "without a known second lifetime value",
        "suppressed": 'on the do-not-contact list "{name}"',
        "unchecked": 'without a mark to look up in the do-not-contact list "{name}"',
        "cool_off": "contacted too lately, or nobody knows when",
        "no_consent": "without consent to any channel",
    },
    "offers": "Offers, each as if made to all likely returners who may be contacted",
    "offer": "offer",
    "no_offer": "no offer",
    "returns": "expected to return",
    "share_returning": "share",
    "profit": "profit",
    "return_on_cost": "value / cost",
    "list_row": "the list: to each the best",
    "offers_note": "Likely returners: the {likely} customers with the best chances. Value: second "
    "lifetime value of those expected to return. The offer that wins back most is often not the "
    "one that returns most on its cost: look at both.",
    "scorecard": "Scorecard",
    "scorecard_note": "Points are log odds. Their order is that of the published factors, which "
    "name no sizes; the sizes are settings. Other reasons, and whatever is not known, count 0.",
    "factor": "factor",
    "factors": {"referral": "referrals", "complaint": "complaints", "reason": "reason for leaving"},
    "level": "customers who",
    "levels": {
        "referred": "had referred others",
        "not_referred": "had not",
        "never": "never complained",
        "settled": "complained, and it was settled",
        "unsettled": "complained, and it was not settled",
        "price": "left because of the price",
        "service": "left because of the service",
        "both": "left because of price and service",
        "other": "left for another reason",
    },
    "points": "points",
    "likelihood": "mean chance to return",
    "said": {
        "referred": "had referred others",
        "not_referred": "had not referred others",
        "never": "never complained",
        "settled": "complaint was settled",
        "unsettled": "complaint was not settled",
        "price": "left because of the price",
        "service": "left because of the service",
        "both": "left because of price and service",
        "other": "left for another reason",
    },
    "learnt_rules": "Rules learnt from past win-backs",
    "learnt_note": "Each customer has the chance of one rule, smoothed (Laplace). Customers: past "
    "win-backs to whom it applies, and those of them who returned.",
    "condition": "when",
    "everybody": "always",
    "likelihood_of_rule": "chance to return",
    "held": "customers",
    "returned": "returned",
    "lost_title": "Customers lost: {campaign}",
    "lost_in_all": "Customers who left: {customers}. Warned of by the rules (a score above "
    "{threshold}): {warned}.",
    "value_lost": "Value lost: {value} (customers whose value is known: {valued}).",
    "no_value_known": "What they were worth is not known.",
    "replacement": "Winning as many new customers would cost about {cost} ({each} each).",
    "missed": "Never warned of: {missed} ({share}), known value {value}. Scored, and not above the "
    "threshold: {below}; not scored: {not_scored}.",
    "no_record": "No list of this campaign was made: nobody counts as listed or held back.",
    "standing": "Where they stood before they left",
    "standings": {
        "listed": "on the list",
        "control": "in the control group",
        "scored": "scored, not selected",
        "not_scored": "not scored",
    },
    "standing_note": "Of those selected the score is that of the day of the list, of the others "
    "the latest one.",
    "standing_of_one": "was",
    "known_before": "customers who were",
    "warned": "warned of",
    "rules_that_warned": "Rules that had warned",
    "rule": "rule",
    "in_words": "in words",
    "no_rule": "none spoke",
    "rules_note": "The rule that decided the score of those who were warned of.",
    "actions": "What was done",
    "action": "action",
    "channel": "channel",
    "on_list": "on the list",
    "left": "left",
    "share_left": "share",
    "actions_note": "These shares say nothing about what an action brought: lines are for "
    "different customers. churnkit measure compares with the control group.",
    "causes": "Why they left",
    "cause": "cause",
    "share": "share",
    "causes_note": "Shares are of the customers whose cause is known. Frequent is a cause with at "
    "least its part: one of as many as there are causes. Controllable are those that the config "
    "lists.",
    "strategy": "what to do",
    "strategies": {
        "rescue": "rescue at once",
        "respond": "respond and limit the damage",
        "improve": "improve",
        "watch": "stay in touch at little cost, and watch",
    },
    "matrix": "Causes by frequency and control",
    "field": "causes",
    "fields": {
        "rescue": "frequent, controllable",
        "respond": "frequent, hard to control",
        "improve": "rare, controllable",
        "watch": "rare, hard to control",
    },
    "causes_in": "which",
    "tiers": "By value tier",
    "tiers_note": "Not known: never selected for this campaign, so that its record has no tier of "
    "theirs, and the table of those who left tells none.",
    "tier": "tier",
    "largest": "The largest losses",
    "id": "id",
    "score": "score",
    "largest_note": "At most {most} customers, by value.",
}
