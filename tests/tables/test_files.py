"""Files that a table is read from: what is no file, and what changes while it is read."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from churnkit.commands.clean import clean
from churnkit.errors import InputError, WorkspaceError
from churnkit.tables.files import files_of, inputs_unchanged


def append(path: Path) -> None:
    with path.open("a") as file:
        file.write("\n3,4")


def shorten(path: Path) -> None:
    os.truncate(path, 5)


def rewrite_with_its_times(path: Path) -> None:
    facts = path.stat()
    path.write_text(path.read_text().replace("2", "9"))
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))


def replace(path: Path) -> None:
    shutil.copy2(path, path.with_name("other"))
    path.with_name("other").replace(path)


CHANGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "longer": (append, "has 12 bytes instead of 8"),
    "shorter": (shorten, "has 5 bytes instead of 8"),
    "written anew, times set back": (rewrite_with_its_times, "was changed"),
    "touched": (lambda path: os.utime(path, (0, 0)), "was written to"),
    "replaced": (replace, "was replaced by another file"),
    "removed": (Path.unlink, "is gone"),
}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text("id,x\n1,2".ljust(8))
    return path


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changes_while_it_is_read_is_named(table: Path, change: str) -> None:
    make, message = CHANGES[change]

    def read() -> None:
        with inputs_unchanged():
            files_of(table)
            make(table)

    with pytest.raises(InputError) as caught:
        read()
    assert str(table) in str(caught.value)
    assert message in str(caught.value)


def test_a_file_that_stays_as_it_is_is_read(table: Path) -> None:
    with inputs_unchanged():
        files_of(table)
        table.read_text()


def test_clean_replaces_nothing_where_its_input_changed(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = table.with_name("out.csv")
    output.write_text("good")

    def change(path: Path) -> int:
        append(table)
        return 1

    monkeypatch.setattr("churnkit.commands.clean.count_rows", change)
    with pytest.raises(InputError, match="since it was opened"):
        clean(table, output)
    assert output.read_text() == "good"


def test_what_is_no_file_is_named_as_what_it_is(tmp_path: Path) -> None:
    pipe, place = tmp_path / "pipe", tmp_path / "socket"
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(place))
        for source, what in {
            pipe: "a pipe",
            place: "a socket",
            Path("/dev/null"): "a device",
            Path("-"): "stdin",
        }.items():
            with pytest.raises(InputError, match=what):
                files_of(source)


@pytest.mark.parametrize(("former", "now"), [(0o644, 0o644), (0o660, 0o660), (None, 0o600)])
def test_clean_keeps_the_mode_of_what_it_replaces(
    table: Path, former: int | None, now: int
) -> None:
    output = table.with_name("out.csv")
    if former is not None:
        output.touch()
        output.chmod(former)
    clean(table, output)
    assert output.stat().st_mode & 0o777 == now


@pytest.mark.parametrize(
    "address", ["https://host/a.csv", "s3://bucket/a.parquet", "/srv/configs/ftp://host/a.csv"]
)
def test_an_address_is_named_as_what_it_is(address: str) -> None:
    with pytest.raises(InputError, match="an address, not a file; churnkit opens no connection"):
        files_of(Path(address))


def test_clean_reads_csv_from_stdin(table: Path) -> None:
    output = table.with_name("out.csv")
    done = subprocess.run(
        [sys.executable, "-m", "churnkit", "clean", "-", output],
        input="id;名\n1;客\n".encode("gb18030"), capture_output=True, check=True,
    )  # fmt: skip
    assert output.read_text("utf-8") == "id,名\n1,客\n"
    assert f"1 rows in {output}".encode() in done.stdout


def test_clean_replaces_what_a_link_names_only_if_told(table: Path) -> None:
    target, link = table.with_name("target.csv"), table.with_name("link.csv")
    target.write_text("old")
    link.symlink_to(target)
    with pytest.raises(WorkspaceError, match=r"a link to .*target\.csv; name that file"):
        clean(table, link)
    assert target.read_text() == "old"
    clean(table, link, follow=True)
    assert link.is_symlink()
    assert target.read_text() == "id,x\n1,2\n"


def test_clean_replaces_no_pipe_and_no_device(table: Path) -> None:
    place = table.with_name("pipe")  # not /dev/null, which a broken check would take from all
    os.mkfifo(place)
    before = place.stat()
    with pytest.raises(WorkspaceError, match="a device or pipe, where a file"):
        clean(table, table.with_name("out.csv"), rejects=place)
    assert place.stat().st_ino == before.st_ino


def test_a_command_begins_once_more_where_its_input_changed(
    table: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    output, changes = table.with_name("out.csv"), [table]

    def change_once(path: Path) -> int:
        while changes:
            append(changes.pop())
        return len(path.read_text().splitlines()) - 1

    monkeypatch.setattr("churnkit.commands.clean.count_rows", change_once)
    assert clean(table, output).rows == 2
    assert output.read_text() == "id,x\n1,2\n3,4\n"
    assert caplog.messages == [
        f"{table}: has 12 bytes instead of 8 since it was opened; everything is read again"
    ]
