"""Whom of those who have left to win back, and with which offer."""
