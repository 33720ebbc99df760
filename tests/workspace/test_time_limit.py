"""``timeout``: a command that takes longer publishes nothing; one that publishes is done."""

import contextlib
import os
import signal
import threading
import time
from pathlib import Path

import pytest

import churnkit.workspace.runs as runs
from churnkit.cli import main
from churnkit.commands.features import features
from churnkit.commands.run import run
from churnkit.config.types.spans import Duration
from churnkit.errors import TimeLimitError
from churnkit.workspace.runs import open_run
from churnkit.workspace.time_limit import within

ROOT = Path(__file__).parents[2]
LIMIT = Duration(1, "1s")


def alarm() -> None:
    """As if the time were up now."""
    os.kill(os.getpid(), signal.SIGALRM)


def publish(work: Path, text: str) -> None:
    with within(LIMIT), open_run(work) as run:
        run.write_text("first", text)


def test_time_that_is_up_publishes_nothing(tmp_path: Path) -> None:
    publish(tmp_path, "1")

    def take_too_long() -> None:
        with within(LIMIT), open_run(tmp_path) as run:
            run.write_text("first", "2")
            time.sleep(30)

    with pytest.raises(TimeLimitError, match="timeout: 1s: the command took longer"):
        take_too_long()
    assert (tmp_path / "current/first").read_text() == "1"
    assert {path.name for path in tmp_path.iterdir()} == {".lock", "current", "runs"}
    assert len(list((tmp_path / "runs").iterdir())) == 1
    publish(tmp_path, "3")  # the lock is free
    assert (tmp_path / "current/first").read_text() == "3"


@pytest.mark.parametrize(
    "point", ["Path.symlink_to", "Path.rename", "Path.replace", "sync_folder", "_prune"]
)
def test_what_has_begun_to_publish_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    publish(tmp_path, "1")

    with within(LIMIT), open_run(tmp_path) as run:
        run.write_text("first", "2")
        _alarm_at(point, monkeypatch)
    monkeypatch.undo()
    assert (tmp_path / "current/first").read_text() == "2"


def _alarm_at(point: str, monkeypatch: pytest.MonkeyPatch) -> None:
    original = getattr(Path if point.startswith("Path") else runs, point.rpartition(".")[2])

    def late(*arguments: object, **options: object) -> object:
        alarm()
        return original(*arguments, **options)

    monkeypatch.setattr(f"churnkit.workspace.runs.{point}", late)


def test_nothing_is_left_armed(tmp_path: Path) -> None:
    former = signal.getsignal(signal.SIGALRM)
    publish(tmp_path, "1")
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) is former


def test_code_on_the_way_out_does_not_swallow_it() -> None:
    def swallows() -> None:
        while True:
            with contextlib.suppress(Exception):
                time.sleep(30)

    with pytest.raises(TimeLimitError), within(LIMIT):
        swallows()


def test_native_code_that_makes_another_exception_of_it_changes_nothing() -> None:
    def translates() -> None:
        try:
            time.sleep(30)
        except BaseException:  # noqa: BLE001 - as native code does
            raise TypeError("<unprintable str object>") from None

    with pytest.raises(TimeLimitError), within(LIMIT):
        translates()


def test_outside_of_the_main_thread_there_is_no_limit(caplog: pytest.LogCaptureFixture) -> None:
    def work() -> None:
        with within(LIMIT):
            time.sleep(1.2)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert "timeout: 1s has no effect here" in caplog.text


def slow(*_: object, **__: object) -> None:
    time.sleep(30)


def test_a_command_says_what_it_was_doing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config, work = ROOT / "configs/telecom.yaml", f"work={tmp_path}"
    run(config, set=[work])
    before = (tmp_path / "current").resolve()
    monkeypatch.setattr("churnkit.commands.train.make_learner", slow)
    with pytest.raises(SystemExit) as stopped:
        main(["train", str(config), "--set", work, "--set", "timeout=4s"])
    assert stopped.value.code == 15
    assert "timeout: 4s: the command took longer (during train), and was stopped; nothing was " in (
        capsys.readouterr().err
    )
    assert (tmp_path / "current").resolve() == before


def test_features_has_its_limit_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("churnkit.commands.features.learning_source", slow)
    out = tmp_path / "out.csv"
    with pytest.raises(TimeLimitError):
        features(ROOT / "configs/orders.yaml", out=out, set={"timeout": "1s"})
    assert not out.exists()
