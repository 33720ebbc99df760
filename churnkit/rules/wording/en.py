"""English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from churnkit.fuzzy_sets import Quantity
from churnkit.rules.ruleset import Verdict

_NUMBER_OF = "number of "
_MANY = ("days ", "weeks ", "months ", "years ", "hours ", "minutes ", "seconds ")
"""Labels that begin so can follow a number."""


class English:
    """IF last purchase is very long ago and service calls is not low THEN churned."""

    no_rule = "no rule applies"
    between_reasons = ", "
    no_reason = "no particular sign of leaving"
    values: Mapping[str, str] = {}

    def days_since(self, name: str) -> str:
        """A label for the days from a date until the reference date."""
        return f"days since {name}"

    def below(self, label: str, high: str, quantity: Quantity | None = None) -> str:
        """The variable is below a number."""
        counted = _counted(label, quantity)
        return f"fewer than {high} {counted}" if counted else f"{label} is below {high}"

    def at_least(self, label: str, low: str, quantity: Quantity | None = None) -> str:
        """The variable is a number or more."""
        counted = _counted(label, quantity)
        return f"at least {low} {counted}" if counted else f"{label} is at least {low}"

    def between(self, label: str, low: str, high: str, *, negated: bool) -> str:
        """The variable is ``low`` or more, and below ``high``."""
        return f"{label} is {'not ' if negated else ''}from {low} to below {high}"

    def whole_between(
        self, label: str, first: str, last: str, quantity: Quantity | None = None
    ) -> str:
        """The variable is a whole number from ``first`` to ``last``."""
        counted = _counted(label, quantity)
        if first == last:
            return f"exactly {first} {counted}" if counted else f"{label} is {first}"
        return f"{first} to {last} {counted}" if counted else f"{label} is from {first} to {last}"

    def is_set(self, label: str, words: str, *, negated: bool) -> str:
        """The variable is in a fuzzy set."""
        return f"{label} is {'not ' if negated else ''}{words}"

    def is_in_sets(self, label: str, words: Sequence[str], *, negated: bool) -> str:
        """The variable is in one of several fuzzy sets, or in none of them."""
        return self.is_one_of(label, words, negated=negated)

    def reaches(self, label: str, words: str, *, upwards: bool) -> str:
        """The variable is in a fuzzy set or above it (upwards), or below it."""
        return f"{label} is {self.reach(words, upwards=upwards)}"

    def reach(self, words: str, *, upwards: bool) -> str:
        """A fuzzy set and all above it (upwards), or below it."""
        return f"{'at least' if upwards else 'at most'} {words}"

    def is_one_of(self, label: str, values: Sequence[str], *, negated: bool) -> str:
        """The variable has one of the values."""
        if len(values) == 1:
            return f"{label} is {'not ' if negated else ''}{values[0]}"
        most, last = ", ".join(values[:-1]), values[-1]
        return (
            f"{label} is neither {most} nor {last}" if negated else f"{label} is {most} or {last}"
        )

    def is_missing(self, label: str, *, negated: bool) -> str:
        """The variable has no value."""
        return f"{label} is {'not ' if negated else ''}missing"

    def or_missing(self, phrase: str) -> str:
        """The phrase, which is also true where there is no value."""
        return f"{phrase} (or missing)"

    def with_value(self, phrase: str, value: str) -> str:
        """The phrase, and the value that makes it true."""
        return f"{phrase} ({value})"

    def all_of(self, phrases: Sequence[str]) -> str:
        """All of the phrases hold."""
        return " and ".join(phrases)

    def any_of(self, alternatives: Sequence[Sequence[str]]) -> str:
        """All phrases of at least one of the alternatives hold."""
        return ", or ".join(
            phrases[0] if len(phrases) == 1 else f"({self.all_of(phrases)})"
            for phrases in alternatives
        )

    def verdict(self, says: Verdict) -> str:
        """What a fuzzy rule concludes."""
        return says

    def churn_rate(self, rate: str) -> str:
        """What the leaf of a tree concludes."""
        return f"churn rate {rate}"

    def odds(self, factor: str) -> str:
        """What a weighted rule concludes: by what it multiplies the odds of churn."""
        return f"odds of churn × {factor}"

    def with_change(self, odds: str, before: str, after: str) -> str:
        """The same, and what it means for the churn rate of a typical customer."""
        return f"{odds} (typical customer: from {before} to {after})"

    def beyond(self, text: str, *, above: bool) -> str:
        """More than a number, or less."""
        return f"{'over' if above else 'under'} {text}"

    def very_strong(self, limit: str, *, raises: bool) -> str:
        """The same where the factor is beyond ``limit``: its size is then no longer known well."""
        return f"very strong: odds of churn {'over' if raises else 'under'} × {limit}"

    def implies(self, condition: str, conclusion: str) -> str:
        """IF the condition holds THEN the conclusion."""
        return f"IF {condition} THEN {conclusion}"

    def for_all(self, conclusion: str) -> str:
        """The conclusion of a rule without terms."""
        return f"FOR ALL customers: {conclusion}"


def _counted(label: str, quantity: Quantity | None) -> str | None:
    """The label as a noun that a number can stand before; None where it is none."""
    if label.startswith(_NUMBER_OF):
        return label.removeprefix(_NUMBER_OF) if quantity == "count" else None
    if quantity == "count" and not label.endswith(("count", "_number", "_num")):
        return label
    return label if quantity == "time" and label.startswith(_MANY) else None
