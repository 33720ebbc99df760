"""English texts of the documents."""

from __future__ import annotations

from churnkit.report.texts.keys import Texts

ENGLISH: Texts = {
    "colon": ": ",
    "comma": ", ",
    "semicolon": "; ",
    "kept": "kept",
    "dropped": "dropped",
    "yes": "yes",
    "verdicts": {"churned": "churned", "loyal": "loyal"},
    "report_title": "Churn report",
    "learnt": "Learnt by {learner} from {customers} customers, of whom {rate} churned.",
    "learners": {
        "fri": "fuzzy rule induction",
        "tree": "a decision tree",
        "additive-fri": "additive fuzzy rule induction",
    },
    "thresholds": {
        "stronger_side": "A score above {score} is read as churned: there the rules for churned "
        "say more than those for loyal.",
        "base_rate": "A score above {score} is read as churned: that is the churn rate of the "
        "learning set.",
        "configured": "A score above {score} is read as churned: the config says so.",
    },
    "ratio_note": "A score ranks customers and is no probability: it is the part that churned has "
    "in what the strongest rules of both sides say. Where no rule speaks, it is the churn rate of "
    "the learning set, {score}.",
    "one_cutoff": "Both sets are observed up to {day}: the test set holds other customers, "
    "not a later time.",
    "several_cutoffs": "The test set is the last of {number} cutoffs, {day}: later than all that "
    "was learnt from (out of time).",
    "learning_set": "learning set",
    "test_set": "test set",
    "learning": "learning",
    "test": "test",
    "recognition": "Recognition at the threshold",
    "customers_who": "customers",
    "churned": "churned",
    "loyal": "loyal",
    "overall": "overall",
    "recognised": "recognised",
    "missed": "missed",
    "rate": "recognition rate",
    "recognition_at_cut": "Recognition when the best-scored 30% are read as churned",
    "cut_note": "Customers whose scores tie at the cut count with the part of them that fits, here "
    "rounded to whole customers; the shares captured below are exact and may differ a little.",
    "ranking": "Ranking",
    "measure": "measure",
    "customers": "customers",
    "base_rate": "base rate (churned of all)",
    "auc": "AUC",
    "captured": "churned captured in the first {percent}%",
    "lift_at": "lift of the first {percent}%",
    "ranking_note": "AUC: the chance that a churned customer scores above a loyal one. Lift: churn "
    "rate over the base rate.",
    "mpc": "maximum profit (MPC) per customer",
    "mpc_share": "share contacted for it",
    "empc": "expected maximum profit (EMPC) per customer",
    "empc_share": "share contacted for that",
    "profit_curve": "Profit per customer by share contacted",
    "profit_note": "Per customer of the whole set, contacted or not, in the order of the scores. "
    "For every customer alike: one who is kept is worth {value}; an offer that is taken costs "
    "{offer}, a contact {contact}. Of churners {mean} take the offer on average (curve, MPC), by "
    "Beta({alpha}, {beta}) (EMPC); all who would have stayed take it. "
    "churnkit plan takes each customer's own value, costs and success, where the config has them.",
    "share_contacted": "contacted",
    "sides": "The rules of each side in one sentence",
    "rules_in_words": "Rules in words",
    "rule": "rule",
    "words": "in words",
    "rules_by_numbers": "Rules by numbers",
    "conclusion": "says",
    "churn_rate": "churn rate",
    "interval": "95% interval, %",
    "lift": "lift",
    "rules_note": "Customers: those whose score the rule decided. Churn rates here are observed, "
    "with Wilson's interval.",
    "smoothed_note": " The rate that a rule says is smoothed (Laplace).",
    "no_rule": "none",
    "moves": "Moves between value tiers",
    "tier_before": "tier before",
    "tier_now": "now",
    "tiers": {
        "vip": "VIP", "key": "key", "ordinary": "ordinary", "small": "small",
        "none": "no customer",
    },
    "moves_note": "Tiers by spending: before, {before}; now, {now}. {moved} of {customers} "
    "customers moved, came or went. Who stands right of his own tier moved down, which is an early "
    "sign of churn.",
    "trials": "Settings tried",
    "setting": "setting",
    "settings": {
        "width": "width",
        "max_rules": "most rules",
        "max_terms": "most terms of a rule",
        "max_branches": "most branches",
        "as configured": "as configured",
    },
    "error": "error",
    "chosen": "chosen",
    "search_title": "Settings chosen by cross-validation",
    "search_note": "Error: 1 less the mean AUC of the folds. Chosen is the smallest model within "
    "one standard error of the best.",
    "comparison_title": "What does readability cost here?",
    "compared_on": "{folds} folds of {customers} learning customers, of whom {rate} churned; each "
    "model learnt without the customers it is judged on.",
    "costs": "Rules that people can read cost {cost} of AUC here: {readable} against {yardstick}.",
    "costs_nothing": "Rules that people can read cost nothing here: {yardstick} does not rank "
    "better than {readable}.",
    "comparison": "Models on the same folds",
    "comparison_note": "Means of the folds; ±: standard error of the mean. Top {percent}%: share "
    "of the churned among the best-scored {percent}% of the customers. Churned, loyal, all: share "
    "of them that is recognised, at the threshold of each model. s: seconds of all folds together.",
    "model": "model",
    "models": {
        "fri": "fuzzy rules",
        "tree": "decision tree",
        "additive-fri": "additive rules",
        "logistic-regression": "logistic regression",
        "lightgbm": "LightGBM",
    },
    "captured_in": "top {percent}%",
    "recognised_of": {"churned": "churned", "loyal": "loyal", "overall": "all"},
    "rule_count": "rules",
    "term_count": "terms",
    "seconds": "s",
    "explanation_title": "Why customer {id} has this score",
    "score_is": "Score: {score}.",
    "cuts": {
        "list": "The list holds scores from {score} on.",
        "selection": "The lowest score of those selected is {score}.",
        "threshold": "A score above {score} is read as churned.",
    },
    "standings": {
        "listed": "On the list of the campaign {campaign}, rank {rank} of {scored}: {action}, by "
        "{channel}.",
        "control": "Held back from the campaign {campaign}, rank {rank} of {scored}: drawn for the "
        "control group, and not to be contacted.",
        "not_selected": "Not selected for the campaign {campaign}, rank {rank} of {scored}: "
        "{reason}.",
    },
    "not_scored_for": "Not among the customers who were scored for the campaign {campaign}.",
    "without_rules": "Where no rule holds the score is {score}.",
    "values_current": "The values are those of the customers to score.",
    "values_ingested": "The values are those that were ingested; the customer is not among those "
    "to score.",
    "rules_of_customer": "Rules, the strongest first",
    "truth": "truth",
    "odds_factor": "odds of churn ×",
    "odds_note": "Each rule multiplies the odds of churn by the factor shown, as far as it holds.",
    "decided": "decides",
    "ways": "What would bring the score below the cut",
    "ways_note": "The fewest changes that do, each to the nearest value that is enough of those at "
    "which a condition of the rules turns. The rules say what goes along with churn, not what "
    "causes it.",
    "is_below": "It is below already.",
    "no_way": "No change of one or two values does.",
    "change": "change",
    "score_then": "score then",
    "just_below": "just below {limit}",
    "instead_of": "{variable}: {value} instead of {instead}",
    "model_title": "Rules",
    "model_note": "Written for people; churnkit reads model.json.",
    "meanings": "What the words mean",
    "variable": "variable",
    "word": "word",
    "fully": "fully true",
    "partly": "partly true",
    "from_on": "from {low}",
    "up_to": "up to {high}",
    "at": "at {low}",
    "between": "{low} to {high}",
    "above": "above {low}",
    "below": "below {high}",
    "audit_title": "Audit of the data",
    "rows": "Rows",
    "what": "what",
    "row_counts": {
        "unreadable": "could not be read (on top of the rows read)",
        "rows": "rows read",
        "without_id": "without an id",
        "duplicate_id": "id met before",
        "outside_population": "outside the population",
        "unknown_population": "population cannot be told",
        "left": "left already in another way",
        "without_label": "without a label",
        "unknown_label": "neither churned nor loyal",
        "learning": "learning set",
        "test": "test set",
    },
    "sets": "Sets",
    "set": "set",
    "labels": "Labels",
    "read_as": "read as",
    "label_readings": {"churned": "churned", "loyal": "loyal", "unknown": "neither: left out"},
    "no_value": "(no value)",
    "labels_note": "Rows of the population, of both sets. What is read wrongly is corrected in "
    "data.label.churned and data.label.loyal.",
    "variables": "Variables",
    "variables_note": "Counted on the learning set. A variable is kept when at least {valid} of "
    "its values are valid. AUC alone: how well the variable, or whether it is missing, tells the "
    "classes apart by itself; from {suspect} on it is suspected to leak the label. "
    "Limits of dates are days before the reference date.",
    "kind": "kind",
    "kinds": {
        "id": "id", "number": "number", "category": "category", "date": "date", "flag": "flag",
        "text": "text",
    },
    "valid_share": "valid",
    "missing": "missing",
    "unreadable": "unreadable",
    "outside": "outside limits",
    "distinct": "different values",
    "inferred": "{kind} (inferred)",
    "learnt_limits": "{range} (quantiles)",
    "range": "limits",
    "auc_alone": "AUC alone",
    "decision": "decision",
    "reasons": {
        "id": "an id",
        "text": "text, of which rules do not speak",
        "date_without_as_of": "a date, and no as_of to count back from",
        "valid_share": "too few valid values",
        "id_like": "nearly every customer has another category",
        "constant": "one value only",
        "all_rare": "every category is rare",
        "rate_difference": "the churn rate hardly differs between its categories",
    },
    "suspicions": {
        "separates": "may leak the label: it alone tells the classes apart",
        "id_like": "may be an id: no two customers share a value",
    },
    "invalid_samples": "Invalid values",
    "value": "value",
    "why_invalid": "why",
    "by_category": "Churn rate by category",
    "category": "category",
    "merged_into": "{category} (merged: {merged})",
    "and_more": "{count} more",
    "association": "Churn against category",
    "association_note": "A category variable is dropped when its p-value is above {p_value} or its "
    "effect (Cramér's V) is below {effect}. Categories of fewer than {rare} of the customers are "
    "merged first.",
    "chi_square": "chi-square",
    "degrees": "degrees of freedom",
    "p_value": "p-value",
    "effect": "effect",
    "ignored": "Ignored columns",
    "notes": "Notes",
}  # fmt: skip
