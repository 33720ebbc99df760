"""Numbers that are amounts: of money, or of anything that cannot be below zero."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from churnkit.config.types.scalars import Number
from churnkit.config.yaml.errors import wrong


def not_negative(value: float | None) -> float | None:
    """The number is 0 or more."""
    if value is not None and value < 0:
        raise wrong(f"{value:g} is below 0; write 0 or more")
    return value


def above_zero(value: float) -> float:
    """The number is above 0."""
    if value <= 0:
        raise wrong(f"{value:g} is not above 0; write a number above 0")
    return value


Money = Annotated[Number, AfterValidator(not_negative)]
"""0 or more, in the currency of the project."""
AboveZero = Annotated[Number, AfterValidator(above_zero)]
