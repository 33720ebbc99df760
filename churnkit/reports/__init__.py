"""Reports about a model: facts first, then documents made of them, then renderings."""
