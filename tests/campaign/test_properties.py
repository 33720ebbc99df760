"""Whatever the config and the customers: nobody is contacted who must not be, and all are counted.

Tables and configs are drawn at random and go through ``score``; what must come out is said again
here, one customer after the other, in plain Python.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from churnkit.campaign.record import read_record
from churnkit.campaign.select.facts import CampaignFacts
from churnkit.commands.run import run
from churnkit.commands.score import score
from churnkit.config.loading import load_config
from churnkit.config.sections.project import Config
from churnkit.errors import InputError
from tests.draws import drawn
from tests.reports.telling_projects import write_project

EXAMPLES = drawn(12, 24)
AS_OF = dt.date(2024, 6, 30)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
SPELLINGS = (
    "{n}", "+86{n}", "+86 {a} {b} {c}", "0086{n}", "0086-{a}-{b}-{c}", "86{n}", "86 {a}-{b}-{c}",
    "({a}) {b}.{c}", "{n}.0", "'{n}", "{wide}", " {a}\u3000{b}\u00a0{c} ", "{a}\u200b{b}{c}",
    "\u202a+86 {n}\u202c", "13600000000 / {n}", "{a} {b} {c}；010-12345678",
)  # fmt: skip
TIERS = ("vip", "key", "ordinary", "small")


def spelt(number: int, way: int) -> str:
    digits = f"138{number:08d}"
    return SPELLINGS[way].format(
        n=digits, a=digits[:3], b=digits[3:7], c=digits[7:], wide=digits.translate(FULL_WIDTH)
    )


@dataclass(frozen=True)
class Customer:
    number: int
    phone: str | None
    may_text: str | None
    worth: str | None
    last: str | None
    calls: int

    @property
    def id(self) -> str:
        return f"C{self.number:04d}"


ways = st.integers(0, len(SPELLINGS) - 1)
days = st.integers(-5, 60).map(lambda days: (AS_OF - dt.timedelta(days)).isoformat())


@st.composite
def customers(draw: st.DrawFn) -> list[Customer]:
    numbers = draw(st.lists(st.integers(0, 200), min_size=1, max_size=40, unique=True))
    drawn = [
        Customer(
            number,
            draw(st.none() | ways.map(lambda way, n=number: spelt(n, way))),  # type: ignore[misc]
            draw(st.sampled_from(["yes", "Yes ", "是", "ＹＥＳ", "no", "", "maybe"])),
            draw(st.none() | st.integers(0, 500).map(str)),
            draw(st.none() | days | st.just("unreadable")),
            draw(st.integers(0, 11)),
        )
        for number in numbers
    ]
    return few_unknown(drawn)


def few_unknown(drawn: list[Customer]) -> list[Customer]:
    """The same, with at most a fifth of the consents unknown: above that a run stops."""
    unknown = [each for each in drawn if each.may_text == "maybe"]
    surplus = unknown[len(drawn) // 5 :]
    return [replace(each, may_text="no") if each in surplus else each for each in drawn]


@dataclass(frozen=True)
class Plan:
    barred_phones: tuple[int, ...]
    barred_ids: tuple[int, ...]
    ways: tuple[int, ...]
    cool_off: int
    overrides: tuple[str, ...]


cuts = st.one_of(
    st.just("cut: share"),
    st.integers(1, 40).map("cut: number, number: {}".format),
    st.integers(0, 60).map("cut: budget, budget: {}".format),
    st.just("cut: profit"),
)
numbers = st.lists(st.integers(0, 200), min_size=1, max_size=25, unique=True).map(tuple)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    quotas = draw(st.dictionaries(st.sampled_from(TIERS), st.integers(0, 8)))
    only = draw(st.lists(st.sampled_from(TIERS), unique=True))
    control = draw(st.sampled_from([0, 0.1, 0.5, 0.9]))
    order = draw(st.sampled_from(["score", "value_at_risk", "profit"]))
    salt = draw(st.sampled_from(["", ", salt: pepper"]))
    by_text = draw(st.booleans())
    barred = draw(numbers)
    cool_off = draw(st.integers(1, 50))
    written = (
        f"name: spring, value: worth, order: {order}, {draw(cuts)}, "
        f"only_tiers: {list(only)}, quotas: {quotas}, last_contact: last, cool_off: {cool_off}d, "
        "suppress: {p: {file: FOLDER/p.csv, column: tel, customers: phone, written: phone}, "
        "i: {file: FOLDER/i.csv, column: cid, customers: customer}}, "
        "channels: {text: {cost: 0.1, consent: may_text}, call: {cost: 2}}, "
        "playbook: {new: {when: calls > 5 and tier != 'vip', channel: text, action: {en: a}}, "
        f"all: {{channel: {'text' if by_text else 'call'}, action: {{en: b}}, offer_cost: 3}}}}, "
        f"control: {{share: {control}{salt}}}"
    ).replace("'", '"')
    share = draw(st.sampled_from([0.1, 0.5, 1]))
    return Plan(
        barred,
        draw(numbers),
        tuple(draw(st.lists(ways, min_size=len(barred), max_size=len(barred)))),
        cool_off,
        (f"campaign={{{written}}}", f"score.share={share}"),
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    run(load_config(write_project(folder)))
    return folder


def write_tables(folder: Path, now: Sequence[Customer], plan: Plan) -> None:
    table = {
        "customer": [each.id for each in now],
        "calls": [each.calls for each in now],
        "months": [each.number % 60 for each in now],
        "plan": ["basic"] * len(now),
        "phone": [each.phone for each in now],
        "may_text": [each.may_text for each in now],
        "worth": [each.worth for each in now],
        "last": [each.last for each in now],
    }
    texts = pl.DataFrame(table).cast(pl.String)
    # a row that tells how columns are written, and is too young a contact to be selected
    sample = ["sample", "0", "0", "basic", "13700000000", "no", "1", AS_OF.isoformat()]
    first = pl.DataFrame([sample], schema=texts.columns, orient="row").cast(pl.String)
    pl.concat([first, texts]).write_csv(folder / "current.csv")
    phones = [spelt(n, way) for n, way in zip(plan.barred_phones, plan.ways, strict=True)]
    pl.DataFrame({"tel": phones}).write_csv(folder / "p.csv")
    ids = [f" c{number:04d}" for number in plan.barred_ids]
    pl.DataFrame({"cid": ids}).write_csv(folder / "i.csv")


def config_of(folder: Path, plan: Plan) -> Config:
    overrides = [text.replace("FOLDER", str(folder)) for text in plan.overrides]
    more = [
        f"score.input={folder / 'current.csv'}",
        f"score.as_of={AS_OF}",
        "score.drift=note",  # a few random customers are not those of learning
    ]
    return load_config(folder / "project.yaml", [*overrides, *more])


def must_not_be_contacted(each: Customer, plan: Plan) -> bool:
    """In plain words: barred, not to be looked up, or contacted too lately."""
    if each.number in (*plan.barred_ids,) or each.phone is None:
        return True
    if each.number in plan.barred_phones or each.last == "unreadable":
        return True
    peace = dt.timedelta(plan.cool_off)
    return each.last is not None and dt.date.fromisoformat(each.last) + peace > AS_OF


def made(folder: Path, plan: Plan) -> tuple[CampaignFacts, pl.DataFrame, list[bytes]]:
    facts = score(config_of(folder, plan)).campaign
    assert facts is not None
    current = folder / "work/current"
    files = ("list.csv", "control.csv", "campaign-spring.parquet", "list.md")
    record = read_record(current / "campaign-spring.parquet")
    return facts, record, [(current / name).read_bytes() for name in files]


def ids_of(folder: Path, name: str) -> list[Any]:
    listed = pl.read_csv(folder / "work/current" / name, infer_schema=False)
    return listed["id"].to_list()


@settings(max_examples=EXAMPLES)
@given(now=customers(), plan=plans())
def test_nobody_is_contacted_who_must_not_be(
    project: Path, now: list[Customer], plan: Plan
) -> None:
    (project / "work/current/campaign-spring.parquet").unlink(missing_ok=True)
    write_tables(project, now, plan)
    facts, record, _ = made(project, plan)
    listed, control = ids_of(project, "list.csv"), ids_of(project, "control.csv")

    known = {each.id: each for each in now}
    barred = {each.id for each in now if must_not_be_contacted(each, plan)} | {"sample"}
    assert barred.isdisjoint({*listed, *control})
    by_text = record.filter(pl.col("channel") == "text")["id"]
    assert all(known[id_].may_text in ("yes", "Yes ", "是", "ＹＥＳ") for id_ in by_text)

    assert set(listed).isdisjoint(control)
    assert {*listed, *control} == set(record["id"])
    assert (len(listed), len(control)) == (facts.listed, facts.control)
    assert len(listed) + len(control) == facts.selected == record.height
    assert facts.scored == len(now) + 1
    assert facts.selected + sum(each.customers for each in facts.excluded) == facts.scored


@settings(max_examples=EXAMPLES // 4)
@given(now=customers(), plan=plans(), seed=st.integers(0, 9))
def test_reruns_and_shuffled_rows_give_the_same_files(
    project: Path, now: list[Customer], plan: Plan, seed: int
) -> None:
    (project / "work/current/campaign-spring.parquet").unlink(missing_ok=True)
    write_tables(project, now, plan)
    files = made(project, plan)[2]
    assert made(project, plan)[2] == files
    (project / "work/current/campaign-spring.parquet").unlink()
    rows = pl.read_csv(project / "current.csv", infer_schema=False)
    rows.sample(fraction=1, shuffle=True, seed=seed).write_csv(project / "current.csv")
    assert made(project, plan)[2] == files


def test_the_run_stops_where_too_many_consents_are_unknown(project: Path) -> None:
    plan = Plan((1,), (2,), (1,), 30, (
        "campaign={name: spring, channels: {text: {cost: 0.1, consent: may_text}}, "
        "playbook: {all: {channel: text, action: {en: a}}}}",
    ))  # fmt: skip
    write_tables(project, [Customer(5, None, "maybe", None, None, 1)], plan)
    with pytest.raises(InputError, match="not known to mean yes or no in 1 of 2 rows: 'maybe'"):
        score(config_of(project, plan))


def test_the_random_campaigns_do_select(project: Path, tmp_path: Path) -> None:
    """The property would hold of empty lists, too."""
    folder = tmp_path / "p"
    shutil.copytree(project, folder, symlinks=True)
    now = [Customer(n, spelt(n, n % len(SPELLINGS)), "yes", "10", None, n % 12) for n in range(40)]
    plan = Plan((1, 2), (3,), (1, 2), 30, (
        "campaign={name: spring, suppress: {p: {file: FOLDER/p.csv, column: tel, customers: phone, "
        "written: phone}}}", "score.share=0.5",
    ))  # fmt: skip
    write_tables(folder, now, plan)
    facts, _, _ = made(folder, plan)
    assert (facts.selected, facts.excluded[0].customers) == (21, 2)
