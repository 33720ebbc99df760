"""Whether today's customers are those that the rules were learnt on."""
