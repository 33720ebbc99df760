"""Which lost customers to win back, and with which offer."""
