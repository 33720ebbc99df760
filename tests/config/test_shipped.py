"""The configs in ``configs/``: they load, say the truth about defaults, and show every field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel, ValidationError

from churnkit.config.loading import load_config
from churnkit.config.schema import config_schema, schema_text
from churnkit.config.sections.project import Config
from churnkit.config.yaml.keypath import KeyPath, write_path
from churnkit.config.yaml.parse import parse

Steps = tuple[str, ...]
Tree = dict[str, Any]

CONFIGS = Path(__file__).parents[2] / "configs"
SHIPPED = sorted(CONFIGS.rglob("*.yaml"))

FOR_TABLES = {f"data.{key}" for key in ("label", "left", "as_of")}
"""Fields that a project over event logs need not show."""
FOR_EVENTS = {
    f"data.{key}"
    for key in ("active", "churn", "events", "features", "known_at", "tiers", "windows")
}
"""Fields that a project over a table of customers need not show."""
FOR_CAMPAIGNS = {"campaign"}
"""Fields that a project without a campaign need not show."""
FOR_OTHER_CUTS = {"campaign.number", "campaign.budget"}
"""Fields that exclude each other, and the cut that the configs have."""

each_config = pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)


@pytest.fixture(autouse=True)
def _real_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHURNKIT_REAL_DATA", "/mnt/real")


def test_there_are_configs() -> None:
    assert {path.name for path in SHIPPED} >= {"ecommerce.yaml", "telecom.yaml"}


@each_config
def test_loads(path: Path) -> None:
    config = load_config(path)
    assert config.work.parent == CONFIGS.parent / "work"
    assert (config.data.label or config.data.churn) is not None


@each_config
def test_tells_editors_where_the_schema_is(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert found is not None
    assert (path.parent / found[1]).resolve() == CONFIGS / "churnkit.schema.json"


@each_config
def test_all_fields_are_there_when_the_comment_signs_are_removed(
    path: Path, tmp_path: Path
) -> None:
    copy = tmp_path / path.name
    text = uncommented(path.read_text(encoding="utf-8"))
    text = re.sub(r"^(  (number|budget)|      event): .*\n", "", text, flags=re.MULTILINE)
    copy.write_text(text, encoding="utf-8")
    config = load_config(copy)
    about_others = FOR_TABLES if config.data.events else FOR_EVENTS
    without_campaign = FOR_CAMPAIGNS if config.campaign is None else FOR_OTHER_CUTS
    assert {*unset(config)} - about_others - without_campaign == set()
    for section in campaign_parts(config):
        assert unset(section) == []
    for table in config.data.events.values():
        assert unset(table) == ["event"]  # without categories only
    assert config.data.variables
    assert unset(next(iter(config.data.variables.values()))) == []


def campaign_parts(config: Config) -> list[BaseModel]:
    """The first of the parts of a campaign that have names."""
    campaign = config.campaign
    if campaign is None:
        return []
    assert campaign.winback is not None
    named = (
        campaign.suppress, campaign.channels, campaign.playbook, campaign.phrases,
        campaign.winback.offers,
    )  # fmt: skip
    return [next(iter(parts.values())) for parts in named]


def uncommented(text: str) -> str:
    """The text with every ``#key: value`` set; comments for people have a blank after the #."""
    return re.sub(r"^( *)#(?=[^ #\n])", r"\1", text, flags=re.MULTILINE)


def unset(section: BaseModel, above: KeyPath = ()) -> list[str]:
    """Key paths of the fields that a config leaves out."""
    missing = [
        write_path((*above, key))
        for key in type(section).model_fields.keys() - section.model_fields_set
    ]
    for key in section.model_fields_set:
        value = getattr(section, key)
        missing += unset(value, (*above, key)) if isinstance(value, BaseModel) else []
    return sorted(missing)


@each_config
def test_every_comment_tells_the_true_default(path: Path) -> None:
    told = list(comments(path.read_text(encoding="utf-8")))
    assert {("language",), ("data", "keep"), ("train", "tree", "max_rules")} <= {
        key_path for key_path, _ in told
    }
    base = over_logs if load_config(path).data.events else needed
    wrong = [write_path(at) for at, comment in told if not is_true(at, comment, base(at))]
    assert wrong == []


def is_true(path: Steps, comment: str, base: Tree) -> bool:
    """Whether the comment above a key agrees with the models about its default."""
    if comment.endswith(("required", "必填")):
        return value_at(path, without(base, path)) in ("missing", "churnkit")
    if found := re.search(r"default: (.*)$", comment):
        stated = None if found[1] == "none" else parse(found[1].encode()).tree
        default = value_at(path, without(base, path))
        return bool(default == value_at(path, with_value(base, path, stated)))
    return isinstance(value_at(path, base), BaseModel)


def over_logs(path: Steps) -> Tree:
    """As ``needed``, for a project over event logs."""
    name = path[2] if path[:2] == ("data", "events") and len(path) > 2 else "orders"
    kind = path[3] if path[:3] == ("data", "churn", "kinds") and len(path) > 3 else "ported"
    table = {"file": "a.csv", "time": "at", "amount": "paid"}
    windows = {"cutoff": "2024-01-01", "observation": "3mo", "outcome": "3mo", "time_zone": "UTC"}
    kinds = {kind: {"codes": "1", "initiative": "voluntary"}}
    churn = {"silent": name, "status": name, "column": "code", "kinds": kinds}
    data = {"id": "cid", "events": {name: table}, "windows": windows, "churn": churn, "tiers": {}}
    variables = {path[2]: {}} if path[1:2] == ("variables",) and len(path) > 2 else {}
    return needed(path) | {"data": data | {"variables": variables}}


def needed(path: Steps) -> Tree:
    """A config of the fields that must be set, so that ``path`` can be left out or set."""
    return {
        "work": "out",
        "data": {
            "customers": "a.csv",
            "id": "cid",
            "label": {"column": "gone", "churned": "1"},
            "left": {"column": "status", "values": "closed"},
            "variables": {path[2]: {}} if path[1:2] == ("variables",) and len(path) > 2 else {},
        },
        "train": {"search": {}} if path[:2] == ("train", "search") and len(path) > 2 else {},
        **({"campaign": campaign_around(path[1:])} if path[:1] == ("campaign",) else {}),
    }


def campaign_around(path: Steps) -> Tree:
    """A campaign of the fields that must be set around one of its fields."""
    channel, line = {"cost": "1"}, {"channel": "call", "action": {"en": "call"}}
    offer = {"cost": "1", "success": "0.1"}
    campaign = {"name": "spring", "channels": {"call": channel}, "playbook": {"all": line}}
    if len(path) < 2:
        return campaign
    named: Tree = {
        "suppress": {path[1]: {"file": "a.csv", "column": "phone", "customers": "mobile"}},
        "channels": {"call": channel, path[1]: channel},
        "playbook": {path[1]: line},
        "phrases": {path[1]: {}},
        "winback": {"customers": "a.csv", "value": "worth", "offers": {(path + path)[2]: offer}},
        "lost": {"customers": "a.csv"},
    }
    return campaign | ({path[0]: named[path[0]]} if path[0] in named else {})


def without(tree: Tree, path: Steps) -> Tree:
    below = tree.get(path[0], {})
    rest = {key: value for key, value in tree.items() if key != path[0]}
    return rest if len(path) == 1 else rest | {path[0]: without(below, path[1:])}


def with_value(tree: Tree, path: Steps, value: Any) -> Tree:
    below = value if len(path) == 1 else with_value(tree.get(path[0], {}), path[1:], value)
    return tree | {path[0]: below}


def value_at(path: Steps, tree: Tree) -> Any:
    """What the models make of the value at a path; "missing" if they need one."""
    try:
        found: Any = Config.model_validate(tree)
    except ValidationError as error:
        return error.errors()[0]["type"]
    for step in path:
        found = found[step] if isinstance(found, dict) else getattr(found, step)
    return found


def comments(text: str) -> Iterator[tuple[Steps, str]]:
    """Each commented key of a config with the comment above it, on one line."""
    above: dict[int, str] = {}
    comment: list[str] = []
    for line in text.splitlines():
        if prose := re.fullmatch(r" *# (.*)", line):
            comment.append(prose[1])
            continue
        if key := re.match(r'( *)#?("[^"]+"|[^\s#:]+):', line):
            depth = len(key[1]) // 2
            above = {level: name for level, name in above.items() if level < depth}
            above[depth] = key[2].strip('"')
            if comment:
                yield tuple(above.values()), " ".join(comment)
        comment = []


class AsEditorsRead(yaml.SafeLoader):
    """Types scalars as JSON knows them: dates stay texts."""


AsEditorsRead.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def test_the_schema_file_is_current() -> None:
    assert (CONFIGS / "churnkit.schema.json").read_text(encoding="utf-8") == schema_text()


def test_the_schema_describes_every_field() -> None:
    schema = config_schema()
    for definition in (schema, *schema["$defs"].values()):
        assert definition["additionalProperties"] is False
        for key, part in definition["properties"].items():
            assert "description" in part or "$ref" in part, key
            assert "\n" not in part.get("description", ""), key


@each_config
def test_the_schema_accepts_the_config(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for version in (text, uncommented(text)):
        value = yaml.load(version, Loader=AsEditorsRead)  # noqa: S506 - a safe loader
        assert list(mismatches(config_schema(), value)) == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"wrk": 1}, "/wrk"),
        ({"language": "fr"}, "/language"),
        ({"keep_runs": 0}, "/keep_runs"),
        ({"score": {"share": 30}}, "/score/share"),
        ({"train": {"fri": {"width": []}}}, "/train/fri/width"),
        ({"train": {"fri": {"negation": "no"}}}, "/train/fri/negation"),
        ({"data": {"customers": "a.csv"}}, "/data"),
    ],
)
def test_the_schema_refuses_what_the_models_refuse(change: Tree, place: str) -> None:
    assert list(mismatches(config_schema(), needed(()) | change)) == [place]


def mismatches(schema: Tree, value: Any) -> Iterator[str]:
    """Where a value does not fit a schema: as much of JSON Schema as ours needs."""
    yield from _mismatches(schema, value, "", schema["$defs"])


def _mismatches(schema: Tree, value: Any, at: str, defs: Tree) -> Iterator[str]:
    if "$ref" in schema:
        schema = defs[schema["$ref"].removeprefix("#/$defs/")]
    if "anyOf" in schema:
        if all(list(_mismatches(option, value, at, defs)) for option in schema["anyOf"]):
            yield at
        return
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    fits = not kinds or any(is_of(kind, value) for kind in kinds)
    if not fits or not all(
        CHECKS[key](value, schema[key]) for key in CHECKS.keys() & schema.keys()
    ):
        yield at
    elif isinstance(value, dict):
        properties, others = schema.get("properties", {}), schema.get("additionalProperties", True)
        for key, part in value.items():
            below = properties.get(key, others)
            if below is False:
                yield f"{at}/{key}"
            elif below is not True:
                yield from _mismatches(below, part, f"{at}/{key}", defs)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _mismatches(schema["items"], item, f"{at}/{place}", defs)


def is_of(kind: str, value: Any) -> bool:
    types = {"string": str, "boolean": bool, "object": dict, "array": list, "null": type(None)}
    if kind in types:
        return isinstance(value, types[kind])
    return isinstance(value, int if kind == "integer" else int | float) and not isinstance(
        value, bool
    )


CHECKS: dict[str, Callable[[Any, Any], bool]] = {
    "enum": lambda value, choices: value in choices,
    "const": lambda value, choice: value == choice,
    "required": lambda value, keys: set(keys) <= value.keys(),
    "minItems": lambda value, fewest: len(value) >= fewest,
    "minimum": lambda value, low: value >= low,
    "maximum": lambda value, high: value <= high,
    "exclusiveMinimum": lambda value, low: value > low,
    "exclusiveMaximum": lambda value, high: value < high,
    "pattern": lambda value, pattern: re.search(pattern, value) is not None,
}
