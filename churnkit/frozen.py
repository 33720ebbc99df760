"""The base of values that do not change and that a file can hold."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value that does not change, and that a file can hold."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null")
