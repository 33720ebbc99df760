"""Customers prepared once, decided on learning rows, and ever after in the same way."""
