"""What rules are said in: a language, and what the config calls variables, sets and values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from churnkit.config.sections.project import Language, VariableSettings
from churnkit.fuzzy_sets import SET_NAMES, SETS, Quantity, SetName
from churnkit.quantities import quantity_of
from churnkit.render.formats import plain_text
from churnkit.rules.wording.en import English
from churnkit.rules.wording.grammar import Grammar
from churnkit.rules.wording.zh import Chinese

LANGUAGES: dict[Language, Grammar] = {"en": English(), "zh": Chinese()}


@dataclass(frozen=True)
class Vocabulary:
    """A language, and what the config calls the variables and their sets in it."""

    language: Language = "en"
    variables: Mapping[str, VariableSettings] = field(default_factory=dict)
    days: frozenset[str] = frozenset()
    """Variables that count the days from a date until the reference date."""

    @property
    def grammar(self) -> Grammar:
        """The phrases of the language."""
        return LANGUAGES[self.language]

    def label(self, variable: str) -> str:
        """The name that people read: the label of the config, or the column name.

        Of a date it says that days are counted; a label of the config stays as it is.
        """
        own = self._own_label(variable)
        if own is None and variable in self.days:
            return self.grammar.days_since(plain_text(variable))
        return plain_text(own or variable)

    def quantity(self, variable: str) -> Quantity | None:
        """What the numbers of a variable are, as the config or its names say; None: not known."""
        settings = self.variables.get(variable)
        if settings is not None and settings.quantity is not None:
            return settings.quantity
        if variable in self.days:
            return "time"
        labels = (settings.label.en, settings.label.zh) if settings else ()
        known = (quantity_of(name) for name in (*labels, variable) if name is not None)
        return next((quantity for quantity in known if quantity is not None), None)

    def set_words(self, variable: str, name: SetName) -> str:
        """The words for a fuzzy set: those of the config, or those of the language."""
        own = self.own_words(variable, name)
        is_labelled_date = variable in self.days and self._own_label(variable) is not None
        kind = SETS[SET_NAMES.index(name)]
        usual = kind.ago_words if is_labelled_date else kind.words_for(self.quantity(variable))
        return plain_text(own or usual[self.language])

    def has_scale(self, variable: str) -> bool:
        """Whether "at most" and "at least" fit the words of its sets: they are of one kind."""
        own = [self.own_words(variable, name) is not None for name in SET_NAMES]
        is_labelled_date = variable in self.days and self._own_label(variable) is not None
        return all(own) or not (any(own) or is_labelled_date)

    def own_words(self, variable: str, name: SetName) -> str | None:
        """The words of the config for a set."""
        settings = self.variables.get(variable)
        own = getattr(settings.words, self.language).get(name) if settings else None
        return plain_text(own) if own else None

    def value_words(self, variable: str, value: str) -> str:
        """What people call a value of a category: the label of the config, or the value."""
        settings = self.variables.get(variable)
        label = settings.values.get(value) if settings else None
        own = (getattr(label, self.language) or label.en or label.zh) if label else None
        return plain_text(own or self.grammar.values.get(value, value))

    def value_labels(self, variable: str) -> dict[str, str]:
        """What values of a category are called, where not as they are."""
        settings = self.variables.get(variable)
        known = {*(settings.values if settings else ()), *self.grammar.values}
        return {value: self.value_words(variable, value) for value in sorted(known)}

    def _own_label(self, variable: str) -> str | None:
        settings = self.variables.get(variable)
        return getattr(settings.label, self.language) if settings else None
