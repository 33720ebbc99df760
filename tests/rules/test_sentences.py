"""A sentence is true of exactly the customers for whom its rule holds: read back from its words.

Numbers of sets are read from the glossary of the page of the model: a set holds from the middle
between where it applies fully and where it no longer applies.
"""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from churnkit.config.sections.train import AdditiveSettings, FriSettings, TreeSettings
from churnkit.fuzzy_sets import SETS
from churnkit.learners.additive.learner import AdditiveFRI
from churnkit.learners.fri.learner import FRI
from churnkit.learners.tree.learner import RuleTree
from churnkit.render.document import Sheet
from churnkit.reports.model_page import model_document
from churnkit.rules.wording import Vocabulary, condition_words
from tests.learners.learning_tables import learning_set

LEARNERS = {
    "tree": lambda seed: RuleTree(TreeSettings(max_rules=10, min_customers=8)),
    "fri": lambda seed: FRI(FriSettings(width=(7,), checked=False), seed=seed),
    "fri, both joins": lambda seed: FRI(FriSettings(width=(5,), layers="and_or"), seed=seed),
    "additive-fri": lambda seed: AdditiveFRI(AdditiveSettings(max_rules=12), seed=seed),
}
CUSTOMERS = 200
NEAR = 1e-4
"""Share of a bound within which digits that the glossary rounds away decide."""
NUMBER = r"(-?[\d,.]+(?:e[+-]?\d+)?)"
WORDS = sorted((kind.words["en"] for kind in SETS), key=len, reverse=True)


def drawn(seed):
    """Counts, times, decimals, flags and levels, some missing; all tell a little."""
    rng = np.random.default_rng(seed)
    n = 400
    calls, age = rng.poisson(4, n).astype(float), rng.integers(18, 80, n).astype(float)
    spent, senior = rng.gamma(2, 30, n).round(2), rng.integers(0, 2, n).astype(float)
    tenure = rng.exponential(30, n).round()
    plan, region = rng.choice(["basic", "gold", "pro"], n), rng.choice(["north", "south"], n)
    risk = 0.5 * calls - 0.03 * tenure + 0.02 * np.abs(age - 45) + senior + (plan == "basic")
    churned = risk + rng.normal(0, 1, n) - 0.01 * spent > 2.0
    columns = {
        "calls": calls, "age": age, "spent": spent, "senior": senior, "tenure": tenure,
        "plan": plan, "region": region,
    }  # fmt: skip
    columns = {name: values.tolist() for name, values in columns.items()}
    for name in ("calls", "spent", "plan"):
        if rng.random() < 0.5:
            for row in rng.choice(n, n // 8, replace=False).tolist():
                columns[name][row] = None
    return columns, churned.tolist()


def somebody(columns, rng):
    """Values of customers at random; decimals may be new ones."""
    row = {name: values[rng.integers(len(values))] for name, values in columns.items()}
    if row["spent"] is not None and rng.random() < 0.5:
        row["spent"] = float(rng.uniform(0, 300))
    return row


def number(text):
    return float(text.replace(",", ""))


class Reader:
    """What an English sentence says, by its words and the glossary alone."""

    def __init__(self, rule_set):
        blocks = model_document(rule_set, Vocabulary()).blocks
        sheets = [b for b in blocks if isinstance(b, Sheet) and b.title == "Meaning of the words"]
        self.spans = {
            (row[0], row[1]): span(row[2], row[3]) for sheet in sheets for row in sheet.rows
        }

    def holds(self, sentence, row):
        """True, False, or None where a bound is too near to say."""
        said = [self.phrase(text, row) for text in phrases(sentence)]
        return False if False in said else None if None in said else True

    def phrase(self, text, row):
        bare = text.removesuffix(" (or missing)")
        name = next(name for name in row if re.search(rf"\b{name}\b", bare))
        value = row[name]
        if bare == f"{name} is missing":
            return value is None
        if value is None:
            return bare != text
        if bare == f"{name} is not missing":
            return True
        return self.about(bare, name, value)

    def about(self, text, name, value):
        for pattern, meaning in (
            (f"fewer than {NUMBER} {name}", lambda x, a: x < a),
            (f"at least {NUMBER} {name}", lambda x, a: x >= a),
            (f"exactly {NUMBER} {name}", lambda x, a: x == a),
            (f"{NUMBER} to {NUMBER} {name}", lambda x, a, b: a <= x <= b),
            (f"{name} is below {NUMBER}", lambda x, a: x < a),
            (f"{name} is at least {NUMBER}", lambda x, a: x >= a),
            (f"{name} is from {NUMBER} to below {NUMBER}", lambda x, a, b: a <= x < b),
            (f"{name} is from {NUMBER} to {NUMBER}", lambda x, a, b: a <= x <= b),
            (f"{name} is {NUMBER}", lambda x, a: x == a),
        ):
            found = re.fullmatch(pattern, text)
            if found:
                return meaning(value, *map(number, found.groups()))
        words = text.removeprefix(f"{name} is ")
        assert words != text, text
        if isinstance(value, str) or words in ("yes", "no"):
            return level(words, "yes" if value == 1 else "no" if value == 0 else value)
        return self.sets(words, name, value)

    def sets(self, words, name, value):
        negated = words.startswith(("not ", "neither "))
        listed = re.sub(r"^(not|neither) ", "", words)
        inside = [self.inside(w, name, value) for w in re.split(r", | or | nor ", listed)]
        if None in inside:
            return None
        return any(inside) != negated

    def inside(self, words, name, value):
        low, high = self.spans[name, words]
        if any(abs(value - b) <= NEAR * max(abs(b), 1) for b in (low, high) if math.isfinite(b)):
            return None
        return low <= value <= high


def phrases(sentence):
    """The conditions between the "and"s; an "and" within one stands behind no other."""
    return sentence.split(" and ") if sentence else []


def level(words, value):
    if words.startswith("neither "):
        return value not in re.split(r", | nor ", words.removeprefix("neither "))
    if words.startswith("not "):
        return value != words.removeprefix("not ")
    return value in re.split(r", | or ", words)


def span(fully, partly):
    """Where a set holds by half."""
    first, last = bounds(fully)
    if partly == "–":
        return first, math.nextafter(last, -math.inf) if "below" in fully else last
    start, end = bounds(partly)
    low = -math.inf if math.isinf(first) else (first + start) / 2
    return low, math.inf if math.isinf(last) else (last + end) / 2


def bounds(text):
    numbers = [number(found) for found in re.findall(NUMBER, text)]
    if len(numbers) == 2:
        return tuple(numbers)
    if text.startswith(("from", "above")):
        return numbers[0], math.inf
    if text.startswith(("up to", "below")):
        return -math.inf, numbers[0]
    return numbers[0], numbers[0]


@pytest.mark.parametrize("name", LEARNERS)
def test_a_sentence_is_true_exactly_where_its_rule_holds(name):
    looked_at = 0
    for seed in range(6):
        columns, churned = drawn(seed)
        rule_set = LEARNERS[name](seed).fit(learning_set(columns, churned))
        reader, rng = Reader(rule_set), np.random.default_rng(1000 + seed)
        for row in (somebody(columns, rng) for _ in range(CUSTOMERS)):
            for rule in rule_set.rules:
                sentence = condition_words(rule, Vocabulary())
                holds = reader.holds(sentence, row)
                if holds is not None and not is_at_a_border(rule, row):
                    assert holds == (rule.strength(row) >= 0.5), (sentence, row)
                    looked_at += 1
    assert looked_at > 2000


def is_at_a_border(rule, row):
    """Whether a set holds by just one half, where words of two sets are both true."""
    return any(
        abs(term.membership(row[term.variable]) - 0.5) < NEAR and not is_crisp(term)
        for term in rule.terms
    )


def is_crisp(term):
    return term.kind != "fuzzy"
