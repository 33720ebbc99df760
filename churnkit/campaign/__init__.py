"""Who is contacted, why and how, and what it brought."""
