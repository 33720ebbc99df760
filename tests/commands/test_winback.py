"""Win-back from table to list: whom, by which offer, and never against anybody's wish."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from churnkit.cli import main
from churnkit.commands.winback import winback
from churnkit.config.loading import load_config
from churnkit.config.sections.project import Config
from churnkit.errors import ConfigError, InputError, LearningError

CONFIG = """
work: work
data:
  customers: customers.csv
  id: customer
  label: {column: churned, churned: "1"}
  variables: {visits: {label: {en: visits to the shop, zh: 到店次数}}}
campaign:
  name: spring
  channels: {call: {cost: 5, label: {en: phone call, zh: 电话}}}
  playbook: {all: {channel: call, action: {en: call}}}
  winback:
    customers: left.csv
    value: worth
    referred: referred
    complained: complained
    settled: settled
    reason: why
    success: 0.2
    share: 0.5
    offers:
      upgrade: {cost: 5, success: 0.2, label: {en: service upgrade, zh: 服务升级}}
      double: {cost: 40, success: 0.5}
"""
LEFT = """\
customer,worth,referred,complained,settled,why,phone,ok
01,900,yes,no,,price,138 0013 8000,yes
02,500,no,yes,yes,service,+86 13900139000,yes
03,100,no,yes,no,both,13700137000,no
04,,yes,no,,price,13600136000,yes
05,20,no,no,,moved,,
06,300,,,,,13500135000,Yes
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "project.yaml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "left.csv").write_text(LEFT, encoding="utf-8")
    return tmp_path


def project(folder: Path, *overrides: str, more: str = "") -> Config:
    """The project, with more lines below ``campaign:``."""
    file = folder / "project.yaml"
    text = CONFIG.replace("  winback:\n", f"{more}  winback:\n")
    file.write_text(text, encoding="utf-8")
    return load_config(file, overrides)


def on_list(config: Config) -> pl.DataFrame:
    file = config.work / "current/winback.csv"
    return pl.read_csv(file, infer_schema=False).with_columns(
        pl.col("likelihood", "second_value", "cost", "expected_profit").cast(pl.Float64)
    )


def test_the_list(folder: Path) -> None:
    """03 and 05 are worth no offer, and nothing is known of what 04 is worth."""
    outcome = winback(project(folder))
    listed = on_list(project(folder))
    assert listed.columns == [
        "rank", "id", "likelihood", "second_value", "offer", "cost", "expected_profit",
        "channels", "reasons",
    ]  # fmt: skip
    assert listed.select("rank", "id", "offer", "channels", "reasons").rows() == [
        ("1", "01", "double", "phone call",
         "left because of the price; had referred others; never complained"),
        ("2", "02", "double", "phone call",
         "complaint was settled; left because of the service; had not referred others"),
        ("3", "06", "double", "phone call", ""),
    ]  # fmt: skip
    profit = listed["likelihood"] * listed["second_value"] - listed["cost"]
    assert profit.to_list() == pytest.approx(listed["expected_profit"].to_list(), abs=0.05)
    assert [(each.status, each.customers) for each in outcome.facts.statuses] == [
        ("listed", 3), ("at_a_loss", 2), ("without_value", 1),
    ]  # fmt: skip
    assert outcome.facts.likelihood == pytest.approx(0.2, abs=1e-12)


def test_what_is_published(folder: Path) -> None:
    outcome = winback(project(folder))
    assert (outcome.folder / "winback.csv").stat().st_mode & 0o777 == 0o600
    assert (outcome.folder / "winback.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    page = (outcome.folder / "winback.md").read_text(encoding="utf-8")
    assert page.startswith("# Win-back list: spring\n")
    assert "service upgrade" in page
    facts = json.loads((outcome.folder / "winback.json").read_text(encoding="utf-8"))
    assert facts["format"] == "churnkit/winback"
    assert sum(each["customers"] for each in facts["statuses"]) == facts["customers"] == 6
    stages = json.loads((outcome.folder / "run.json").read_text(encoding="utf-8"))["stages"]
    assert stages["winback"]["counts"] == {"customers": 6, "listed": 3}
    assert outcome.summary[0].startswith("winback: 6 customers who have left, 3 listed")


def test_chinese(folder: Path) -> None:
    config = project(folder, "language=zh")
    winback(config)
    page = (config.work / "current/winback.md").read_text(encoding="utf-8")
    assert page.startswith("# 客户赢回名单：spring\n")
    listed = on_list(config)
    assert listed["reasons"][0] == "因价格离开；推荐过他人；从未投诉"
    assert listed["channels"][0] == "电话"


def test_columns_that_are_not_known_are_told(folder: Path) -> None:
    config = project(folder)
    campaign = config.campaign
    assert campaign is not None
    assert campaign.winback is not None
    bare = campaign.winback.model_copy(update={"referred": None, "settled": None})
    changed = campaign.model_copy(update={"winback": bare})
    facts = winback(config.model_copy(update={"campaign": changed})).facts
    assert facts.unknown == ("referred", "settled")
    page = (config.work / "current/winback.md").read_text(encoding="utf-8")
    assert "whether they had referred others, whether their complaints were settled" in page


def test_the_scorecard_adds_up(folder: Path) -> None:
    facts = winback(project(folder)).facts
    for factor in ("referral", "complaint", "reason"):
        levels = [each for each in facts.factors if each.factor == factor]
        assert sum(each.customers for each in levels) == 6
        mean = sum(each.customers * each.likelihood for each in levels) / 6
        assert mean == pytest.approx(0.2)


# Nobody is contacted against their wish

BLOCKED = """\
  suppress: {blocked: {file: blocked.csv, column: tel, customers: phone, written: phone}}
"""


@pytest.mark.parametrize(
    "spelling",
    ["13800138000", "+86 138-0013-8000", "１３８００１３８000"],
    ids=["", "+86", "wide"],
)
def test_a_do_not_contact_list_applies_under_every_spelling(folder: Path, spelling: str) -> None:
    (folder / "blocked.csv").write_text(f"tel\n{spelling}\n", encoding="utf-8")
    config = project(folder, more=BLOCKED)
    outcome = winback(config)
    assert on_list(config)["id"].to_list() == ["02", "06"]
    assert [(each.status, each.name, each.customers) for each in outcome.facts.statuses] == [
        ("listed", None, 2), ("at_a_loss", None, 1), ("without_value", None, 1),
        ("suppressed", "blocked", 1), ("unchecked", "blocked", 1),
    ]  # fmt: skip


def test_a_do_not_contact_list_that_is_missing_stops_the_run(folder: Path) -> None:
    with pytest.raises(InputError, match=r"campaign\.suppress\.blocked: .*blocked\.csv: no such"):
        winback(project(folder, more=BLOCKED))
    assert not (folder / "work/current").exists()


def test_a_column_that_is_looked_up_must_be_there(folder: Path) -> None:
    (folder / "blocked.csv").write_text("tel\n13800138000\n", encoding="utf-8")
    more = BLOCKED.replace("customers: phone", "customers: phones")
    with pytest.raises(ConfigError, match=r"blocked\.customers: no column 'phones' in .*left\.csv"):
        winback(project(folder, more=more))


def with_channel(folder: Path, channel: str) -> Config:
    """The project with one more channel."""
    text = CONFIG.replace("channels: {", f"channels: {{{channel}, ")
    (folder / "project.yaml").write_text(text, encoding="utf-8")
    return load_config(folder / "project.yaml")


def test_consent(folder: Path) -> None:
    """Nobody has to consent to a call; 01, 02, 04 and 06 said yes to text messages."""
    config = with_channel(folder, "text: {cost: 0.1, consent: ok}")
    winback(config)
    assert on_list(config)["channels"].to_list() == ["text, phone call"] * 3


def test_whoever_consents_to_no_channel_is_left_out(folder: Path) -> None:
    text = CONFIG.replace("{cost: 5, label", "{cost: 5, consent: ok, label")
    (folder / "project.yaml").write_text(text, encoding="utf-8")
    config = load_config(folder / "project.yaml", ["campaign.winback.share=1"])
    outcome = winback(config)
    assert on_list(config)["id"].to_list() == ["01", "02", "06"]
    assert {each.status: each.customers for each in outcome.facts.statuses} == {
        "listed": 3, "without_value": 1, "no_consent": 2
    }  # fmt: skip


def test_a_consent_that_is_not_told_was_not_given(folder: Path) -> None:
    config = with_channel(folder, "email: {consent: newsletter}")
    outcome = winback(config)
    assert on_list(config)["channels"].to_list() == ["phone call"] * 3
    assert any("has no column 'newsletter'" in note for note in outcome.notes)


def test_a_recent_contact_leaves_customers_in_peace(folder: Path) -> None:
    """02 was contacted 10 days before, 01 a year before, and of 06 the date cannot be read."""
    dates = {"01": "2024-01-01", "02": "2024-12-22", "06": "soon"}
    table = pl.read_csv(folder / "left.csv", infer_schema=False)
    table.with_columns(
        pl.col("customer").replace_strict(dates, default=None, return_dtype=pl.String).alias("last")
    ).write_csv(folder / "left.csv")
    config = project(
        folder, "data.as_of=2025-01-01", more="  last_contact: last\n  cool_off: 30d\n"
    )
    outcome = winback(config)
    assert on_list(config)["id"].to_list() == ["01"]
    assert {each.status: each.customers for each in outcome.facts.statuses}["cool_off"] == 2


def test_a_time_of_peace_needs_a_day_to_count_from(folder: Path) -> None:
    more = "  last_contact: why\n  cool_off: 30d\n"
    with pytest.raises(ConfigError, match=r"campaign\.cool_off: has no day to count from"):
        winback(project(folder, more=more))


def test_a_table_that_does_not_tell_of_contacts(folder: Path) -> None:
    outcome = winback(project(folder, more="  last_contact: last\n  cool_off: 30d\n"))
    assert outcome.facts.listed.customers == 3
    assert any("has no column 'last', so that nobody counts" in note for note in outcome.notes)


spellings = st.sampled_from(["138{}", "+86 138{}", "0086138{}", "138-{}", "(138) {}"])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    blocked=st.lists(st.integers(0, 11), min_size=1, max_size=6),
    how=spellings,
    share=st.sampled_from([0.2, 0.5, 1.0]),
)
def test_whoever_is_named_is_never_listed(
    folder: Path, blocked: list[int], how: str, share: float
) -> None:
    phones = [f"{number:08d}" for number in range(12)]
    rows = [f"C{n},{100 * n + 50},138{phone}" for n, phone in enumerate(phones)]
    (folder / "left.csv").write_text("customer,worth,phone\n" + "\n".join(rows), encoding="utf-8")
    named = "\n".join(how.format(phones[n]) for n in blocked)
    (folder / "blocked.csv").write_text(f"tel\n{named}\n", encoding="utf-8")
    text = CONFIG.replace("  winback:\n", f"{BLOCKED}  winback:\n")
    for role in ("referred: referred", "complained: complained", "settled: settled", "reason: why"):
        text = text.replace(f"    {role}\n", "")
    (folder / "project.yaml").write_text(text, encoding="utf-8")
    config = load_config(folder / "project.yaml", [f"campaign.winback.share={share}"])
    facts = winback(config).facts
    assert not {f"C{n}" for n in blocked} & set(on_list(config)["id"])
    assert sum(each.customers for each in facts.statuses) == 12


# Rules from past win-backs


def write_past(folder: Path, customers: int = 600, unknown: int = 100) -> None:
    """Who came often returns; the published factors say nothing here."""
    rng = np.random.default_rng(11)
    visits, noise = rng.integers(0, 20, customers), rng.random(customers)
    returned = np.where(noise < 0.1 + 0.6 * (visits >= 10), "yes", "no")
    known = np.arange(customers) >= unknown
    pl.DataFrame(
        {
            "customer": [f"{number:05d}" for number in range(customers)],
            "worth": rng.integers(50, 500, customers),
            "visits": visits,
            "referred": rng.choice(["yes", "no"], customers),
            "back": np.where(known, returned, ""),
        }
    ).write_csv(folder / "left.csv")


def past(folder: Path, *overrides: str) -> Config:
    text = CONFIG
    for role in ("complained: complained", "settled: settled", "reason: why"):
        text = text.replace(f"    {role}\n", "")
    text = text.replace("    referred: referred\n", "    referred: referred\n    returned: back\n")
    (folder / "project.yaml").write_text(text, encoding="utf-8")
    return load_config(folder / "project.yaml", overrides)


def test_rules_are_learnt_from_past_winbacks(folder: Path) -> None:
    write_past(folder)
    config = past(folder)
    facts = winback(config).facts
    learnt = facts.learnt
    assert learnt is not None
    assert (learnt.customers, facts.customers) == (500, 100)
    assert learnt.auc > 0.75 > 0.6 > learnt.scorecard_auc > 0.4
    assert learnt.rules
    table = pl.read_csv(folder / "left.csv", infer_schema=False)
    listed = on_list(config).join(table, left_on="id", right_on="customer", how="left")
    assert set(listed["back"]) == {""}
    assert (listed["visits"].cast(pl.Int64) >= 8).all()
    assert listed["reasons"].str.contains("visits to the shop").all()
    page = (config.work / "current/winback.md").read_text(encoding="utf-8")
    assert "Rules learnt from past win-backs" in page
    assert "Mean AUC of these rules over 5 folds" in page


def test_what_is_learnt_does_not_depend_on_the_order_of_the_file(folder: Path) -> None:
    write_past(folder)
    first = winback(past(folder)).facts
    pl.read_csv(folder / "left.csv", infer_schema=False).reverse().write_csv(folder / "left.csv")
    assert winback(past(folder)).facts == first


def test_chances_learnt_are_those_of_the_past(folder: Path) -> None:
    write_past(folder, customers=1500, unknown=500)
    facts = winback(past(folder)).facts
    assert facts.learnt is not None
    rate = facts.learnt.returned / facts.learnt.customers
    assert facts.likelihood == pytest.approx(rate, abs=0.05)


def test_few_past_winbacks_teach_nothing(folder: Path) -> None:
    write_past(folder, customers=30, unknown=5)
    with pytest.raises(LearningError, match=r"of 25 past win-backs .* leave out returned:"):
        winback(past(folder))


def test_past_winbacks_that_tell_nothing(folder: Path) -> None:
    """One value for all leaves no variable; one that tells nothing leaves one rule for all."""
    returned = ["yes"] * 25 + ["no"] * 25 + [""] * 10
    table = pl.DataFrame({"customer": range(60), "worth": 100, "referred": "yes", "back": returned})
    table.write_csv(folder / "left.csv")
    with pytest.raises(LearningError, match=r"left\.csv: no variable .*; or leave out"):
        winback(past(folder))
    table.with_columns(noise=pl.int_range(60) % 3).write_csv(folder / "left.csv")
    config = past(folder)
    facts = winback(config).facts
    assert facts.learnt is not None
    assert [rule.likelihood for rule in facts.learnt.rules] == [0.5]
    assert "| always | 50.0% | 50 | 25 |" in (config.work / "current/winback.md").read_text()


def test_somebody_must_be_left_to_rank(folder: Path) -> None:
    write_past(folder, unknown=0)
    with pytest.raises(InputError, match=r"'back' .* nobody is left to rank"):
        winback(past(folder))


# What is said where it cannot be done


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("campaign.winback.value=wort", r"winback\.value: no column 'wort' in .*mean 'worth'\?"),
        ("campaign.winback.value=why", r"winback\.value: the column 'why' .* holds no numbers"),
        ("campaign.winback.reason=reason", r"winback\.reason: no column 'reason'"),
        ("campaign.winback.reason=zzz", r"no column 'zzz' in .* \(found: (?!__).*"),
    ],
)
def test_columns_that_are_not_there(folder: Path, override: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        winback(project(folder, override))


def test_flags_that_nobody_has_are_told(folder: Path) -> None:
    outcome = winback(project(folder, "campaign.winback.yes=si", "data.markers.means_no=[yes, no]"))
    assert any(
        "no value of the column 'referred' (campaign.winback.referred) means yes; found 'no', 'yes'"
        in note
        for note in outcome.notes
    )


def test_a_config_without_the_section(folder: Path) -> None:
    lines = CONFIG.split("campaign:")[0]
    (folder / "project.yaml").write_text(lines, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"^campaign: is missing; .* below winback:, customers:"):
        winback(load_config(folder / "project.yaml"))


def test_ids_are_hashed_where_the_config_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = project(folder, more="  files: {secret: WINBACK_SECRET}\n")
    with pytest.raises(ConfigError, match="WINBACK_SECRET is not set"):
        winback(config)
    monkeypatch.setenv("WINBACK_SECRET", "s")
    winback(config)
    assert on_list(config)["id"].str.len_chars().to_list() == [64] * 3


def churnkit(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stopped:
        main([str(argument) for argument in arguments])
    return int(stopped.value.code or 0)


def test_the_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert churnkit("winback", folder / "project.yaml") == 0
    out = capsys.readouterr().out
    assert "winback: 6 customers who have left, 3 listed" in out
    assert "Customers who left, by status" in out
    (folder / "left.csv").unlink()
    assert churnkit("winback", folder / "project.yaml") == 4
    assert "left.csv: no such file" in capsys.readouterr().err


def test_help_begins_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert churnkit("winback", "--help") == 0
    assert "Example: churnkit winback" in capsys.readouterr().out.split("\n\n")[1]
