"""Additive fuzzy rule induction: weighted rules over fuzzy and crisp terms."""
