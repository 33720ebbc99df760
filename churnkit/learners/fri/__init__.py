"""Fuzzy rule induction in self-organising layers, as published."""
