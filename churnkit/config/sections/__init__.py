"""The sections of the config, each beside its checks."""
