"""What a model is: terms, rules, a rule set, and its wording."""
