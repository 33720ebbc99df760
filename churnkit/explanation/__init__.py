"""Why one customer has a score, and what would bring it below the cut."""
