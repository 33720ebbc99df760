"""Checks of the sections about event logs, as validators of the later field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationInfo
from pydantic_core import PydanticCustomError

from churnkit.config.yaml.errors import quoted, wrong

Value = TypeVar("Value")

_NEEDS = {"monetary": "amount", "categories": "categories", "distinct": "distinct"}


def listed(value: Any) -> Any:
    """A list of one may be written as its value; one whose items are commented out is empty."""
    if isinstance(value, dict):
        raise wrong("has keys below it; write a list, e.g. [a, b]")
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def fits_columns(families: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    """Features of amounts, categories and different values need the columns that hold them."""
    for place, family in enumerate(families):
        needed = _NEEDS.get(family)
        if needed in info.data and not info.data[needed]:
            raise wrong(f"{family} needs a column; write {needed}: as well, or remove it", (place,))
    return families


def fits_orders(families: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    """An order of many rows has no single category."""
    if info.data.get("event") is not None:
        for name in ("categories", "distinct"):
            if info.data.get(name):
                what = (
                    f"{name} are of rows, and event makes many rows one event; write the file once "
                    "more below data.events, under another name and without event"
                )
                raise wrong(what, ())
    return families


def two_or_more(columns: tuple[str, ...]) -> tuple[str, ...]:
    """A product has factors."""
    if len(columns) < 2:
        raise wrong("one column is no product; write amount: with its name, or a second one")
    return columns


def some_cutoff(rolling: Any, info: ValidationInfo) -> Any:
    """There is a cutoff."""
    if info.data.get("cutoff", "") is None and info.data.get("cutoffs", "") == ():
        raise wrong("there is no cutoff; write cutoff: with the first day that is not observed")
    return rolling


def later_than(other: str) -> Callable[[str | None, ValidationInfo], str | None]:
    """The day is later than that of the field ``other``."""

    def check(day: str | None, info: ValidationInfo) -> str | None:
        first = info.data.get(other)
        if day is not None and first is not None and day <= first:
            raise wrong(f"{day} is not after {other}: {first}; write a later day")
        return day

    return check


def later_hour(other: str) -> Callable[[int, ValidationInfo], int]:
    """The hour is later than that of the field ``other``."""

    def check(hour: int, info: ValidationInfo) -> int:
        first = info.data.get(other)
        if first is not None and hour <= first:
            raise wrong(f"{hour} is not after {other}: {first}; write a later hour")
        return hour

    return check


def goes_with_status(column: str | None, info: ValidationInfo) -> str | None:
    """Status changes have a column of codes; and there is some way to tell churn."""
    if not {"silent", "status"} <= info.data.keys():
        return column
    if info.data["status"] is None and not info.data["silent"]:
        raise wrong("nothing tells who churned; write silent: or status: in this section")
    if info.data["status"] is not None and column is None:
        raise wrong("is missing; write the column of codes of the status table")
    return column


def each_code_once(kinds: Mapping[str, Any], info: ValidationInfo) -> Mapping[str, Any]:
    """A code means one kind, or in service."""
    if info.data.get("status") is not None and not kinds:
        raise wrong("is missing; write the kinds of leaving with their codes")
    home = dict.fromkeys(info.data.get("normal", ()), "normal")
    for name, kind in kinds.items():
        for place, code in enumerate(kind.codes):
            if code in home:
                what = f"{quoted(code)} stands in {home[code]}, too; write it in one place"
                raise wrong(what, (name, "codes", place))
            home[code] = name
    return kinds


def tiers_fit(ordinary: float, info: ValidationInfo) -> float:
    """The shares of the upper tiers leave something for the lowest."""
    if sum(above := [info.data.get("vip", 0), info.data.get("key", 0), ordinary]) >= 1:
        shares = " + ".join(f"{share:g}" for share in above)
        raise wrong(f"the tiers take all customers ({shares}); write smaller shares")
    return ordinary


# The sections of ``data`` against its event tables


def plain_names(events: Mapping[str, Any]) -> Mapping[str, Any]:
    """Names of tables begin the names of features, which must not meet those of columns."""
    for name in events:
        if not re.fullmatch(r"\w+", name):
            what = "is no name for features to begin with; write letters, digits and _ only"
            raise wrong(what, (name,))
    return events


def there(customers: Value | None, info: ValidationInfo) -> Value | None:
    """Customers come from a table, or from events."""
    if customers is None and info.data.get("events") == {}:
        raise PydanticCustomError("missing", "is missing")
    return customers


def not_with_events(instead: str) -> Callable[[Any, ValidationInfo], Any]:
    """The section is about a table of customers; with events, ``instead`` says it."""

    def check(value: Any, info: ValidationInfo) -> Any:
        if value is not None and info.data.get("events"):
            raise wrong(f"is not for event logs; write data.{instead} instead")
        return value

    return check


def only_with_events(value: Value, info: ValidationInfo) -> Value:
    """The section is about event logs."""
    if value and info.data.get("events") == {}:
        raise wrong("is for event logs only; write data.events, or remove it")
    return value


def windows_with_events(windows: Value | None, info: ValidationInfo) -> Value | None:
    """Event logs need windows."""
    if windows is None and info.data.get("events"):
        raise wrong("is missing; write cutoff, observation, outcome and time_zone below it")
    return only_with_events(windows, info)


def churn_tables(churn: Any, info: ValidationInfo) -> Any:
    """The tables that tell churn are there."""
    if churn is not None:
        _require_tables(churn.silent, ("silent",), info)
        if churn.status is not None:
            _require_table(churn.status, ("status",), info)
            if getattr(info.data.get("events", {}).get(churn.status), "event", None) is not None:
                what = f"has event: set; remove data.events.{churn.status}.event"
                raise wrong(f"{quoted(churn.status)} {what}", ("status",))
    return churn


def tier_tables(tiers: Any, info: ValidationInfo) -> Any:
    """The tables of spending are there, and have amounts."""
    events = info.data.get("events", {})
    if tiers is None or not events:
        return tiers
    _require_tables(tiers.tables, ("tables",), info)
    for place, name in enumerate(tiers.tables):
        if events[name].amount is None:
            what = f"{quoted(name)} has no amount; write data.events.{name}.amount"
            raise wrong(what, ("tables", place))
    if not any(table.amount for table in events.values()):
        raise wrong("no event table has an amount; write the column of spending: data.events")
    return tiers


def active_tables(active: Any, info: ValidationInfo) -> Any:
    """The tables of activity are there; a choice of tiers needs tiers."""
    _require_tables(active.tables, ("tables",), info)
    if active.only_tiers and info.data.get("tiers", active) is None:
        raise wrong("needs tiers; write data.tiers, or remove it", ("only_tiers",))
    return active


def _require_tables(names: tuple[str, ...], at: tuple[str, ...], info: ValidationInfo) -> None:
    for place, name in enumerate(names):
        _require_table(name, (*at, place), info)


def _require_table(name: str, at: tuple[str | int, ...], info: ValidationInfo) -> None:
    events = info.data.get("events")
    if events is not None and name not in events:
        known = ", ".join(events) or "none"
        raise wrong(f"{quoted(name)} is no table of data.events (there are: {known})", at)
