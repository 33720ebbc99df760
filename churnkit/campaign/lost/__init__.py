"""Customers who were lost: what warned of them, why they left, what they were worth."""
