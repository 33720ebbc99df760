"""The types of single values: what may be written, and what it becomes.

The parser leaves every scalar of the YAML file as the text that was written, so the type of the
field decides what it means: ``no`` stays the text "no" in a list of values, and is an error (that
says what to write) where true or false is expected. Numbers, flags, dates and paths of Python are
taken as they are, so that the models can be built in a notebook.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from numbers import Integral, Real
from typing import Annotated, Any, Literal
from unicodedata import normalize

from pydantic import (
    BeforeValidator,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)

from churnkit.config.types.condition_text import ConditionError, parse_condition
from churnkit.config.types.conditions import Condition
from churnkit.config.yaml.errors import quoted, unfit, wrong

_WHOLE = re.compile(r"0|[1-9][0-9]{0,17}")
_NUMBER = re.compile(r"[+-]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?%")
_HEXADECIMAL = re.compile(r"0[xX][0-9a-fA-F]{1,15}")
_THOUSANDS = re.compile(r"(?<=[0-9])[, '](?=[0-9]{3}(?:[^0-9]|$))")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _text(value: Any) -> str:
    if isinstance(value, str):
        if not value.strip():
            raise wrong("is an empty text; write a text that is not blank")
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Real | dt.date):
        return str(value)
    if value is None:
        raise wrong("is empty (as is null or ~ without quotes); write a text")
    raise unfit(value, "a single text")


def _yes_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str):
        raise unfit(value, "true or false")
    if value in ("true", "false"):
        return value == "true"
    meant = {"true": "true", "yes": "true", "on": "true", "1": "true", "是": "true"}
    meant |= {"false": "false", "no": "false", "off": "false", "0": "false", "否": "false"}
    raise unfit(value, meant.get(value.lower(), "true or false"))


def _whole(value: Any) -> int:
    if isinstance(value, str):
        if _WHOLE.fullmatch(value):
            return int(value)
        meant = _meant(value)
        if meant is not None and meant == meant.to_integral_value() and 0 <= meant < 10**18:
            raise unfit(value, str(int(meant)))
    elif isinstance(value, Integral) and not isinstance(value, bool) and 0 <= int(value) < 10**18:
        return int(value)
    raise unfit(value, "a whole number in plain digits, such as 0 or 20")


def _count(value: Any) -> int:
    count = _whole(value)
    if count == 0:
        raise wrong("is 0; write 1 or more")
    return count


def _number(value: Any) -> float:
    if isinstance(value, str):
        number = float(value) if _NUMBER.fullmatch(value) else math.nan
        if math.isfinite(number):
            return number
        meant = _meant(value)
        if meant is not None and math.isfinite(float(meant)):
            raise unfit(value, str(meant))
    elif isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    raise unfit(value, "a number such as 0.5, 20 or 1e-3")


def _meant(text: str) -> Decimal | None:
    """The number that was probably meant by one in another notation; None if none is."""
    half_width = normalize("NFKC", text).strip()
    if _HEXADECIMAL.fullmatch(half_width):
        return Decimal(int(half_width, 16))
    try:
        number = Decimal(_THOUSANDS.sub("", half_width))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 20 else None


def _share_of(limits: str, fits: Callable[[float], bool]) -> Callable[[Any], float]:
    """Validator of shares; ``limits`` says in words what ``fits`` checks."""

    def share(value: Any) -> float:
        percent = _PERCENT.fullmatch(normalize("NFKC", value)) if isinstance(value, str) else None
        if percent is not None:
            raise wrong(f"{quoted(value)} is a percentage; write {_hundredth(percent[1])}")
        number = _number(value)
        if fits(number):
            return number
        example = f", e.g. {_hundredth(str(value))} for {value}%" if 1 < number < 100 else ""
        raise wrong(f"{value} is out of range; write a share {limits}{example}")

    return share


def _hundredth(percentage: str) -> str:
    return f"{Decimal(percentage).scaleb(-2):f}"


_any_share = _share_of("from 0 to 1", lambda share: 0 <= share <= 1)


def _threshold(value: Any) -> Literal["auto"] | float:
    if value == "auto":
        return "auto"
    if isinstance(value, str) and value[:1].isalpha():
        raise unfit(value, "auto or a score from 0 to 1")
    return _any_share(value)


def day_text(value: Any) -> str:
    """A date as YYYY-MM-DD, or the error that says so."""
    if isinstance(value, dt.date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return dt.date.fromisoformat(value).isoformat()
        except ValueError:
            raise wrong(f"{value} is no day of the calendar; write a date as YYYY-MM-DD") from None
    raise unfit(value, "a date as YYYY-MM-DD, e.g. 2024-06-30")


def _population(value: Any) -> Condition:
    if isinstance(value, Condition):
        return value
    try:
        return parse_condition(_text(value))
    except ConditionError as error:
        raise wrong(str(error)) from None


def _listed(value: Any) -> Any:
    """A list of one may be written as its value."""
    if isinstance(value, dict):
        raise wrong("has keys below it; write a list, e.g. [a, b]")
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _listed_or_none(value: Any) -> Any:
    """As ``_listed``; a list all of whose items are commented out is empty."""
    return () if value is None else _listed(value)


def _some(value: Any) -> Any:
    """As ``_listed``, with at least one item."""
    items = () if value is None else _listed(value)
    if not items:
        raise wrong("is empty; write at least one value, e.g. [a, b]")
    return items


def _factors(value: Any) -> tuple[float, float]:
    items = tuple(value) if isinstance(value, list | tuple) else ()
    if len(items) != 2:
        raise unfit(value, "two factors, the lower first, such as [0.5, 2]")
    low, high = _number(items[0]), _number(items[1])
    if not 0 <= low <= 1 <= high:
        raise wrong(f"{low:g} and {high:g} are not around 1; write two factors such as [0.5, 2]")
    return low, high


_TEXT_SCHEMA: dict[str, Any] = {"type": ["string", "number", "boolean"]}


def _list_schema(item: dict[str, Any], fewest: int = 0) -> WithJsonSchema:
    array = {"type": "array", "items": item}
    some = [array | {"minItems": fewest}, item]
    return WithJsonSchema({"anyOf": some if fewest else [array, item, {"type": "null"}]})


Text = Annotated[str, BeforeValidator(_text), WithJsonSchema(_TEXT_SCHEMA)]
"""A text, exactly as written: 012 stays "012", no stays "no"."""

Texts = Annotated[tuple[Text, ...], BeforeValidator(_listed_or_none), _list_schema(_TEXT_SCHEMA)]
"""A list of texts, or a single one."""

SomeTexts = Annotated[tuple[Text, ...], BeforeValidator(_some), _list_schema(_TEXT_SCHEMA, 1)]
"""A list of at least one text, or a single one."""

YesNo = Annotated[bool, BeforeValidator(_yes_no), WithJsonSchema({"type": "boolean"})]
"""true or false."""

Whole = Annotated[int, BeforeValidator(_whole), WithJsonSchema({"type": "integer", "minimum": 0})]
"""A whole number of 0 or more, in plain digits."""

Count = Annotated[int, BeforeValidator(_count), WithJsonSchema({"type": "integer", "minimum": 1})]
"""A whole number of 1 or more, in plain digits."""

Counts = Annotated[
    tuple[Count, ...], BeforeValidator(_some), _list_schema({"type": "integer", "minimum": 1}, 1)
]
"""A list of at least one count, or a single one."""

Number = Annotated[float, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
"""A number in plain decimal notation, with or without an exponent."""

Factors = Annotated[
    tuple[float, float],
    BeforeValidator(_factors),
    WithJsonSchema({"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}),
]
"""How many times as little, and as much, as before."""

Share = Annotated[
    float,
    BeforeValidator(_any_share),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1}),
]
"""A share from 0 to 1."""

SomeShare = Annotated[
    float,
    BeforeValidator(_share_of("above 0, up to 1", lambda share: 0 < share <= 1)),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": 1}),
]
"""A share above 0, up to 1."""

PartShare = Annotated[
    float,
    BeforeValidator(_share_of("above 0 and below 1", lambda share: 0 < share < 1)),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}),
]
"""A share above 0 and below 1."""

Threshold = Annotated[
    Literal["auto"] | float,
    PlainValidator(_threshold),
    WithJsonSchema({"anyOf": [{"const": "auto"}, {"type": "number", "minimum": 0, "maximum": 1}]}),
]
"""The word auto, or a score from 0 to 1."""

Day = Annotated[
    str,
    BeforeValidator(day_text),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}),
]
"""A date, YYYY-MM-DD."""

Population = Annotated[
    Condition,
    PlainValidator(_population),
    PlainSerializer(lambda condition: condition.text, return_type=str),
    WithJsonSchema({"type": "string"}),
]
"""A condition on columns that says who belongs to the population."""
