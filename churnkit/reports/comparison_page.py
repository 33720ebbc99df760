"""The comparison of models as a document: what does it cost here that rules can be read?"""

from __future__ import annotations

from churnkit.config.sections.project import Language
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
    lines = Lines((judged, _cost(facts, texts)))
    return Document(texts.comparison.title, (lines, _models(facts.models, texts)))


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
