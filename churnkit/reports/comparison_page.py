"""The comparison of models as a document: what does it cost here that rules can be read?"""

from __future__ import annotations

from collections.abc import Iterator

from churnkit.config.sections.project import Language
from churnkit.distributions import t_of
from churnkit.frozen import Frozen
from churnkit.render.document import Column, Document, Lines, Sheet, count, decimal, percent
from churnkit.reports.texts import REPORT_TEXTS, ReportTexts

CAPTURED_PERCENT = 30


class ComparedModel(Frozen):
    """How one model did on customers it had not seen; means of the folds."""

    name: str
    """A learner of the config, or a yardstick."""
    auc: float
    standard_error: float
    """Of the mean AUC."""
    captured_at_30: float
    """Share of the churned among the first 30% of the customers."""
    recognised_churned: float
    recognised_loyal: float
    recognised_overall: float
    rules: float | None
    """None for a yardstick, which has no rules that people can read."""
    terms: float | None
    seconds: float
    """Of all folds together."""


class Comparison(Frozen):
    """All models on the same folds of the learning customers."""

    language: Language
    customers: int
    churned: int
    folds: int
    models: tuple[ComparedModel, ...]
    configured: str
    """``train.learner`` of the config."""
    able: tuple[str, ...]
    """The learners that can do what the config asks for."""
    not_installed: tuple[str, ...] = ()
    """Yardsticks that are missing."""

    @property
    def finds_something(self) -> bool:
        """Whether the AUC of any model is above .5 by more than chance gives."""
        reach = t_of(0.95, self.folds - 1)
        return any(each.auc - reach * each.standard_error > 0.5 for each in self.models)

    @property
    def advised(self) -> ComparedModel:
        """The fewest terms within one standard error of the best AUC, as ``auto`` chooses."""
        able = [each for each in self.models if each.name in self.able]
        best = max(able, key=_auc)
        near = [each for each in able if each.auc >= best.auc - best.standard_error]
        return min(near, key=lambda each: (each.terms or 0.0, -each.auc))

    @property
    def readable(self) -> ComparedModel:
        """The best of the models with rules, by AUC."""
        return max((each for each in self.models if each.rules is not None), key=_auc)

    @property
    def yardstick(self) -> ComparedModel:
        """The best of the models without."""
        return max((each for each in self.models if each.rules is None), key=_auc)


def comparison_document(facts: Comparison) -> Document:
    """The comparison in the language of its facts."""
    texts = REPORT_TEXTS[facts.language]
    judged = texts.comparison.compared_on.format(
        folds=facts.folds,
        customers=count(facts.customers),
        rate=percent(facts.churned / facts.customers),
    )
    lines = Lines((judged, *_conclusions(facts, texts)))
    return Document(texts.comparison.title, (lines, _models(facts.models, texts)))


def _conclusions(facts: Comparison, texts: ReportTexts) -> Iterator[str]:
    """What to make of the table, and what is missing in it."""
    if facts.finds_something:
        yield _cost(facts, texts)
        yield _advice(facts, texts)
    else:
        yield texts.comparison.nothing_found
    if facts.not_installed:
        names = [texts.comparison.models.get(name, name) for name in facts.not_installed]
        yield texts.comparison.not_installed.format(
            names=texts.comma.join(names), packages=" ".join(facts.not_installed)
        )


def _advice(facts: Comparison, texts: ReportTexts) -> str:
    advised = facts.advised.name
    if facts.configured == "auto":
        pattern = texts.comparison.auto_is_set
    elif facts.configured == advised:
        pattern = texts.comparison.is_set
    else:
        pattern = texts.comparison.to_set
    return pattern.format(
        learner=advised, name=texts.comparison.models.get(advised, advised), now=facts.configured
    )


def _cost(facts: Comparison, texts: ReportTexts) -> str:
    readable, yardstick = facts.readable, facts.yardstick
    cost = yardstick.auc - readable.auc
    return (texts.comparison.costs if cost > 0 else texts.comparison.costs_nothing).format(
        cost=decimal(cost, 3),
        readable=texts.comparison.models.get(readable.name, readable.name),
        yardstick=texts.comparison.models.get(yardstick.name, yardstick.name),
    )


def _models(models: tuple[ComparedModel, ...], texts: ReportTexts) -> Sheet:
    numbers = (
        texts.auc,
        texts.comparison.captured_in.format(percent=CAPTURED_PERCENT),
        *texts.comparison.recognised_of.values(),
        *(
            texts.comparison.rule_count,
            texts.comparison.term_count,
            texts.comparison.seconds,
        ),
    )
    return Sheet(
        texts.comparison.comparison,
        (Column(texts.comparison.model, is_text=True), *map(Column, numbers)),
        tuple(_cells(each, texts) for each in models),
        texts.comparison.note.format(percent=CAPTURED_PERCENT),
    )


def _cells(model: ComparedModel, texts: ReportTexts) -> tuple[str, ...]:
    return (
        texts.comparison.models.get(model.name, model.name),
        f"{decimal(model.auc, 3)} ±{decimal(model.standard_error, 3)}",
        percent(model.captured_at_30),
        percent(model.recognised_churned),
        percent(model.recognised_loyal),
        percent(model.recognised_overall),
        decimal(model.rules, 1),
        decimal(model.terms, 1),
        f"{model.seconds:.0f}",
    )


def _auc(model: ComparedModel) -> float:
    return model.auc
