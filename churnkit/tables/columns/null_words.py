"""How often which word for "no value" occurs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from churnkit.tables.columns.formats import BLANKS, Column

Words = Counter[str]
"""Words for "no value", and how often they occur."""


def words_in(rows: pl.DataFrame, columns: Iterable[Column]) -> Iterator[tuple[str, Words]]:
    """The columns of text that hold words for "no value", and these words."""
    for name, words in _words_of(columns).items():
        column = rows[name].str.strip_chars(BLANKS)
        found = column.filter(column.is_in(words))
        if found.len():
            yield name, Counter(dict(found.value_counts().iter_rows()))


def count_words(frame: pl.LazyFrame, columns: Iterable[Column]) -> dict[str, Words]:
    """For each column of text, its words for "no value"."""
    named = _words_of(columns)
    texts = {name: pl.col(name).str.strip_chars(BLANKS) for name in named}
    sums = [texts[name].is_in(words).sum() for name, words in named.items()]
    if not sums:
        return {}
    held = frame.select(sums).collect().row(0, named=True)
    return {
        name: _counted(frame, texts[name], named[name]) for name, count in held.items() if count
    }


def tell_words(counts: Mapping[str, Words]) -> tuple[str, ...]:
    """One sentence for each column that holds such words."""
    return tuple(_word_note(name, words) for name, words in counts.items() if words)


def _words_of(columns: Iterable[Column]) -> dict[str, list[str]]:
    """For each column of text, the words that mean "no value" in it."""
    texts = [column for column in columns if column.dtype == pl.String]
    return {column.name: column.format.missing_texts[1:] for column in texts}


def _counted(frame: pl.LazyFrame, text: pl.Expr, words: list[str]) -> Words:
    counts = frame.select(word=text).filter(pl.col("word").is_in(words))
    return Counter(dict(counts.group_by("word").len().collect().iter_rows()))


def _word_note(name: str, words: Words) -> str:
    ordered = sorted(words.items(), key=lambda item: (-item[1], item[0]))
    counts = ", ".join(f"{word!r} {count} times" for word, count in ordered)
    return f"column {name!r}: read as no value: {counts}"
