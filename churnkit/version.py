"""The version of churnkit."""

__version__ = "0.1.0"
