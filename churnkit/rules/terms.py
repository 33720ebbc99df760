"""Terms: what a rule can say about one variable, as a truth value in [0, 1].

Every term knows its truth twice: for one value in plain Python, which is the definition, and as a
narwhals expression, which is what scoring runs. Both give the same float, bit for bit: slopes are
stored, because engines compute ``x / constant`` differently from ``x * slope``.

A missing value has truth 0 in every term, negated or not, unless the term says ``missing``.
"""

from __future__ import annotations

from typing import Annotated, Literal

import narwhals as nw
from pydantic import Field

from churnkit.frozen import Frozen

Value = float | str | None
SetName = Literal["very_low", "low", "middle", "high", "very_high"]
Reach = Literal["only", "at_most", "at_least"]


class Interval(Frozen):
    """``low <= x < high``; an open side is None. Crisp: the truth is 0 or 1."""

    kind: Literal["interval"] = "interval"
    variable: str
    low: float | None = None
    high: float | None = None
    name: SetName | None = None
    """Set when the interval stands for a word, as for a variable of two values."""
    missing: bool = False
    """Whether a missing value belongs to the interval."""
    negated: bool = False

    def truth(self, value: Value) -> float:
        """Truth for one value (None = missing)."""
        if value is None:
            return float(self.missing)
        x = float(value)
        inside = (self.low is None or x >= self.low) and (self.high is None or x < self.high)
        return float(inside != self.negated)

    def expression(self) -> nw.Expr:
        """Truth as an expression over the column ``variable`` (Float64)."""
        x = nw.col(self.variable)
        bounds = [x >= self.low] if self.low is not None else []
        bounds += [x < self.high] if self.high is not None else []
        inside = nw.all_horizontal(*bounds, ignore_nulls=False) if bounds else ~x.is_null()
        return _crisp(x, ~inside if self.negated else inside, missing=self.missing)


class Category(Frozen):
    """``x in values``. Crisp: the truth is 0 or 1."""

    kind: Literal["category"] = "category"
    variable: str
    values: tuple[str, ...]
    missing: bool = False
    """Whether a missing value belongs to the group."""
    negated: bool = False

    def truth(self, value: Value) -> float:
        """Truth for one value (None = missing)."""
        if value is None:
            return float(self.missing)
        return float((value in self.values) != self.negated)

    def expression(self) -> nw.Expr:
        """Truth as an expression over the column ``variable`` (String)."""
        x = nw.col(self.variable)
        inside = x.is_in(self.values)
        return _crisp(x, ~inside if self.negated else inside, missing=self.missing)


class Ramp(Frozen):
    """One side of a fuzzy set: ``(x - zero) * slope``, cut to [0, 1]. It falls where slope < 0."""

    zero: float
    slope: float


class FuzzySet(Frozen):
    """A fuzzy set of a numeric variable: the smaller of its ramps; one ramp makes a shoulder."""

    kind: Literal["fuzzy"] = "fuzzy"
    variable: str
    name: SetName
    reach: Reach = "only"
    """Whether the set is the named one alone, or also takes in all below or above it."""
    rise: Ramp | None = None
    fall: Ramp | None = None
    negated: bool = False

    def truth(self, value: Value) -> float:
        """Membership of one value (None = missing = 0), complemented when negated."""
        if value is None:
            return 0.0
        x = float(value)
        ramps = [ramp for ramp in (self.rise, self.fall) if ramp is not None]
        membership = min(max(0.0, min(1.0, (x - r.zero) * r.slope)) for r in ramps)
        return 1.0 - membership if self.negated else membership

    def expression(self) -> nw.Expr:
        """Membership as an expression over the column ``variable`` (Float64)."""
        x = nw.col(self.variable)
        ramps = [ramp for ramp in (self.rise, self.fall) if ramp is not None]
        sides = [((x - r.zero) * r.slope).clip(0.0, 1.0) for r in ramps]
        membership = sides[0] if len(sides) == 1 else nw.min_horizontal(*sides)
        return (1.0 - membership if self.negated else membership).fill_null(0.0)


class Missing(Frozen):
    """The value is missing. Crisp; negated it says that there is a value."""

    kind: Literal["missing"] = "missing"
    variable: str
    negated: bool = False

    def truth(self, value: Value) -> float:
        """1.0 where the value is missing (or, negated, where it is there)."""
        return float((value is None) != self.negated)

    def expression(self) -> nw.Expr:
        """Truth as an expression over the column ``variable``."""
        is_null = nw.col(self.variable).is_null()
        return (~is_null if self.negated else is_null).cast(nw.Float64)


Term = Annotated[Interval | Category | FuzzySet | Missing, Field(discriminator="kind")]


def _crisp(x: nw.Expr, inside: nw.Expr, *, missing: bool) -> nw.Expr:
    return nw.when(x.is_null()).then(nw.lit(missing)).otherwise(inside).cast(nw.Float64)
