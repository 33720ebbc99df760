"""Terms: what a rule can say about one variable, as a membership degree in [0, 1].

Every term computes it in three forms: for one value in plain Python, which is the definition, as a
narwhals expression, by which customers are scored, and for an array, on which rules are learnt.
All three give the same float, bit for bit: slopes are stored, because engines compute
``x / constant`` differently from ``x * slope``.

A missing value has membership 0 in every term, negated or not, unless the term says ``missing``.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import Annotated, Literal

import narwhals as nw
import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from churnkit.frozen import Frozen
from churnkit.fuzzy_sets import SetName
from churnkit.rules.arrays import Categorical, Variable

Floats = NDArray[np.float64]

Value = float | str | None
Reach = Literal["only", "at_most", "at_least"]


def _is_true(value: bool) -> bool:
    return value


def _is_false(value: bool) -> bool:
    return not value


class _Term(Frozen, ABC):
    """What all terms share; each says for itself what it means for a number or a level."""

    variable: str
    negated: bool = False

    @abstractmethod
    def membership(self, value: Value) -> float:
        """Membership of one value (None = missing)."""

    @abstractmethod
    def expression(self) -> nw.Expr:
        """Membership as an expression over the column ``variable``."""

    @abstractmethod
    def _of_numbers(self, x: Floats) -> Floats:
        """(n,) membership of numbers, before it is negated; that of NaN does not matter."""

    def memberships(self, values: Variable) -> Floats:
        """(n,) membership of each customer."""
        if isinstance(values, Categorical):
            of_level = [self.membership(level) for level in (*values.levels, None)]
            return np.array(of_level)[values.codes]  # the code -1 of a missing value reads the last
        degrees = self._of_numbers(values.values)
        if self.negated:
            degrees = 1.0 - degrees
        degrees[np.isnan(values.values)] = self.membership(None)
        return degrees


class Interval(_Term):
    """``low <= x < high``; an open side is None. Crisp: the membership is 0 or 1."""

    kind: Literal["interval"] = "interval"
    low: float | None = None
    high: float | None = None
    name: SetName | None = None
    """Set when the interval stands for a word, as for a variable of two values."""
    missing: bool = False
    """Whether a missing value belongs to the interval."""
    missing_said: bool = Field(default=True, exclude_if=_is_true)
    """Whether people are told so: somebody's value was missing where it was learnt."""
    whole: bool = Field(default=False, exclude_if=_is_false)
    """Whether all values that it was learnt from are whole numbers."""
    flag: bool = Field(default=False, exclude_if=_is_false)
    """Whether all of them are 0 or 1: no or yes."""

    def membership(self, value: Value) -> float:
        """Membership of one value (None = missing)."""
        if value is None:
            return float(self.missing)
        x = float(value)
        inside = (self.low is None or x >= self.low) and (self.high is None or x < self.high)
        return float(inside != self.negated)

    def expression(self) -> nw.Expr:
        """Membership as an expression over the column ``variable`` (Float64)."""
        x = nw.col(self.variable)
        bounds = [x >= self.low] if self.low is not None else []
        bounds += [x < self.high] if self.high is not None else []
        inside = nw.all_horizontal(*bounds, ignore_nulls=False) if bounds else ~x.is_null()
        return _crisp(x, ~inside if self.negated else inside, missing=self.missing)

    def _of_numbers(self, x: Floats) -> Floats:
        above = x >= self.low if self.low is not None else np.ones(x.size, dtype=np.bool_)
        inside = above & (x < self.high) if self.high is not None else above
        return inside.astype(np.float64)


class Category(_Term):
    """``x in values``. Crisp: the membership is 0 or 1."""

    kind: Literal["category"] = "category"
    values: tuple[str, ...]
    missing: bool = False
    """Whether a missing value belongs to the group."""
    missing_said: bool = Field(default=True, exclude_if=_is_true)
    """Whether people are told so: somebody's value was missing where it was learnt."""

    def membership(self, value: Value) -> float:
        """Membership of one value (None = missing)."""
        if value is None:
            return float(self.missing)
        return float((value in self.values) != self.negated)

    def expression(self) -> nw.Expr:
        """Membership as an expression over the column ``variable`` (String)."""
        x = nw.col(self.variable)
        inside = x.is_in(self.values)
        return _crisp(x, ~inside if self.negated else inside, missing=self.missing)

    def _of_numbers(self, x: Floats) -> Floats:  # noqa: ARG002 - one signature for all
        raise TypeError(f"{self.variable} is a number and has no levels")


class Ramp(Frozen):
    """One side of a fuzzy set: ``(x - zero) * slope``, cut to [0, 1]. It falls where slope < 0."""

    zero: float
    slope: float

    @classmethod
    def between(cls, zero: float, peak: float) -> Ramp:
        """The side that is 0 at ``zero`` and exactly 1 at ``peak``.

        The slope is rounded up where the nearest one would leave 1.1e-16 at the peak: "is not" is
        0 there, not nearly 0, which would decide a score where all else is 0.
        """
        width = abs(peak - zero)
        slope = 1.0 / width
        while width * slope < 1.0:
            slope = math.nextafter(slope, math.inf)
        return cls(zero=zero, slope=math.copysign(slope, peak - zero))


class FuzzySet(_Term):
    """A fuzzy set of a numeric variable: the smaller of its ramps; one ramp makes a shoulder."""

    kind: Literal["fuzzy"] = "fuzzy"
    name: SetName
    reach: Reach = "only"
    """Whether the set is the named one alone, or also takes in all below or above it."""
    rise: Ramp | None = None
    fall: Ramp | None = None

    def membership(self, value: Value) -> float:
        """Membership of one value (None = missing = 0), complemented when negated."""
        if value is None:
            return 0.0
        x = float(value)
        membership = min(max(0.0, min(1.0, (x - r.zero) * r.slope)) for r in self._ramps)
        return 1.0 - membership if self.negated else membership

    def expression(self) -> nw.Expr:
        """Membership as an expression over the column ``variable`` (Float64)."""
        x = nw.col(self.variable)
        sides = [((x - r.zero) * r.slope).clip(0.0, 1.0) for r in self._ramps]
        membership = sides[0] if len(sides) == 1 else nw.min_horizontal(*sides)
        return (1.0 - membership if self.negated else membership).fill_null(0.0)

    def _of_numbers(self, x: Floats) -> Floats:
        sides = [np.clip((x - r.zero) * r.slope, 0.0, 1.0) for r in self._ramps]
        membership: Floats = np.minimum.reduce(sides)
        return membership

    @property
    def _ramps(self) -> list[Ramp]:
        return [ramp for ramp in (self.rise, self.fall) if ramp is not None]


class Missing(_Term):
    """The value is missing. Crisp; negated it says that there is a value."""

    kind: Literal["missing"] = "missing"

    def membership(self, value: Value) -> float:
        """1.0 where the value is missing (or, negated, where it is there)."""
        return float((value is None) != self.negated)

    def expression(self) -> nw.Expr:
        """Membership as an expression over the column ``variable``."""
        is_null = nw.col(self.variable).is_null()
        return (~is_null if self.negated else is_null).cast(nw.Float64)

    def _of_numbers(self, x: Floats) -> Floats:
        return np.zeros(x.size)


Term = Annotated[Interval | Category | FuzzySet | Missing, Field(discriminator="kind")]


def _crisp(x: nw.Expr, inside: nw.Expr, *, missing: bool) -> nw.Expr:
    return nw.when(x.is_null()).then(nw.lit(missing)).otherwise(inside).cast(nw.Float64)
