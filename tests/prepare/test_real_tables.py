"""Public tables as they are, with nothing prepared by hand."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from churnkit.config.sections.project import IngestSection
from churnkit.prepare.fit import Prepared, prepare_customers
from churnkit.tables.reading import read_table
from tests.tables.raw_tables import data_of, variable_of

FOLDER = os.environ.get("CHURNKIT_REAL_DATA", "")
pytestmark = pytest.mark.skipif(
    not FOLDER, reason="set CHURNKIT_REAL_DATA to the folder of the public tables"
)


def prepared(name: str, id_: str, churned: str) -> Prepared:
    table = read_table(Path(FOLDER, name))
    data = data_of(id=id_, label={"column": "Churn", "churned": [churned]})
    return prepare_customers(table, data, IngestSection())


def test_ibm_telco() -> None:
    found = prepared("ibm_telco.csv", "customerID", "Yes")
    assert found.frame.height == 7043
    assert (found.frame["label"] == "churned").sum() == 1869
    assert found.frame["TotalCharges"].null_count() == 11
    assert (found.frame["split"] == "test").sum() == 617 + 1707
    dropped = {each.name: each.reason for each in found.audit.variables if not each.kept}
    assert dropped == {"gender": "rate_difference", "PhoneService": "rate_difference"}
    assert not any(each.suspicions for each in found.audit.variables)


def test_iranian_churn() -> None:
    found = prepared("iranian_churn.csv", "row", "1")
    assert found.frame.height == 3150
    assert (found.frame["label"] == "churned").sum() == 495
    assert variable_of(found, "Call  Failure").kept
    contents = found.frame.group_by([*found.recipe.names, "label"]).agg(
        pl.col("split").n_unique(), pl.len()
    )
    assert contents["len"].sum() - contents.height == 300
    assert contents["split"].max() == 1
