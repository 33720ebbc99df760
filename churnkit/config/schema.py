"""The JSON Schema of a config, with which editors complete and check it while it is written."""

from __future__ import annotations

import json
from typing import Any

from churnkit.config.models import Config

__all__ = ["config_schema", "schema_text"]


def config_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the YAML file: meaning, type and default of every field."""
    schema = Config.model_json_schema()
    for definition in (schema, *schema["$defs"].values()):
        _describe_on_one_line(definition)
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return dialect | schema | {"title": "churnkit project"}


def schema_text() -> str:
    """The schema as the file ``churnkit.schema.json`` that stands beside the configs."""
    return json.dumps(config_schema(), indent=2, ensure_ascii=False) + "\n"


def _describe_on_one_line(definition: dict[str, Any]) -> None:
    for part in (definition, *definition["properties"].values()):
        if "description" in part:
            part["description"] = " ".join(part["description"].split())
