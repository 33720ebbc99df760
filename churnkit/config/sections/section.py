"""What all sections of a config have in common."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from churnkit.config.types.scalars import Text


def nothing_below(value: Any) -> Any:
    """A section whose keys are all commented out is as if it were left out."""
    return {} if value is None else value


class Section(BaseModel):
    """A section of the YAML file: frozen, without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    _or_nothing = model_validator(mode="before")(nothing_below)


class Localised(Section):
    """A text in the languages of the output."""

    en: Text | None = None
    """English."""
    zh: Text | None = None
    """Chinese."""


Labels = Annotated[
    dict[str, Localised],
    BeforeValidator(nothing_below, json_schema_input_type=dict[str, Localised]),
]
"""What values are called, by value and language."""
