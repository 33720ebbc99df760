"""What the system must offer to publish: locks, links, modes, folders on the disk. Linux, macOS.

Nothing else in churnkit asks the system for them. Importing this needs none of them, so that what
does not publish runs anywhere.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from churnkit.errors import WorkspaceError

try:
    import fcntl
    import grp
except ImportError:  # native Windows
    fcntl = grp = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Access:
    """Who may read what is written, whatever the umask."""

    mode: int = 0o600
    """Of files; in folders, who may read may enter."""
    group: int | None = None
    """None: that which the system gives."""

    @property
    def folder_mode(self) -> int:
        """The mode of folders."""
        return self.mode | 0o100 | (self.mode & 0o044) >> 2

    def give(self, descriptor: int) -> None:
        """Give an open file or folder its group and mode."""
        facts = os.fstat(descriptor)
        if self.group not in (None, facts.st_gid):
            os.fchown(descriptor, -1, self.group or 0)
        mode = self.folder_mode if stat.S_ISDIR(facts.st_mode) else self.mode
        if stat.S_IMODE(facts.st_mode) != mode:
            os.fchmod(descriptor, mode)


OWNER_ONLY = Access()
"""The owner alone may read it."""

_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NONBLOCK = getattr(os, "O_NONBLOCK", 0)


def require_publishing() -> None:
    """Raise WorkspaceError where the system cannot publish a run as a whole."""
    if fcntl is None:
        raise WorkspaceError(
            "this command publishes into a work folder, which is supported on Linux, macOS and WSL "
            "only; run it there (clean, rules show, the library and churnkit.sklearn run anywhere)"
        )


def access_for(mode: int, group: str | None) -> Access:
    """The access that a config asks for.

    Raises:
        WorkspaceError: the group is unknown here, or files cannot be given to it.
    """
    if group is None or grp is None:
        return Access(mode)
    try:
        number = grp.getgrnam(group).gr_gid
    except KeyError:
        raise WorkspaceError(
            f"files.group: no group {group!r} on this machine; write the name of one of which you "
            f"are a member{_groups_of_user()}"
        ) from None
    if os.geteuid() != 0 and number not in (os.getegid(), *os.getgroups()):
        raise WorkspaceError(
            f"files.group: you are not a member of the group {group!r}, so that no file can be "
            f"given to it; have yourself added, or write the name of another{_groups_of_user()}"
        )
    return Access(mode, number)


def _groups_of_user() -> str:
    named = {each.gr_gid: each.gr_name for each in grp.getgrall()}
    names = sorted({named[gid] for gid in (os.getegid(), *os.getgroups()) if gid in named})
    return f" ({', '.join(names[:10])})" if names else ""


def access_of(path: Path) -> Access:
    """Mode and group of a file or folder that is there."""
    facts = path.stat()
    return Access(stat.S_IMODE(facts.st_mode), facts.st_gid)


def make_folder(path: Path, access: Access = OWNER_ONLY) -> bool:
    """Make a folder, whatever the umask; False: it was there, and stays as it is."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        if not path.is_dir():
            raise
        return False
    set_access(path, access)
    return True


def set_access(path: Path, access: Access) -> None:
    """Give a file or folder that is there its mode and group."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY | _NOFOLLOW | _NONBLOCK)
    try:
        access.give(descriptor)
    finally:
        os.close(descriptor)


def make_file(path: Path, access: Access = OWNER_ONLY) -> None:
    """Make an empty file, new even where a link stood; writers keep its mode and group.

    Raises:
        FileExistsError: somebody else makes it at the same time.
    """
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _NOFOLLOW, 0o600)
    try:
        if hasattr(os, "fchmod"):
            access.give(descriptor)
    finally:
        os.close(descriptor)


def open_lock(path: Path) -> int:
    """Open the file of a lock, which is neither emptied nor followed to another place.

    Raises:
        WorkspaceError: a link, a pipe, or a file with other names stands there.
    """
    flags = os.O_RDWR | os.O_CREAT | _NOFOLLOW | _NONBLOCK
    try:
        descriptor = os.open(path, flags, 0o600)
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


def link_or_copy(file: Path, target: Path, access: Access = OWNER_ONLY) -> None:
    """Give a file a second name; a copy where that cannot be, or not with this access."""
    try:
        os.link(file, target)
        set_access(target, access)
    except OSError:
        copy_file(file, target, access)


def copy_file(file: Path, target: Path, access: Access = OWNER_ONLY) -> None:
    """Copy a file to a new one on the disk."""
    make_file(target, access)
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
