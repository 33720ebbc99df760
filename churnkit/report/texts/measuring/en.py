"""English texts of the pages on measuring and planning a campaign."""

from __future__ import annotations

from churnkit.report.texts.measuring.keys import MeasuringTexts

ENGLISH: MeasuringTexts = {
    "semicolon": "; ",
    "measure_title": "What the campaign {campaign} came to",
    "groups": "Selected: {selected} customers, of whom {listed} were listed and {control} held "
    "back at random.",
    "outcomes": "Outcomes from {file}: {rows} rows; of the selected customers the outcome is known "
    "for {listed} of {all_listed} listed and {control} of {all_control} held back.",
    "outcomes_more": {
        "without_id": "{count} rows without an id were left out.",
        "repeated": "{count} rows repeat an id met before; each customer counts once.",
        "contradicting": "{count} customers both stayed and left by their rows; their outcome "
        "counts as not known.",
        "not_selected": "{count} ids are not of customers selected for this campaign.",
    },
    "unknown": "Where the outcome is not known, customers are left out: {listed} of the listed, "
    "{control} of those held back (p {p}, that it is missing equally often).",
    "assumed_contacted": "The outcomes do not tell who was really contacted: all of the listed are "
    "taken to have been, and nobody else.",
    "told_contacted": "Contacted, as the outcomes tell: {listed} of the listed, {control} of those "
    "held back.",
    "retention": "Of the listed {listed} stayed ({listed_interval}), of those held back {control} "
    "({control_interval}).",
    "found": {
        "more": "The campaign kept customers. Uplift: {uplift} points of retention, {confidence} "
        "interval {interval}, p {p}.",
        "fewer": "The campaign drove customers away. Uplift: {uplift} points of retention, "
        "{confidence} interval {interval}, p {p}.",
        "cannot_tell": "Whether the campaign had an effect cannot be told. Uplift: {uplift} points "
        "of retention, {confidence} interval {interval}, p {p}.",
    },
    "strata": "It is weighted over the deciles and tiers within which the control group was drawn "
    "(Mantel-Haenszel); interval and p-value are those of its score test.",
    "as_counted": "It is as counted, with the interval of Newcombe: of one group fewer than 5 "
    "stayed or left, too few to weight it over deciles and tiers.",
    "needed": "If the true uplift is what was seen, {power} of campaigns would show it with "
    "{control} customers held back and {listed} listed: {more_control} and {more_listed} more than "
    "now.",
    "no_number": "No number of customers would show an uplift of zero.",
    "brought": "By this, contact kept {kept} customers ({kept_interval}), worth {value}. It cost "
    "{cost}; that leaves {profit} ({profit_interval}), {return_on_cost} on each unit spent.",
    "brought_nothing": "By this, contact kept {kept} customers ({kept_interval}), worth {value}, "
    "and cost nothing.",
    "perhaps": "Taken as it is, which may be chance, contact kept {kept} customers "
    "({kept_interval}), worth {value}. It cost {cost}; that leaves {profit} ({profit_interval}), "
    "{return_on_cost} on each unit spent.",
    "perhaps_nothing": "Taken as it is, which may be chance, contact kept {kept} customers "
    "({kept_interval}), worth {value}, and cost nothing.",
    "differs": "Retention differs: listed less held back it is {uplift} points, {confidence} "
    "interval {interval}, p {p}.",
    "may_differ": "Whether retention differs cannot be told: listed less held back it is {uplift} "
    "points, {confidence} interval {interval}, p {p}.",
    "not_random": "Contact was not random: {reasons}. So these figures say how the groups differ, "
    "and not what contact did.",
    "departures": {
        "nobody_held_back": "there is nobody held back whose outcome is known",
        "nobody_listed": "there is nobody listed whose outcome is known",
        "control_contacted": "{control_contacted} of those held back were contacted all the same",
        "listed_not_contacted": "{listed_missed} of the listed were not contacted",
        "outcomes_missing_unequally": "outcomes are missing for {listed_missing} of the listed and "
        "{control_missing} of those held back, which is unequal",
        "nothing_to_compare_with": "no decile and tier holds both listed customers and customers "
        "held back",
    },
    "as_drawn": "The groups are compared as they were drawn, whoever was contacted in the end. "
    "That draw was random: the figures are a fair comparison of being listed with being held back, "
    "and no comparison of contact with none.",
    "spent": "Spent: {contacts} on contacts and {offers} on offers to contacted customers who "
    "stayed.",
    "overall": "Retention",
    "all": "all",
    "by": {"decile": "decile of the score", "tier": "value tier", "rule": "rule",
           "line": "action"},
    "uplift_by": "Uplift by {dimension}",
    "difference_by": "Difference by {dimension}",
    "group": "customers",
    "group_names": {"decile": "decile {name}", "tier": "{name}", "rule": "{name}",
                    "line": "{name}"},
    "no_name": "(none)",
    "listed": "listed",
    "control": "held back",
    "customers": "customers",
    "stayed": "of them stayed",
    "uplift": "uplift",
    "difference": "difference",
    "interval": "interval",
    "p_value": "p",
    "adjusted_p": "adj. p",
    "uplift_note": "As counted, in points, with the interval of Newcombe; the uplift above is "
    "weighted over strata and may differ a little.",
    "difference_note": "As counted, in points, with the interval of Newcombe; the figure above is "
    "weighted over strata and may differ a little.",
    "groups_note": "These are explorations: of many groups some stand out by chance. An adjusted p "
    "(Holm, over all groups of all tables) below {alpha} is significant.",
    "curve": "Customers kept, by share of the selected in the order of the list",
    "curve_note": "Qini coefficient: {qini} (above 0: contact does more for the first of the list "
    "than for the last; 0: the order makes no difference). At random: as large a share, drawn by "
    "lot.{why}",
    "curve_counted": " As counted: the last row may differ a little from the customers kept by the "
    "uplift above, which is weighted over strata.",
    "share_of_selected": "first",
    "kept": "kept",
    "at_random": "at random",
    "money": "Money",
    "what": "what",
    "amount": "amount",
    "money_rows": {
        "value": "value of customers kept",
        "contacts": "contacts",
        "offers": "offers",
        "profit": "profit",
        "return_on_cost": "profit for each unit spent",
    },
    "money_note": "Values are those of the record. Offers are counted for contacted customers who "
    "stayed, for they took them; value and offers of listed customers whose outcome is known, "
    "contacts of all.",
    "plan_title": "Plan of the campaign {campaign}",
    "plan_customers": "Of {scored} scored customers {eligible} may be contacted. With the present "
    "settings {selected} are selected: {listed} to be listed, {control} to be held back.",
    "base_of_scores": "By their scores {base} of those selected stay without contact.",
    "base_given": "Taken as given: {base} of those selected stay without contact.",
    "no_base": "How many of those selected stay without contact is not known: write --base, e.g. "
    "their retention of last year, to see what can be shown.",
    "ranks_only": "The scores of this learner rank customers and are no probabilities: nothing is "
    "said of expected profit.",
    "smallest": "The smallest uplift that {power} of such campaigns would show is {uplift} points "
    "(two-sided test at {alpha}).",
    "no_smallest": "Such a campaign could show no uplift at all: too few are listed or held back.",
    "expected_uplift": "The playbook lets one expect an uplift of {uplift} points.",
    "sight": "An uplift of {uplift} points would be shown by {seen} of such campaigns.",
    "share_needed": "For {power} of them to show it, set campaign.control.share to {share}.",
    "no_share_needed": "Of so few selected customers no share held back is enough for {power} of "
    "them to show it.",
    "customers_needed": "With the present share it takes {control} customers held back and "
    "{listed} listed.",
    "too_few_customers": "With the present share it would take {control} customers held back and "
    "{listed} listed, which cannot be: only {eligible} may be contacted.",
    "at_best": "At best, with all of those selected and half of them held back, {power} of such "
    "campaigns would show an uplift of {uplift} points.",
    "leaving": "Of all scored customers {leaving} are expected to leave without contact.",
    "replacement": "To win as many new customers would cost {cost}.",
    "best_share": "Expected profit is largest when the first {customers} ({share} of those who may "
    "be contacted) are: {profit}.",
    "best_nobody": "No contact is expected to pay.",
    "plan_curve": "Expected profit by share contacted",
    "plan_curve_note": "Of those who may be contacted, in the order of the campaign: by the score, "
    "value, costs and success of each. Nobody held back.",
    "first": "first",
    "expected_kept": "kept",
    "cost": "cost",
    "profit": "profit",
}  # fmt: skip
