"""From texts to typed columns: what is decided once for a column, and how its values are read."""
