"""Which line of the playbook decides for each customer, and what that is expected to bring.

Expected profit of a contact, with score p, success g, value V, cost of the offer d and of the
contact f, after Verbraken, Verbeke and Baesens (2013): a churner takes the offer with probability g
and stays (V - d - f) or does not (-f); a customer who would have stayed takes it too (-d - f):

    p (g (V - d)) - (1 - p) d - f  =  p g V - (f + p g d + (1 - p) d)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import and_

import polars as pl

from churnkit.campaign.columns import NO_CONSENT_NEEDED, Columns
from churnkit.config.sections.campaign import CampaignSection, Channel
from churnkit.config.yaml.keypath import write_path
from churnkit.errors import ConfigError
from churnkit.prepare.markers import Marker, find_unknown
from churnkit.rules.ruleset import RuleSet
from churnkit.suggest import suggestion
from churnkit.tables.columns.formats import texts_of

_MOST_SHOWN = 5
_REFUSALS = (
    "no", "opt-out", "opted out", "unsubscribed", "refused", "withdrawn", "denied",
    "不同意", "未同意", "拒绝", "已拒绝", "退订", "已退订",
)  # fmt: skip
"""Values that certainly do not mean consent."""


def require_rules(campaign: CampaignSection, rules: RuleSet) -> None:
    """Raise ConfigError where the playbook names a rule that the model does not have."""
    known = [rule.id for rule in rules.rules]
    problems = [
        f"{write_path(('campaign', 'playbook', name, 'rules'))}: no rule '{rule}' in the model"
        f"{suggestion(rule, known)}"
        for name, line in campaign.playbook.items()
        for rule in line.rules
        if rule not in known
    ]
    if problems:
        raise ConfigError("\n".join(problems))


def stages_of(columns: Columns, campaign: CampaignSection, made: pl.DataFrame) -> pl.Series:
    """Stage of the life cycle of each customer, by the first condition that holds: (n,) String."""
    holds = [
        columns.holds(condition, write_path(("campaign", "stages", name)), made)
        for name, condition in campaign.stages.items()
    ]
    names = pl.Series("stage", list(campaign.stages), dtype=pl.String)
    return names.gather(_first(holds, made.height))


def reachable(columns: Columns, channels: Mapping[str, Channel]) -> dict[str, pl.Series | None]:
    """Who may be contacted by each channel: (n,) Boolean; None: everybody."""
    return {name: _consents(columns, channel) for name, channel in channels.items()}


def consent_notes(
    columns: Columns, channels: Mapping[str, Channel], reached: Mapping[str, pl.Series | None]
) -> tuple[str, ...]:
    """Notes on consents that are not known, and on channels that reach nobody.

    Raises:
        InputError: so many consents are not known that they are most likely read wrongly.
    """
    return (*unknown_consents(columns, channels), *_without_consent(columns, channels, reached))


def unknown_consents(columns: Columns, channels: Mapping[str, Channel]) -> Iterator[str]:
    """A note on each channel whose consents are in part not known.

    Raises:
        InputError: so many are not known that they are most likely read wrongly.
    """
    for name, channel in channels.items():
        marker = _consent_marker(columns, channel)
        if marker is None:
            continue
        at = write_path(("campaign", "channels", name, "consent"))
        found = find_unknown(
            columns.frame, marker, write_path(("campaign", "channels", name, "consented"))
        )
        found.require_few(at, columns.markers.max_unknown)
        yield from found.notes(at, f"these customers are not contacted by {name}")


def _without_consent(
    columns: Columns, channels: Mapping[str, Channel], reached: Mapping[str, pl.Series | None]
) -> tuple[str, ...]:
    """A note on each channel that reaches nobody, for its consents may be written otherwise."""
    return tuple(
        f"{write_path(('campaign', 'channels', name, 'consent'))}: no value of the column "
        f"'{channels[name].consent}' means consent{_found(columns, str(channels[name].consent))}; "
        f"nobody is contacted by {name}; write those that do to "
        f"{write_path(('campaign', 'channels', name, 'consented'))}"
        for name, truth in reached.items()
        if truth is not None and truth.len() and not truth.any()
    )


def lines_of(
    columns: Columns,
    campaign: CampaignSection,
    made: pl.DataFrame,
    rules: pl.Series,
    consents: Mapping[str, pl.Series | None],
) -> pl.Series:
    """The line of the playbook that decides for each customer: the first one that fits.

    Args:
        columns: the scored customers.
        campaign: its playbook.
        made: score, value, tier and stage.
        rules: id of the rule that decided the score of each customer.
        consents: who may be contacted by each channel.

    Returns:
        (n,) UInt32, its place in the playbook from 0; null where no line fits whose channel is
        allowed.
    """
    fits = []
    for name, line in campaign.playbook.items():
        place = write_path(("campaign", "playbook", name, "when"))
        is_for = columns.holds(line.when, place, made) if line.when else None
        of_tier = _is_among(made["tier"], line.tiers)
        of_rule = _is_among(rules, line.rules)
        fits.append(_all_of(is_for, of_tier, of_rule, consents[line.channel]))
    return _first(fits, made.height)


def idle_lines(lines: pl.Series, campaign: CampaignSection) -> tuple[str, ...]:
    """A note on each line of the playbook that decides for no customer.

    Args:
        lines: as ``lines_of`` gives them.
        campaign: its playbook.
    """
    deciding = set(lines.unique())
    return tuple(
        f"{write_path(('campaign', 'playbook', name))}: decides for none of the {lines.len():,} "
        "customers scored: nobody fits it, a line above takes them, or none of them may be "
        f"contacted by {line.channel}"
        for place, (name, line) in enumerate(campaign.playbook.items())
        if place not in deciding
    )


def costs_of(lines: pl.Series, campaign: CampaignSection) -> pl.DataFrame:
    """``contact_cost``, ``offer_cost`` and ``success`` of customers, null without a line."""
    playbook = campaign.playbook.values()
    costs = pl.DataFrame(
        {
            "contact_cost": [campaign.channels[line.channel].cost for line in playbook],
            "offer_cost": [line.offer_cost for line in playbook],
            "success": [line.success for line in playbook],
        }
    )
    return costs.select(pl.all().gather(lines))


def names_of(lines: pl.Series, campaign: CampaignSection) -> pl.DataFrame:
    """``line`` and ``channel`` of customers, by name."""
    names = pl.DataFrame(
        {
            "line": list(campaign.playbook),
            "channel": [line.channel for line in campaign.playbook.values()],
        }
    )
    return names.select(pl.all().gather(lines))


def expected(customers: pl.DataFrame) -> pl.DataFrame:
    """Add ``value_at_risk``, ``expected_cost`` and ``expected_profit`` of contacting each one."""
    score, offer = pl.col("score"), pl.col("offer_cost")
    kept = score * pl.col("success")
    return customers.with_columns(
        (score * pl.col("value")).alias("value_at_risk"),
        (pl.col("contact_cost") + (kept + (1 - score)) * offer).alias("expected_cost"),
    ).with_columns((kept * pl.col("value") - pl.col("expected_cost")).alias("expected_profit"))


def _consents(columns: Columns, channel: Channel) -> pl.Series | None:
    marker = _consent_marker(columns, channel)
    if marker is None:
        return None
    given = columns.frame[marker.column]
    different = given.unique().to_frame()
    marked = marker.over(different.schema)
    holds = different.select(marked.holds().fill_null(value=False)).to_series()
    return given.is_in(different.to_series().filter(holds).implode()).fill_null(value=False)


def _consent_marker(columns: Columns, channel: Channel) -> Marker | None:
    if channel.consent in (None, NO_CONSENT_NEEDED):
        return None
    return Marker(
        column=str(channel.consent),
        values=channel.consented,
        others=(*_REFUSALS, *columns.markers.means_no),
        nulls=columns.nulls.flag,
        met=(),
    )


def _is_among(texts: pl.Series, wanted: Sequence[str]) -> pl.Series | None:
    """Whether each text is one of those wanted; None: any is."""
    return texts.is_in(wanted).fill_null(value=False) if wanted else None


def _found(columns: Columns, name: str) -> str:
    texts = texts_of(columns.frame[name].unique().sort())
    return suggestion("", texts.drop_nulls().head(_MOST_SHOWN).to_list())


def _all_of(*truths: pl.Series | None) -> pl.Series | None:
    """Whether all truths hold; None holds always."""
    known = [truth for truth in truths if truth is not None]
    return reduce(and_, known) if known else None


def _first(truths: Sequence[pl.Series | None], size: int) -> pl.Series:
    """Place of the first truth that holds, None holding always: (n,) UInt32."""
    frame = pl.DataFrame(
        {str(place): truth for place, truth in enumerate(truths) if truth is not None}
        or {"none": pl.repeat(value=False, n=size, eager=True)}
    )
    places = [
        pl.lit(place, pl.UInt32)
        if truth is None
        else pl.when(str(place)).then(pl.lit(place, pl.UInt32))
        for place, truth in enumerate(truths)
    ]
    nowhere = pl.lit(None, pl.UInt32)
    first = frame.select(pl.coalesce(*places, nowhere).alias("first"))["first"]
    return first if first.len() == size else first.new_from_index(0, size)
