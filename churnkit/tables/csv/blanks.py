"""Tables whose columns are set apart by runs of blanks, as statisticians used to print them."""

from __future__ import annotations

from pathlib import Path

from churnkit.errors import InputError
from churnkit.tables.scratch import scratch_path


def without_blanks(source: Path) -> Path:
    """The same table with commas between the columns, in a file that lives as long as the process.

    Blanks at the beginning of a line mean nothing. No value may hold a blank or a comma.

    Raises:
        InputError: the file cannot be read, or a value holds a comma.
    """
    written = scratch_path()
    try:
        with source.open("rb") as lines, written.open("wb") as table:
            for number, line in enumerate(lines, start=1):
                if b"," in line:
                    raise InputError(
                        f"{source}: line {number}: a comma; columns apart by blanks cannot hold "
                        "any; write delimiter: auto if commas are what divides them"
                    )
                table.write(b",".join(line.split()) + b"\n")
    except OSError as error:
        raise InputError(f"{source}: cannot be read ({error.strerror or error})") from error
    return written
