"""The JSON Schema of a config, with which editors complete and check it while it is written."""

from __future__ import annotations

import json
from typing import Any

from churnkit.config.models import Config

__all__ = ["config_schema", "schema_text"]


def config_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the YAML file: meaning, type and default of every field."""
    schema = _tidied(Config.model_json_schema())
    assert isinstance(schema, dict)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "churnkit project",
        **{key: part for key, part in schema.items() if key != "title"},
    }


def schema_text() -> str:
    """The schema as the file ``churnkit.schema.json`` that stands beside the configs."""
    return json.dumps(config_schema(), indent=2, ensure_ascii=False) + "\n"


def _tidied(part: Any) -> Any:
    """Descriptions on one line each."""
    if isinstance(part, list):
        return [_tidied(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        key: " ".join(value.split())
        if key == "description" and isinstance(value, str)
        else _tidied(value)
        for key, value in part.items()
    }
