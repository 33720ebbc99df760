"""What the system must offer to publish: locks, links, modes, folders on the disk. Linux, macOS.

Nothing else in churnkit asks the system for them. Importing this needs none of them, so that what
does not publish runs anywhere.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from pathlib import Path

from churnkit.errors import WorkspaceError

try:
    import fcntl
except ImportError:  # native Windows
    fcntl = None  # type: ignore[assignment]

OWNER_ONLY = 0o600
"""Mode of a file that its owner alone may read."""
FOLDER_OWNER_ONLY = 0o700

_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NONBLOCK = getattr(os, "O_NONBLOCK", 0)


def require_publishing() -> None:
    """Raise WorkspaceError where the system cannot publish a run as a whole."""
    if fcntl is None:
        raise WorkspaceError(
            "this command publishes into a work folder, which is supported on Linux, macOS and WSL "
            "only; run it there (clean, rules show, the library and churnkit.sklearn run anywhere)"
        )


def make_folder(path: Path) -> None:
    """Make a folder for its owner alone, whatever the umask; one that is there stays as it is."""
    try:
        path.mkdir(mode=FOLDER_OWNER_ONLY)
    except FileExistsError:
        if not path.is_dir():
            raise
        return
    path.chmod(FOLDER_OWNER_ONLY)


def make_file(path: Path) -> None:
    """Make an empty file for its owner alone, new even where a link stood; writers keep its mode.

    Raises:
        FileExistsError: somebody else makes it at the same time.
    """
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _NOFOLLOW, OWNER_ONLY)
    try:
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, OWNER_ONLY)
    finally:
        os.close(descriptor)


def open_lock(path: Path) -> int:
    """Open the file of a lock, which is neither emptied nor followed to another place.

    Raises:
        WorkspaceError: a link, a pipe, or a file with other names stands there.
    """
    flags = os.O_RDWR | os.O_CREAT | _NOFOLLOW | _NONBLOCK
    try:
        descriptor = os.open(path, flags, OWNER_ONLY)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK, errno.EISDIR, errno.ENXIO):
            raise _no_lock(path) from None
        raise
    facts = os.fstat(descriptor)
    if not stat.S_ISREG(facts.st_mode) or facts.st_nlink != 1:
        os.close(descriptor)
        raise _no_lock(path)
    return descriptor


def _no_lock(path: Path) -> WorkspaceError:
    return WorkspaceError(
        f"{path}: expected a plain file that churnkit locks, found a link, a pipe or a folder; "
        "remove it"
    )


def take_lock(descriptor: int) -> bool:
    """Lock an open file until it is closed; False where another process holds it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def link_or_copy(file: Path, target: Path) -> None:
    """Give a file a second name, or a copy on a file system without hard links."""
    try:
        os.link(file, target)
    except OSError:
        copy_file(file, target)


def copy_file(file: Path, target: Path) -> None:
    """Copy a file to a new one on the disk, for its owner alone."""
    make_file(target)
    shutil.copyfile(file, target)
    sync_file(target)


def sync_file(path: Path) -> None:
    """Wait until the content of a file is on the disk."""
    flags = os.O_RDWR if os.name == "nt" else os.O_RDONLY
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    sync_file(folder)


def is_plain_file(path: Path) -> bool:
    """Whether a file, neither folder nor link nor pipe, has this name."""
    return stat.S_ISREG(path.lstat().st_mode)
