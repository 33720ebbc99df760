"""Success rates that measured campaigns have shown, and their use in the next campaign.

``measured.json`` keeps them from run to run, for every campaign that was measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from churnkit.config.sections.campaign import CampaignSection
from churnkit.errors import ConfigError
from churnkit.frozen import Frozen
from churnkit.suggest import suggestion
from churnkit.workspace.artifacts import MEASURED, read_artifact

WIDEST = 0.4
"""Widest interval of a success rate that is used: 20 points to either side."""
_FIELD = "campaign.success.measured"


class ActionSuccess(Frozen):
    """What an action did: of those who would have left, the share that it kept."""

    line: str
    """Of the playbook; empty: all actions together."""
    words: str
    """What is done."""
    assumed: float | None
    """When the list was made."""
    listed: int
    listed_left: int
    control: int
    control_left: int
    rate: float | None
    """1 less the share of the listed who left over that of the control group; None: not known."""
    interval: tuple[float, float] | None

    @property
    def is_usable(self) -> bool:
        """Whether it is known closely enough to plan with."""
        return self.interval is not None and self.interval[1] - self.interval[0] <= WIDEST


class MeasuredSuccess(Frozen):
    """The success rates of one campaign."""

    confidence: float
    """Of the intervals."""
    is_random: bool
    """Whether contact was random; if not, no rate is known."""
    actions: tuple[ActionSuccess, ...]


class MeasuredCampaigns(Frozen):
    """What ``measured.json`` holds."""

    campaigns: dict[str, MeasuredSuccess]


def read_measured(folder: Path) -> dict[str, MeasuredSuccess]:
    """The measured campaigns of a run by name. Raises ArtifactError where the file is damaged."""
    path = folder / MEASURED
    return dict(read_artifact(path, MeasuredCampaigns).campaigns) if path.exists() else {}


def measured_for(campaign: CampaignSection, folder: Path) -> tuple[str, ...]:
    """Other campaigns that tell the success of a line of this one closely enough, by name.

    None where the config asks for one of them already.
    """
    if campaign.success.measured is not None:
        return ()
    return tuple(
        name
        for name, measured in sorted(read_measured(folder).items())
        if name != campaign.name
        and any(each.is_usable and each.line in campaign.playbook for each in measured.actions)
    )


def with_measured_success(campaign: CampaignSection, folder: Path) -> CampaignSection:
    """The campaign, its playbook with the success rates that ``campaign.success`` asks for.

    A rate below 0 counts as 0: the action is not expected to keep anybody.

    Raises:
        ConfigError: the campaign that is named was not measured, or not closely enough.
        ArtifactError: ``measured.json`` is damaged.
    """
    name = campaign.success.measured
    if name is None:
        return campaign
    wanted = [line for line in campaign.playbook if line not in campaign.success.assumed]
    actions = {each.line: each for each in _measured(name, folder).actions if each.line}
    refused = [*_refused(wanted, actions)]
    if refused:
        raise ConfigError(_refusal(name, refused))
    playbook = {
        name: line.model_copy(update={"success": max(0.0, actions[name].rate or 0.0)})
        if name in wanted
        else line
        for name, line in campaign.playbook.items()
    }
    return campaign.model_copy(update={"playbook": playbook})


def _measured(name: str, folder: Path) -> MeasuredSuccess:
    known = read_measured(folder)
    if name not in known:
        raise ConfigError(
            f"{_FIELD}: the campaign '{name}' has not been measured in this work folder: set "
            f"campaign.name: {name} and run churnkit measure first, or remove campaign.success"
            f"{suggestion(name, list(known))}"
        )
    if not known[name].is_random:
        raise ConfigError(
            f"{_FIELD}: contact in the campaign '{name}' was not random, so its success is not "
            "known; name another campaign, or remove campaign.success"
        )
    return known[name]


def _refused(wanted: list[str], actions: Mapping[str, ActionSuccess]) -> Iterator[tuple[str, str]]:
    """Lines whose success is not known closely enough, and what is known of it."""
    for line in wanted:
        action = actions.get(line)
        if action is None:
            yield line, "not in that campaign"
        elif not action.is_usable:
            yield line, _known_of(action)


def _known_of(action: ActionSuccess) -> str:
    if action.rate is None or action.interval is None:
        return f"not known, {action.listed:,} listed and {action.control:,} held back"
    low, high = action.interval
    return f"{100 * action.rate:.1f}%, from {100 * low:.1f}% to {100 * high:.1f}%"


def _refusal(name: str, refused: list[tuple[str, str]]) -> str:
    lines = ", ".join(line for line, _ in refused)
    listed = "\n".join(f"  {line}: {known}" for line, known in refused)
    return (
        f"{_FIELD}: the campaign '{name}' does not tell the success of these actions closely "
        f"enough (an interval of at most {100 * WIDEST:.0f} points is needed):\n{listed}\n"
        f"  keep the rates of the playbook for them with campaign.success.assumed: [{lines}], or "
        "measure a larger campaign"
    )
