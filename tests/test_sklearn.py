"""The scikit-learn classifiers: its own checks, its tools, and frames of mixed columns."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

pytest.importorskip("sklearn", reason="the extra churnkit-rules[sklearn] is not installed")

from sklearn.base import clone
from sklearn.inspection import permutation_importance
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

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
