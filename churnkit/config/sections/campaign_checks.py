"""Checks of the section ``campaign``, as validators of the later field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar, get_args

from pydantic import ValidationInfo

from churnkit.config.sections.event_checks import listed
from churnkit.config.sections.events import Tier
from churnkit.config.types.phone_countries import COUNTRIES
from churnkit.config.yaml.errors import quoted, wrong

Value = TypeVar("Value")

_NEED_CONSENT = re.compile(r"e-?mail|\b(text|sms|mms)|短信|彩信|邮件", re.IGNORECASE)
"""Names of channels that need consent, whatever else they say."""
_NEED_PROBABILITIES = ("value_at_risk", "profit", "budget")
"""Orders and cuts that take the score for one."""


def some_listed(value: Any) -> Any:
    """A list of at least one; a list of one may be written as its value."""
    items = listed(value)
    if not items:
        raise wrong("is empty; write at least one value, e.g. [csv]")
    return items


def below_one(share: float) -> float:
    """The share leaves somebody to contact."""
    if share >= 1:
        raise wrong("the control group takes everybody; write a share below 1, e.g. 0.1")
    return share


def a_confidence(share: float) -> float:
    """The confidence is one that an interval can have."""
    if not 0.5 <= share < 1:
        raise wrong(f"{share:g} is no confidence; write a share from 0.5 to below 1, e.g. 0.95")
    return share


def a_country(code: str | None) -> str | None:
    """It is known how numbers of the country are dialled."""
    if code is not None and code not in COUNTRIES:
        raise wrong(
            f"{quoted(code)} is no country that is known; write one of {', '.join(COUNTRIES)}"
        )
    return code


def a_file_name(name: str) -> str:
    """The name can be part of a file name."""
    if not re.fullmatch(r"[\w-]{1,60}", name):
        raise wrong(
            f"{quoted(name)} cannot be part of a file name; write letters, digits, _ and - only"
        )
    return name


def not_the_separator(decimal: str, info: ValidationInfo) -> str:
    """Columns and decimals are told apart."""
    if decimal == info.data.get("separator"):
        raise wrong("comma is the separator, too; write separator: semicolon")
    return decimal


def goes_with_cut(value: Value | None, info: ValidationInfo) -> Value | None:
    """The field that a cut is named after is there, and no other."""
    cut, field = info.data.get("cut"), info.field_name
    if value is None and cut == field:
        raise wrong(f"is missing; cut: {cut} needs it")
    if value is not None and cut is not None and cut != field:
        raise wrong(f"is for cut: {field}, but cut is {cut}; write one of the two")
    return value


def goes_with_last_contact(span: Value | None, info: ValidationInfo) -> Value | None:
    """The date of the last contact and the time of peace after it are given both or not at all."""
    if "last_contact" not in info.data:
        return span
    column = info.data["last_contact"]
    if span is None and column is not None:
        raise wrong("is missing; write the time after a contact, e.g. 30d")
    if span is not None and column is None:
        raise wrong("has no dates to count from; write last_contact: as well")
    return span


def with_consent(channels: Mapping[str, Any]) -> Mapping[str, Any]:
    """E-mail and text messages need the consent of whoever gets them."""
    for name, channel in channels.items():
        called = " ".join([name.replace("_", " "), channel.label.en or "", channel.label.zh or ""])
        if channel.consent is None and _NEED_CONSENT.search(called):
            what = "is missing; name the column of consents (or write not_needed, where it is not)"
            raise wrong(what, (name, "consent"))
    return channels


def known_channels(playbook: Mapping[str, Any], info: ValidationInfo) -> Mapping[str, Any]:
    """Each line names a channel that there is."""
    channels = info.data.get("channels")
    for name, line in playbook.items():
        if channels is not None and line.channel not in channels:
            known = ", ".join(channels)
            what = f"{quoted(line.channel)} is no channel (there are {known}); add it to channels"
            raise wrong(what, (name, "channel"))
    return playbook


def nobody_dropped(playbook: Mapping[str, Any]) -> Mapping[str, Any]:
    """The last line is for everybody, so that nobody is left without an action."""
    if not playbook:
        raise wrong("is empty; write at least one line")
    name, last = list(playbook.items())[-1]
    if last.when is not None or last.tiers or last.rules:
        what = "is the last line and not for everybody; add a line without when, tiers and rules"
        raise wrong(what, (name,))
    return playbook


def fits_project(campaign: Any, info: ValidationInfo) -> Any:
    """The campaign asks for nothing that customers of this project cannot have."""
    data, score = info.data.get("data"), info.data.get("score")
    if campaign is None or data is None or score is None:
        return campaign
    if data.id == "row":
        raise wrong("needs customers with ids to hold back and to measure; data.id is row")
    _require_probabilities(campaign, info.data.get("train"))
    if campaign.tier is not None:
        return campaign
    has_tiers = data.tiers is not None or campaign.value is not None or score.value is not None
    for at, tier in _named_tiers(campaign):
        if tier not in get_args(Tier):
            what = f"{quoted(tier)} is no value tier (there are {', '.join(get_args(Tier))})"
            raise wrong(f"{what}; write one of them, or the column of yours as campaign.tier", at)
        if not has_tiers:
            what = f"{quoted(tier)} is a value tier, but nothing tells who is in it"
            raise wrong(f"{what}; write campaign.value or campaign.tier", at)
    return campaign


def needs_probabilities(campaign: Any) -> bool:
    """Whether a campaign orders or ends its list by sums of scores; None needs nothing."""
    return campaign is not None and (
        campaign.order in _NEED_PROBABILITIES or campaign.cut in _NEED_PROBABILITIES
    )


def _require_probabilities(campaign: Any, train: Any) -> None:
    if train is None or train.gives_probabilities:
        return
    for field, simplest in (("order", "score"), ("cut", "share")):
        value = getattr(campaign, field)
        if value in _NEED_PROBABILITIES:
            what = (
                f"{value} needs scores that are probabilities, and those of learner {train.learner}"
                f" only rank; write {simplest}, or train.learner: tree or additive-fri"
            )
            raise wrong(what, (field,))


def _named_tiers(campaign: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for place, tier in enumerate(campaign.only_tiers):
        yield ("only_tiers", place), tier
    for tier in campaign.quotas:
        yield ("quotas", tier), tier
    for name, line in campaign.playbook.items():
        for place, tier in enumerate(line.tiers):
            yield ("playbook", name, "tiers", place), tier
