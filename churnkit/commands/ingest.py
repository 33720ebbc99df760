"""Raw table -> prepared customers, recipe, audit and rejects."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from churnkit.commands.current_run import (
    published,
    publishing,
    require_no_rejects,
    write_parquet,
)
from churnkit.commands.inputs import Project, TableInput, given_table, opened, reads_again
from churnkit.commands.outcome import Outcome
from churnkit.commands.pages import write_page
from churnkit.config.loading import Overrides
from churnkit.config.sections.project import Config
from churnkit.events.tiers import write_moves
from churnkit.prepare.audit import Audit, write_audit
from churnkit.prepare.fit import Prepared, prepare_customers
from churnkit.prepare.recipe import write_recipe
from churnkit.reports.audit_page import audit_document
from churnkit.rules.wording import Vocabulary
from churnkit.sources import Source, learning_source
from churnkit.tables.frames import TableSource
from churnkit.tables.rejects import reject_examples, write_rejects
from churnkit.tables.write.csv_list import write_csv
from churnkit.workspace.artifacts import (
    AUDIT_PAGE,
    PREPARED,
    REJECTS,
    TIER_MOVES_TABLE,
    as_published,
)
from churnkit.workspace.journal import journal
from churnkit.workspace.runs import Run
from churnkit.workspace.unchanged import ingest_settings


@reads_again
def ingest(
    config: Project,
    *,
    customers: TableInput | None = None,
    strict: bool = False,
    set: Overrides = (),
) -> Outcome:
    """Read the customers, decide on the learning rows what can be used, and prepare all of them.

    Args:
        config: the project: its YAML file, or what ``load_config`` returned.
        customers: table instead of that of ``data.customers``.
        strict: publish nothing if a row or a value had to be rejected.
        set: fields of the config to change, as ``--set`` does.

    Raises:
        InputError: the table cannot be read.
        ConfigError: the config names columns that are not there, or misreads them.
        LearningError: no customer, one class only, or no variable is left.
        RejectsError: ``strict``, and something was rejected.
    """
    loaded, given = opened(config, set), given_table(customers, "customers")
    with publishing(loaded) as run:
        return ingest_in(run, loaded, customers=given, strict=strict)


def ingest_in(
    run: Run, config: Config, *, customers: TableSource | None = None, strict: bool = False
) -> Outcome:
    """Do what ``ingest`` does, in a run that is open already."""
    with journal(config, run, "ingest") as entry:
        source = learning_source(config, customers=customers)
        prepared = prepare_customers(source.table, source.data, source.ingest)
        rejects = pl.concat([source.rejects, prepared.rejects])
        require_no_rejects(rejects, strict, source.origin)

        write_parquet(run, PREPARED, prepared.frame)
        recipe = prepared.recipe.model_copy(
            update={"settings": ingest_settings(config.data, config.ingest)}
        )
        write_recipe(run, recipe)
        audit = prepared.audit.model_copy(update={"moves": source.moves})
        write_audit(run, audit)
        words = Vocabulary(config.language, source.data.variables)
        write_page(run, AUDIT_PAGE, audit_document(audit, words), config.language)
        with run.replacing(REJECTS) as path:
            rejected = write_rejects(rejects, path)
            examples = reject_examples(path)
        _write_moves(run, source)

        entry.inputs |= source.inputs
        entry.counts |= _counts(prepared) | {"rejects": rejected}
        entry.notes += prepared.notes
    return Outcome(
        folder=published(config.work),
        summary=tuple(_summary(prepared.audit, run)),
        notes=(*prepared.notes, *_reject_notes(rejected, examples, run)),
    )


def _write_moves(run: Run, source: Source) -> None:
    """Write the table of moves between value tiers, where there is one."""
    if source.moves is not None:
        write_moves(run, source.moves)
        rows = [(move.before, move.now, move.customers) for move in source.moves.moves]
        frame = pl.DataFrame(rows, ["from", "to", "customers"], orient="row")
        with run.replacing(TIER_MOVES_TABLE) as path:
            write_csv(frame, path)


def _counts(prepared: Prepared) -> dict[str, int]:
    table = prepared.audit.table
    return {
        "rows": table.rows,
        "learning": table.learning.customers,
        "test": table.test.customers,
        "variables kept": len(prepared.recipe.kept),
    }


def _summary(audit: Audit, run: Run) -> Iterator[str]:
    table = audit.table
    learning, test = table.learning, table.test
    kept = [variable for variable in audit.variables if variable.kept]
    yield (
        f"ingest: {table.rows:,} rows -> {learning.customers:,} learning customers "
        f"({learning.churned:,} churned) and {test.customers:,} test customers "
        f"({test.churned:,} churned); {len(kept)} of {len(audit.variables)} variables kept"
    )
    yield f"        why: {as_published(run.path(AUDIT_PAGE))}"


def _reject_notes(rejects: int, examples: str, run: Run) -> tuple[str, ...]:
    if not rejects:
        return ()
    where = as_published(run.path(REJECTS))
    return (f"rows and values that could not be used: {rejects:,}, listed in {where}: {examples}",)
