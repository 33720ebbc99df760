"""Files outside of the work folder: made beside their places, put there when all is well."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from churnkit.errors import WorkspaceError
from churnkit.tables.scratch import scratch_folder
from churnkit.workspace.filesystem import OWNER_ONLY, Access, set_access, sync_file
from churnkit.workspace.signals import PUBLISHING, switching


def require_places(outputs: Sequence[Path], inputs: Sequence[Path]) -> None:
    """Refuse to write where a folder or device is, over an input, or twice to the same place.

    Raises:
        WorkspaceError: a file would be lost, or cannot be written.
    """
    taken = {path.resolve() for path in inputs}
    for path in outputs:
        _require_file(path)
        resolved = path.resolve()
        if resolved in taken:
            raise WorkspaceError(
                f"{path}: stands for two of the files that are read and written, and one would be "
                "lost; give each a file of its own"
            )
        taken.add(resolved)


def _require_file(path: Path) -> None:
    """Refuse what is there and no file; a device would be replaced by a file, for everybody."""
    try:
        str(path).encode()  # polars writes no other names
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        raise WorkspaceError(
            f"{path}: cannot be written ({error}); give it another name"
        ) from error
    if not stat.S_ISREG(mode):
        found = "a folder" if stat.S_ISDIR(mode) else "a device or pipe"
        raise WorkspaceError(f"{path}: {found}, where a file is to be written; name a file")


def place_of(path: Path, *, follow: bool) -> Path:
    """Where a file is written that is called so.

    Raises:
        WorkspaceError: it is a link, which is not to be followed.
    """
    if not path.is_symlink():
        return path
    if not follow:
        raise WorkspaceError(
            f"{path}: a link to {path.readlink()}; name that file, or say --follow to replace it"
        )
    return path.resolve()


@contextmanager
def folder_beside(path: Path) -> Iterator[Path]:
    """A hidden folder from which a file can take the place of ``path``; removed afterwards."""
    with scratch_folder(path.parent, hidden=True) as name:
        PUBLISHING.unfinished.add(Path(name))
        yield Path(name)


def put_in_place(*placed: tuple[Path, Path], access: Access = OWNER_ONLY) -> None:
    """Let files take the places of others at once, whatever happens to the machine.

    A file keeps the mode of that which it replaces.

    Args:
        placed: each file, and the place that it takes.
        access: to a new one.
    """
    for part, path in placed:
        if path.exists():
            part.chmod(stat.S_IMODE(path.stat().st_mode))
        else:
            set_access(part, access)
        sync_file(part)
    with switching():
        for part, path in placed:
            part.replace(path)
