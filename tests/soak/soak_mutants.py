"""A long run of mutants: ``python tests/soak/soak_mutants.py READ [USED [TYPED]]``.

READ mutants of files of a run, of configs and of do-not-contact lists are read in this
process, USED of files of a run are used by the command that reads them, TYPED by the command line.
Each has to be refused in one line with its exit code, or to change nothing; of configs and lists,
whose text may honestly mean something else, nothing but messages is asked. What fails is told with
its number and makes the exit code 1; it then belongs into ``tests/faults/test_mutants.py``.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from churnkit.campaign.do_not_contact import read_do_not_contact
from churnkit.commands.explain import explain
from churnkit.commands.lost import lost
from churnkit.commands.report import report
from churnkit.commands.run import run
from churnkit.commands.score import score
from churnkit.config.loading import load_config
from churnkit.errors import ArtifactError, ChurnkitError, ConfigError
from tests.faults.mutants import READERS, RECORD, SECONDS, changed_bytes, changed_value, outcome

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "configs/campaign.yaml"
CONFIGS = sorted((ROOT / "configs").glob("*.yaml"))
LISTS = ("do_not_call.csv", "do_not_contact.csv")
PUBLISHED = {
    "score": ("list.csv", "control.csv", "scores.parquet", "selection.parquet", RECORD),
    "report": ("report.json", "report.md"),
    "lost": ("lost.json", "lost.md"),
}
USES: dict[str, tuple[str, Callable[..., Any]]] = {
    "model.json": ("score", score),
    "recipe.json": ("score", score),
    RECORD: ("score", score),
    "run.json": ("score", score),
    "prepared.parquet": ("report", report),
    "scores.parquet": ("lost", lost),
    "selection.parquet": ("explain", explain),
}
TOLD_EVERY = 1_000


class Mutants:
    """A published run, of which mutants are made."""

    def __init__(self, folder: Path) -> None:
        self.whole, self.copy = folder / "whole", folder / "copy"
        run(CONFIG, set={"work": self.whole})
        self.run = Path(shutil.copytree((self.whole / "current").resolve(), folder / "run"))
        self.meant = {name: read(self.run) for name, read in READERS.items()}
        self.content = {name: (self.run / name).read_bytes() for name in READERS}
        self.customer = self.content_of_list(self.whole).splitlines()[1].split(",")[1]
        self.wanted = {command: self.used(command) for command, _ in USES.values()}
        config = load_config(CONFIG)
        assert config.campaign is not None
        self.config, self.campaign = config, config.campaign

    @staticmethod
    def content_of_list(work: Path) -> str:
        return (work / "current/list.csv").read_text("utf-8-sig")

    def read(self, draw: random.Random) -> str:
        """Read a mutant in this process; what came of it."""
        kind = draw.choice((*READERS, *READERS, "config", "list"))
        return (
            self._config(draw)
            if kind == "config"
            else self._list(draw)
            if kind == "list"
            else self._file(kind, draw)
        )

    def _file(self, name: str, draw: random.Random) -> str:
        path, content = self.run / name, self.content[name]
        is_value = name.endswith(".json") and draw.random() < 0.5
        mutant = self._mutant(name, draw, is_value=is_value)
        path.write_bytes(mutant)
        try:
            found = outcome(name, self.run)
        finally:
            path.write_bytes(content)
        if found is None:
            return f"{name} refused"
        assert is_value or found == self.meant[name], "another content was read"
        return f"{name} read"

    def _mutant(self, name: str, draw: random.Random, *, is_value: bool) -> bytes:
        content = self.content[name]
        if is_value:
            return changed_value(content.decode(), draw).encode("utf-8", "surrogatepass")
        return changed_bytes(content, draw)

    def _config(self, draw: random.Random) -> str:
        source = draw.choice(CONFIGS)
        path = self.run.with_name("mutant.yaml")
        path.write_bytes(changed_bytes(source.read_bytes(), draw))
        try:
            load_config(path)
        except ConfigError as error:
            _require_lines(str(error), str(path))
            return "config refused"
        return "config read"

    def _list(self, draw: random.Random) -> str:
        name = draw.choice(LISTS)
        path = self.run.with_name(name)
        path.write_bytes(changed_bytes((ROOT / "sample_data" / name).read_bytes(), draw))
        suppress = {
            key: each.model_copy(update={"file": path})
            for key, each in self.campaign.suppress.items()
            if each.file.name == name
        }
        try:
            read_do_not_contact(suppress, self.config.ingest.nulls, self.config.phone_country)
        except ChurnkitError as error:
            _require_one_line(str(error))
            return "list refused"
        return "list read"

    def used(self, command: str, *, typed: bool = False) -> tuple[object, ...]:
        """What a command makes of a copy of the run; its exit code where it refuses it."""
        work = self.copy if self.copy.exists() else self.whole
        if work == self.whole:
            work = Path(shutil.copytree(self.whole, self.copy, symlinks=True))
        try:
            if typed:
                return self._typed(command, work)
            made = self._called(command, work)
        except ArtifactError as error:
            _require_one_line(str(error))
            return (error.exit_code,)
        finally:
            shutil.rmtree(self.copy)
        return made

    def _called(self, command: str, work: Path) -> tuple[object, ...]:
        if command == "explain":
            return (repr(explain(CONFIG, self.customer, set={"work": work})).encode(),)
        use = {"score": score, "report": report, "lost": lost}[command]
        use(CONFIG, set={"work": work})
        return tuple((work / "current" / name).read_bytes() for name in PUBLISHED[command])

    def _typed(self, command: str, work: Path) -> tuple[object, ...]:
        more = ("--id", self.customer) if command == "explain" else ()
        done = subprocess.run(
            [sys.executable, "-m", "churnkit", command, CONFIG, "--set", f"work={work}", *more],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        if done.returncode:
            told = [line for line in done.stderr.splitlines() if line.startswith("churnkit:")]
            assert len(told) == 1, done.stderr
            return (done.returncode,)
        if command == "explain":
            return self.wanted[command]
        return tuple((work / "current" / name).read_bytes() for name in PUBLISHED[command])

    def use(self, draw: random.Random, *, typed: bool = False) -> str:
        """Let a command use a mutant; what came of it."""
        name = draw.choice(list(USES))
        command, _ = USES[name]
        shutil.copytree(self.whole, self.copy, symlinks=True)
        path = (self.copy / "current").resolve() / name
        path.unlink()
        path.write_bytes(self._mutant(name, draw, is_value=False))
        made = self.used(command, typed=typed)
        if made == (7,):
            return f"{name} refused"
        assert made == self.wanted[command], f"{command} made something else of it: {made!r:.300}"
        return f"{name} used"


def _require_one_line(message: str) -> None:
    assert message.strip()
    assert "\n" not in message, message


def _require_lines(message: str, begin: str) -> None:
    assert message.strip()
    assert all(line.startswith(begin) for line in message.splitlines()), message


def soak(read: int, used: int, typed: int) -> int:
    """Try so many mutants of each sort; how many failed."""
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        mutants = Mutants(Path(name))
        sorts: list[tuple[int, Callable[[random.Random], str]]] = [
            (read, mutants.read),
            (used, mutants.use),
            (typed, lambda draw: mutants.use(draw, typed=True)),
        ]
        for wanted, tries in sorts:
            for number in range(wanted):
                counts[_try(number, tries)] += 1
                if (number + 1) % TOLD_EVERY == 0 or number + 1 == wanted:
                    _tell(f"{number + 1:,}: {dict(sorted(counts.items()))}")
    return counts["failed"]


def _try(number: int, tries: Callable[[random.Random], str]) -> str:
    started = time.process_time()
    try:
        made = tries(random.Random(number))  # noqa: S311 - a fuzzer keeps no secrets
        assert time.process_time() - started < SECONDS, "too slow"
    except Exception:  # noqa: BLE001 - whatever it is, it is what the fuzzer looks for
        _tell(f"FAILED {number}\n{traceback.format_exc(limit=-3)}")
        return "failed"
    return made


def _tell(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    failed = soak(*(int(text) for text in (*sys.argv[1:], "0", "0")[:3]))
    sys.exit(1 if failed else 0)
