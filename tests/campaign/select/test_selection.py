"""Who is selected: hand-made customers, small enough to follow."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from churnkit.campaign.columns import Columns
from churnkit.campaign.exclusions import Exclusion
from churnkit.campaign.select.selection import Scores, Selection, Sources, select_customers
from churnkit.campaign.select.values import Values, tiers_of
from churnkit.config.sections.campaign import CampaignSection
from churnkit.config.sections.events import TierSettings
from churnkit.config.sections.project import MarkerSettings, Nulls
from churnkit.errors import ConfigError, InputError
from churnkit.events.tiers import SPENT, assign_tiers

CUSTOMERS = pl.DataFrame(
    {
        "id": ["a", "b", "c", "d", "e", "f"],
        "score": [0.9, 0.8, 0.7, 0.6, 0.5, 0.4],
        "rule": ["r1", "r1", "r2", "r2", None, "r1"],
        "worth": [100.0, 400.0, None, 50.0, 800.0, 20.0],
        "level": ["gold", "gold", "silver", None, "silver", "gold"],
        "text_ok": ["yes", " YES ", "no", None, "ｙｅｓ", "yes"],
        "last": ["2024-06-20", "2024-05-01", None, "soon", "2024-07-09", "2024-05-31"],
        "months": [3, 14, 40, None, 2, 30],
    }
)
BY_SERVICE = {"en": "offer help"}
LAST = {"channel": "self_service", "action": BY_SERVICE}


def selected(
    campaign: dict[str, Any],
    *,
    share: float = 1.0,
    as_of: dt.date | None = dt.date(2024, 6, 30),
    customers: pl.DataFrame = CUSTOMERS,
    markers: MarkerSettings | None = None,
) -> Selection:
    section = CampaignSection.model_validate({"name": "spring", **campaign})
    return select_customers(
        Scores(customers.select("id", "score", "rule"), order_of(customers)),
        Columns(
            customers.drop("id", "score", "rule"), {}, Nulls(), markers=markers or MarkerSettings()
        ),
        section,
        Sources(value=section.value, tier=section.tier, as_of=as_of, share=share),
    )


def order_of(customers: pl.DataFrame) -> pl.Series:
    return customers.select(pl.arg_sort_by("score", "id", descending=[True, False])).to_series()


def excluded(selection: Selection) -> dict[str, int]:
    return {each.reason: each.customers for each in selection.excluded}


@pytest.mark.parametrize(
    ("campaign", "ids"),
    [
        pytest.param({}, "abcdef", id="all of them"),
        pytest.param({"cut": "number", "number": 2}, "ab", id="a number"),
        pytest.param({"order": "value_at_risk", "value": "worth"}, "ebadfc", id="value at risk"),
        pytest.param({"keep": "months >= 3"}, "abcf", id="unknown is not kept"),
        pytest.param({"keep": "score > 0.5 and level == 'gold'"}, "ab", id="score in a condition"),
        pytest.param({"tier": "level", "only_tiers": ["gold"]}, "abf", id="only a tier"),
        pytest.param({"tier": "level", "quotas": {"gold": 1}}, "acde", id="a quota"),
        pytest.param({"tier": "level", "quotas": {"gold": 0}}, "cde", id="a quota of nobody"),
        pytest.param({"last_contact": "last", "cool_off": "30d"}, "bcf", id="cool-off"),
        pytest.param({"last_contact": "last", "cool_off": "31d"}, "bc", id="a day longer"),
        pytest.param({"last_contact": "last", "cool_off": "1mo"}, "bcf", id="a month"),
    ],
)  # fmt: skip
def test_who_is_selected(campaign: dict[str, Any], ids: str) -> None:
    selection = selected(campaign)
    assert "".join(selection.customers["id"]) == ids
    assert selection.customers.height + sum(excluded(selection).values()) == 6


def test_each_customer_is_excluded_for_the_first_reason_that_holds() -> None:
    selection = selected(
        {
            "keep": "months >= 3",
            "tier": "level",
            "only_tiers": ["gold"],
            "last_contact": "last",
            "cool_off": "30d",
            "cut": "number",
            "number": 1,
        }
    )
    assert selection.excluded == (
        Exclusion(reason="outside_keep", customers=2),  # d, e
        Exclusion(reason="tier", customers=1),  # c
        Exclusion(reason="cool_off", customers=1),  # a
        Exclusion(reason="no_consent", customers=0),
        Exclusion(reason="below_cut", customers=1),  # f
    )
    assert selection.customers["id"].to_list() == ["b"]


def test_without_a_day_nobody_passes_for_long_not_contacted() -> None:
    with pytest.raises(ConfigError, match="cool_off: has no day to count from"):
        selected({"last_contact": "last", "cool_off": "30d"}, as_of=None)


def test_the_share_is_of_all_scored_and_filled_by_the_next_ranks() -> None:
    selection = selected({"keep": "score < 0.85"}, share=0.3)
    assert selection.customers["id"].to_list() == ["b", "c"]
    assert selection.customers["rank"].to_list() == [2, 3]
    assert selection.notes == ()


def test_a_line_of_the_playbook_that_fits_nobody_is_told() -> None:
    playbook = {
        "old": {"when": "months > 99", "channel": "self_service", "action": BY_SERVICE},
        "all": LAST,
        "later": LAST,
    }
    assert selected({"playbook": playbook}).notes == tuple(
        f"campaign.playbook.{name}: decides for none of the 6 customers scored: nobody fits it, a "
        "line above takes them, or none of them may be contacted by self_service"
        for name in ("old", "later")
    )


def test_fewer_than_wanted_are_noted() -> None:
    selection = selected({"keep": "level == 'silver'", "cut": "number", "number": 5})
    assert selection.notes == ("of the 5 customers to select only 2 may be contacted",)


def test_a_budget_for_nobody_is_told() -> None:
    channels = {"call": {"cost": 2}}
    playbook = {"all": {"channel": "call", "action": BY_SERVICE}}
    campaign = {"cut": "budget", "budget": 1.5, "channels": channels, "playbook": playbook}
    assert selected(campaign).notes == (
        "campaign.budget: a budget of 1.50 does not pay for a single one of the customers who may "
        "be contacted: nobody is selected",
    )
    assert selected(campaign | {"budget": 2.0}).notes == ()


@pytest.mark.parametrize(
    ("budget", "ids"), [(0.0, ""), (2.0, "a"), (3.9, "a"), (4.0, "ab"), (100.0, "abcdef")]
)
def test_a_budget_is_never_exceeded(budget: float, ids: str) -> None:
    """A contact costs 2 and nothing is offered."""
    campaign = {
        "cut": "budget",
        "budget": budget,
        "channels": {"call": {"cost": 2}},
        "playbook": {"all": {"channel": "call", "action": BY_SERVICE}},
    }
    assert "".join(selected(campaign).customers["id"]) == ids


def test_expected_cost_and_profit_are_those_of_the_formula() -> None:
    campaign = {
        "value": "worth",
        "channels": {"call": {"cost": 1}},
        "playbook": {
            "all": {"channel": "call", "action": BY_SERVICE, "offer_cost": 10, "success": 0.5}
        },
    }
    first = selected(campaign).customers.row(0, named=True)
    # 0.9 leave: half of them take the offer and stay; 0.1 would have stayed and take it, too
    assert first["value_at_risk"] == pytest.approx(90)
    assert first["expected_cost"] == pytest.approx(1 + 0.45 * 10 + 0.1 * 10)
    assert first["expected_profit"] == pytest.approx(0.45 * (100 - 10 - 1) - 0.45 - 0.1 * 11)


def test_the_cut_by_profit_ends_where_the_sum_is_largest() -> None:
    campaign = {
        "value": "worth",
        "cut": "profit",
        "channels": {"call": {"cost": 20}},
        "playbook": {"all": {"channel": "call", "action": BY_SERVICE, "success": 0.5}},
    }
    # 0.45 x 100 - 20 = 25, 140, -20 (no value), -5, 180, -16: e is worth the two before
    assert "".join(selected(campaign).customers["id"]) == "abcde"
    nobody = selected(campaign | {"channels": {"call": {"cost": 500}}})
    assert nobody.customers.is_empty()
    assert nobody.notes[-1] == (
        "no contact is expected to pay: with cut: profit nobody is selected"
    )


def test_a_customer_without_a_value_counts_as_worth_nothing() -> None:
    selection = selected({"value": "worth"})
    third = selection.customers.row(2, named=True)
    assert (third["id"], third["value"], third["tier"]) == ("c", 0.0, "small")
    assert selection.notes == (
        "of the 6 scored customers 1 have no value that can be read in the column 'worth'; they "
        "count as worth 0",
    )


def test_tiers_are_shares_of_all_scored_from_the_highest_value_down() -> None:
    tiers = {"vip": 0.1, "key": 0.2, "ordinary": 0.3}
    customers = selected({"value": "worth", "tiers": tiers}).customers
    # e 800 | b 400 | a 100, d 50 | f 20, c 0: the first 0.6, 1.8 and 3.6 of six, rounded up
    assert dict(customers.select("id", "tier").iter_rows()) == {
        "e": "vip", "b": "key", "a": "ordinary", "d": "ordinary", "f": "small", "c": "small",
    }  # fmt: skip


@given(
    st.lists(st.sampled_from([0.0, 1.0, 2.0, 3.5]), min_size=1, max_size=60),
    st.tuples(*[st.sampled_from([0.01, 0.1, 0.3])] * 3),
)
def test_tiers_are_those_of_event_logs(worth: list[float], shares: tuple[float, ...]) -> None:
    settings = TierSettings.model_validate(
        dict(zip(("vip", "key", "ordinary"), shares, strict=True))
    )
    ids = pl.Series("id", [f"{7 * place % 61:02d}" for place in range(len(worth))])
    slow = assign_tiers(pl.DataFrame({"id": ids, SPENT: worth}), "id", settings)
    columns = Columns(pl.DataFrame({"id": ids}), {}, Nulls())
    fast = tiers_of(columns, None, settings, Values(pl.Series(worth), differ=True), ids)
    assert dict(zip(ids, fast, strict=True)) == dict(slow.iter_rows())


def test_deciles_are_of_the_score_among_all_scored() -> None:
    ids = [f"{number:02d}" for number in range(25)]
    many = pl.DataFrame(
        {"id": ids, "score": [1 - number / 25 for number in range(25)], "rule": [None] * 25},
        schema_overrides={"rule": pl.String},
    )
    deciles = selected({}, customers=many).customers["decile"].to_list()
    assert deciles == [place * 10 // 25 + 1 for place in range(25)]


PLAYBOOK = {
    "channels": {"text": {"cost": 0.1, "consent": "text_ok"}, "self_service": {}},
    "stages": {"new": "months < 12", "old": "months >= 12"},
    "playbook": {
        "valued": {"tiers": "vip", "channel": "self_service", "action": BY_SERVICE},
        "by_rule": {"rules": ["r1"], "channel": "text", "action": BY_SERVICE},
        "new": {"when": "stage == 'new'", "channel": "self_service", "action": BY_SERVICE},
        "others": LAST,
    },
}


def test_the_first_line_that_fits_and_may_be_used_decides() -> None:
    customers = selected(PLAYBOOK | {"value": "worth", "tiers": {"vip": 0.1}}).customers
    assert dict(customers.select("id", "line").iter_rows()) == {
        "a": "by_rule",
        "b": "by_rule",  # " YES " is yes
        "c": "others",
        "d": "others",  # months are not known
        "e": "valued",
        "f": "by_rule",
    }


def test_whoever_consents_to_no_channel_is_not_contacted() -> None:
    campaign = {
        "channels": {"text": {"consent": "text_ok"}},
        "playbook": {"all": {"channel": "text", "action": BY_SERVICE}},
    }
    selection = selected(campaign)
    assert "".join(selection.customers["id"]) == "abef"
    assert excluded(selection) == {"no_consent": 2, "below_cut": 0}


def test_a_channel_that_reaches_nobody_is_noted() -> None:
    channels = {"text": {"consent": "level"}, "self_service": {}}
    campaign = {"channels": channels, "playbook": {"a": LAST}}
    markers = MarkerSettings(means_no=("gold", "silver"))
    assert selected(campaign, markers=markers).notes == (
        "campaign.channels.text.consent: no value of the column 'level' means consent (found: "
        "gold, silver); nobody is contacted by text; write those that do to "
        "campaign.channels.text.consented",
    )


def test_consents_that_nobody_can_interpret_stop_the_run() -> None:
    channels = {"text": {"consent": "level"}, "self_service": {}}
    with pytest.raises(InputError, match="no value of the column is known"):
        selected({"channels": channels, "playbook": {"a": LAST}})


@pytest.mark.parametrize(
    ("campaign", "message"),
    [
        (
            {"tier": "level", "quotas": {"glod": 3}},
            "campaign.quotas: 'glod' is no value tier of the scored customers; did you mean 'gold'",
        ),
        (
            {"value": "level"},
            "campaign.value: the column 'level' holds no numbers; name one that does",
        ),
        (
            {"last_contact": "level", "cool_off": "30d"},
            "campaign.last_contact: the column 'level' holds no dates; name one that does",
        ),
        (
            {"keep": "levle == 'gold'"},
            "campaign.keep: no column 'levle'",
        ),
        (
            {"stages": {"new": "level < 12"}},
            "campaign.stages.new: the column 'level' holds no numbers, found e.g. 'gold'; compare",
        ),
    ],
)
def test_what_does_not_fit_the_table_is_refused(campaign: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as refused:
        selected(campaign)
    assert str(refused.value).startswith(message)
