"""Numbers that are amounts: of money, or of anything that cannot be below zero."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from churnkit.config import campaign_checks as checks
from churnkit.config.scalars import Number

Money = Annotated[Number, AfterValidator(checks.not_negative)]
"""0 or more, in the currency of the project."""
AboveZero = Annotated[Number, AfterValidator(checks.above_zero)]
