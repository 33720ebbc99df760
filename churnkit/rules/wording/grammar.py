"""What a language must be able to say about rules, and how names and numbers are spelt in all.

Labels, set words, values and numbers reach a grammar as plain texts of one line; it only knows how
phrases are put together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from churnkit.fuzzy_sets import Quantity
from churnkit.rules.ruleset import Verdict


class Grammar(Protocol):
    """The phrases of one language."""

    no_rule: str
    """What stands in place of a rule where none applies."""
    between_reasons: str
    """What stands between the reasons for which a customer is on a list."""
    no_reason: str
    """What stands in their place where nothing speaks for leaving."""
    values: Mapping[str, str]
    """What values that churnkit makes are called, where not as they are."""

    def days_since(self, name: str) -> str:
        """A label for the days from a date until the reference date."""
        ...

    def below(self, label: str, high: str, quantity: Quantity | None = None) -> str:
        """The variable is below a number; ``quantity`` is what its whole numbers are."""
        ...

    def at_least(self, label: str, low: str, quantity: Quantity | None = None) -> str:
        """The variable is a number or more."""
        ...

    def whole_between(
        self, label: str, first: str, last: str, quantity: Quantity | None = None
    ) -> str:
        """The variable is a whole number from ``first`` to ``last``."""
        ...

    def between(self, label: str, low: str, high: str, *, negated: bool) -> str:
        """The variable is ``low`` or more, and below ``high``."""
        ...

    def is_set(self, label: str, words: str, *, negated: bool) -> str:
        """The variable is in a fuzzy set."""
        ...

    def is_in_sets(self, label: str, words: Sequence[str], *, negated: bool) -> str:
        """The variable is in one of several fuzzy sets, or in none of them."""
        ...

    def reach(self, words: str, *, upwards: bool) -> str:
        """A fuzzy set and all above it (upwards), or below it."""
        ...

    def reaches(self, label: str, words: str, *, upwards: bool) -> str:
        """The variable is in a fuzzy set or above it (upwards), or below it."""
        ...

    def is_one_of(self, label: str, values: Sequence[str], *, negated: bool) -> str:
        """The variable has one of the values."""
        ...

    def is_missing(self, label: str, *, negated: bool) -> str:
        """The variable has no value."""
        ...

    def or_missing(self, phrase: str) -> str:
        """The phrase, which is also true where there is no value."""
        ...

    def with_value(self, phrase: str, value: str) -> str:
        """The phrase, and the value that makes it true."""
        ...

    def all_of(self, phrases: Sequence[str]) -> str:
        """All of the phrases hold."""
        ...

    def any_of(self, alternatives: Sequence[Sequence[str]]) -> str:
        """All phrases of at least one of the alternatives hold."""
        ...

    def verdict(self, says: Verdict) -> str:
        """What a fuzzy rule concludes."""
        ...

    def churn_rate(self, rate: str) -> str:
        """What the leaf of a tree concludes."""
        ...

    def odds(self, factor: str) -> str:
        """What a weighted rule concludes: by what it multiplies the odds of churn."""
        ...

    def with_change(self, odds: str, before: str, after: str) -> str:
        """The same, and what it means for the churn rate of a typical customer."""
        ...

    def beyond(self, text: str, *, above: bool) -> str:
        """More than a number, or less."""
        ...

    def very_strong(self, limit: str, *, raises: bool) -> str:
        """The same where the factor is beyond ``limit``: its size is then no longer known well."""
        ...

    def implies(self, condition: str, conclusion: str) -> str:
        """IF the condition holds THEN the conclusion."""
        ...

    def for_all(self, conclusion: str) -> str:
        """The conclusion of a rule without terms."""
        ...
