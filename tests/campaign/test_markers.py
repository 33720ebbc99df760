"""Nobody who left, is barred or has not consented is listed, however that is written.

Tables are drawn at random and go through ``score``, each yes or no in a spelling of its own.
"""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from churnkit.commands.run import run
from churnkit.commands.score import score
from churnkit.config.loading import load_config
from churnkit.config.sections.project import Config
from tests.reports.telling_projects import write_project

CAMPAIGN = (
    "campaign={name: spring, cut: share, keep: dnc != 'yes', control: {share: 0}, "
    "channels: {text: {cost: 0.1, consent: may_text}}, "
    "playbook: {all: {channel: text, action: {en: a}}}}"
)
LEFT = ("data.left={column: status, values: [closed]}", "data.markers.max_unknown=1")
WORDS = {
    "yes": ("yes", "Y", "true", "1", "是"),
    "no": ("no", "N", "false", "0", "否"),
    "unknown": ("maybe", "?!", "later", "2"),
    "closed": ("closed", "yes", "1", "是"),
    "open": ("open", "no", "0", "否"),
}
_AROUND = ("", " ", "\t", "\u3000", "\u00a0", "\u200b")


def spelt(meaning: str, rng: random.Random) -> str:
    """One of the words, in another case or width, with blanks around it, or with decimals."""
    word = rng.choice(WORDS[meaning])
    if word.isdigit():
        word += rng.choice(["", ".0", ".00"])
    if rng.random() < 0.3:
        word = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in word)
    word = rng.choice([str.upper, str.lower, str.title])(word)
    return rng.choice(_AROUND) + word + rng.choice(_AROUND)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    config = write_project(folder)
    table = pl.read_csv(folder / "customers.csv", infer_schema=False)
    table.with_columns(status=pl.lit("open")).write_csv(folder / "customers.csv")
    run(load_config(config, LEFT))
    return folder


def config_of(folder: Path) -> Config:
    more = [CAMPAIGN, f"score.input={folder / 'current.csv'}", "score.share=1", "score.drift=note"]
    return load_config(folder / "project.yaml", [*LEFT, *more])


def written(meaning: list[str], rng: random.Random) -> list[str]:
    return [spelt(each, rng) for each in meaning]


@pytest.mark.parametrize("seed", range(12))
def test_nobody_is_listed_who_is_marked_in_any_spelling(project: Path, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - not for secrets
    count = rng.randint(5, 60)
    left = ["open", *(rng.choice(["open", "open", "closed", "unknown"]) for _ in range(count - 1))]
    barred = [rng.choice(["yes", "no", "no"]) for _ in range(count)]
    consents = ["yes", *(rng.choice(["yes", "yes", "no", "unknown"]) for _ in range(count - 1))]
    table = {
        "customer": [f"C{i}" for i in range(count)],
        "calls": [str(rng.randint(0, 11)) for _ in range(count)],
        "months": [str(rng.randint(1, 59)) for _ in range(count)],
        "plan": ["basic"] * count,
        "status": written(left, rng),
        "dnc": written(barred, rng),
        "may_text": written(consents, rng),
    }
    pl.DataFrame(table).write_csv(project / "current.csv")
    (project / "work/current/campaign-spring.parquet").unlink(missing_ok=True)
    facts = score(config_of(project)).campaign
    assert facts is not None
    listed = pl.read_csv(project / "work/current/list.csv", infer_schema=False)["id"].to_list()
    marks = zip(left, barred, consents, strict=True)
    may = [f"C{i}" for i, each in enumerate(marks) if each == ("open", "no", "yes")]
    assert sorted(listed) == sorted(may)
    assert facts.scored == left.count("open")
    assert facts.selected + sum(each.customers for each in facts.excluded) == facts.scored
