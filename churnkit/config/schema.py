"""The JSON Schema of a config, with which editors complete and check it while it is written."""

from __future__ import annotations

import json
from typing import Any

from churnkit.config.sections.project import Config
from churnkit.config.yaml.descriptions import field_descriptions


def config_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the YAML file: meaning, type and default of every field."""
    schema = Config.model_json_schema()
    for section, definition in ((Config.__name__, schema), *schema["$defs"].items()):
        for field, meaning in field_descriptions()[section].items():
            described = {"description": meaning} | definition["properties"][field]
            definition["properties"][field] = described
        for part in (definition, *definition["properties"].values()):
            _tidy(part)
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return dialect | schema | {"title": "churnkit project"}


def schema_text() -> str:
    """The schema as the file ``churnkit.schema.json`` that stands beside the configs."""
    return json.dumps(config_schema(), indent=2, ensure_ascii=False) + "\n"


def _tidy(part: dict[str, Any]) -> None:
    """Describe on one line; let a section be empty whose keys may all be left out."""
    if "description" in part:
        part["description"] = " ".join(part["description"].split())
    if part.get("type") == "object" and "required" not in part:
        part["type"] = ["object", "null"]
