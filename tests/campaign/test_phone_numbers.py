"""Phone numbers match however they are written: beside ``phonenumbers``, and by hand."""

from __future__ import annotations

import random
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

import phonenumbers
import polars as pl
import pytest
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from churnkit.campaign.phone_numbers import BETWEEN_KEYS, TAIL, is_plain, phone_keys
from churnkit.config.types.phone_countries import COUNTRIES
from tests.draws import drawn

SPELLINGS = drawn(20_000, 100_000)
MOST_FALSE = 10
"""Numbers that share a key with another number, of about 9,000."""
KINDS = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


def keys_of(spellings: list[str], country: str | None) -> list[set[str]]:
    cleaned = [unicodedata.normalize("NFKC", text).lower().replace(" ", "") for text in spellings]
    found = phone_keys(pl.Series(cleaned, dtype=pl.String), country).to_list()
    return [set((keys or "").split(BETWEEN_KEYS)) - {""} for keys in found]


def match(one: str, other: str, country: str | None) -> bool:
    first, second = keys_of([one, other], country)
    return bool(first & second)


@pytest.mark.parametrize(
    ("country", "one", "other"),
    [
        ("GB", "+44 20 7946 0958", "020 7946 0958"),
        ("GB", "+44 (0)20 7946 0958", "20 7946 0958"),
        ("US", "+1 (415) 555-2671", "(415) 555-2671"),
        ("US", "1-415-555-2671", "011 1 415 555 2671"),
        ("HK", "+852 2345 6789", "2345 6789"),
        ("HK", "852-2345-6789", "2345 6789"),
        ("CN", "86 10 65881234", "010-65881234"),
        ("CN", "+86 138 0013 8000", "013800138000"),
        ("CN", "tel:+8613800138000", "138-0013-8000"),
        ("RU", "+7 495 123-45-67", "8 (495) 123-45-67"),
        ("IT", "+39 06 698 12345", "06 698 12345"),
        ("AR", "+54 9 11 2345-6789", "011 15-2345-6789"),
        ("BR", "+55 11 91234-5678", "0 15 11 91234-5678"),
        ("MX", "+52 1 55 1234 5678", "55 1234 5678"),
        ("CN", "+1 415 555 2671", "1 415 555 2671"),
    ],
)
def test_two_spellings_of_a_number_match(country: str, one: str, other: str) -> None:
    assert match(one, other, country)


@pytest.mark.parametrize(
    ("country", "one", "other"),
    [
        ("GB", "+44 20 7946 0958", "+33 20 7946 0958"),
        ("CN", "13800138000", "13800138001"),
        ("US", "(415) 555-2671", "(415) 555-2672"),
        (None, "+44 20 7946 0958", "+44 20 7946 0959"),
    ],
)
def test_different_numbers_do_not_match(country: str | None, one: str, other: str) -> None:
    assert not match(one, other, country)


@pytest.mark.parametrize("text", ["none", "", "1.38e+10", "1234", "call me"])
def test_what_is_no_phone_number_has_no_key(text: str) -> None:
    assert keys_of([text], "CN") == keys_of([text], None) == [set()]


def test_without_a_country_the_last_eight_digits_are_enough() -> None:
    assert keys_of(["+44 20 7946 0958", "020 7946 0958"], None) == [
        {"442079460958", f"{TAIL}79460958"},
        {"2079460958", f"{TAIL}79460958"},
    ]


def test_every_spelling_that_phonenumbers_reads_matches() -> None:
    """No match is missed; numbers that share a key with another number are counted."""
    rng = random.Random(1)  # noqa: S311 - nothing secret
    false_matches = 0
    for country in COUNTRIES:
        spellings, numbers = _spellings(country, SPELLINGS // len(COUNTRIES) + 1, rng)
        keys = keys_of(spellings, country)
        _require_that_plain_ones_are_their_key(spellings, keys, country)
        by_number = defaultdict(list)
        owners = defaultdict(set)
        for number, spelling, found in zip(numbers, spellings, keys, strict=True):
            by_number[number].append((spelling, found))
            for key in found:
                owners[key].add(number)
        for number, written in by_number.items():
            for one, first in written:
                for other, second in written:
                    assert first & second, (country, number, one, other)
        false_matches += sum(len(each) - 1 for each in owners.values())
    assert false_matches <= MOST_FALSE


def test_the_codes_of_countries_are_those_of_phonenumbers() -> None:
    for region, country in COUNTRIES.items():
        assert str(phonenumbers.country_code_for_region(region)) == country.code


def _require_that_plain_ones_are_their_key(
    spellings: list[str], keys: list[set[str]], country: str
) -> None:
    frame = pl.DataFrame({"text": spellings})
    plain = frame.select(is_plain(pl.col("text"), COUNTRIES[country])).to_series()
    for spelling, found, is_one in zip(spellings, keys, plain, strict=True):
        assert not is_one or found == {spelling}


def _spellings(country: str, fewest: int, rng: random.Random) -> tuple[list[str], list[str]]:
    """Spellings of random numbers that ``phonenumbers`` reads as the number, and the numbers."""
    spellings, numbers = [], []
    while len(spellings) < fewest:
        number = _random_number(country, rng)
        for text in _written(number, country):
            if _is_read(text, country, number):
                spellings.append(text)
                numbers.append(phonenumbers.format_number(number, PhoneNumberFormat.E164))
    return spellings, numbers


def _random_number(country: str, rng: random.Random) -> PhoneNumber:
    """A valid number of the country: an example with other last digits."""
    while True:
        example = phonenumbers.example_number_for_type(country, rng.choice(KINDS))
        if example is None:
            continue
        digits = str(example.national_number)
        changed = rng.randint(2, min(6, len(digits) - 2))
        tail = "".join(rng.choice("0123456789") for _ in range(changed))
        number = PhoneNumber(
            country_code=example.country_code,
            national_number=int(digits[:-changed] + tail),
            italian_leading_zero=example.italian_leading_zero,
        )
        if phonenumbers.is_valid_number(number):
            return number


def _written(number: PhoneNumber, country: str) -> Iterator[str]:
    plain = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    abroad = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    at_home = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    code, _, rest = abroad.partition(" ")
    yield from (plain, plain[1:], plain.replace("+", "00"))
    yield from (abroad, abroad.replace(" ", "-"), f"({code}) {rest}")
    yield from (at_home, at_home.replace(" ", "-"), at_home.replace("-", "."))
    yield "".join(character for character in at_home if character.isdigit())
    yield phonenumbers.format_number(number, PhoneNumberFormat.RFC3966)
    if PhoneMetadata.metadata_for_region(country).national_prefix == "0":
        yield f"{code} (0){rest}"


def _is_read(text: str, country: str, number: PhoneNumber) -> bool:
    try:
        read = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return False
    return bool(
        read.country_code == number.country_code and read.national_number == number.national_number
    )
