"""The learners as scikit-learn classifiers (optional extra ``sklearn``).

They take arrays, and polars or pandas frames with numbers, text categories and missing values
mixed. The larger of the two classes is churn: y = 1 with 0 and 1. ``predict_proba`` is the score.

>>> from churnkit.sklearn import RuleTreeClassifier
>>> model = RuleTreeClassifier(min_customers=1).fit([[1], [2], [3], [8], [9]], [0, 0, 0, 1, 1])
>>> model.predict([[7.0], [0.0]]).tolist()
[1, 0]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any, Literal, Self

import narwhals as nw
import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import check_is_fitted, validate_data

from churnkit.config.sections.train import AdditiveSettings, FriSettings, TreeSettings
from churnkit.errors import LearningError
from churnkit.learners.additive.learner import AdditiveFRI
from churnkit.learners.base import Learner, LearningSet
from churnkit.learners.fri.learner import FRI
from churnkit.learners.tree.learner import RuleTree
from churnkit.rules.arrays import Categorical, Numeric, Variable

Array = NDArray[Any]


class _RuleClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """What the three share.

    After ``fit``, ``rule_set_`` holds the rules, and ``are_numbers_`` says of each column whether
    it held numbers: it is read so when scored, whatever is in it then.
    """

    def fit(self, X: Any, y: Any) -> Self:  # noqa: N803 - the names of scikit-learn
        """Learn rules from (n, variables) and (n,) labels of two classes."""
        columns, churned = self._validated(X, y)
        self.are_numbers_ = [isinstance(variable, Numeric) for variable in columns]
        data = LearningSet(
            variables=tuple(sorted(columns, key=lambda variable: variable.name)),
            churned=churned,
            keys=np.arange(churned.size, dtype=np.uint64),
        )
        try:
            self.rule_set_ = self._learner().fit(data)
        except LearningError as error:
            raise ValueError(str(error)) from error
        return self

    def predict_proba(self, X: Any) -> NDArray[np.float64]:  # noqa: N803
        """(n, 2) one minus the score, and the score."""
        check_is_fitted(self)
        variables = _variables(self._checked(X, reset=False), self.are_numbers_)
        score = self.rule_set_.scores(list(variables))
        return np.column_stack([1.0 - score, score])

    def predict(self, X: Any) -> Array:  # noqa: N803
        """(n,) the second class where the score is above one half."""
        churned = self.predict_proba(X)[:, 1] > 0.5
        found: Array = self.classes_[churned.astype(np.intp)]
        return found

    def _learner(self) -> Learner:
        raise NotImplementedError

    def _validated(self, X: Any, y: Any) -> tuple[list[Variable], NDArray[np.bool_]]:  # noqa: N803
        if y is None:
            raise ValueError("This classifier requires y to be passed, but the target y is None.")
        if _is_frame(X):
            X, y = self._checked(X, reset=True), np.asarray(y)  # noqa: N806
        else:
            X, y = validate_data(  # noqa: N806
                self, X, y, dtype=None, ensure_all_finite="allow-nan"
            )
        check_classification_targets(y)
        kind = type_of_target(y)
        if kind not in ("binary", "multiclass") or np.unique(y).size > 2:
            raise ValueError(
                f"Only binary classification is supported. The type of the target is {kind}."
            )
        self.classes_ = np.unique(y)
        if self.classes_.size < 2:
            raise ValueError("y has one class only; rules need customers of both classes")
        return list(_variables(X)), np.asarray(y == self.classes_[1])

    def _checked(self, X: Any, *, reset: bool) -> Any:  # noqa: N803
        if _is_frame(X):
            validate_data(self, X, skip_check_array=True, reset=reset)
            return X
        return validate_data(self, X, dtype=None, ensure_all_finite="allow-nan", reset=reset)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        tags.input_tags.categorical = True
        tags.classifier_tags.multi_class = False
        return tags


class FRIClassifier(_RuleClassifier):
    """Fuzzy rule induction as published, without spans (``churnkit.learners.fri.learner``)."""

    def __init__(
        self,
        width: int | tuple[int, ...] = (7, 10, 14),
        criterion: Literal["external", "internal"] = "external",
        negation: bool = True,
        spans: bool = False,
        balance: bool = True,
        max_branches: int = 4,
        max_terms: int = 5,
        random_state: int = 0,
    ) -> None:
        self.width = width
        self.criterion = criterion
        self.negation = negation
        self.spans = spans
        self.balance = balance
        self.max_branches = max_branches
        self.max_terms = max_terms
        self.random_state = random_state

    def _learner(self) -> Learner:
        return FRI(FriSettings(**_settings(self)), seed=self.random_state)


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
        random_state: int = 0,
    ) -> None:
        self.max_rules = max_rules
        self.max_terms = max_terms
        self.width = width
        self.penalty = penalty
        self.search_rows = search_rows
        self.true_rate = true_rate
        self.monotone = monotone
        self.random_state = random_state

    def _learner(self) -> Learner:
        return AdditiveFRI(AdditiveSettings(**_settings(self)), seed=self.random_state)


class RuleTreeClassifier(_RuleClassifier):
    """Scoring rules of a decision tree (``churnkit.learners.tree.learner``)."""

    def __init__(
        self,
        max_rules: int = 8,
        min_customers: int = 20,
        min_share: float = 0.01,
        criterion: Literal["gini", "entropy"] = "gini",
    ) -> None:
        self.max_rules = max_rules
        self.min_customers = min_customers
        self.min_share = min_share
        self.criterion = criterion

    def _learner(self) -> Learner:
        return RuleTree(TreeSettings(**_settings(self)))


def _settings(model: _RuleClassifier) -> dict[str, Any]:
    """The parameters as settings of the config, which checks them."""
    return {key: value for key, value in model.get_params().items() if key != "random_state"}


def _is_frame(x: Any) -> bool:
    return hasattr(x, "columns") and not hasattr(x, "tocsr")


def _variables(x: Any, are_numbers: Sequence[bool] | None = None) -> Iterator[Variable]:
    """The columns of an array or frame as variables, in their order.

    Without ``are_numbers`` the values decide which columns hold numbers.
    """
    known = repeat(None) if are_numbers is None else are_numbers
    for (name, values), is_number in zip(_columns(x), known, strict=False):
        numeric = not _has_text(values) if is_number is None else is_number
        yield _number(name, values) if numeric else _category(name, values)


def _columns(x: Any) -> Iterator[tuple[str, Array]]:
    """Names and values: numbers with NaN, or objects with None, where a value is missing."""
    if not _is_frame(x):
        digits = len(str(x.shape[1]))
        yield from ((f"x{k:0{digits}}", x[:, k]) for k in range(x.shape[1]))
        return
    for column in nw.from_native(x, eager_only=True).iter_columns():
        if column.dtype.is_numeric() or column.dtype == nw.Boolean:
            yield str(column.name), column.cast(nw.Float64).to_numpy()
        else:
            texts = column.cast(nw.String).to_list()
            yield str(column.name), np.array(texts, dtype=object)


def _has_text(values: Array) -> bool:
    """Whether they cannot all be numbers."""
    if values.dtype.kind == "O":
        return any(isinstance(value, str) for value in values)
    return values.dtype.kind in "US"


def _number(name: str, values: Array) -> Numeric:
    numbers = np.asarray(values, dtype=np.float64)
    if np.isinf(numbers).any():
        raise ValueError(f"{name}: contains infinity; leave such values empty (NaN)")
    return Numeric(name, numbers)


def _category(name: str, values: Array) -> Categorical:
    texts = [None if _is_null(value) else str(value) for value in values]
    levels = tuple(sorted({text for text in texts if text is not None}))
    number = {level: code for code, level in enumerate(levels)}
    codes = [-1 if text is None else number[text] for text in texts]
    return Categorical(name, np.array(codes, dtype=np.int32), levels)


def _is_null(value: object) -> bool:
    return value is None or value != value
