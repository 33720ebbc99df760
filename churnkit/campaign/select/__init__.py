"""Whom a campaign contacts, and why each customer is or is not on its list."""
