"""The YAML file of a project: what may stand in it, and how it is read."""
