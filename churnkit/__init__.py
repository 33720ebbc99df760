"""Churn analysis from raw customer tables to a ranked list for marketing.

The stages of the command line are functions of :mod:`churnkit.commands`.
"""

__version__ = "0.1.0"
