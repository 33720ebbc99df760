"""The scikit-learn classifiers: its own checks, its tools, and frames of mixed columns."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

pytest.importorskip("sklearn", reason="the extra churnkit-rules[sklearn] is not installed")

from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.inspection import permutation_importance
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from churnkit.rules.ruleset import RuleSet
from churnkit.sklearn import AdditiveFRIClassifier, FRIClassifier, RuleTreeClassifier

MODELS = [FRIClassifier(), AdditiveFRIClassifier(), RuleTreeClassifier()]
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)


@parametrize_with_checks(MODELS)
def test_passes_the_checks_of_scikit_learn(estimator, check):
    check(estimator)


def customers(n=400, seed=0):
    rng = np.random.default_rng(seed)
    calls, tenure = rng.poisson(3, n), rng.gamma(2, 20, n).round()
    plan = rng.choice(["gold", "basic"], n)
    log_odds = 0.8 * calls - 0.08 * tenure + 1.5 * (plan == "basic") - 1
    return calls, tenure, plan, (rng.random(n) < 1 / (1 + np.exp(-log_odds))).astype(int)


def mixed(n=400, seed=0):
    calls, tenure, plan, y = customers(n, seed)
    plans = [None if k % 17 == 0 else value for k, value in enumerate(plan.tolist())]
    tenures = [None if k % 13 == 0 else value for k, value in enumerate(tenure.tolist())]
    return {"calls": calls.tolist(), "plan": plans, "tenure": tenures}, y


@each_model
@pytest.mark.parametrize("library", ["polars", "pandas", "object array"])
def test_frames_of_numbers_texts_and_nulls_mixed(model, library):
    columns, y = mixed()
    if library == "polars":
        x = pl.DataFrame(columns)
    elif library == "pandas":
        x = pytest.importorskip("pandas").DataFrame(columns)
    else:
        x = np.array(list(zip(*columns.values(), strict=True)), dtype=object)
    found = clone(model).fit(x, y)
    score = found.predict_proba(x)[:, 1]
    assert score[y == 1].mean() > score[y == 0].mean()
    assert set(found.predict(x)) <= {0, 1}


def test_the_frame_decides_nothing():
    columns, y = mixed()
    pandas = pytest.importorskip("pandas")
    first = AdditiveFRIClassifier().fit(pl.DataFrame(columns), y)
    second = AdditiveFRIClassifier().fit(pandas.DataFrame(columns), y)
    assert first.rule_set_ == second.rule_set_


@each_model
def test_unseen_categories_and_missing_values_can_be_scored(model):
    columns, y = mixed()
    found = clone(model).fit(pl.DataFrame(columns), y)
    new = pl.DataFrame(
        {"calls": [None, 3], "plan": ["platinum", None], "tenure": [5.0, None]},
        schema_overrides={"calls": pl.Int64},
    )
    assert np.isfinite(found.predict_proba(new)).all()


@each_model
def test_the_tools_of_scikit_learn_work(model):
    calls, tenure, _, y = customers()
    x = np.column_stack([calls, tenure])
    pipeline = make_pipeline(StandardScaler(), clone(model))
    assert cross_val_score(pipeline, x, y, cv=3, scoring="roc_auc").mean() > 0.6
    search = GridSearchCV(
        clone(model),
        {"max_terms": [1, 2]} if model is not MODELS[2] else {"max_rules": [2, 4]},
        cv=3,
    ).fit(x, y)
    importance = permutation_importance(search.best_estimator_, x, y, n_repeats=2, random_state=0)
    assert importance.importances_mean.shape == (2,)


@pytest.mark.parametrize("y", [[0, 1, 2] * 4, [1] * 12], ids=["three classes", "one class"])
def test_two_classes_are_needed(y):
    with pytest.raises(ValueError, match=r"Only binary|one class only"):
        RuleTreeClassifier().fit(np.arange(12).reshape(-1, 1), y)


@each_model
def test_a_column_is_read_as_it_was_learnt(model):
    """A category without any value is no number, and "3" is one where numbers were."""
    columns, y = mixed()
    found = clone(model).fit(pl.DataFrame(columns), y)
    texts = {"calls": pl.String, "plan": pl.String, "tenure": pl.Float64}
    new = pl.DataFrame({"calls": ["3"], "plan": [None], "tenure": [5.0]}, schema=texts)
    same = new.with_columns(pl.col("calls").cast(pl.Float64), plan=None)
    assert found.predict_proba(new).tolist() == found.predict_proba(same).tolist()
    with pytest.raises(ValueError, match="could not convert string to float: 'many'"):
        found.predict_proba(new.with_columns(calls=pl.lit("many")))


def test_texts_make_a_category_however_late_they_come():
    codes = [None] * 1100 + ["1", "2"] * 100
    y = np.arange(1300) % 2
    found = RuleTreeClassifier().fit(pl.DataFrame({"code": codes}), y)
    assert found.are_numbers_ == [False]


def test_infinity_is_refused_in_frames_as_in_arrays():
    with pytest.raises(ValueError, match="calls: contains infinity"):
        RuleTreeClassifier().fit(pl.DataFrame({"calls": [1.0, float("inf")] * 5}), [0, 1] * 5)


@each_model
def test_a_weight_counts_a_customer_as_often_and_the_order_of_rows_does_not_matter(model):
    columns, y = mixed()
    x = pl.DataFrame(columns)
    rng = np.random.default_rng(3)
    weights = rng.integers(0, 4, y.size)
    rows = rng.permutation(np.repeat(np.arange(y.size), weights))
    weighted = clone(model).fit(x, y, sample_weight=weights)
    repeated = clone(model).fit(x[rows], y[rows])
    assert weighted.rule_set_ == repeated.rule_set_
    assert weighted.rule_set_.customers == weights.sum()


def test_the_order_of_the_columns_of_a_frame_does_not_matter():
    columns, y = mixed()
    x = pl.DataFrame(columns)
    first = AdditiveFRIClassifier(search_rows=100).fit(x, y)
    second = AdditiveFRIClassifier(search_rows=100).fit(x[:, ::-1], y)
    assert first.rule_set_ == second.rule_set_


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1, 1, 0.25, 1] * 3, r"sample_weight: 0.25 in row 2 is not a whole number.*numpy.rint"),
        ([1, 1, -1, 1] * 3, "Negative values in data passed to `sample_weight`"),
        ([1, 1] * 3, r"sample_weight.shape == \(6,\), expected \(12,\)"),
        ([0, 0] * 6, "at least one non-zero"),
        ([0, 1] * 6, "all weight is on one class of y"),
        ([1e12] + [1] * 11, "add up to 1000000000011 customers"),
    ],
    ids=["a part", "negative", "too few", "all zero", "one class", "too large"],
)
def test_weights_that_do_not_fit_are_refused(weights, message):
    with pytest.raises(ValueError, match=message):
        RuleTreeClassifier().fit(
            np.arange(12.0).reshape(-1, 1), [0, 1] * 6, sample_weight=np.array(weights)
        )


STATUS = ["Attrited Customer", "Existing Customer"]


def test_positive_says_which_class_is_churn():
    calls, _, _, churned = customers()
    status = np.where(churned, *STATUS)
    x = calls.reshape(-1, 1)
    named = RuleTreeClassifier(positive="Attrited Customer").fit(x, status)
    plain = RuleTreeClassifier().fit(x, churned)
    assert named.classes_.tolist() == STATUS
    assert named.rule_set_ == plain.rule_set_
    assert np.array_equal(named.predict_proba(x)[:, 0], plain.predict_proba(x)[:, 1])
    assert np.array_equal(named.predict(x) == "Attrited Customer", plain.predict(x) == 1)


@pytest.mark.parametrize(
    ("loyal", "churned"),
    [
        (0, 1),
        (False, True),
        ("0", "1"),
        ("No", "Yes"),
        ("active", "churned"),
        ("Stayed", "left"),
        ("not_churned", "yes"),
        ("存量", "流失"),
        ("未流失", "流失"),
        ("不是", "是"),
    ],
)
def test_labels_that_explain_themselves_need_no_positive(loyal, churned):
    model = RuleTreeClassifier().fit(np.arange(40.0).reshape(-1, 1), [loyal, churned] * 20)
    assert model.positive_ == churned


@pytest.mark.parametrize(
    ("first", "second"),
    [tuple(STATUS), ("Churned", "Not churned"), ("gone", "here"), ("A", "B"), ("流失", "留存")],
)
def test_other_texts_are_told(first, second):
    labels = [first, second]
    told = rf"'{second}' is classified as churned, because it sorts after '{first}'; set positive="
    with pytest.warns(UserWarning, match=told):
        model = RuleTreeClassifier().fit(np.arange(40.0).reshape(-1, 1), labels * 20)
    assert model.positive_ == second


def test_positive_that_is_no_label_is_refused():
    with pytest.raises(ValueError, match="positive='Attrited' is not a label of y; did you mean"):
        RuleTreeClassifier(positive="Attrited").fit(np.arange(40.0).reshape(-1, 1), STATUS * 20)


@pytest.mark.parametrize("library", ["polars", "pandas", "array"])
def test_y_has_a_label_for_every_row(library):
    x = {
        "polars": lambda: pl.DataFrame({"a": range(12)}),
        "pandas": lambda: pytest.importorskip("pandas").DataFrame({"a": range(12)}),
        "array": lambda: np.arange(12).reshape(-1, 1),
    }[library]()
    with pytest.raises(ValueError, match=r"inconsistent numbers of samples: \[12, 10\]"):
        RuleTreeClassifier().fit(x, [0, 1] * 5)
    with pytest.raises(ValueError, match="Input y contains NaN"):
        RuleTreeClassifier().fit(x, [0, 1] * 5 + [0, np.nan])
    with pytest.raises(ValueError, match="1 of 12 labels are missing"):
        RuleTreeClassifier().fit(x, np.array(["no", "yes"] * 5 + ["no", None], dtype=object))


def test_one_column_of_labels_is_told_and_taken():
    x, y = pl.DataFrame({"a": range(40)}), np.array([0, 1] * 20)
    with pytest.warns(UserWarning, match="A column-vector y was passed"):
        found = RuleTreeClassifier().fit(x, y.reshape(-1, 1))
    assert found.rule_set_ == RuleTreeClassifier().fit(x, y).rule_set_


@pytest.mark.parametrize("dtype", ["string", "object", "category"])
def test_missing_texts_of_pandas_are_missing(dtype):
    pandas = pytest.importorskip("pandas")
    columns, y = mixed()
    x = pandas.DataFrame(columns)
    other = x.assign(plan=pandas.Series(columns["plan"], dtype=dtype))
    assert other["plan"].isna().sum() == 24
    model = RuleTreeClassifier().fit(other, y)
    assert model.rule_set_ == RuleTreeClassifier().fit(pl.DataFrame(columns), y).rule_set_


@pytest.mark.parametrize("dtype", ["Int64", "Float64", "object"])
def test_numbers_of_pandas_are_numbers_however_they_are_stored(dtype):
    pandas = pytest.importorskip("pandas")
    columns, y = mixed()
    x = pandas.DataFrame(columns).astype({"tenure": dtype})
    if dtype == "object":
        x["tenure"] = x["tenure"].where(x["tenure"].notna(), pandas.NA)
    model = RuleTreeClassifier().fit(x, y)
    assert model.are_numbers_ == [True, False, True]
    assert model.rule_set_ == RuleTreeClassifier().fit(pl.DataFrame(columns), y).rule_set_


@pytest.mark.parametrize("library", ["polars", "pandas", "object array", "date array"])
def test_dates_are_refused(library):
    days = [date(2024, 1, 1 + k) for k in range(12)]
    x = {
        "polars": lambda: pl.DataFrame({"x0": days}),
        "pandas": lambda: pytest.importorskip("pandas").DataFrame({"x0": days}),
        "object array": lambda: np.array(days, dtype=object).reshape(-1, 1),
        "date array": lambda: np.array(days, dtype="datetime64[D]").reshape(-1, 1),
    }[library]()
    with pytest.raises(TypeError, match=r"x0: holds dates or times; give a number instead"):
        RuleTreeClassifier().fit(x, [0, 1] * 6)


def test_columns_of_other_kinds_are_refused():
    y = [0, 1] * 6
    both = np.array([[k if k else "few"] for k in range(12)], dtype=object)
    with pytest.raises(ValueError, match="x0: holds both texts and numbers"):
        RuleTreeClassifier().fit(both, y)
    with pytest.raises(TypeError, match="a: holds list; numbers and texts can be learnt from"):
        RuleTreeClassifier().fit(pl.DataFrame({"a": [[1], [2]] * 6}), y)
    with pytest.raises(TypeError, match="a: holds bytes; numbers and texts can be learnt from"):
        RuleTreeClassifier().fit(pl.DataFrame({"a": [b"1", b"2"] * 6}), y)


def test_an_array_is_refused_where_columns_have_names():
    columns, y = mixed()
    model = RuleTreeClassifier().fit(pl.DataFrame(columns), y)
    with pytest.raises(ValueError, match=r"fitted on a frame.*give a frame with calls, plan, tenu"):
        model.predict(pl.DataFrame(columns).to_numpy())


@pytest.mark.parametrize("model", MODELS[:2], ids=lambda model: type(model).__name__)
def test_random_state_may_be_none_or_a_generator(model):
    calls, tenure, _, y = customers(100)
    x = np.column_stack([calls, tenure])
    assert clone(model).set_params(random_state=None).fit(x, y).rule_set_.rules
    first, second = (
        clone(model).set_params(random_state=np.random.RandomState(1)).fit(x, y) for _ in range(2)
    )
    assert first.rule_set_ == second.rule_set_


@pytest.mark.skipif(not hasattr(RuleSet, "to_text"), reason="rule sets have no to_text")
@each_model
def test_rules_as_text_frame_and_html(model):
    columns, y = mixed()
    found = clone(model).fit(pl.DataFrame(columns), y)
    for language in ("en", "zh"):
        assert found.to_text(language) == found.rule_set_.to_text(language)
        assert found.to_frame(language).equals(found.rule_set_.to_frame(language))
    assert found._repr_html_() == found.rule_set_._repr_html_()
    assert found._repr_mimebundle_()["text/html"] == found._repr_html_()


def test_before_fit_there_are_no_rules_to_show():
    assert "RuleTreeClassifier" in RuleTreeClassifier()._repr_html_()
    with pytest.raises(NotFittedError):
        RuleTreeClassifier().to_text()
    with pytest.raises(NotFittedError):
        RuleTreeClassifier().to_frame()
