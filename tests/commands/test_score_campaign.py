"""A campaign from config to files: who is on which list, and what stops it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from churnkit.campaign.record import RECORD_SCHEMA, read_record
from churnkit.campaign.select.standings import SELECTION_SCHEMA
from churnkit.commands import score_campaign as campaigning
from churnkit.commands.explain import explain
from churnkit.commands.measure import measure
from churnkit.commands.run import run
from churnkit.commands.score import Scored, score
from churnkit.commands.train import train
from churnkit.config.loading import load_config
from churnkit.config.sections.project import Config
from churnkit.errors import ArtifactError, ConfigError, InputError
from churnkit.explanation.page import Standing
from churnkit.workspace.artifacts import SELECTION
from tests.reports.telling_projects import write_project

CAMPAIGN = """
score: {share: 0.5, value: worth, columns: [plan]}
campaign:
  name: spring
  phone_country: CN
  suppress:
    calls: {file: do_not_call.csv, column: phone, customers: mobile, written: phone}
  channels:
    call: {cost: 2, label: {en: phone call, zh: 电话}}
    text: {cost: 0.1, consent: may_text}
  stages: {new: months < 12, stable: months >= 12}
  playbook:
    vip: {tiers: [vip, key], channel: call, action: {en: care call, zh: 关怀电话}}
    new: {when: stage == "new", channel: text, action: {en: welcome}, offer: {en: 100 MB}}
    others: {channel: text, action: {en: remind}}
  control: {share: 0.2}
"""


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a model, and current customers with phones, consents and values."""
    folder = tmp_path_factory.mktemp("project")
    file = write_project(folder)
    table = pl.read_csv(folder / "customers.csv", infer_schema=False)
    number = pl.int_range(pl.len())
    table.with_columns(
        mobile=pl.format("+86 139{}", (number + 10_000_000).cast(pl.String)),
        may_text=pl.when(number % 5 == 0).then(pl.lit("no")).otherwise(pl.lit("yes")),
        worth=(number * 37 % 101).cast(pl.String),
    ).write_csv(folder / "customers.csv")
    file.write_text(
        file.read_text().replace('loyal: "0"}', 'loyal: "0"}\n  ignore: [mobile, may_text, worth]')
    )
    (folder / "do_not_call.csv").write_text("phone\n139-1000-0003\n008613910000007\n")
    run(load_config(file))
    return folder


@pytest.fixture
def project(trained: Path, tmp_path: Path) -> Path:
    """The same, in a place of its own; nobody has left, so that all are scored."""
    shutil.copytree(trained, tmp_path / "p", symlinks=True)
    table = pl.read_csv(tmp_path / "p" / "customers.csv", infer_schema=False)
    table.drop("churned").write_csv(tmp_path / "p" / "current.csv")
    text = (tmp_path / "p" / "project.yaml").read_text()
    (tmp_path / "p" / "project.yaml").write_text(text + CAMPAIGN)
    return tmp_path / "p"


def scored(project: Path, *overrides: str) -> Scored:
    return score(config(project, *overrides))


def config(project: Path, *overrides: str) -> Config:
    current = f"score.input={project / 'current.csv'}"
    return load_config(project / "project.yaml", [current, *overrides])


def opened(project: Path, name: str) -> pl.DataFrame:
    return pl.read_csv(project / "work/current" / name, infer_schema=False)


def test_listed_held_back_and_excluded_are_all_who_were_scored(project: Path) -> None:
    facts = scored(project).campaign
    assert facts is not None
    listed, control = opened(project, "list.csv"), opened(project, "control.csv")
    assert (facts.scored, facts.selected) == (600, 300)
    assert (listed.height, control.height) == (facts.listed, facts.control) == (240, 60)
    assert sum(each.customers for each in facts.excluded) == 300
    assert {(e.reason, e.name): e.customers for e in facts.excluded}["suppressed", "calls"] == 2
    assert not set(listed["id"]) & set(control["id"])
    assert not {"0003", "0007"} & {*listed["id"], *control["id"]}


def test_held_back_customers_who_share_a_phone_with_one_on_the_list_are_noted(
    project: Path,
) -> None:
    assert "the same 'mobile'" not in " ".join(scored(project).notes)
    listed, control = opened(project, "list.csv"), opened(project, "control.csv")
    table = pl.read_csv(project / "current.csv", infer_schema=False)
    phone = table.filter(pl.col("customer") == listed["id"][0])["mobile"][0]
    table.with_columns(
        pl.when(pl.col("customer") == control["id"][0])
        .then(pl.lit(phone.replace("+86 ", "0")))
        .otherwise("mobile")
        .alias("mobile")
    ).write_csv(project / "current.csv")
    assert (
        "campaign.control: 1 of the customers held back have the same 'mobile' as one on the list"
        in " ".join(scored(project).notes)
    )


def test_a_do_not_contact_list_that_matches_nobody_is_loud(project: Path) -> None:
    assert 'not selected: 2 on the do-not-contact list "calls"' in " ".join(scored(project).summary)
    outcome = scored(project, "campaign.suppress.calls.customers=customer")
    assert 'not selected: 0 on the do-not-contact list "calls"' in " ".join(outcome.summary)
    [note] = [note for note in outcome.notes if "excludes nobody" in note]
    assert note.startswith(
        'campaign.suppress: None of the 2 entries of the do-not-contact list "calls"'
    )
    assert "Check campaign.suppress.calls: file, column, customers and written" in note
    assert "excludes nobody" in (project / "work/current/list.md").read_text()
    with pytest.raises(ConfigError, match=r"calls.written: 2 more customers .* written: phone"):
        scored(project, "campaign.suppress.calls.written=text")


def test_a_line_that_fits_nobody_stands_on_the_cover_page_with_0(project: Path) -> None:
    facts = scored(project, "campaign.playbook.new.when=months > 9999").campaign
    assert facts is not None
    assert [part.name for part in facts.lines] == ["vip", "new", "others"]
    assert "| welcome | 0 | 0 |" in (project / "work/current/list.md").read_text()


def test_in_the_order_of_value_at_risk_nobody_is_listed_for_no_reason(project: Path) -> None:
    outcome = scored(project, "campaign.order=value_at_risk")
    reasons = opened(project, "list.csv")["reasons"]
    assert not reasons.str.contains("^no particular sign").any()
    at_stake = int(reasons.str.contains(r"^value at risk [\d.]+: worth [\d.]+, score").sum())
    assert outcome.campaign is not None
    told = {each.words: each.customers for each in outcome.campaign.reasons}
    assert told["no particular sign of leaving, but value at risk"] == at_stake > 0


def test_the_list_tells_what_to_do(project: Path) -> None:
    scored(project)
    listed = opened(project, "list.csv")
    assert listed.columns == [
        "rank", "id", "score", "above_base_rate", "tier", "stage", "value_at_risk", "reasons",
        "action", "channel", "offer", "plan",
    ]  # fmt: skip
    assert set(listed.select("action", "channel", "offer").unique().iter_rows()) <= {
        ("care call", "phone call", None), ("welcome", "text", "100 MB"), ("remind", "text", None),
    }  # fmt: skip
    assert opened(project, "control.csv").columns == ["rank", "id", "score", "decile", "tier"]


def test_numbers_of_the_table_are_numbers_on_the_list_and_phones_are_texts(project: Path) -> None:
    """Worth is the value, calls a variable of the rules; an id keeps its zeros."""
    scored(
        project, "score.columns=[worth, calls, mobile, customer]",
        "campaign.files.formats=[csv, parquet]",
    )  # fmt: skip
    listed = pl.read_parquet(project / "work/current/list.parquet")
    kinds = [listed.schema[name] for name in ("worth", "calls", "mobile", "customer")]
    assert kinds == [pl.Int64, pl.Int64, pl.String, pl.String]
    table = pl.read_csv(project / "current.csv", infer_schema=False)
    known = listed.join(table, on="customer", how="left", suffix=" before")
    for name in ("worth", "calls", "mobile"):
        assert known[name].cast(pl.String).equals(known[f"{name} before"].alias(name))


def test_tiers_have_their_chinese_names_on_both_lists(project: Path) -> None:
    scored(project, "language=zh")
    names = {"VIP客户", "重点客户", "普通客户", "小客户"}
    for file in ("list.csv", "control.csv"):
        assert set(opened(project, file)["tier"]) <= names


def test_the_record_holds_everybody_selected(project: Path) -> None:
    scored(project)
    record = read_record(project / "work/current/campaign-spring.parquet")
    assert record.schema == RECORD_SCHEMA
    assert record["rank"].is_sorted()
    by_role = {role: set(part["id"]) for (role,), part in record.group_by("role")}
    assert by_role == {
        "listed": set(opened(project, "list.csv")["id"]),
        "control": set(opened(project, "control.csv")["id"]),
    }


def test_scores_are_those_of_all_customers(project: Path) -> None:
    scored(project)
    with_campaign = (project / "work/current/scores.parquet").read_bytes()
    scored(project, "campaign=")
    assert (project / "work/current/scores.parquet").read_bytes() == with_campaign


def test_without_the_section_the_list_is_the_top_share_and_nothing_else_is_left(
    project: Path,
) -> None:
    scored(project)
    outcome = scored(project, "campaign=")
    assert outcome.campaign is None
    assert opened(project, "list.csv").columns == [
        "rank", "id", "score", "above_base_rate", "rule", "reasons", "plan",
    ]  # fmt: skip
    assert opened(project, "list.csv").height == 300
    assert not (project / "work/current/control.csv").exists()


def test_reruns_give_the_same_bytes_and_shuffled_rows_too(project: Path) -> None:
    names = ("list.csv", "control.csv", "campaign-spring.parquet")

    def contents() -> list[bytes]:
        return [(project / "work/current" / name).read_bytes() for name in names]

    scored(project)
    first = contents()
    scored(project)
    assert contents() == first
    (project / "work/current/campaign-spring.parquet").unlink()
    table = pl.read_csv(project / "current.csv", infer_schema=False)
    table.sample(fraction=1, shuffle=True, seed=5).write_csv(project / "current.csv")
    scored(project)
    assert contents() == first


def test_a_rerun_over_changed_customers_keeps_who_is_held_back(project: Path) -> None:
    scored(project)
    before = opened(project, "control.csv")
    leave_out_every_seventh(project)
    scored(project)
    listed, control = opened(project, "list.csv"), opened(project, "control.csv")
    assert not set(before["id"]) & set(listed["id"])
    assert set(control["id"]) & set(before["id"])


def leave_out_every_seventh(project: Path) -> None:
    table = pl.read_csv(project / "current.csv", infer_schema=False)
    table.filter(pl.int_range(pl.len()) % 7 != 0).write_csv(project / "current.csv")


def test_the_record_keeps_who_was_ever_selected_as_he_was_then(project: Path) -> None:
    file = project / "work/current/campaign-spring.parquet"
    scored(project)
    first = read_record(file)
    leave_out_every_seventh(project)
    again = scored(project)
    record = read_record(file)

    assert record.head(first.height).drop("current").equals(first.drop("current"))
    now = {*opened(project, "list.csv")["id"], *opened(project, "control.csv")["id"]}
    assert set(record["id"]) == {*first["id"], *now}
    assert set(record.filter("current")["id"]) == now
    assert record["id"].is_unique().all()
    gone = len(set(first["id"]) - now)
    assert gone > 0
    told = f"{first.height - gone:,} were on an earlier list of spring or held back from it, and "
    assert told + f"keep that role; {gone:,} more of earlier lists" in " ".join(again.notes)


def test_who_drops_out_and_comes_back_keeps_the_role(project: Path) -> None:
    scored(project)
    lists = opened(project, "list.csv"), opened(project, "control.csv")
    before = (project / "current.csv").read_bytes()
    leave_out_every_seventh(project)
    scored(project)
    (project / "current.csv").write_bytes(before)
    scored(project)
    assert opened(project, "list.csv").equals(lists[0])
    assert opened(project, "control.csv").equals(lists[1])


def test_who_was_on_an_earlier_list_is_measured_by_that_role(project: Path) -> None:
    scored(project)
    first = read_record(project / "work/current/campaign-spring.parquet")
    leave_out_every_seventh(project)
    scored(project)
    outcomes = project / "outcomes.csv"
    first.select(pl.col("id").alias("customer"), stayed=pl.lit("yes")).write_csv(outcomes)
    facts = measure(config(project, "campaign.outcomes.id=customer"), outcomes=outcomes).facts
    assert (facts.listed.known, facts.control.known) == (240, 60)


def test_another_control_share_is_for_newcomers_or_needs_another_name(project: Path) -> None:
    scored(project)
    again = scored(project, "campaign.control.share=0.4")
    assert again.campaign is not None
    assert again.campaign.control == 60
    assert "another campaign.name begins anew" in " ".join(again.notes)
    anew = scored(project, "campaign.control.share=0.4", "campaign.name=summer")
    assert anew.campaign is not None
    assert anew.campaign.control == 120


def test_a_second_campaign_that_contacts_the_control_group_of_the_first_is_told(
    project: Path,
) -> None:
    assert "will be spoilt" not in " ".join(scored(project).notes)
    held = set(opened(project, "control.csv")["id"])
    outcome = scored(project, "campaign.name=summer")
    spoilt = len(held & set(opened(project, "list.csv")["id"]))
    assert spoilt > 0
    [note] = [note for note in outcome.notes if "will be spoilt" in note]
    assert note.startswith(
        f"campaign-spring.parquet: {spoilt} of the 60 customers held back by the campaign spring "
        "are on this list"
    )


def test_where_everybody_stands_is_kept_for_the_owner_alone(project: Path) -> None:
    facts = scored(project).campaign
    assert facts is not None
    current = project / "work/current"
    for name in (SELECTION, "campaign-spring.parquet"):
        assert (current / name).stat().st_mode & 0o777 == 0o600
    found = pl.read_parquet(current / SELECTION)
    assert found.schema == SELECTION_SCHEMA
    assert sorted(found["rank"]) == list(range(1, 601))
    by_state = {state: set(part["id"]) for (state,), part in found.group_by("state")}
    assert by_state["listed"] == set(opened(project, "list.csv")["id"])
    assert by_state["control"] == set(opened(project, "control.csv")["id"])
    kept_off = found.filter(pl.col("state") == "not_selected")
    counts = kept_off.group_by("reason", "name").len().rows()
    told = {(e.reason, e.name): e.customers for e in facts.excluded if e.customers}
    assert {(reason, name): n for reason, name, n in counts} == told
    assert found.filter(pl.col("state") != "not_selected")["reason"].null_count() == 300
    scored(project, "campaign=")
    assert not (current / SELECTION).exists()


def test_learning_anew_keeps_the_record_and_drops_the_lists(project: Path) -> None:
    scored(project)
    train(config(project))
    left = {file.name for file in (project / "work/current").iterdir()}
    assert "campaign-spring.parquet" in left
    assert not left & {"list.csv", "control.csv", "scores.parquet", SELECTION}


def test_explain_knows_the_cut_of_the_campaign(project: Path) -> None:
    scored(project)
    record = read_record(project / "work/current/campaign-spring.parquet")
    told = explain(config(project), record["id"][0])
    assert (told.cut.meaning, told.cut.score) == ("selection", record["score"].min())
    of_value = explain(config(project, "campaign.order=value_at_risk"), record["id"][0])
    assert of_value.cut.meaning == "threshold"  # the score alone does not decide


def test_explain_says_where_a_customer_stands(project: Path) -> None:
    assert explain(config(project), "0003").standing is None
    scored(project)
    found = pl.read_parquet(project / "work/current" / SELECTION)
    listed = found.filter(pl.col("state") == "listed").row(0, named=True)
    standing = explain(config(project), listed["id"]).standing
    actions = {"vip": "care call", "new": "welcome", "others": "remind"}
    assert standing == Standing(
        campaign="spring", state="listed", rank=listed["rank"], scored=600,
        action=actions[listed["line"]],
        channel={"call": "phone call", "text": "text"}[listed["channel"]],
    )  # fmt: skip
    held = explain(config(project), opened(project, "control.csv")["id"][0]).standing
    assert held is not None
    assert held.state == "control"
    suppressed = explain(config(project), "0003").standing
    assert suppressed is not None
    assert (suppressed.reason, suppressed.name) == ("suppressed", "calls")
    table = pl.read_csv(project / "current.csv", infer_schema=False)
    table.head(1).with_columns(customer=pl.lit("new")).write_csv(project / "one.csv")
    newcomer = explain(config(project), "new", input=project / "one.csv").standing
    assert newcomer == Standing(campaign="spring", state=None)


def test_the_cut_is_that_of_the_latest_selection(project: Path) -> None:
    scored(project)
    before = read_record(project / "work/current/campaign-spring.parquet")
    scored(project, "score.share=0.1")
    now = {*opened(project, "list.csv")["id"], *opened(project, "control.csv")["id"]}
    lowest = before.filter(pl.col("id").is_in(now))["score"].min()
    assert explain(config(project), before["id"][0]).cut.score == lowest != before["score"].min()


def test_the_journal_counts_every_reason(project: Path) -> None:
    scored(project)
    journal = json.loads((project / "work/current/run.json").read_text())
    counts = journal["stages"]["score"]["counts"]
    assert (counts["listed"], counts["control"]) == (240, 60)
    assert counts["not selected: suppressed (calls)"] == 2


@pytest.mark.parametrize(
    ("override", "error", "message"),
    [
        ("campaign.suppress.calls.file=gone.csv", InputError, "no such file"),
        ("campaign.suppress.calls.column=tel", ConfigError, "no column 'tel'"),
        ("campaign.suppress.calls.customers=fax", ConfigError, "calls.customers: no column 'fax'"),
        ("campaign.channels.text.consent=may", ConfigError, "text.consent: no column 'may'"),
        ("campaign.keep=age > 3", ConfigError, "campaign.keep (age): no column 'age'"),
        ("campaign.playbook.vip.rules=R99", ConfigError, "no rule 'R99' in the model"),
        ("campaign.quotas={smal: 3}", ConfigError, "campaign.quotas.smal: 'smal' is no value tier"),
        ("data.id=row", ConfigError, "campaign: needs customers with ids"),
        ("campaign={name: s, last_contact: m, cool_off: 1d}", ConfigError, "has no day to count"),
        ("campaign.files.secret=NOT_SET", ConfigError, "environment variable NOT_SET is not set"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_published(
    project: Path, override: str, error: type[Exception], message: str
) -> None:
    before = {file.name for file in (project / "work/current").iterdir()}
    with pytest.raises(error) as refused:
        scored(project, override)
    assert message in str(refused.value)
    assert {file.name for file in (project / "work/current").iterdir()} == before


def test_a_list_that_changes_while_the_campaign_is_made_stops_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = opened(project, "list.csv")
    written = campaigning.write_lists

    def meanwhile(*arguments: Any) -> tuple[str, ...]:
        (project / "do_not_call.csv").write_text("phone\n13910000003\n13910000007\n13910000011\n")
        return written(*arguments)

    monkeypatch.setattr(campaigning, "write_lists", meanwhile)
    with pytest.raises(InputError, match="do_not_call"):
        scored(project)
    assert opened(project, "list.csv").equals(before)
    assert not (project / "work/current/campaign-spring.parquet").exists()


def test_a_damaged_record_stops_the_run(project: Path) -> None:
    scored(project)
    (project / "work/current/campaign-spring.parquet").write_bytes(b"PAR1")
    with pytest.raises(ArtifactError, match="damaged"):
        scored(project)


def test_run_says_that_a_day_is_missing_before_it_learns(project: Path) -> None:
    wanted = "campaign={name: s, last_contact: months, cool_off: 30d}"
    with pytest.raises(ConfigError, match="no day to count from"):
        run(config(project, wanted))


def test_of_scores_that_only_rank_no_money_is_expected(project: Path) -> None:
    run(config(project, "train.learner=fri"))
    outcome = scored(project, "train.learner=fri")
    assert outcome.campaign is not None
    assert outcome.campaign.worth is None
    assert "value_at_risk" not in opened(project, "list.csv").columns
    assert "expected" not in " ".join(outcome.summary)
    assert "are not probabilities" in (project / "work/current/list.md").read_text()


def test_the_list_calls_stages_by_their_labels(project: Path) -> None:
    scored(project, "campaign.stage_labels={stable: {en: settled, zh: 稳定期}}")
    assert set(opened(project, "list.csv")["stage"].unique()) == {"new", "settled"}
