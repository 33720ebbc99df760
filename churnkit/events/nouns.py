"""What events and their amounts are called, so that features have names a person would say."""

from __future__ import annotations

from dataclasses import dataclass, replace

from churnkit.config.sections.events import EventTable
from churnkit.events.features import Feature
from churnkit.quantities import quantity_of

_ENDINGS = {"ies": "y", "sses": "ss", "xes": "x", "ches": "ch", "shes": "sh", "ss": "ss", "s": ""}
"""Of English plurals, and what the singular has instead; the first that fits counts."""


@dataclass(frozen=True)
class Nouns:
    """The nouns of an event table, by their places in the names of features."""

    en: dict[str, str]
    zh: dict[str, str]

    @classmethod
    def of(cls, name: str, table: EventTable) -> Nouns:
        """The labels of the config, or what can be made of the name of the table."""
        many_en, many_zh = table.label.en or name, table.label.zh or table.label.en or name
        amounts = table.amount_label
        return cls(
            en={
                "{many}": many_en,
                "{one}": table.one.en or singular(many_en),
                "{amount}": amounts.en or f"amount of {many_en}",
            },
            zh={"{many}": many_zh, "{amount}": amounts.zh or amounts.en or f"{many_zh}数额"},
        )

    def filled(self, feature: Feature) -> Feature:
        """A feature with the nouns in their places."""
        named = replace(feature, en=_put(feature.en, self.en), zh=_put(feature.zh, self.zh))
        if "{amount}" not in feature.en:
            return named
        of_amount = quantity_of(self.en["{amount}"]) or quantity_of(self.zh["{amount}"])
        return replace(named, quantity="time" if of_amount == "time" else "amount")


def singular(plural: str) -> str:
    """The English singular of a plural by its ending.

    >>> singular("orders"), singular("purchases"), singular("queries"), singular("status changes")
    ('order', 'purchase', 'query', 'status change')
    """
    for ending, instead in _ENDINGS.items():
        if plural.endswith(ending) and len(plural) > len(ending):
            return plural.removesuffix(ending) + instead
    return plural


def _put(text: str, nouns: dict[str, str]) -> str:
    for place, noun in nouns.items():
        text = text.replace(place, noun)
    return text
