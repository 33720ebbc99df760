"""Values as people write them in YAML: scalars, spans, paths, amounts, conditions."""
