"""The command line: every problem is one message with an exit code, and nothing half-written."""

import contextlib
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from churnkit.cli import main
from churnkit.commands.run import run
from churnkit.config.loading import load_config
from churnkit.errors import EXIT_CODES, RESERVED_EXIT_CODES, ChurnkitError

CONFIG = """
work: work
data:
  customers: customers.csv
  id: customer
  label: {column: churned, churned: "yes"}
  variables: {calls: {leak: keep}}
ingest:
  rate_difference: {effect: 0}
train:
  learner: tree
  tree: {min_customers: 2}
"""


SLOW_LEARNER = """
import sys, time
import churnkit.commands.train
from churnkit.cli import main
churnkit.commands.train.make_learner = lambda _: time.sleep(60)
main(["run", sys.argv[1]])
"""

TRANSLATES = """
import sys, time
import churnkit.commands.train
from churnkit.cli import main

def translates(_):
    try:
        time.sleep(60)
    except BaseException:
        raise TypeError("<unprintable str object>") from None  # as native code does

churnkit.commands.train.make_learner = translates
main(["run", sys.argv[1]])
"""

CHURNED = [f"{n:04d}" for n in range(20) if n != 5] + ["0030"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project that works: customers who call less leave, with two exceptions."""
    rows = ["customer,calls,plan,churned"]
    for number in range(60):
        id_, plan = f"{number:04d}", "gold" if number % 3 else "basic"
        rows.append(f"{id_},{number},{plan},{'yes' if id_ in CHURNED else 'no'}")
    (tmp_path / "customers.csv").write_text("\n".join(rows) + "\n")
    (tmp_path / "project.yaml").write_text(CONFIG)
    return tmp_path


def churnkit(*arguments: object) -> int:
    """Run the command line in this process and return its exit code."""
    with pytest.raises(SystemExit) as stopped:
        main([str(argument) for argument in arguments])
    return int(stopped.value.code or 0)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_run_succeeds_and_says_where_the_list_is(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert churnkit("run", project / "project.yaml") == 0
    out, err = capsys.readouterr()
    assert f"list: {project / 'work/current/list.csv'}" in out
    assert f"report: {project / 'work/current/report.md'}" in out
    logged = [line.split()[-1] for line in err.splitlines() if not line.startswith("note:")]
    assert logged == ["ingest", "train", "score", "report"]


def test_the_stages_one_by_one_give_what_run_gives(project: Path) -> None:
    run(load_config(project / "project.yaml"))
    whole = {p.name: p.read_bytes() for p in (project / "work/current").iterdir()}
    for stage in ("ingest", "train", "score", "report"):
        assert churnkit(stage, project / "project.yaml", "--set", f"work={project / 'steps'}") == 0
    steps = {p.name: p.read_bytes() for p in (project / "steps/current").iterdir()}
    assert whole.keys() == steps.keys()
    assert all(whole[name] == steps[name] for name in whole if name != "run.json")


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "parts"),
    [
        pytest.param("project.yaml", "learner: tree", "learner: forest", 3,
                     ["project.yaml:11:12", "train.learner", "write one of"], id="bad value"),
        pytest.param("project.yaml", "train:", "trian:", 3,
                     ["project.yaml:10:1", "trian", "did you mean 'train'"], id="unknown key"),
        pytest.param("project.yaml", "id: customer", "id: custmer", 3,
                     ["data.id", "custmer", "did you mean 'customer'"], id="no such column"),
        pytest.param("project.yaml", "customers.csv", "nobody.csv", 4, ["nobody.csv"],
                     id="no such table"),
        pytest.param("project.yaml", 'churned: "yes"', 'churned: ["yes", "no"]', 6, ["churned"],
                     id="one class only"),
        pytest.param("project.yaml", "work: work", "work: customers.csv", 8,
                     ["customers.csv", "cannot be written"], id="work is a file"),
    ],
)  # fmt: skip
def test_bad_input_gives_one_message_and_leaves_nothing(
    project: Path, capsys: pytest.CaptureFixture[str],
    file: str, old: str, new: str, code: int, parts: list[str],
) -> None:  # fmt: skip
    edit(project / file, old, new)
    assert churnkit("run", project / "project.yaml") == code
    message = capsys.readouterr().err
    assert "Traceback" not in message
    assert all(part in message for part in parts), message
    assert not (project / "work/current").exists()
    assert not list(project.glob("work/runs/*"))


@pytest.mark.parametrize("stage", ["train", "score", "report"])
def test_a_stage_without_the_one_before_says_so(
    project: Path, capsys: pytest.CaptureFixture[str], stage: str
) -> None:
    assert churnkit(stage, project / "project.yaml") == 7
    assert "run churnkit ingest first" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("stage", "setting", "parts"),
    [
        pytest.param("score", "data.left={column: plan, values: [gold]}",
                     ["data.left.column: 'plan' now", "churnkit ingest"], id="who has left"),
        pytest.param("train", "ingest.valid_share=0.5",
                     ["ingest.valid_share: 0.5 now, 0.85 when", "churnkit ingest"], id="85% rule"),
        pytest.param("report", "train.tree.max_rules=3",
                     ["train.tree.max_rules: 3 now, 8 when", "churnkit train"], id="tree"),
    ],
)  # fmt: skip
def test_a_setting_changed_after_learning_is_not_ignored(
    project: Path, capsys: pytest.CaptureFixture[str], stage: str, setting: str, parts: list[str]
) -> None:
    churnkit("run", project / "project.yaml")
    assert churnkit(stage, project / "project.yaml", "--set", setting) == 3
    message = capsys.readouterr().err
    assert all(part in message for part in parts), message


def test_a_new_recipe_does_not_stand_beside_an_old_model_or_list(project: Path) -> None:
    churnkit("run", project / "project.yaml")
    churnkit("ingest", project / "project.yaml")
    assert not (project / "work/current/model.json").exists()
    assert not (project / "work/current/list.csv").exists()
    churnkit("train", project / "project.yaml")
    assert not (project / "work/current/report.json").exists()
    assert churnkit("score", project / "project.yaml") == 0


def test_files_that_do_not_belong_together_are_refused(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    churnkit("run", project / "project.yaml")
    current = project / "work/current"
    model = (current / "model.json").read_bytes()
    edit(project / "customers.csv", "calls,plan", "calls,tariff")
    churnkit("ingest", project / "project.yaml")
    (current / "model.json").write_bytes(model)
    assert churnkit("score", project / "project.yaml") == 7
    assert "another recipe.json; run churnkit train again" in capsys.readouterr().err
    churnkit("train", project / "project.yaml")
    pl.DataFrame({"id": ["0001"]}).write_parquet(current / "prepared.parquet")
    assert churnkit("report", project / "project.yaml") == 7
    assert "not the customers that model.json was trained on" in capsys.readouterr().err


def test_missing_columns_are_shown_before_anything_is_written(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    churnkit("run", project / "project.yaml")
    before = (project / "work/current").resolve()
    (project / "new.csv").write_text("customer,plans,age\n7,gold,30\n")
    assert churnkit("score", project / "project.yaml", "--input", project / "new.csv") == 5
    message = capsys.readouterr().err
    assert "calls" in message
    assert "age" in message
    assert (project / "work/current").resolve() == before


def test_customers_who_left_are_not_listed(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert churnkit("run", project / "project.yaml", "--set", "score.share=1") == 0
    assert "40 customers scored" in capsys.readouterr().out
    listed = pl.read_csv(project / "work/current/list.csv", infer_schema=False)
    assert sorted(listed["id"]) == sorted({f"{n:04d}" for n in range(60)} - set(CHURNED))


def test_unseen_categories_and_odd_values_are_scored(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    churnkit("run", project / "project.yaml")
    (project / "new.csv").write_text("customer,calls,plan\n1,5,platinum\n2,many,\n3,,gold\n")
    assert churnkit("score", project / "project.yaml", "--input", project / "new.csv",
                    "--set", "score.share=1") == 0  # fmt: skip
    assert pl.read_parquet(project / "work/current/scores.parquet").height == 3
    rejects = pl.read_csv(project / "work/current/score-rejects.csv", infer_schema=False)
    assert rejects.select("file", "line", "column", "value").rows() == [
        ("new.csv", "3", "calls", "many")
    ]
    assert "scored table that could not be used: 1, listed in" in capsys.readouterr().err


def test_strict_turns_rejects_into_an_exit_code(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(project / "customers.csv", "0007,7,", "0007,seven,")
    assert churnkit("run", project / "project.yaml", "--strict") == 9
    assert "customers.csv:9: calls: not a finite number (seven)" in capsys.readouterr().err
    assert not (project / "work/current").exists()
    assert churnkit("run", project / "project.yaml") == 0


def test_rules_show_speaks_both_languages(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    churnkit("run", project / "project.yaml")
    capsys.readouterr()
    churnkit("rules", "show", project / "project.yaml")
    assert capsys.readouterr().out.startswith("R1: IF 6 to 17 calls THEN churn")
    churnkit("rules", "show", project / "project.yaml", "--language", "zh")
    assert capsys.readouterr().out.startswith("R1: 如果")


@pytest.mark.parametrize(
    "stage",
    ["ingest", "train", "score", "report", "run", "plan", "measure", "runs", "schema", "rules"],
)
def test_help_begins_with_an_example(capsys: pytest.CaptureFixture[str], stage: str) -> None:
    assert churnkit(stage, "--help") == 0
    assert "Example: churnkit " in capsys.readouterr().out.split("\n\n")[1]


def test_a_job_with_an_empty_environment_works(project: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "churnkit", "run", str(project / "project.yaml")],
        env={}, cwd="/", capture_output=True, check=False,
    )  # fmt: skip
    assert finished.returncode == 0, finished.stderr.decode()
    assert (project / "work/current/list.csv").exists()


@pytest.mark.parametrize(
    ("command", "code"),
    [
        pytest.param("run {config} | head -1", 0, id="a reader that stops reading"),
        pytest.param("run {config} > /dev/full", 0, id="a full log disk"),
        pytest.param("run {config} 2> /dev/full", 0, id="messages cannot be written"),
        pytest.param("run {config} >&-", 0, id="no output at all"),
        pytest.param("schema | true", 0, id="nobody reads the schema"),
        pytest.param("schema > /dev/full", 1, id="the schema cannot be written"),
        pytest.param("--help > /dev/full", 1, id="the help cannot be written"),
        pytest.param("--version > /dev/full", 1, id="the version cannot be written"),
    ],
)
def test_trouble_with_the_output_is_no_trouble_with_the_run(
    project: Path, command: str, code: int
) -> None:
    line = command.format(config=project / "project.yaml")
    finished = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {sys.executable} -m churnkit {line}"],
        capture_output=True, check=False,
    )  # fmt: skip
    assert finished.returncode == code, finished.stderr.decode()
    assert b"Traceback" not in finished.stderr
    assert "run" not in command or (project / "work/current/list.csv").exists()


@pytest.mark.parametrize(
    ("signal_", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "kill"]
)
@pytest.mark.parametrize("learner", [SLOW_LEARNER, TRANSLATES], ids=["slow", "native"])
def test_an_interrupted_run_says_so_and_leaves_nothing(
    project: Path, signal_: signal.Signals, code: int, learner: str
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", learner, str(project / "project.yaml")], stderr=subprocess.PIPE
    )
    while not list(project.glob("work/runs/.*Z/prepared.parquet")):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal_)
    _, message = process.communicate(timeout=30)
    assert process.returncode == code
    assert b"interrupted; nothing was published" in message
    assert not list(project.glob("work/runs/*"))


def test_the_readme_tells_the_exit_codes_that_there_are() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text()
    rows = re.findall(r"^\| (\d+) \| (.*) \|$", readme, re.MULTILINE)
    assert {int(code): meaning for code, meaning in rows} == EXIT_CODES
    raised = {error.exit_code for error in ChurnkitError.__subclasses__()}
    assert raised < EXIT_CODES.keys()
    assert not EXIT_CODES.keys() & RESERVED_EXIT_CODES.keys()


def test_the_readme_names_the_commands_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert churnkit("--help") == 0
    commands = re.findall(r"^  (\w+) {2,}\w", capsys.readouterr().out, re.MULTILINE)
    readme = (Path(__file__).parent.parent / "README.md").read_text()
    assert len(commands) >= 7
    assert all(f"`churnkit {command}" in readme for command in commands)


def test_clean_writes_what_is_good_and_lists_what_is_not(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(project / "customers.csv", "0007,7,", "0007,seven,")
    output = project / "clean.parquet"
    assert churnkit("clean", project / "customers.csv", output, "--kind", "calls=number") == 0
    out, err = capsys.readouterr()
    assert "60 rows" in out
    assert "1 rejects in" in err
    assert pl.read_parquet(output)["calls"].null_count() == 1
    assert "seven" in (project / "clean.rejects.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        pytest.param(b"", "id=id", 4, id="empty"),
        pytest.param(b"PK\x03\x04", "id=id", 4, id="no table"),
        pytest.param(b"id,n\n1,2\n", "number", 2, id="no pair"),
        pytest.param(b"id,n\n1,2\n", "n=integer", 3, id="no such kind"),
    ],
)
def test_clean_refuses_with_a_reason_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, kind: str, code: int
) -> None:
    (tmp_path / "raw.csv").write_bytes(content)
    assert churnkit("clean", tmp_path / "raw.csv", tmp_path / "out.csv", "--kind", kind) == code
    assert capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["raw.csv"]


def test_on_a_terminal_the_stages_show_in_one_moving_line(project: Path) -> None:
    screen, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "churnkit", "run", str(project / "project.yaml")],
        stderr=terminal, stdout=subprocess.DEVNULL, env=os.environ | {"TERM": "xterm"},
    )  # fmt: skip
    os.close(terminal)
    shown = b""
    with contextlib.suppress(OSError):  # the end of a terminal is an error
        while part := os.read(screen, 4096):
            shown += part
    assert process.wait() == 0
    # the line moves some 12 times a second: a stage may be over before it shows
    assert any(stage in shown for stage in (b"ingest", b"train", b"score", b"report"))
    assert b"\x1b[2K" in shown
    assert not re.search(rb"\d\d:\d\d:\d\d", shown)


def test_a_decimal_comma_is_read_where_the_config_says_so(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = (project / "customers.csv").read_text().replace(",", ";").splitlines()
    commas = [rows[0], *(row.replace(f";{n};", f";{n},5;") for n, row in enumerate(rows[1:]))]
    (project / "customers.csv").write_text("\n".join(commas) + "\n")
    assert churnkit("run", project / "project.yaml") == 4
    assert "data.variables.calls.written: decimal-comma" in capsys.readouterr().err
    setting = "data.variables.calls.written=decimal-comma"
    assert churnkit("run", project / "project.yaml", "--set", setting) == 0
    prepared = pl.read_parquet(project / "work/current/prepared.parquet")
    assert prepared["calls"].min() == 0.5


@pytest.mark.parametrize(
    ("policy", "code", "calls"), [("first", 0, 5.0), ("last", 0, 99.0), ("error", 4, None)]
)
def test_which_of_several_rows_with_an_id_stays(
    project: Path, capsys: pytest.CaptureFixture[str], policy: str, code: int, calls: float | None
) -> None:
    with (project / "customers.csv").open("a") as file:
        file.write("0005,99,gold,no\n")
    setting = f"data.duplicates={policy}"
    assert churnkit("run", project / "project.yaml", "--set", setting) == code
    if calls is None:
        assert "customers.csv:62: duplicate id '0005'" in capsys.readouterr().err
    else:
        prepared = pl.read_parquet(project / "work/current/prepared.parquet")
        assert prepared.filter(pl.col("id") == "0005")["calls"].to_list() == [calls]


@pytest.mark.parametrize(
    ("output", "rejects"),
    [
        pytest.param("customers.csv", "rejects.csv", id="over the input"),
        pytest.param("out.csv", "out.csv", id="over its rejects"),
        pytest.param("out.csv", "customers.csv", id="rejects over the input"),
    ],
)
def test_clean_writes_over_nothing_that_it_reads_or_writes(
    project: Path, capsys: pytest.CaptureFixture[str], output: str, rejects: str
) -> None:
    before = (project / "customers.csv").read_bytes()
    arguments = (project / "customers.csv", project / output, "--rejects", project / rejects)
    assert churnkit("clean", *arguments) == 8
    assert "one would be lost" in capsys.readouterr().err
    assert (project / "customers.csv").read_bytes() == before


def test_a_day_on_which_nothing_depends_is_noted(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert churnkit("run", project / "project.yaml") == 0
    capsys.readouterr()
    assert churnkit("score", project / "project.yaml", "--as-of", "2024-07-01") == 0
    assert "note: as of 2024-07-01: no score depends on the day" in capsys.readouterr().err
