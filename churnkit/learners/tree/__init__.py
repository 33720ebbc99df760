"""Scoring rules of a binary decision tree."""
