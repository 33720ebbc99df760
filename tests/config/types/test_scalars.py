"""The type of a field decides what a written value means; nothing becomes something else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from churnkit.config.types.paths import FilePath, ShellText
from churnkit.config.types.scalars import (
    Count,
    Counts,
    Day,
    Number,
    PartShare,
    Population,
    Share,
    SomeShare,
    SomeTexts,
    Text,
    Texts,
    Threshold,
    Whole,
    YesNo,
)


def read(kind: Any, value: Any, **context: Any) -> Any:
    return TypeAdapter(kind).validate_python(value, context=context)


def refusal(kind: Any, value: Any) -> str:
    with pytest.raises(ValidationError) as error:
        read(kind, value)
    return str(error.value.errors()[0]["msg"])


@pytest.mark.parametrize(
    ("kind", "written", "meaning"),
    [
        (Text, "012", "012"),
        (Text, "no", "no"),
        (Text, "1", "1"),
        (Text, "1e-3", "1e-3"),
        (Text, " a ", " a "),
        (Text, 1, "1"),
        (Text, 0.5, "0.5"),
        (Text, False, "false"),
        (Text, dt.date(2024, 6, 30), "2024-06-30"),
        (YesNo, "true", True),
        (YesNo, "false", False),
        (YesNo, True, True),
        (Whole, "0", 0),
        (Whole, "20", 20),
        (Whole, 20, 20),
        (Count, "1", 1),
        (Number, "1e-3", 0.001),
        (Number, "-0.5", -0.5),
        (Number, "12", 12.0),
        (Number, 12, 12.0),
        (Share, "0", 0.0),
        (Share, "1", 1.0),
        (Share, 0.3, 0.3),
        (SomeShare, "1", 1.0),
        (PartShare, "0.33", 0.33),
        (Threshold, "auto", "auto"),
        (Threshold, "0.5", 0.5),
        (Day, "2024-02-29", "2024-02-29"),
        (Day, dt.date(2024, 2, 29), "2024-02-29"),
        (Texts, ["1", "no"], ("1", "no")),
        (Texts, "no", ("no",)),
        (Texts, None, ()),
        (SomeTexts, 1, ("1",)),
        (Counts, ["7", "10"], (7, 10)),
        (Counts, "7", (7,)),
    ],
)
def test_what_is_written_is_what_is_meant(kind: Any, written: Any, meaning: Any) -> None:
    found = read(kind, written)
    assert found == meaning
    assert type(found) is type(meaning)


@pytest.mark.parametrize(
    ("kind", "written", "message"),
    [
        (Text, "", "is an empty text; write a text that is not blank"),
        (Text, "  ", "is an empty text; write a text that is not blank"),
        (Text, None, "is empty (as is null or ~ without quotes); write a text"),
        (Text, ["a"], "is a list; write a single text"),
        (Text, {"a": "b"}, "has keys below it; write a single text"),
        (YesNo, "no", "'no' does not fit; write false"),
        (YesNo, "Yes", "'Yes' does not fit; write true"),
        (YesNo, "maybe", "'maybe' does not fit; write true or false"),
        (YesNo, None, "is empty; write true or false, or remove the key"),
        (YesNo, 1, "1 does not fit; write true or false"),
        (Whole, "012", "'012' does not fit; write 12"),
        (Whole, "1_000", "'1_000' does not fit; write 1000"),
        (Whole, "1,000", "'1,000' does not fit; write 1000"),
        (Whole, "0x10", "'0x10' does not fit; write 16"),
        (Whole, "1e3", "'1e3' does not fit; write 1000"),
        (Whole, "２０", "'２０' does not fit; write 20"),
        (Whole, "12:30", "'12:30' does not fit; write a whole number in plain digits, "
         "such as 0 or 20"),
        (Whole, "-1", "'-1' does not fit; write a whole number in plain digits, such as 0 or 20"),
        (Whole, "9" * 5000, f"'{'9' * 57}...' does not fit; write a whole number in plain digits, "
         "such as 0 or 20"),
        (Whole, True, "True does not fit; write a whole number in plain digits, such as 0 or 20"),
        (Count, "0", "is 0; write 1 or more"),
        (Number, "012", "'012' does not fit; write 12"),
        (Number, ".5", "'.5' does not fit; write 0.5"),
        (Number, "1e999", "'1e999' does not fit; write a number such as 0.5, 20 or 1e-3"),
        (Number, "nan", "'nan' does not fit; write a number such as 0.5, 20 or 1e-3"),
        (Number, float("nan"), "nan does not fit; write a number such as 0.5, 20 or 1e-3"),
        (Number, "12:30", "'12:30' does not fit; write a number such as 0.5, 20 or 1e-3"),
        (Share, "30%", "'30%' is a percentage; write 0.30"),
        (Share, "12.5 %", "'12.5 %' is a percentage; write 0.125"),
        (Share, "30", "30 is out of range; write a share from 0 to 1, e.g. 0.30 for 30%"),
        (Share, "-0.1", "-0.1 is out of range; write a share from 0 to 1"),
        (SomeShare, "0", "0 is out of range; write a share above 0, up to 1"),
        (PartShare, "1", "1 is out of range; write a share above 0 and below 1"),
        (Threshold, "Auto", "'Auto' does not fit; write auto or a score from 0 to 1"),
        (Threshold, "2", "2 is out of range; write a share from 0 to 1, e.g. 0.02 for 2%"),
        (Day, "2024-02-30", "2024-02-30 is no day of the calendar; write a date as YYYY-MM-DD"),
        (Day, "30.6.2024", "'30.6.2024' does not fit; write a date as YYYY-MM-DD, e.g. 2024-06-30"),
        (Day, "20240630", "'20240630' does not fit; write a date as YYYY-MM-DD, e.g. 2024-06-30"),
        (SomeTexts, [], "is empty; write at least one value, e.g. [a, b]"),
        (SomeTexts, None, "is empty; write at least one value, e.g. [a, b]"),
        (Texts, {"a": "b"}, "has keys below it; write a list, e.g. [a, b]"),
        (FilePath, None, "is empty; write a path, or remove the key"),
        (FilePath, ["a"], "is a list; write a path"),
        (Population, "age > ", "found the end; write a number or a \"text\" "
         "(at character 7 of the condition)"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_to_write(kind: Any, written: Any, message: str) -> None:
    assert refusal(kind, written) == message


@given(st.text())
def test_whatever_is_written_is_read_or_refused_in_our_words(written: str) -> None:
    refused = set()
    for kind in (Text, YesNo, Whole, Number, Share, Threshold, Day, Population):
        try:
            read(kind, written)
        except ValidationError as error:
            refused |= {problem["type"] for problem in error.errors()}
    assert refused <= {"churnkit"}


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_survive_being_written(number: float) -> None:
    assert read(Number, repr(number)) == number


@given(st.text(min_size=1).filter(str.strip))
def test_a_text_is_kept_as_it_is(text: str) -> None:
    assert read(Text, text) == text


class TestFilePath:
    def test_is_relative_to_the_folder_of_the_file(self, tmp_path: Path) -> None:
        folder = tmp_path / "configs"
        found = read(FilePath, "../data/*.csv", folder=folder)
        assert found == tmp_path / "data" / "*.csv"

    def test_an_absolute_path_stays(self) -> None:
        assert read(FilePath, "/data/a.csv", folder=Path("/x")) == Path("/data/a.csv")

    def test_without_a_file_it_stays_as_it_is(self) -> None:
        assert read(FilePath, "data/a.csv") == Path("data/a.csv")
        assert read(FilePath, Path("data/a.csv")) == Path("data/a.csv")

    def test_leaves_a_linked_folder_by_the_way_it_really_lies(self, tmp_path: Path) -> None:
        (tmp_path / "real" / "configs").mkdir(parents=True)
        (tmp_path / "link").symlink_to(tmp_path / "real" / "configs")
        found = read(FilePath, "../work", folder=tmp_path / "link")
        assert found == tmp_path / "real" / "work"

    def test_begins_with_a_name_of_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SHOP_DATA", "/mnt/shop")
        assert read(FilePath, "${SHOP_DATA}/a.csv", folder=Path("/x")) == Path("/mnt/shop/a.csv")

    def test_begins_with_the_home_folder(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HOME", "/home/ann")
        assert read(FilePath, "~/a.csv", folder=Path("/x")) == Path("/home/ann/a.csv")

    def test_from_the_shell_is_relative_to_the_current_directory(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert read(FilePath, ShellText("a.csv"), folder=Path("/x")) == tmp_path / "a.csv"

    @pytest.mark.parametrize(
        ("written", "message"),
        [
            (
                "${NO_SUCH_NAME}/a.csv",
                "environment variable NO_SUCH_NAME is not set; set it, or write the path itself",
            ),
            (
                "${EMPTY_NAME}/a.csv",
                "environment variable EMPTY_NAME is empty; set it, or write the path itself",
            ),
            ("$HOME/a.csv", "'$HOME/a.csv' begins with $HOME; write ${HOME}"),
            ("a/${B}", "'a/${B}' cannot be used; write ${NAME} only at the beginning"),
        ],
    )
    def test_says_which_name_is_wrong(
        self, monkeypatch: pytest.MonkeyPatch, written: str, message: str
    ) -> None:
        monkeypatch.delenv("NO_SUCH_NAME", raising=False)
        monkeypatch.setenv("EMPTY_NAME", "")
        assert refusal(FilePath, written) == message
