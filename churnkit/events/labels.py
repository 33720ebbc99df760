"""Who churned in the outcome window, and in which way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import polars as pl

from churnkit.config.sections.events import ChurnKind, ChurnSettings
from churnkit.events.logs import ID, TIME, within
from churnkit.events.windows import Window, Windows

Result = Literal["churned", "left_out", "not_churned"]
KIND = "__kind__"
"""Column: how a customer left, or that he stayed."""
SILENT, STAYED = "silent", "stayed"
UNKNOWN, LEFT_IN_GAP = "unknown code", "left before the outcome window"


def counts_as(kind: ChurnKind) -> Result:
    """What a kind of leaving counts as: by default churned if voluntary and external."""
    if kind.counts_as != "auto":
        return kind.counts_as
    voluntary_external = kind.initiative == "voluntary" and kind.destination == "external"
    return "churned" if voluntary_external else "left_out"


def results(settings: ChurnSettings) -> dict[str, Result]:
    """What every KIND counts as."""
    fixed: dict[str, Result] = {
        STAYED: "not_churned",
        SILENT: "churned",
        UNKNOWN: "left_out",
        LEFT_IN_GAP: "left_out",
    }
    return fixed | {name: counts_as(kind) for name, kind in settings.kinds.items()}


def stays(settings: ChurnSettings) -> tuple[str, ...]:
    """Codes after which a customer is in service: the normal ones, and those of moves within."""
    kinds = settings.kinds.values()
    moves = [code for kind in kinds if counts_as(kind) == "not_churned" for code in kind.codes]
    return (*settings.normal, *moves)


def last_codes(changes: pl.LazyFrame, settings: ChurnSettings, window: Windows) -> pl.LazyFrame:
    """ID, code of the last change of status before the cutoff."""
    code = pl.col(str(settings.column)).fill_null("")
    return (
        changes.filter(pl.col(TIME) < pl.lit(window.cutoff).cast(pl.Datetime("us")))
        .group_by(ID)
        .agg(code.sort_by(TIME, code).last().alias("code"))
    )


def status_kinds(changes: pl.LazyFrame, settings: ChurnSettings, window: Windows) -> pl.LazyFrame:
    """ID, KIND of customers whose status changed between the cutoff and the end of the outcome.

    The first leaving tells; who did not leave has the kind of the first move. Codes that mean in
    service do not count, and a code that the config does not name is a leaving of unknown kind.
    """
    kinds = {code: name for name, kind in settings.kinds.items() for code in kind.codes}
    code = pl.col(str(settings.column)).fill_null("")
    leaving = ~code.is_in(stays(settings))
    in_gap = pl.col(TIME) < pl.lit(window.outcome.start).cast(pl.Datetime("us"))
    kind = code.replace_strict(kinds, default=UNKNOWN, return_dtype=pl.String)
    return (
        within(changes, Window(window.cutoff, window.outcome.end))
        .filter(~code.is_in(settings.normal))
        .select(
            ID,
            TIME,
            pl.when(leaving & in_gap).then(pl.lit(LEFT_IN_GAP)).otherwise(kind).alias(KIND),
            moves=~leaving,
        )
        .group_by(ID)
        .agg(pl.col(KIND).sort_by("moves", TIME, KIND).first())
    )


def kind_of(settings: ChurnSettings, active: pl.Expr) -> pl.Expr:
    """KIND of a customer from that of his status (null: no change) and whether he was active."""
    status = pl.col(KIND)
    if settings.silent:
        moved = [name for name, result in results(settings).items() if result == "not_churned"]
        silent = ~active & (status.is_null() | status.is_in(moved))
        status = pl.when(silent).then(pl.lit(SILENT)).otherwise(status)
    return status.fill_null(STAYED)


def label_of(settings: ChurnSettings) -> pl.Expr:
    """The label of a KIND: churned or loyal; null for whoever is left out."""
    words: Mapping[str, str | None] = {"churned": "churned", "not_churned": "loyal"}
    labels = {kind: words.get(result) for kind, result in results(settings).items()}
    return pl.col(KIND).replace_strict(labels, return_dtype=pl.String)
