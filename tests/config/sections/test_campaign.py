"""What the section ``campaign`` refuses, each with where it stands and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from churnkit.config.loading import load_config
from churnkit.config.sections.project import Config
from churnkit.errors import ConfigError


def shop(
    folder: Path, campaign: str = "", *, learner: str = "tree", id_: str = "customer"
) -> Config:
    """The config of a shop with further keys of its campaign, in braces."""
    (folder / "shop.yaml").write_text(
        f"""\
work: work
data:
  customers: customers.csv
  id: {id_}
  label: {{column: gone, churned: "yes"}}
train: {{learner: {learner}}}
campaign: {{name: spring{campaign and ", "}{campaign}}}
"""
    )
    return load_config(folder / "shop.yaml")


def test_a_name_is_enough(tmp_path: Path) -> None:
    campaign = shop(tmp_path).campaign
    assert campaign is not None
    assert (campaign.order, campaign.cut, campaign.control.share) == ("score", "share", 0.1)


@pytest.mark.parametrize(
    ("campaign", "told"),
    [
        ("cut: number", "number: is missing; cut: number needs it"),
        ("cut: budget", "budget: is missing; cut: budget needs it"),
        ("number: 5", "number: is for cut: number, but cut is share"),
        ("last_contact: m", "cool_off: is missing; write the time after a contact"),
        ("cool_off: 30d", "cool_off: has no dates to count from"),
        ("control: {share: 1}", "control.share: the control group takes everybody"),
        ("channels: {text: {cost: 0.1}}",
         "channels.text.consent: is missing; name the column of consents"),
        ("channels: {email: {}}", "channels.email.consent: is missing"),
        ("channels: {E-Mail_vip: {}}", "channels.E-Mail_vip.consent: is missing"),
        ("channels: {vip_sms: {}}", "channels.vip_sms.consent: is missing"),
        ("channels: {d1: {label: {zh: 短信}}}", "channels.d1.consent: is missing"),
        ("channels: {call: {cost: -1}}", "channels.call.cost: -1 is below 0; write 0 or more"),
        ("playbook: {all: {channel: fax, action: {en: a}}}",
         "playbook.all.channel: 'fax' is no channel (there are self_service)"),
        ("playbook: {vip: {tiers: [vip], channel: self_service, action: {en: a}}}",
         "playbook.vip: is the last line and not for everybody"),
        ("profit: {value: 0}", "profit.value: 0 is not above 0"),
        ("files: {formats: []}", "files.formats: is empty; write at least one value"),
        ("files: {decimal: comma}", "files.decimal: comma is the separator, too"),
        ("outcomes: {confidence: 0.2}", "outcomes.confidence: 0.2 is no confidence"),
        ("only_tiers: [vip]",
         "only_tiers[1]: 'vip' is a value tier, but nothing tells who is in it"),
        ("only_tiers: [gold], value: worth",
         "only_tiers[1]: 'gold' is no value tier (there are vip, key, ordinary, small)"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(tmp_path: Path, campaign: str, told: str) -> None:
    with pytest.raises(ConfigError) as refused:
        shop(tmp_path, campaign)
    assert f"campaign.{told}" in str(refused.value)


def test_other_channels_and_those_that_say_so_need_no_consent(tmp_path: Path) -> None:
    channels = "{call: {}, letter: {}, context: {}, sms: {consent: not_needed}, self_service: {}}"
    campaign = shop(tmp_path, f"channels: {channels}").campaign
    assert campaign is not None
    assert campaign.channels["sms"].consent == "not_needed"


def test_a_name_has_to_fit_into_that_of_a_file(tmp_path: Path) -> None:
    shop(tmp_path)
    with pytest.raises(ConfigError, match="'spring/2025' cannot be part of a file name"):
        load_config(tmp_path / "shop.yaml", ["campaign.name=spring/2025"])


def test_rows_without_ids_cannot_be_measured(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="campaign: needs customers with ids to hold back"):
        shop(tmp_path, id_="row")


@pytest.mark.parametrize(
    ("campaign", "told"),
    [
        ("order: profit", "order: profit needs scores that are probabilities, and those of learner "
         "fri only rank; write score, or train.learner: tree or additive-fri"),
        ("order: value_at_risk", "order: value_at_risk needs scores that are probabilities"),
        ("cut: profit", "cut: profit needs scores that are probabilities, and those of learner fri "
         "only rank; write share, or train.learner: tree or additive-fri"),
        ("cut: budget, budget: 9", "cut: budget needs scores that are probabilities"),
    ],
)  # fmt: skip
def test_scores_that_only_rank_are_not_taken_for_probabilities(
    tmp_path: Path, campaign: str, told: str
) -> None:
    for learner in ("tree", "additive-fri"):
        assert shop(tmp_path, campaign, learner=learner).campaign is not None
    with pytest.raises(ConfigError) as refused:
        shop(tmp_path, campaign, learner="fri")
    assert f"campaign.{told}" in str(refused.value)
