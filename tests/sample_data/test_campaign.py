"""The sample campaign: its data are written again, and it runs from raw table to control group."""

from __future__ import annotations

import runpy
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from churnkit.campaign.contact_keys import Writing, all_contact_keys_of
from churnkit.campaign.record import read_record
from churnkit.campaign.select.facts import CampaignFacts
from churnkit.commands.run import run
from churnkit.commands.score import score
from churnkit.config.loading import load_config

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "sample_data"
CSV_FILES = ("do_not_call.csv", "do_not_contact.csv")

PHONES = Writing("phone", "CN")


def test_the_generator_writes_the_same_rows_again(tmp_path: Path) -> None:
    generator = runpy.run_path(str(FOLDER / "generate_campaign.py"), run_name="generate")
    generator["write_all"](tmp_path)
    for name in CSV_FILES:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()
    name = "campaign_customers.parquet"
    assert_frame_equal(pl.read_parquet(tmp_path / name), pl.read_parquet(FOLDER / name))


def test_every_number_on_the_list_is_that_of_a_customer_however_it_is_written() -> None:
    phones = pl.read_parquet(FOLDER / "campaign_customers.parquet")["phone"]
    barred = pl.read_csv(FOLDER / "do_not_call.csv", infer_schema=False)["phone"]
    as_written = phones.is_in(barred.implode()).sum()
    named = all_contact_keys_of(barred, PHONES)
    in_one_spelling = all_contact_keys_of(phones, PHONES).is_in(named.implode()).sum()
    assert as_written < 80 < in_one_spelling
    assert all_contact_keys_of(phones.drop_nulls(), PHONES).str.contains(r"^1\d{10}$").all()


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("work")
    run(load_config(ROOT / "configs/campaign.yaml", [f"work={folder}"]))
    return folder


@pytest.fixture(scope="module")
def facts(work: Path) -> CampaignFacts:
    scored = score(load_config(ROOT / "configs/campaign.yaml", [f"work={work}"]))
    assert scored.campaign is not None
    return scored.campaign


def test_at_least_300_are_held_back_and_everybody_is_counted(facts: CampaignFacts) -> None:
    assert facts.control >= 300
    assert facts.listed + facts.control == facts.selected
    assert facts.selected + sum(each.customers for each in facts.excluded) == facts.scored


def test_every_reason_and_every_line_occurs(facts: CampaignFacts) -> None:
    assert {each.reason for each in facts.excluded if each.customers} >= {
        "suppressed", "unchecked", "cool_off", "quota", "below_cut",
    }  # fmt: skip
    config = load_config(ROOT / "configs/campaign.yaml")
    assert config.campaign is not None
    assert [part.name for part in facts.lines] == list(config.campaign.playbook)
    assert [part.name for part in facts.tiers] == ["vip", "key", "ordinary", "small"]


def test_nobody_who_must_not_be_contacted_is_selected(work: Path, facts: CampaignFacts) -> None:
    record = read_record(work / f"current/campaign-{facts.name}.parquet")
    customers = pl.read_parquet(FOLDER / "campaign_customers.parquet")
    chosen = customers.filter(pl.col("customer_id").is_in(record["id"].implode()))
    assert chosen.height == facts.selected
    barred = pl.read_csv(FOLDER / "do_not_call.csv", infer_schema=False)["phone"]
    marks = all_contact_keys_of(chosen["phone"], PHONES)
    assert not marks.is_in(all_contact_keys_of(barred, PHONES).implode()).any()
    others = pl.read_csv(FOLDER / "do_not_contact.csv", infer_schema=False)["customer_id"]
    assert not chosen["customer_id"].is_in(others.implode()).any()
    by_text = record.filter(pl.col("channel") == "text")["id"]
    consent = customers.filter(pl.col("customer_id").is_in(by_text.implode()))["may_text"]
    assert set(consent) == {"yes"}


def test_the_files_read_back_and_agree(work: Path, facts: CampaignFacts) -> None:
    current = work / "current"
    record = read_record(current / f"campaign-{facts.name}.parquet")
    for stem, role in (("list", "listed"), ("control", "control")):
        sheet = pl.read_excel(current / f"{stem}.xlsx")
        text = pl.read_csv(current / f"{stem}.csv", schema=sheet.schema)
        assert sheet["id"].to_list() == record.filter(pl.col("role") == role)["id"].to_list()
        assert text.with_columns(pl.col(pl.String).str.strip_prefix("'")).rows() == sheet.rows()
    page = (current / "list.md").read_text(encoding="utf-8")
    assert f"{facts.listed:,} customers to contact" in page
    assert f"{facts.control:,} customers, drawn at random, who must NOT be contacted" in page


def test_lists_are_for_their_owner_alone(work: Path, facts: CampaignFacts) -> None:
    names = ("list.csv", "list.xlsx", "list.md", "control.csv", "control.xlsx")
    modes = {(work / "current" / name).stat().st_mode & 0o777 for name in names}
    assert modes == {0o600}


def test_in_chinese_all_words_are_chinese(work: Path, tmp_path: Path) -> None:
    chinese = load_config(
        ROOT / "configs/campaign.yaml", [f"work={work}", "language=zh", "campaign.name=zh"]
    )
    score(chinese)
    listed = pl.read_csv(work / "current/list.csv", infer_schema=False)
    worded = listed.select("reasons", "action", "channel", "offer").unpivot()["value"].drop_nulls()
    assert worded.str.contains(r"\p{Han}").all()
