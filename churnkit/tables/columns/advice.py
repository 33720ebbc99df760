"""What a person writes to settle how the values of a column are to be read."""

from __future__ import annotations

from churnkit.config.sections.project import Kind
from churnkit.config.yaml.keypath import write_path


def how_to_say(column: str, kind: Kind, word: str) -> str:
    """The words for a config and for ``churnkit clean``.

    >>> how_to_say("day", "date", "dmy")
    'data.variables.day.written: dmy; or churnkit clean --kind day=date:dmy'
    """
    key = write_path(("data", "variables", column, "written"))
    return f"{key}: {word}; or churnkit clean --kind {column}={kind}:{word}"
