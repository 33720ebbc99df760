"""Checks of one field against those before it, as validators of the later one.

They run as soon as the fields they look at are valid themselves, so that a problem elsewhere in
the file does not hide them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationInfo

from churnkit.config.yaml.errors import quoted, wrong

Value = TypeVar("Value")
Check = Callable[[Value, ValidationInfo], Value]

_DROP_AUC = 0.98  # default of ingest.leaks.drop


def at_least(other: str) -> Check[float | None]:
    """The number is not smaller than the field ``other``."""

    def check(value: float | None, info: ValidationInfo) -> float | None:
        low = info.data.get(other)
        if value is not None and low is not None and value < low:
            raise wrong(f"{value:g} is less than {other}: {low:g}; write {low:g} or more")
        return value

    return check


def above(other: str) -> Check[float | None]:
    """The number is larger than the field ``other``."""

    def check(value: float | None, info: ValidationInfo) -> float | None:
        low = info.data.get(other)
        if value is not None and low is not None and value <= low:
            raise wrong(f"{value:g} is not above {other}: {low:g}; write more than {low:g}")
        return value

    return check


def with_mode(group: str | None, info: ValidationInfo) -> str | None:
    """Files are shared with a group that is named, or with nobody."""
    mode = info.data.get("mode")
    if mode == "0640" and group is None:
        raise wrong(
            "is missing; write the name of the group that may read the files, or mode: 0600"
        )
    if mode == "0600" and group is not None:
        raise wrong(f"{quoted(group)} may read nothing with mode: 0600; write mode: 0640 as well")
    return group


def apart_from_churned(
    loyal: tuple[str, ...] | None, info: ValidationInfo
) -> tuple[str, ...] | None:
    """No value means both loyal and churned."""
    for place, value in enumerate(loyal or ()):
        if value in info.data.get("churned", ()):
            what = f"{quoted(value)} is listed as churned, too; write it in one of the two lists"
            raise wrong(what, (place,))
    return loyal


def with_column(values: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    """The column of the split and its test values are given both or not at all."""
    if "column" not in info.data:
        return values
    column = info.data["column"]
    if values and column is None:
        raise wrong("has no column to look in; write column: as well, or remove test_values")
    if column is not None and not values:
        raise wrong(f"is missing; list the values of column {quoted(column)} that mean test set")
    return values


def column_is_not_id(settings: Value, info: ValidationInfo) -> Value:
    """The column of a label (or of who left) is not the one that identifies customers."""
    column = getattr(settings, "column", None)
    if column is not None and column == info.data.get("id"):
        what = f"{quoted(column)} is the id of the customers (data.id), too; name another column"
        raise wrong(what, ("column",))
    return settings


def no_roles(ignored: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    """The id and the label are no variables anyway: to ignore them is a mistake."""
    roles = _roles(info.data)
    for place, column in enumerate(ignored):
        if column in roles:
            what = f"{quoted(column)} is the {roles[column]}, never a variable; remove it here"
            raise wrong(what, (place,))
    return ignored


def fits_roles(variables: Mapping[str, Any], info: ValidationInfo) -> Mapping[str, Any]:
    """The kinds declared for the id and the label fit what they are."""
    fitting = {"id": ("id",), "label": ("flag", "category")}
    for column, role in _roles(info.data).items():
        kind = variables[column].kind if column in variables else None
        if kind is not None and kind not in fitting[role]:
            what = (
                f"{kind} does not fit the {role}; remove it, or write {' or '.join(fitting[role])}"
            )
            raise wrong(what, (column, "kind"))
    return variables


def _roles(data: Mapping[str, Any]) -> dict[str, str]:
    label = data.get("label")
    roles = {} if label is None else {label.column: "label"}
    return roles | ({data["id"]: "id"} if data.get("id", "row") != "row" else {})


def suspect_auc_as_leaks(value: Any) -> Any:
    """``ingest.suspect_auc`` of older versions is ``ingest.leaks.suspect``."""
    if not isinstance(value, Mapping) or "suspect_auc" not in value:
        return value
    leaks = value.get("leaks") or {}
    if isinstance(leaks, Mapping) and "suspect" in leaks:
        raise wrong("has suspect_auc and leaks.suspect; write leaks.suspect alone")
    rest = {key: each for key, each in value.items() if key != "suspect_auc"}
    suspect = {"suspect": value["suspect_auc"]}
    return rest | {"leaks": {**_drop_above(suspect["suspect"]), **leaks, **suspect}}


def _drop_above(suspect: Any) -> dict[str, Any]:
    """An older bound may lie above the default from which a variable is dropped."""
    try:
        return {"drop": suspect} if float(suspect) > _DROP_AUC else {}
    except (TypeError, ValueError):
        return {}
