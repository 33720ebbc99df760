"""The sample data are what their README says, and the generator writes them again."""

from __future__ import annotations

import runpy
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

FOLDER = Path(__file__).parents[2] / "sample_data"
CSV_FILES = ("ecommerce_customers.csv", "ecommerce_customers_zh.csv", "ecommerce_current.csv")
PARQUET_FILES = ("telecom_customers.parquet", "telecom_current.parquet")


@pytest.fixture(scope="module")
def generator() -> dict[str, object]:
    return runpy.run_path(str(FOLDER / "generate.py"), run_name="generate")


@pytest.fixture(scope="module")
def written(generator: dict[str, object], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample_data")
    generator["write_all"](folder)  # type: ignore[operator]
    return folder


@pytest.mark.parametrize("name", CSV_FILES)
def test_the_generator_writes_the_same_bytes_again(written: Path, name: str) -> None:
    assert (written / name).read_bytes() == (FOLDER / name).read_bytes()


@pytest.mark.parametrize("name", PARQUET_FILES)
def test_the_generator_writes_the_same_table_again(written: Path, name: str) -> None:
    assert_frame_equal(
        pl.read_parquet(written / name), pl.read_parquet(FOLDER / name), check_exact=True
    )


def test_the_generator_writes_every_file_of_the_folder(written: Path) -> None:
    assert {file.name for file in written.iterdir()} == {*CSV_FILES, *PARQUET_FILES}


def _mall(name: str) -> pl.DataFrame:
    return _texts((FOLDER / name).read_bytes())


def _texts(csv: bytes) -> pl.DataFrame:
    return pl.read_csv(csv, infer_schema=False).fill_null("")


def test_the_mall_has_the_published_counts() -> None:
    mall = _mall("ecommerce_customers.csv")

    assert mall["churned"].value_counts().sort("churned").rows() == [("0", 243), ("1", 1257)]
    assert mall["customer_id"].n_unique() == 1500
    assert mall["customer_id"].str.contains(r"^0\d{5}$").all()


@pytest.mark.parametrize("odd", ["", "NA", "-", "999", "abc"])
def test_the_mall_holds_missing_and_odd_values(odd: str) -> None:
    cells = _mall("ecommerce_customers.csv").unpivot()["value"]

    assert 0 < (cells == odd).sum() < 20


def test_the_chinese_file_holds_the_same_customers(generator: dict[str, object]) -> None:
    names = {chinese: name for name, chinese in generator["CHINESE_HEADERS"].items()}  # type: ignore[attr-defined]
    exported = (FOLDER / "ecommerce_customers_zh.csv").read_bytes()
    chinese = _texts(exported.decode("gbk").encode())
    words = {"是": "1", "否": "0", "缺失": "NA"}

    assert_frame_equal(
        chinese.rename(names).with_columns(pl.all().replace(words)),
        _mall("ecommerce_customers.csv"),
    )


def test_the_carrier_has_the_published_churn_rate() -> None:
    carrier = pl.read_parquet(FOLDER / "telecom_customers.parquet")
    normal = carrier.filter(pl.col("status") == "normal")

    assert carrier.height == 20_000
    assert (carrier["churned"] == "yes").mean() == pytest.approx(0.0531)
    assert (normal["churned"] == "yes").mean() == pytest.approx(0.0531, abs=0.002)


def test_the_carriers_master_data_is_as_bad_as_in_the_case() -> None:
    carrier = pl.read_parquet(FOLDER / "telecom_customers.parquet")
    null_share = {name: carrier[name].null_count() / carrier.height for name in carrier.columns}
    by_sex = dict(carrier.group_by("sex").agg((pl.col("churned") == "yes").mean()).iter_rows())

    assert {name for name, share in null_share.items() if share > 0.15} == {
        "occupation",
        "interests",
    }
    assert (carrier["channel"] == "stall").sum() < 0.01 * carrier.height
    assert (carrier["home_region"] == "islands").sum() < 0.01 * carrier.height
    assert by_sex["F"] == pytest.approx(by_sex["M"], abs=0.005)


@pytest.mark.parametrize(
    ("current", "labelled", "rows"),
    [
        ("ecommerce_current.csv", "ecommerce_customers.csv", 600),
        ("telecom_current.parquet", "telecom_customers.parquet", 5000),
    ],
)
def test_current_customers_are_others_and_have_no_label(
    current: str, labelled: str, rows: int
) -> None:
    now, past = _read(current), _read(labelled)

    assert now.height == rows
    assert now.columns == past.columns[:-1]
    assert past.columns[-1] == "churned"
    assert not set(now["customer_id"]) & set(past["customer_id"])


def _read(name: str) -> pl.DataFrame:
    return pl.read_parquet(FOLDER / name) if name.endswith("parquet") else _mall(name)


def test_the_files_are_small() -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir() if file.is_file()) < 4_000_000
