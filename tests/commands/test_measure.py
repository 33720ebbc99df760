"""What a campaign brought, from its record and a table of outcomes to the page that people read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import polars as pl
import pytest
from rich.console import Console

from churnkit.campaign.delivery import hashed_ids
from churnkit.campaign.measure.facts import Measurement
from churnkit.campaign.measure.page import measurement_document
from churnkit.cli import main
from churnkit.commands.measure import measure
from churnkit.config.sections.project import Config, Language
from churnkit.errors import ArtifactError, ChurnkitError, ConfigError, InputError
from churnkit.render.console import render_document
from churnkit.render.document import percent
from churnkit.render.markdown import to_markdown
from churnkit.rules.wording import LANGUAGES
from churnkit.workspace.artifacts import read_artifact
from tests.campaign.measured_campaigns import (
    campaign_config,
    publish_record,
    record_of,
    write_outcomes,
)
from tests.golden import assert_golden

CAUSAL = {
    "en": r"(?i)\bbrought|because|\beffect|\bcaused?\b|\bkept\b|\buplift|drove|profit|\bqini",
    "zh": "带来|因为|由于|效果|效应|导致|留住|赶走|提升|利润",
}
"""Words that say that contact did something."""
LISTED, CONTROL = pl.col("role") == "listed", pl.col("role") == "control"


def yes(condition: pl.Expr) -> pl.Expr:
    return pl.when(condition).then(pl.lit("yes")).otherwise(pl.lit("no"))


def measured(
    folder: Path, record: pl.DataFrame, *overrides: str, **columns: pl.Expr
) -> Measurement:
    config = campaign_config(folder, *overrides)
    publish_record(config, record)
    return measure(config, outcomes=write_outcomes(folder, record, **columns)).facts


def page(facts: Measurement) -> str:
    return to_markdown(measurement_document(facts))


def shown(facts: Measurement) -> str:
    console = Console(width=100, color_system=None, force_terminal=False)
    with console.capture() as capture:
        console.print(render_document(measurement_document(facts)))
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Measurement:
    return measured(tmp_path_factory.mktemp("kept"), record_of(1))


def test_both_groups_are_counted_as_they_were_drawn(kept: Measurement) -> None:
    record = record_of(1)
    for role, arm, facts in (
        ("listed", kept.overall.listed, kept.listed),
        ("control", kept.overall.control, kept.control),
    ):
        members = record.filter(pl.col("role") == role)
        assert (facts.customers, facts.known) == (members.height, members.height)
        assert (arm.customers, arm.stayed) == (members.height, members["stayed"].sum())
    assert (kept.listed.contacted, kept.control.contacted) == (kept.listed.customers, 0)
    assert kept.is_random


def test_the_groups_of_every_dimension_add_up(kept: Measurement) -> None:
    for dimension in ("decile", "tier", "rule", "line"):
        groups = [group for group in kept.groups if group.dimension == dimension]
        for arm in ("listed", "control"):
            arms = [getattr(group.compared, arm) for group in groups]
            assert sum(each.stayed for each in arms) == getattr(kept.overall, arm).stayed
    assert [group.name for group in kept.groups] == [
        "1", "2", "3", "vip", "key", "ordinary", "small", "R1", "R2", "care_call", "voucher",
    ]  # fmt: skip
    for group in kept.groups:
        assert group.adjusted_p is not None
        assert group.compared.difference is not None
        assert group.adjusted_p >= group.compared.difference.p_value


def test_money_adds_up(kept: Measurement) -> None:
    listed = record_of(1).filter(LISTED)
    assert kept.costs.contacts == listed["contact_cost"].sum()
    assert kept.costs.offers == listed.filter(pl.col("stayed"))["offer_cost"].sum()
    assert kept.returns is not None
    assert kept.difference is not None
    assert kept.returns.kept == pytest.approx(listed.height * kept.difference.value)
    assert kept.returns.profit == pytest.approx(kept.returns.value - kept.costs.total)
    assert kept.returns.return_on_cost == pytest.approx(kept.returns.profit / kept.costs.total)


def test_a_clear_answer_needs_no_more_customers(kept: Measurement) -> None:
    assert kept.needed is None
    assert kept.curve is not None
    assert kept.curve.points[-1].kept == pytest.approx(
        kept.overall.listed.stayed
        - kept.overall.listed.customers * (kept.overall.control.rate or 0.0)
    )


def test_an_unclear_answer_says_how_many_more(tmp_path: Path) -> None:
    facts = measured(tmp_path, record_of(1, success=0.02))

    assert facts.difference is not None
    assert not facts.difference.is_clear
    assert facts.needed is not None
    assert facts.needed.more_control == facts.needed.control - facts.control.known
    assert "The data do not show whether the campaign had an effect" in page(facts)
    assert f"{facts.needed.more_control:,} and {facts.needed.more_listed:,} more than now" in page(
        facts
    )


def test_profit_has_an_interval_and_where_it_may_be_chance_the_row_says_so(
    kept: Measurement, tmp_path: Path
) -> None:
    unclear = measured(tmp_path, record_of(1, success=0.02))
    for facts, doubt in ((kept, ""), (unclear, " (may be due to chance)")):
        assert facts.returns is not None
        assert facts.returns.profit_interval is not None
        low, high = facts.returns.profit_interval
        row = f"| profit{doubt} | {facts.returns.profit:,.0f} | {low:+,.0f} … {high:+,.0f} |"
        assert row in page(facts)
        assert f"| value of customers kept{doubt} |" in page(facts)
        assert f"| profit per unit spent{doubt} |" in page(facts)


def test_assumptions_stand_beside_what_was_measured(tmp_path: Path) -> None:
    record = record_of(1, selected=8000).with_columns(
        success=pl.when(line="voucher").then(0.7).otherwise("success")
    )
    facts = measured(tmp_path, record)

    of_all, care_call, voucher = facts.success
    assert (voucher.assumed, care_call.assumed) == pytest.approx((0.7, 0.3))
    assert of_all.listed == care_call.listed + voucher.listed == facts.listed.known
    assert voucher.rate is not None
    assert voucher.interval is not None
    low, high = voucher.interval
    assert high < 0.7
    shown = f"{100 * voucher.rate:.1f}% | {100 * low:.1f}% … {100 * high:.1f}% | lower |"
    assert f"| success: send a voucher | 70.0% | record of campaign autumn | {shown}" in page(facts)
    control = facts.overall.control
    stay = f"| {percent(1 - record['score'].mean())} | scores (mean) | {percent(control.rate)} |"
    assert f"| share who stay without contact {stay}" in page(facts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_campaign(language: Language, tmp_path: Path) -> None:
    facts = measured(tmp_path, record_of(1), f"language={language}")
    assert_golden(f"measure-{language}.txt", shown(facts))
    assert_golden(f"measure-{language}.md", page(facts))
    assert re.search(CAUSAL[language], page(facts))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_contact_that_was_not_random(language: Language, tmp_path: Path) -> None:
    facts = measured(
        tmp_path, record_of(1), f"language={language}", "campaign.outcomes.contacted=contacted",
        contacted=yes(LISTED & (pl.col("rank") % 50 > 0)),
    )  # fmt: skip
    assert_golden(f"measure-not-random-{language}.md", page(facts))


HELD_BACK_AND_CONTACTED = CONTROL & (pl.col("rank") % 5 == 0)
DEVIATIONS = [
    pytest.param(
        {"role": pl.lit("listed")}, {}, "nobody_held_back", id="nobody held back"
    ),
    pytest.param({"role": pl.lit("control")}, {}, "nobody_listed", id="nobody listed"),
    pytest.param(
        {}, {"contacted": yes(LISTED | HELD_BACK_AND_CONTACTED)}, "control_contacted",
        id="some held back were contacted",
    ),
    pytest.param(
        {}, {"contacted": yes(LISTED & (pl.col("rank") % 400 > 0))}, "listed_not_contacted",
        id="two of the listed were not",
    ),
    pytest.param(
        {},
        {"stayed": pl.when(LISTED | (pl.col("rank") % 4 > 0)).then(yes(pl.col("stayed")))},
        "outcomes_missing_unequally",
        id="a quarter of the outcomes of the control group is missing",
    ),
    pytest.param(
        {"tier": pl.when(LISTED).then(pl.lit("vip")).otherwise(pl.lit("small"))}, {},
        "nothing_to_compare_with", id="one group in each stratum",
    ),
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("success", [0.3, 0.0, -0.3], ids=["more", "as many", "fewer"])
@pytest.mark.parametrize(("changed", "columns", "deviation"), DEVIATIONS)
def test_where_contact_was_not_random_no_word_says_what_it_did(
    changed: dict[str, pl.Expr],
    columns: dict[str, pl.Expr],
    deviation: str,
    success: float,
    language: Language,
    tmp_path: Path,
) -> None:
    record = record_of(3, selected=800, success=success).with_columns(**changed)
    told = ["campaign.outcomes.contacted=contacted"] if "contacted" in columns else []

    facts = measured(tmp_path, record, f"language={language}", *told, **columns)

    assert deviation in facts.deviations
    assert (facts.returns, facts.needed, facts.curve) == (None, None, None)
    assert not re.search(CAUSAL[language], page(facts))
    assert not re.search(CAUSAL[language], shown(facts))
    not_random = {"en": "Contact was not random", "zh": "联系与否并非随机"}
    assert not_random[language] in page(facts)
    as_drawn = {"en": "The draw was random", "zh": "抽取是随机的"}[language] in page(facts)
    assert as_drawn == (deviation in ("control_contacted", "listed_not_contacted"))


def test_where_outcomes_are_missing_alike_they_are_left_out(tmp_path: Path) -> None:
    known = pl.when(pl.col("rank") % 10 > 0).then(yes(pl.col("stayed")))

    facts = measured(tmp_path, record_of(1), stayed=known)

    assert facts.is_random
    assert facts.overall.listed.customers == facts.listed.known < facts.listed.customers
    missing = percent(1 - facts.listed.known / facts.listed.customers)
    assert f"Customers whose outcome is unknown are left out: {missing}" in page(facts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nobody_left_the_difference_is_as_counted(language: Language, tmp_path: Path) -> None:
    record = record_of(1, selected=400).with_columns(stayed=pl.lit(value=True))

    facts = measured(tmp_path, record, f"language={language}")

    assert facts.difference == facts.overall.difference
    as_counted = {"en": "too few to weight over deciles and tiers", "zh": "不宜按十分位与等级加权"}
    assert as_counted[language] in page(facts)


def test_rows_are_accounted_for(tmp_path: Path) -> None:
    record = record_of(1, selected=800)
    config = campaign_config(tmp_path)
    publish_record(config, record)
    file = write_outcomes(tmp_path, record)
    first, second = record["id"][0], record["id"][1]
    was = {True: "no", False: "yes"}[record["stayed"][1]]
    with file.open("a", encoding="utf-8") as rows:
        rows.write(f"{first},\n{second},{was}\n,yes\nX1,yes\nX2,no\n{' ' + first},\n")

    outcome = measure(config, outcomes=file)

    counts = outcome.facts.rows
    assert counts.model_dump() == {
        "rows": 806, "without_id": 1, "repeated": 3, "contradicting": 1, "not_selected": 2,
    }  # fmt: skip
    assert outcome.facts.listed.known + outcome.facts.control.known == 799
    assert "2 ids are not those of customers selected for this campaign." in page(outcome.facts)
    told = re.compile(r"'yes' \(\d+\) as stayed; 'no' \(\d+\) as left; nothing \(2\) as not known")
    assert any(told.search(note) for note in outcome.notes)


SPELLINGS = [
    pytest.param("Yes", "No", id="capitals"),
    pytest.param("TRUE", "FALSE", id="as Excel writes truths"),
    pytest.param("1.0", "0.0", id="numbers with decimals"),
    pytest.param("1.00", "0.00", id="numbers with two decimals"),
    pytest.param(" yes ", "no", id="blanks"),
    pytest.param("ｙｅｓ", "ｎｏ", id="full-width"),
]


def spelt(condition: pl.Expr, yes: str, no: str) -> pl.Expr:
    return pl.when(condition).then(pl.lit(yes)).otherwise(pl.lit(no))


@pytest.mark.parametrize(("said", "denied"), SPELLINGS)
def test_outcomes_are_the_same_however_they_are_spelt(
    said: str, denied: str, tmp_path: Path
) -> None:
    record = record_of(1, selected=400)
    told = {"contacted": spelt(LISTED, said, denied)}
    kept = spelt(pl.col("stayed"), said, denied)
    facts = measured(tmp_path, record, "campaign.outcomes.contacted=contacted", stayed=kept, **told)
    assert facts.overall == measured(tmp_path, record).overall
    assert (facts.listed.contacted, facts.control.contacted) == (facts.listed.customers, 0)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        pytest.param(
            {"stayed": spelt(pl.col("stayed"), "kept", "gone")},
            r"column 'stayed' means stayed: found '(kept|gone)' \(\d+\), '(kept|gone)' \(\d+\); "
            r"name those that do in campaign\.outcomes\.stayed, now 'yes', 'true', '1', '是'",
            id="stayed",
        ),
        pytest.param(
            {"contacted": spelt(LISTED, "reached", "-")},
            r"column 'contacted' means contacted: found 'reached' \(\d+\); name those that do in "
            r"campaign\.outcomes\.contacted_values",
            id="contacted",
        ),
    ],
)
def test_a_column_in_which_nothing_means_yes_is_refused_and_nothing_is_published(
    columns: dict[str, pl.Expr], message: str, tmp_path: Path
) -> None:
    record = record_of(1, selected=400)
    told = ["campaign.outcomes.contacted=contacted"] if "contacted" in columns else []
    config = campaign_config(tmp_path, *told)
    publish_record(config, record)
    with pytest.raises(InputError, match=message):
        measure(config, outcomes=write_outcomes(tmp_path, record, **columns))
    assert not (config.work / "current" / "measure.md").exists()


def test_a_value_that_is_no_usual_word_for_left_is_told_apart(tmp_path: Path) -> None:
    record = record_of(1, selected=400)
    config = campaign_config(tmp_path)
    publish_record(config, record)
    unsure = pl.when(pl.col("rank") <= 3).then(pl.lit("maybe")).otherwise(yes(pl.col("stayed")))
    outcome = measure(config, outcomes=write_outcomes(tmp_path, record, stayed=unsure))
    assert any("'maybe' (3) as unknown values" in note for note in outcome.notes)
    assert any("'maybe' (3; no known value is like it)" in note for note in outcome.notes)


def test_hashed_ids_are_known_beside_plain_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIST_SECRET", "a secret")
    record = record_of(1, selected=800)
    config = campaign_config(tmp_path, "campaign.files.secret=LIST_SECRET")
    publish_record(config, record)
    hashed = record.with_columns(
        pl.when(pl.int_range(pl.len()) % 2 == 0)
        .then(hashed_ids(record["id"], b"a secret"))
        .otherwise("id").alias("id")
    )  # fmt: skip

    facts = measure(config, outcomes=write_outcomes(tmp_path, hashed)).facts

    assert (facts.rows.not_selected, facts.listed.known + facts.control.known) == (0, 800)
    plain = measure(config, outcomes=write_outcomes(tmp_path, record)).facts
    assert facts.overall == plain.overall


@pytest.mark.parametrize("suffix", [".parquet", ".xlsx", ".csv"])
def test_outcomes_of_every_kind_of_file_are_the_same(suffix: str, tmp_path: Path) -> None:
    record = record_of(1, selected=400)
    config = campaign_config(tmp_path)
    publish_record(config, record)
    expected = measure(config, outcomes=write_outcomes(tmp_path, record)).facts
    table = record.select(pl.col("id").alias("customer"), "stayed")
    file = tmp_path / f"told{suffix}"
    if suffix == ".parquet":
        table.write_parquet(file)
    elif suffix == ".xlsx":
        table.with_columns(pl.col("stayed").cast(pl.Int8)).write_excel(file)
    else:
        table.write_csv(file)

    assert measure(config, outcomes=file).facts.overall == expected.overall


def test_what_is_published(tmp_path: Path) -> None:
    config = campaign_config(tmp_path)
    record = record_of(1, selected=800)
    publish_record(config, record)
    outcome = measure(config, outcomes=write_outcomes(tmp_path, record))

    found = read_artifact(outcome.folder / "measure.json", Measurement)
    assert found == outcome.facts
    assert (outcome.folder / "measure.md").read_text(encoding="utf-8") == page(found)
    assert (outcome.folder / "campaign-autumn.parquet").exists()
    entry = json.loads((outcome.folder / "run.json").read_text(encoding="utf-8"))["stages"][
        "measure"
    ]
    assert entry["counts"] == {"listed": found.listed.known, "control": found.control.known}
    assert [Path(name).name for name in entry["inputs"]] == ["outcomes.csv"]


def test_the_same_outcomes_give_the_same_bytes(tmp_path: Path) -> None:
    config = campaign_config(tmp_path)
    record = record_of(1, selected=800)
    publish_record(config, record)
    file = write_outcomes(tmp_path, record)
    first = (measure(config, outcomes=file).folder / "measure.json").read_bytes()
    write_outcomes(tmp_path, record.sort("id", descending=True))
    assert (measure(config, outcomes=file).folder / "measure.json").read_bytes() == first


@pytest.mark.parametrize(
    ("overrides", "error", "message"),
    [
        pytest.param(["campaign.name=spring"], ArtifactError,
                     "campaign-spring.parquet: no such file: there is no record of this campaign; "
                     "there are those of autumn; set campaign.name to the one that is meant",
                     id="no record"),
        pytest.param(["campaign.outcomes.column=staid"], ConfigError,
                     "campaign.outcomes.column: no column 'staid' in .*did you mean 'stayed'",
                     id="no column"),
        pytest.param(["campaign.outcomes.id=stayed"], InputError,
                     "none of its 2 ids is of the campaign; expected ids such as 'C00000'",
                     id="no id known"),
        pytest.param(["campaign.files.secret=NOT_SET"], ConfigError,
                     "the environment variable NOT_SET is not set", id="no secret"),
    ],
)  # fmt: skip
def test_refusals(
    overrides: list[str], error: type[ChurnkitError], message: str, tmp_path: Path
) -> None:
    record = record_of(1, selected=400)
    publish_record(campaign_config(tmp_path), record)
    file = write_outcomes(tmp_path, record)

    with pytest.raises(error, match=message):
        measure(campaign_config(tmp_path, *overrides), outcomes=file)


def test_a_campaign_for_which_nobody_was_selected(tmp_path: Path) -> None:
    config = campaign_config(tmp_path)
    record = record_of(1, selected=400)
    publish_record(config, record.clear())
    with pytest.raises(InputError, match="expected ids such as none, for nobody is there"):
        measure(config, outcomes=write_outcomes(tmp_path, record))


def test_outcomes_of_which_none_is_known(tmp_path: Path) -> None:
    facts = measured(tmp_path, record_of(1, selected=400), stayed=pl.lit(None, pl.String))

    assert facts.deviations == ("nobody_held_back", "nobody_listed")
    assert (facts.difference, facts.groups) == (None, ())
    assert "no customer held back has a known outcome" in page(facts)


def test_a_line_may_be_called_like_a_tier(tmp_path: Path) -> None:
    record = record_of(1, selected=400).with_columns(line=pl.lit("small"))
    facts = measured(tmp_path, record, "language=zh")
    assert [group.words for group in facts.groups if group.dimension == "line"] == ["small"]


def test_without_any_record_customers_have_to_be_scored_first(tmp_path: Path) -> None:
    config = campaign_config(tmp_path)
    with pytest.raises(
        ArtifactError, match=r"campaign-autumn\.parquet: no such file; run churnkit score"
    ):
        measure(config, outcomes=write_outcomes(tmp_path, record_of(1, selected=400)))


def test_a_damaged_record_is_refused(tmp_path: Path) -> None:
    config = campaign_config(tmp_path)
    record = record_of(1, selected=400)
    publish_record(config, record)
    file = write_outcomes(tmp_path, record)
    path = config.work / "current" / "campaign-autumn.parquet"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(ArtifactError, match="damaged"):
        measure(config, outcomes=file)
    path.unlink()
    record.drop("role").write_parquet(path)
    (path.parent / "checksums.json").unlink()
    with pytest.raises(ArtifactError, match=r"role.*restore it from an older run"):
        measure(config, outcomes=file)


def without_campaign(config: Config) -> Config:
    return config.model_copy(update={"campaign": None})


def test_a_project_without_a_campaign(tmp_path: Path) -> None:
    config = without_campaign(campaign_config(tmp_path))
    with pytest.raises(ConfigError, match="campaign: is missing"):
        measure(config, outcomes=tmp_path / "outcomes.csv")


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = record_of(1, selected=800)
    publish_record(campaign_config(tmp_path), record)
    arguments = ["measure", str(tmp_path / "project.yaml"), "--outcomes"]

    with pytest.raises(SystemExit) as ended:
        main([*arguments, str(write_outcomes(tmp_path, record))])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    assert "Results of campaign autumn" in out
    assert "measure: " in out

    with pytest.raises(SystemExit) as ended:
        main([*arguments, str(tmp_path / "nowhere.csv")])
    assert ended.value.code == InputError.exit_code
