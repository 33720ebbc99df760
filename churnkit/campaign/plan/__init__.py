"""Before a campaign: how many to hold back, and what it may bring."""
