"""Random small tables of every yes/no column, in every spelling, and what is made of them.

Each draw has a config of its own: which values mean yes and no, and how the column is stored.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from churnkit.campaign.columns import Columns
from churnkit.campaign.former_customers import Named, read_leavers
from churnkit.campaign.measure.outcomes import read_outcomes
from churnkit.campaign.playbook import reachable
from churnkit.config.sections.campaign import Channel, OutcomeSettings
from churnkit.config.sections.project import MarkerSettings, Nulls
from churnkit.config.types.condition_text import parse_condition
from churnkit.prepare.apply import prepare_for_scoring
from churnkit.prepare.recipe import Recipe
from tests.tables.raw_tables import ids, labels, prepare, table_of

Meaning = str
"""yes, no, unknown or nothing (no value)."""
YES = ("yes", "y", "true", "t", "1", "是", "是的", "对")
NO = ("no", "n", "false", "f", "0", "否", "不是")


@dataclass(frozen=True)
class Words:
    """Which values mean what, by a config."""

    configured: tuple[str, ...]
    means_no: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    unknown: tuple[str, ...]
    stored: tuple[str, ...] = ("text",)


WORDS = (
    Words(("yes", "true", "1", "是"), (), YES, NO, ("maybe", "?!", "2", "-1", "yess", "0.5"),
          ("text", "truth", "whole", "float")),
    Words(("1",), (), YES, NO, ("2", "10", "11", "1-0", "gone"), ("text", "truth", "whole")),
    Words(("2",), ("3",), ("2", "yes", "true"), ("3", "no", "false"), ("1", "0", "22", "9"),
          ("text", "whole", "float")),
    Words(("closed", "terminated"), ("open", "active"), ("closed", "terminated", "yes", "是"),
          ("open", "active", "no", "0", "否"), ("clsd", "shut", "opened", "2", "pending")),
    Words(("已注销", "Off Net"), ("在网",), ("已注销", "off net", "是"), ("在网", "否", "no"),
          ("停机", "off-net", "未知", "2")),
)  # fmt: skip
_AROUND = ("", "", " ", "\t", "\u3000", "\u00a0", "\u200b", "\ufeff")
_DECIMALS = ("{}", "{}.0", "{}.00")
_NUMBERS = (*_DECIMALS, "+{}", "{}e0", "{}.")
_STORED: dict[str, tuple[Callable[[str], Any], pl.DataType | type[pl.DataType]]] = {
    "truth": (lambda word: word in YES, pl.Boolean),
    "whole": (int, pl.Int64),
    "float": (float, pl.Float64),
}


def spelt(word: str, rng: random.Random, numbers: Sequence[str]) -> str:
    """A word in another case or width, with blanks around it; a number written otherwise."""
    if word == "0" or (word.isdecimal() and not word.startswith("0")):
        word = rng.choice(numbers).format(word)
    if rng.random() < 0.3:
        word = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in word)
    word = rng.choice([str.upper, str.lower, str.title, str.swapcase])(word)
    return rng.choice(_AROUND) + word + rng.choice(_AROUND)


@dataclass(frozen=True)
class Drawn:
    """A column of a table, what each of its values means, and the config."""

    words: Words
    meanings: tuple[Meaning, ...]
    column: pl.Series
    settings: MarkerSettings


def draw(kind: str, rng: random.Random, size: int) -> Drawn:
    # conditions know the words of yes and no, and compare texts with texts only
    words = rng.choice(WORDS[:2] if kind == "do-not-contact" else WORDS)
    stored = "text" if kind == "do-not-contact" else rng.choice(words.stored)
    may_be = ["yes", "no", "nothing"] + ["unknown"] * (stored != "truth")
    meanings = ["yes", "no", *(rng.choice(may_be) for _ in range(size))]
    numbers = _DECIMALS if kind == "do-not-contact" else _NUMBERS  # codes are no numbers there
    column = _column(words, stored, meanings, rng, numbers)
    settings = MarkerSettings(means_no=words.means_no, max_unknown=1)
    return Drawn(words, tuple(meanings), column, settings)


def _column(
    words: Words,
    stored: str,
    meanings: Sequence[Meaning],
    rng: random.Random,
    numbers: Sequence[str],
) -> pl.Series:
    of = {"yes": words.yes, "no": words.no, "unknown": words.unknown}
    if stored == "text":
        texts = [
            rng.choice([None, "", " "])
            if each == "nothing"
            else spelt(rng.choice(of[each]), rng, numbers)
            for each in meanings
        ]
        return pl.Series(texts, dtype=pl.String)
    to_value, dtype = _STORED[stored]
    fitting = {
        meaning: [word for word in of_it if stored == "truth" or word.lstrip("-").isdecimal()]
        for meaning, of_it in of.items()
    }
    return pl.Series(
        [None if each == "nothing" else to_value(rng.choice(fitting[each])) for each in meanings],
        dtype=dtype,
    )


def taken_as(kind: str, drawn: Drawn) -> list[Meaning]:
    """What the column of a table is taken as, row by row, by whoever reads columns of its kind."""
    return _READERS[kind](drawn)


def _scored(drawn: Drawn, recipe: Recipe, column: str) -> list[Meaning]:
    size = len(drawn.meanings)
    now = pl.DataFrame({"id": ids(size), column: drawn.column, "calls": ["3"] * size})
    found = prepare_for_scoring(table_of(now), recipe, markers=drawn.settings)
    assert sum(found.statuses.values()) == size
    scored = set(found.frame.collect()["id"])
    unknown = {line - 2 for line in found.rejects["line"]}
    assert found.statuses["unknown_marker"] == len(unknown)
    return [
        "no" if f"c{i}" in scored else "unknown" if i in unknown else "yes" for i in range(size)
    ]


def _label(drawn: Drawn) -> list[Meaning]:
    return _scored(drawn, _recipe_of_labels(drawn.words), "churn")


def _left(drawn: Drawn) -> list[Meaning]:
    return _scored(drawn, _recipe_of_left(drawn.words), "status")


@cache
def _recipe_of_labels(words: Words) -> Recipe:
    yes, no = words.configured[0], (words.means_no or ("no",))[0]
    past = {"id": ids(20), "churn": [yes, no] * 10, "calls": [str(i % 7) for i in range(20)]}
    label = {"column": "churn", "churned": list(words.configured)}
    return prepare(past, label=label, markers={"means_no": list(words.means_no)}).recipe


@cache
def _recipe_of_left(words: Words) -> Recipe:
    no = (words.means_no or ("no",))[0]
    past = {"id": ids(20), "churn": labels(10, 10), "status": [no] * 20,
            "calls": [str(i % 7) for i in range(20)]}  # fmt: skip
    left = {"column": "status", "values": list(words.configured)}
    return prepare(past, left=left, markers={"means_no": list(words.means_no)}).recipe


def _consent(drawn: Drawn) -> list[Meaning]:
    columns = Columns(drawn.column.alias("m").to_frame(), {}, Nulls(), markers=drawn.settings)
    channel = Channel(consent="m", consented=drawn.words.configured)
    reached = reachable(columns, {"text": channel})["text"]
    assert reached is not None
    return ["yes" if each else "no" for each in reached]


def _do_not_contact(drawn: Drawn) -> list[Meaning]:
    columns = Columns(drawn.column.alias("m").to_frame(), {}, Nulls(), markers=drawn.settings)
    made = pl.DataFrame({"score": [0.5] * drawn.column.len()})
    condition = " and ".join(f'm != "{value}"' for value in drawn.words.configured)
    kept = columns.holds(parse_condition(condition), "campaign.keep", made)
    return ["no" if each else "yes" for each in kept]


def _of_leavers(drawn: Drawn) -> list[Meaning]:
    size = len(drawn.meanings)
    table = table_of(pl.DataFrame({"id": ids(size), "m": drawn.column}))
    roles = {"id": Named("data.id", "id", "id"),
             "flag": Named("campaign.winback.x", "m", "flag", drawn.words.configured)}  # fmt: skip
    found = read_leavers(table, Path("t.csv"), roles, Nulls(), drawn.settings).frame
    return _by_id(size, dict(zip(found["id"], found["flag"], strict=True)))


def _of_outcomes(drawn: Drawn, column: str, values: str, **others: Any) -> list[Meaning]:
    size = len(drawn.meanings)
    columns = {"id": ids(size), "stayed": ["yes"] * size} | {column: drawn.column}
    settings = OutcomeSettings.model_validate({values: drawn.words.configured} | others)
    table = table_of(pl.DataFrame(columns))
    found = read_outcomes(table, Path("t.csv"), "id", settings, Nulls(), drawn.settings).frame
    return _by_id(size, dict(zip(found["id"], found[column], strict=True)))


def _by_id(size: int, said: dict[str, bool | None]) -> list[Meaning]:
    words = {True: "yes", False: "no", None: "nothing"}
    return [words[said[f"c{i}"]] if f"c{i}" in said else "unknown" for i in range(size)]


def _stayed(drawn: Drawn) -> list[Meaning]:
    return _of_outcomes(drawn, "stayed", "stayed")


def _contacted(drawn: Drawn) -> list[Meaning]:
    return _of_outcomes(drawn, "contacted", "contacted_values", contacted="contacted")


_READERS: dict[str, Callable[[Drawn], list[Meaning]]] = {
    "label": _label,
    "left": _left,
    "consent": _consent,
    "do-not-contact": _do_not_contact,
    "returned": _of_leavers,
    "referred": _of_leavers,
    "complained": _of_leavers,
    "complaint settled": _of_leavers,
    "stayed": _stayed,
    "contacted": _contacted,
}
KINDS = tuple(_READERS)
