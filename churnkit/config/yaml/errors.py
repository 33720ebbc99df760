"""How a value is refused: in our words, what is wrong and what to write."""

from __future__ import annotations

from pydantic_core import PydanticCustomError


def wrong(what: str, at: tuple[str | int, ...] = ()) -> PydanticCustomError:
    """The error of a validator, in our words: ``what is wrong; what to write``.

    ``at`` is the key path below the field being validated, where the problem is further down.
    """
    return PydanticCustomError("churnkit", "{what}", {"what": what, "at": at})


def unfit(value: object, expected: str) -> PydanticCustomError:
    """The error for a value that is not ``expected`` (which is what to write)."""
    match value:
        case None:
            return wrong(f"is empty; write {expected}, or remove the key")
        case str():
            return wrong(f"{quoted(value)} does not fit; write {expected}")
        case dict():
            return wrong(f"has keys below it; write {expected}")
        case list() | tuple():
            return wrong(f"is a list; write {expected}")
    return wrong(f"{value!r} does not fit; write {expected}")


def quoted(text: str) -> str:
    """The text in quotes, as far as a message has room for it."""
    return repr(text if len(text) <= 60 else text[:57] + "...")
