"""The learners as scikit-learn classifiers (optional extra ``sklearn``).

They take arrays, and polars or pandas frames with numbers, text categories and missing values
mixed. ``positive`` is the class that is churn; without it the larger of the two, so y = 1 with 0
and 1. Its column of ``predict_proba`` is the score.

A customer of ``sample_weight`` 3 counts as three customers in all that is learnt, one of weight 0
is left out. Weights are whole numbers, because all that is learnt is a count of customers. What is
learnt depends neither on the order of the rows nor on that of the columns of a frame.

>>> from churnkit.sklearn import RuleTreeClassifier
>>> model = RuleTreeClassifier(min_customers=1).fit([[1], [2], [3], [8], [9]], [0, 0, 0, 1, 1])
>>> model.predict([[7.0], [0.0]]).tolist()
[1, 0]
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import repeat
from numbers import Integral, Real
from typing import Any, Literal, Self

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import check_array, check_consistent_length, check_random_state, column_or_1d
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from churnkit.config.sections.train import AdditiveSettings, FriSettings, TreeSettings
from churnkit.errors import LearningError
from churnkit.hashing import hash_rows
from churnkit.learners.additive.learner import AdditiveFRI
from churnkit.learners.base import Learner, LearningSet
from churnkit.learners.fri.learner import FRI
from churnkit.learners.tree.learner import RuleTree
from churnkit.rules.arrays import Categorical, Numeric, Variable
from churnkit.suggest import suggestion

Array = NDArray[Any]

MOST_CUSTOMERS = 100_000_000
"""Largest sum of weights: each customer is held in memory as often as it weighs."""

_CHURN = re.compile(
    r"\b(churn|attrit|leav|left\b|lapse|lost\b|gone\b|cancel|closed\b|exit|terminat|quit|inactiv"
    r"|yes\b|y\b|true\b|t\b|1\b)|流失|离网|离开|退订|销户|注销|^是$"
)
"""How a label begins that means churn, in either language."""
_NOT = re.compile(r"\b(no|not|non|never)\b|\b(non|un)(?=churn)|未|非|不|没|否")

_NOT_MEASURED = (date, time, timedelta, np.datetime64, np.timedelta64)


class _RuleClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """What the three share.

    After ``fit``, ``rule_set_`` holds the rules, ``positive_`` is the class that is churn, and
    ``are_numbers_`` says of each column whether it held numbers: it is read so when scored,
    whatever is in it then.
    """

    positive: Any

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:  # noqa: N803 - the names of scikit-learn
        """Learn rules from (n, variables), (n,) labels of two classes, (n,) whole weights."""
        if y is None:
            raise ValueError("This classifier requires y to be passed, but the target y is None.")
        X = self._checked(X, reset=True)  # noqa: N806
        labels = _checked_labels(y)
        check_consistent_length(X, labels)
        columns = list(_variables(X))
        self.are_numbers_ = [isinstance(variable, Numeric) for variable in columns]
        self.classes_ = _two_classes(labels)
        self.positive_ = _positive(self.classes_, self.positive)
        data = _learning_set(columns, labels == self.positive_, _copies(sample_weight, labels))
        try:
            self.rule_set_ = self._learner().fit(data)
        except LearningError as error:
            raise ValueError(str(error)) from error
        return self

    def predict_proba(self, X: Any) -> NDArray[np.float64]:  # noqa: N803
        """(n, 2) in the order of ``classes_``: the score for churn, one minus it for the other."""
        score = self._scores(X)
        of_both = np.column_stack([1.0 - score, score])
        return of_both if self.classes_[1] == self.positive_ else of_both[:, ::-1].copy()

    def predict(self, X: Any) -> Array:  # noqa: N803
        """(n,) the class that is churn where the score is above one half."""
        churned, loyal = self._scores(X) > 0.5, self.classes_[self.classes_ != self.positive_]
        found: Array = np.where(churned, self.classes_[self.classes_ == self.positive_], loyal)
        return found

    def to_text(self, language: Literal["en", "zh"] = "en") -> str:
        """The rules as sentences."""
        text: str = self._rules().to_text(language)
        return text

    def to_frame(self, language: Literal["en", "zh"] = "en") -> pl.DataFrame:
        """The rules, one a row."""
        frame: pl.DataFrame = self._rules().to_frame(language)
        return frame

    def _html_repr(self) -> str:
        """What a notebook shows: the rules or, before ``fit``, the parameters."""
        if not hasattr(self, "rule_set_"):
            return str(super()._html_repr())
        return str(self._rules()._repr_html_())

    def _rules(self) -> Any:
        check_is_fitted(self)
        return self.rule_set_

    def _scores(self, X: Any) -> NDArray[np.float64]:  # noqa: N803
        check_is_fitted(self)
        variables = _variables(self._checked(X, reset=False), self.are_numbers_)
        return self.rule_set_.scores(list(variables))

    def _learner(self) -> Learner:
        raise NotImplementedError

    def _checked(self, X: Any, *, reset: bool) -> Any:  # noqa: N803
        if _is_frame(X):
            validate_data(self, X, skip_check_array=True, reset=reset)
            check_consistent_length(X)
            return X
        if not reset and hasattr(self, "feature_names_in_"):
            raise ValueError(
                f"{type(self).__name__} was fitted on a frame, and an array does not name its "
                f"columns; give a frame with {', '.join(self.feature_names_in_)}"
            )
        return validate_data(self, X, dtype=None, ensure_all_finite="allow-nan", reset=reset)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        tags.input_tags.categorical = True
        tags.classifier_tags.multi_class = False
        return tags


class FRIClassifier(_RuleClassifier):
    """Fuzzy rule induction as published (see ``churnkit.learners.fri``): no spans, no checks."""

    def __init__(
        self,
        width: int | tuple[int, ...] = (7, 10, 14),
        criterion: Literal["external", "internal"] = "external",
        negation: bool = True,
        spans: bool = False,
        layers: Literal["and_then_or", "and_or"] = "and_then_or",
        min_customers: int = 0,
        checked: bool = False,
        balance: bool = True,
        max_branches: int = 4,
        max_terms: int = 5,
        random_state: int | np.random.RandomState | None = 0,
        positive: Any = None,
    ) -> None:
        self.width = width
        self.criterion = criterion
        self.negation = negation
        self.spans = spans
        self.layers = layers
        self.min_customers = min_customers
        self.checked = checked
        self.balance = balance
        self.max_branches = max_branches
        self.max_terms = max_terms
        self.random_state = random_state
        self.positive = positive

    def _learner(self) -> Learner:
        return FRI(FriSettings(**_settings(self)), seed=_seed(self.random_state))


class AdditiveFRIClassifier(_RuleClassifier):
    """Additive fuzzy rule induction (``churnkit.learners.additive.learner``): the most accurate."""

    def __init__(
        self,
        max_rules: int = 8,
        max_terms: int = 3,
        width: int = 20,
        penalty: float = 1.0,
        search_rows: int = 20_000,
        true_rate: float | None = None,
        monotone: Mapping[str, Literal["up", "down"]] | None = None,
        random_state: int | np.random.RandomState | None = 0,
        positive: Any = None,
    ) -> None:
        self.max_rules = max_rules
        self.max_terms = max_terms
        self.width = width
        self.penalty = penalty
        self.search_rows = search_rows
        self.true_rate = true_rate
        self.monotone = monotone
        self.random_state = random_state
        self.positive = positive

    def _learner(self) -> Learner:
        return AdditiveFRI(AdditiveSettings(**_settings(self)), seed=_seed(self.random_state))


class RuleTreeClassifier(_RuleClassifier):
    """Scoring rules of a decision tree (``churnkit.learners.tree.learner``)."""

    def __init__(
        self,
        max_rules: int = 8,
        min_customers: int = 20,
        min_share: float = 0.01,
        criterion: Literal["gini", "entropy"] = "gini",
        positive: Any = None,
    ) -> None:
        self.max_rules = max_rules
        self.min_customers = min_customers
        self.min_share = min_share
        self.criterion = criterion
        self.positive = positive

    def _learner(self) -> Learner:
        return RuleTree(TreeSettings(**_settings(self)))


def _settings(model: _RuleClassifier) -> dict[str, Any]:
    """The parameters as settings of the config, which checks them."""
    of_scikit_learn = {"random_state", "positive"}
    return {key: value for key, value in model.get_params().items() if key not in of_scikit_learn}


def _seed(random_state: Any) -> int:
    """A whole number as it is; None and generators draw one, as in scikit-learn."""
    if isinstance(random_state, Integral):
        return int(random_state)
    return int(check_random_state(random_state).randint(2**31 - 1))


def _checked_labels(y: Any) -> Array:
    """(n,) labels, none of them missing."""
    labels: Array = column_or_1d(y, warn=True)
    if labels.dtype.kind == "O":
        missing = sum(map(_is_null, labels))
        if missing:
            raise ValueError(f"Input y contains NaN: {missing} of {labels.size} labels are missing")
        if not any(isinstance(label, str) for label in labels):
            labels = np.array(labels.tolist())
    checked: Array = check_array(labels, ensure_2d=False, dtype=None, input_name="y")
    return checked


def _two_classes(labels: Array) -> Array:
    check_classification_targets(labels)
    kind = type_of_target(labels)
    classes: Array = np.unique(labels) if kind in ("binary", "multiclass") else labels[:0]
    if classes.size not in (1, 2):
        raise ValueError(
            f"Only binary classification is supported. The type of the target is {kind}."
        )
    if classes.size == 1:
        raise ValueError("y has one class only; rules need customers of both classes")
    return classes


def _positive(classes: Array, positive: Any) -> Any:
    """The class that is churn."""
    if positive is not None:
        same = [label for label in classes if label == positive]
        if not same:
            known = [str(label) for label in classes]
            raise ValueError(
                f"positive={positive!r} is not a label of y{suggestion(str(positive), known)}"
            )
        return same[0]
    other, churned = classes
    if isinstance(churned, str) and (_means_churn(other) or not _means_churn(churned)):
        warnings.warn(
            f"y: '{churned}' is classified as churned, because it sorts after '{other}'; set "
            f"positive='{other}' or positive='{churned}' to say which customers churned",
            UserWarning,
            stacklevel=3,
        )
    return churned


def _means_churn(label: str) -> bool:
    words = label.casefold().replace("_", " ")
    return bool(_CHURN.search(words)) and not _NOT.search(words)


def _copies(sample_weight: Any, labels: Array) -> NDArray[np.intp] | None:
    """(n,) how many customers each row counts as; None: one each."""
    if sample_weight is None:
        return None
    weights = _check_sample_weight(
        sample_weight, labels, dtype=np.float64, ensure_non_negative=True
    )
    parts = np.flatnonzero(weights != np.rint(weights))
    if parts.size:
        raise ValueError(
            f"sample_weight: {weights[parts[0]]:g} in row {parts[0]} is not a whole number. A "
            "customer of weight 3 counts as 3 customers; scale and round the weights, e.g. "
            "numpy.rint(10 * sample_weight). What is set in customers, as min_customers, counts "
            "weights, too"
        )
    if weights.sum() > MOST_CUSTOMERS:
        raise ValueError(
            f"sample_weight: the weights add up to {weights.sum():.0f} customers, at most "
            f"{MOST_CUSTOMERS} are possible; divide them by a common factor and round"
        )
    return np.asarray(weights, dtype=np.intp)


def _learning_set(
    columns: Sequence[Variable], churned: Array, copies: NDArray[np.intp] | None
) -> LearningSet:
    rows = np.repeat(np.arange(churned.size), 1 if copies is None else copies)
    if np.unique(churned[rows]).size < 2:
        raise ValueError("all weight is on one class of y; rules need customers of both classes")
    variables = tuple(sorted((column.take(rows) for column in columns), key=lambda v: v.name))
    return LearningSet(variables, churned[rows], _keys(variables, churned[rows]))


def _keys(variables: Sequence[Variable], churned: Array) -> NDArray[np.uint64]:
    """(n,) a hash of what is known of each customer, and of how many before are the same.

    So customers are drawn alike in any order, and with a weight as if they were repeated.
    """
    known = {f"x {variable.name}": _series(variable) for variable in variables}
    content = hash_rows(pl.DataFrame({**known, "y": churned}), seed=0)
    order = np.argsort(content, kind="stable")
    is_first = np.append(True, np.diff(content[order]) != 0)
    starts = np.flatnonzero(is_first)
    copy = np.empty(content.size, dtype=np.int64)
    copy[order] = np.arange(content.size) - starts[np.cumsum(is_first) - 1]
    return hash_rows(pl.DataFrame({"content": content, "copy": copy}), seed=0)


def _series(variable: Variable) -> pl.Series:
    if isinstance(variable, Numeric):
        return pl.Series(variable.values, nan_to_null=True)
    levels = pl.Series([*variable.levels, None], dtype=pl.String)
    return levels.gather(np.where(variable.codes < 0, len(variable.levels), variable.codes))


def _is_frame(x: Any) -> bool:
    return hasattr(x, "columns") and not hasattr(x, "tocsr")


def _variables(x: Any, are_numbers: Sequence[bool] | None = None) -> Iterator[Variable]:
    """The columns of an array or frame as variables, in their order.

    Without ``are_numbers`` the values decide which columns hold numbers.
    """
    known = repeat(None) if are_numbers is None else are_numbers
    for (name, values), is_number in zip(_columns(x), known, strict=False):
        numeric = _holds_numbers(name, values) if is_number is None else is_number
        yield _number(name, values) if numeric else _category(name, values)


def _columns(x: Any) -> Iterator[tuple[str, Array]]:
    """Names and values: numbers with NaN, or objects with None, where a value is missing."""
    if not _is_frame(x):
        digits = len(str(x.shape[1]))
        for k in range(x.shape[1]):
            name, values = f"x{k:0{digits}}", x[:, k]
            yield name, _objects(values) if values.dtype.kind == "O" else values
        return
    for column in nw.from_native(x, eager_only=True).iter_columns():
        name, kind = str(column.name), column.dtype
        if kind.is_numeric() or kind == nw.Boolean:
            yield name, np.asarray(column.cast(nw.Float64).to_numpy(), dtype=np.float64)
        elif kind in (nw.Categorical, nw.Enum):
            yield name, _objects(column.cast(nw.String).to_list())
        else:
            yield name, _objects(column.to_list())


def _objects(values: Sequence[Any] | Array) -> Array:
    objects = np.empty(len(values), dtype=object)
    objects[:] = [None if _is_null(value) else value for value in values]
    return objects


def _is_null(value: object) -> bool:
    """None, NaN, NaT, pandas.NA and their like."""
    return not isinstance(value, str) and str(value) in {"None", "nan", "NaN", "NaT", "<NA>"}


def _holds_numbers(name: str, values: Array) -> bool:
    """Whether a column holds numbers rather than texts.

    Raises:
        ValueError: it holds both.
        TypeError: it holds neither.
    """
    if values.dtype.kind != "O":
        _require_measured(name, values.dtype.type)
        return values.dtype.kind not in "US"
    kinds = {type(value) for value in values if value is not None}
    for kind in sorted(kinds, key=lambda kind: kind.__name__):
        _require_measured(name, kind)
    texts = {kind for kind in kinds if issubclass(kind, str)}
    if texts and kinds > texts:
        raise ValueError(
            f"{name}: holds both texts and numbers; convert it to one of them (a text that stands "
            "for a missing value to None)"
        )
    return not texts


def _require_measured(name: str, kind: type) -> None:
    """Raise TypeError unless values of this type are numbers or texts."""
    if issubclass(kind, _NOT_MEASURED):
        raise TypeError(
            f"{name}: holds dates or times; give a number instead, e.g. the days from each date "
            "to the day of the list"
        )
    if not issubclass(kind, str | Real | Decimal | np.number | np.bool_):
        raise TypeError(f"{name}: holds {kind.__name__}; numbers and texts can be learnt from")


def _number(name: str, values: Array) -> Numeric:
    try:
        numbers = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name}: held numbers in fit; {error}") from error
    if np.isinf(numbers).any():
        raise ValueError(f"{name}: contains infinity; leave such values empty (NaN)")
    return Numeric(name, numbers)


def _category(name: str, values: Array) -> Categorical:
    texts = [None if _is_null(value) else str(value) for value in values]
    levels = tuple(sorted({text for text in texts if text is not None}))
    number = {level: code for code, level in enumerate(levels)}
    codes = [-1 if text is None else number[text] for text in texts]
    return Categorical(name, np.array(codes, dtype=np.int32), levels)
