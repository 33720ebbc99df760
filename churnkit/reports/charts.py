"""The charts of a report, made from its facts."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from churnkit.evaluate import wilson_interval
from churnkit.render.charts import (
    Axis,
    Chart,
    DotChart,
    Histogram,
    LineChart,
    Point,
    ReferenceLine,
    Series,
)
from churnkit.render.document import NOTHING, Column, Sheet, count, decimal, interval, percent
from churnkit.reports.chart_texts import ChartTexts
from churnkit.reports.curves import PARTS, PERCENTS, Curves
from churnkit.reports.facts import ReportFacts, RuleFacts
from churnkit.reports.texts import REPORT_TEXTS, ReportTexts

_CUT, _TENTH = PERCENTS.index(30), PERCENTS.index(10)
_DRAWN_RULES = 30


def report_charts(facts: ReportFacts) -> Iterator[Chart]:
    """The charts of a report: what the set at hand allows."""
    texts = REPORT_TEXTS[facts.language]
    learning, test = facts.curves
    if learning and test:
        yield _gains(learning, test, texts)
        yield _lift(learning, test, texts)
        yield _scores(test, texts.charts)
        if facts.verdict and facts.verdict.calibration:
            yield _calibration(test, texts)
    if rules := [rule for rule in facts.rules if rule.learning.churn_rate is not None]:
        yield _rules(facts, rules[:_DRAWN_RULES], texts)


def _gains(learning: Curves, test: Curves, texts: ReportTexts) -> LineChart:
    words = texts.charts
    shares = [share / 100 for share in PERCENTS]
    random = Series(words.at_random, (Point(0.0, 0.0), Point(1.0, 1.0)))
    lines = (
        _line(texts.test_set, test, lambda k: Point(shares[k], test.captured[k],
                                                    *test.interval(test.captured[k]))),
        _line(texts.learning_set, learning, lambda k: Point(shares[k], learning.captured[k])),
    )  # fmt: skip
    captured = percent(test.captured[_CUT])
    return LineChart(
        title=words.gains.format(captured=captured),
        alternative=words.gains_alternative.format(
            tenth=percent(test.captured[_TENTH]), captured=captured
        ),
        series=(*lines, random),
        x=Axis(words.contacted),
        y=Axis(words.captured),
        references=(ReferenceLine(0.3, words.list_cut),),
        table=Sheet(
            words.captured,
            (Column(words.contacted, is_text=True), Column(texts.test_set),
             Column(words.interval), Column(texts.learning_set)),
            tuple(
                (f"{PERCENTS[k]}%", percent(test.captured[k]),
                 interval(test.interval(test.captured[k])), percent(learning.captured[k]))
                for k in range(0, len(PERCENTS), 5)
            ),
        ),
    )  # fmt: skip


def _lift(learning: Curves, test: Curves, texts: ReportTexts) -> LineChart:
    words = texts.charts
    places = range(1, len(PERCENTS))

    def lift(set_: Curves, k: int) -> float:
        return set_.captured[k] / (PERCENTS[k] / 100)

    highest = max(lift(each, k) for each in (learning, test) for k in places)
    lines = tuple(
        Series(name, tuple(Point(PERCENTS[k] / 100, lift(each, k)) for k in places))
        for name, each in ((texts.test_set, test), (texts.learning_set, learning))
    )
    return LineChart(
        title=words.lift.format(lift=decimal(lift(test, _TENTH), 1)),
        alternative=words.lift_alternative.format(
            lift=decimal(lift(test, _TENTH), 2), cut=decimal(lift(test, _CUT), 2)
        ),
        series=(*lines, Series(words.at_random, (Point(0.0, 1.0), Point(1.0, 1.0)))),
        x=Axis(words.contacted),
        y=Axis(words.lift_axis, 0, max(2.0, math.ceil(highest)), "number"),
        references=(ReferenceLine(0.3, words.list_cut),),
        table=Sheet(
            words.lift_axis,
            (Column(words.contacted, is_text=True), Column(texts.test_set),
             Column(texts.learning_set)),
            tuple(
                (f"{PERCENTS[k]}%", decimal(lift(test, k), 2), decimal(lift(learning, k), 2))
                for k in places[4::5]
            ),
        ),
    )  # fmt: skip


def _line(name: str, set_: Curves, at: Callable[[int], Point]) -> Series:
    return Series(name, tuple(at(k) for k in range(len(set_.captured))))


def _scores(test: Curves, words: ChartTexts) -> Histogram:
    used = max(k for k in range(PARTS) if test.churned_parts[k] or test.loyal_parts[k]) + 1
    starts = [k / PARTS for k in range(used)]

    def series(name: str, parts: tuple[float, ...]) -> Series:
        return Series(name, tuple(Point(*pair) for pair in zip(starts, parts, strict=False)))

    def mean(parts: tuple[float, ...]) -> float:
        return sum((k + 0.5) / PARTS * part for k, part in enumerate(parts))

    highest = max(*test.churned_parts, *test.loyal_parts)
    return Histogram(
        title=words.scores,
        alternative=words.scores_alternative.format(
            churned=decimal(mean(test.churned_parts), 2), loyal=decimal(mean(test.loyal_parts), 2)
        ),
        series=(series(words.loyal, test.loyal_parts), series(words.churned, test.churned_parts)),
        x=Axis(words.score, 0, used / PARTS, "number"),
        y=Axis(words.share_of_class, 0, math.ceil(10 * highest) / 10),
        table=Sheet(
            words.scores,
            (Column(words.score_parts, is_text=True), Column(words.churned), Column(words.loyal)),
            tuple(
                (decimal(start, 2), percent(churned), percent(loyal))
                for start, churned, loyal in zip(
                    starts, test.churned_parts, test.loyal_parts, strict=False
                )
                if churned or loyal
            ),
        ),
    )


def _calibration(test: Curves, texts: ReportTexts) -> LineChart:
    words, groups, last = texts.charts, test.groups, test.groups[-1]
    observed = tuple(Point(group.score, group.rate, *group.interval) for group in groups)
    highest = min(1.0, math.ceil(10 * max(max(p.x, p.high or 0.0) for p in observed)) / 10)
    facts = {"stated": percent(last.score), "observed": percent(last.rate)}
    return LineChart(
        title=words.calibration.format(**facts),
        alternative=words.calibration_alternative.format(n=count(len(groups)), **facts),
        series=(
            Series(words.observed, observed),
            Series(words.exact, (Point(0.0, 0.0), Point(highest, highest))),
        ),
        x=Axis(words.stated, 0, highest),
        y=Axis(words.observed, 0, highest),
        table=Sheet(
            words.observed,
            (Column(words.stated, is_text=True), Column(texts.customers), Column(words.observed),
             Column(words.interval)),
            tuple(
                (percent(group.score), count(group.customers), percent(group.rate),
                 interval(group.interval))
                for group in groups
            ),
        ),
    )  # fmt: skip


def _rules(facts: ReportFacts, rules: list[RuleFacts], texts: ReportTexts) -> DotChart:
    words = texts.charts
    names = tuple(rule.id or "" for rule in rules)
    sets = (
        (texts.test_set, [rule.test for rule in rules]),
        (texts.learning_set, [rule.learning for rule in rules]),
    )
    ends = [each.interval[1] for _, counts in sets for each in counts if each.interval]
    return DotChart(
        title=words.rules,
        alternative=words.rules_alternative.format(rate=percent(facts.base_rate)),
        series=tuple(
            Series(
                name,
                tuple(
                    Point(each.churn_rate, place, *wilson_interval(each.churned, each.customers))
                    for place, each in enumerate(counts)
                    if each.churn_rate is not None
                ),
            )
            for name, counts in sets
        ),
        x=Axis(words.churn_rate, 0, math.ceil(10 * max(ends)) / 10),
        y=Axis(words.rule),
        rows=names,
        references=(ReferenceLine(facts.base_rate, words.base_rate),),
        table=Sheet(
            words.rules,
            (Column(words.rule, is_text=True), Column(texts.learning_set),
             Column(texts.test_set), Column(words.interval)),
            tuple(
                (name, percent(rule.learning.churn_rate), percent(rule.test.churn_rate),
                 interval(rule.test.interval) if rule.test.customers else NOTHING)
                for name, rule in zip(names, rules, strict=True)
            ),
        ),
    )  # fmt: skip
