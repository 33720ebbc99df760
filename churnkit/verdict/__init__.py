"""Whether a model can be trusted: what the test set says of it, in numbers and in words."""
