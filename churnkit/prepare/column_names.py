"""Names of columns besides those of the table, and names that a table must not use."""

from __future__ import annotations

from collections.abc import Iterable

from churnkit.errors import InputError
from churnkit.tables.table import FILE, LINE

IDENTITY = "__identity__"
"""Column of customers to score without ids: a hash of all that the row says (String)."""
VALUE = "__value__"
"""Column of customers to score: the number that breaks ties."""
_RAW = "__raw__"
_PREPARED = "__prepared__"


def raw_name(column: str) -> str:
    """Name of a column of the table, as it was read, among prepared customers.

    A variable and a raw column can have the same name in the table; here they differ.
    """
    return f"{_RAW}{column}"


def value_name(variable: str) -> str:
    """Name of a prepared variable among scored customers, where it must not be taken for another.

    A variable may be called score or rule.
    """
    return f"{_PREPARED}{variable}"


def require_unreserved(columns: Iterable[str]) -> None:
    """Refuse columns that could not be told from others.

    Raises:
        InputError: a column is called ``*``, begins with ``^`` and ends with ``$`` (polars would
            read them as patterns), or is called as a column of prepared customers.
    """
    problems = [
        f"column {name!r}: {why}; rename it in the table, e.g. in its header"
        for name in columns
        if (why := _trouble(name))
    ]
    if problems:
        raise InputError("\n".join(problems))


def _trouble(name: str) -> str | None:
    if name == "*" or (name.startswith("^") and name.endswith("$")):
        return "a name like this stands for several columns"
    if name in (FILE, LINE, IDENTITY, VALUE) or name.startswith((_RAW, _PREPARED)):
        return "churnkit uses this name itself"
    return None
