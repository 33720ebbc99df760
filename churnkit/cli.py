"""The command line: parse, call one stage, show what it returned.

The only place that catches ChurnkitError and, with ``terminal``, that prints. Data go to stdout,
messages to stderr. Stages are imported inside the commands, so that ``--help`` does not wait for
polars.
"""

from __future__ import annotations

import atexit
import errno
import gc
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from churnkit.errors import ChurnkitError
from churnkit.terminal import (
    Interrupted,
    give_up_output,
    interruptible,
    open_closed_streams,
    print_error,
    progress,
    show_warnings,
    visible,
    write,
)
from churnkit.version import __version__

if TYPE_CHECKING:
    from rich.console import RenderableType

    from churnkit.commands.outcome import Outcome


app = typer.Typer(
    name="churnkit",
    help="Example: churnkit run configs/ecommerce.yaml\n\n"
    "Churn analysis from raw customer tables to a ranked list for marketing: rules that people "
    "can read, a score for every customer, and the top 30% with reasons.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
rules_app = typer.Typer(
    help="Example: churnkit rules show configs/ecommerce.yaml --language zh\n\nLook at the rules.",
    short_help="Look at the rules.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(rules_app, name="rules")

ConfigArgument = Annotated[Path, typer.Argument(metavar="CONFIG", help="YAML file of the project.")]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Override a field, e.g. --set work=/tmp/x."),
]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="Day before which customers are observed."),
]
InputOption = Annotated[
    Path | None, typer.Option("--input", help="Table to score. Default: score.input.")
]
StrictOption = Annotated[
    bool, typer.Option("--strict", help="Publish nothing and exit 9 if anything was rejected.")
]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; every ChurnkitError becomes one message and its exit code."""
    open_closed_streams()
    show_warnings()
    for stream in (sys.stdout, sys.stderr):
        # cron has an empty environment, where Python would write ASCII and fail on a customer
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    # what is imported lives to the end: looking through it for garbage, again and again and once
    # more at exit, takes a fifth of a short run
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)
    try:
        with interruptible(process_ends=arguments is None):
            app(arguments)
    except ChurnkitError as error:
        print_error(f"churnkit: {error}")
        sys.exit(error.exit_code)
    except Interrupted as stopped:
        print_error("churnkit: interrupted; nothing was published")
        sys.exit(stopped.exit_code)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        give_up_output(error)  # the help, which typer writes
        sys.exit(1)


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    if version:
        write([f"churnkit {__version__}"])
        raise typer.Exit


@app.command(short_help="Prepare raw customers and audit every variable.")
def ingest(config: ConfigArgument, set_: SetOption = None, strict: StrictOption = False) -> None:
    """Example: churnkit ingest configs/telecom.yaml

    Read the customers, decide what can be used, and write the prepared table, the recipe that
    repeats it for new customers, and the audit of every variable.
    """
    from churnkit.commands.ingest import ingest as stage

    _show(stage(config, set=set_ or (), strict=strict))


@app.command(short_help="Make the table of customers from event logs.")
def features(
    config: Annotated[
        Path | None, typer.Argument(metavar="[CONFIG]", help="YAML file of the project.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="CSV, or .parquet, to write.")
    ] = None,
    describe: Annotated[
        bool, typer.Option("--describe", help="List the features and what they mean.")
    ] = False,
    as_of: AsOfOption = None,
    set_: SetOption = None,
) -> None:
    """Example: churnkit features configs/orders.yaml --out customers.parquet

    Make the table of customers from event logs: one row for each, with features and outcome at the
    cutoffs of the config, or as of a date without an outcome.
    """
    from churnkit.commands.features import describe_features
    from churnkit.commands.features import features as stage

    if out is None and not describe:
        raise typer.BadParameter("write --out FILE, or --describe")
    if config is None and out is not None:
        raise typer.BadParameter("write the CONFIG from whose event logs FILE is made")
    if describe:
        described = describe_features(config, set=set_ or ())
        write(f"{name}\t{meaning}" for name, meaning in described)
    if config is not None and out is not None:
        _show(stage(config, out=out, as_of=as_of, set=set_ or ()))


@app.command(short_help="Learn rules that people can read.")
def train(config: ConfigArgument, set_: SetOption = None) -> None:
    """Example: churnkit train configs/telecom.yaml

    Learn rules from the prepared learning customers and write the model.
    """
    from churnkit.commands.train import train as stage
    from churnkit.render.console import render_document
    from churnkit.reports.evaluation_page import search_document

    outcome = stage(config, set=set_ or ())
    if outcome.trials:
        _show(outcome, render_document(search_document(outcome.trials, outcome.language)))
    else:
        _show(outcome)


@app.command(short_help="Rank customers and write the list.")
def score(
    config: ConfigArgument,
    input_: InputOption = None,
    as_of: AsOfOption = None,
    set_: SetOption = None,
    strict: StrictOption = False,
) -> None:
    """Example: churnkit score configs/telecom.yaml --input current.parquet

    Score and rank customers and write the list: the top share of them, with reasons.
    """
    from churnkit.commands.score import score as stage

    _show(stage(config, input=input_, as_of=as_of, strict=strict, set=set_ or ()))


@app.command(short_help="Judge the rules on learning and test set.")
def report(config: ConfigArgument, set_: SetOption = None) -> None:
    """Example: churnkit report configs/telecom.yaml

    Judge the rules on learning and test set: recognition rates, lift, every rule.
    """
    from churnkit.commands.report import report as stage
    from churnkit.render.console import render_document
    from churnkit.reports.evaluation_page import report_document

    outcome = stage(config, set=set_ or ())
    _show(outcome, render_document(report_document(outcome.facts)))


@app.command(short_help="What does readability cost here?")
def compare(
    config: ConfigArgument,
    folds: Annotated[
        int, typer.Option("--folds", metavar="N", min=2, help="Parts of the learning customers.")
    ] = 5,
    set_: SetOption = None,
) -> None:
    """Example: churnkit compare configs/telecom.yaml --folds 10

    Cross-validate all learners on the prepared learning customers, beside logistic regression and,
    where it is installed, LightGBM (150 trees): AUC, captured churners, rules, time. Nothing is
    published.
    """
    from churnkit.commands.compare import compare as stage
    from churnkit.render.console import render_document
    from churnkit.reports.comparison_page import comparison_document

    with progress():
        comparison = stage(config, folds=folds, set=set_ or ())
    write((), render_document(comparison_document(comparison)))


@app.command(short_help="Why one customer has a score.")
def explain(
    config: ConfigArgument,
    id_: Annotated[str, typer.Option("--id", metavar="X", help="Id of the customer.")],
    input_: InputOption = None,
    as_of: AsOfOption = None,
    set_: SetOption = None,
) -> None:
    """Example: churnkit explain configs/telecom.yaml --id S000123

    Show every rule for one customer, how far it holds and what it adds to the score, and what
    would have to change for the score to fall below the cut. Nothing is published.
    """
    from churnkit.commands.explain import explain as stage
    from churnkit.explanation.page import explanation_document
    from churnkit.render.console import render_document

    explanation = stage(config, id_, input=input_, as_of=as_of, set=set_ or ())
    write((), render_document(explanation_document(explanation)))


@app.command(short_help="A page on the customers who were lost.")
def lost(config: ConfigArgument, set_: SetOption = None) -> None:
    """Example: churnkit lost configs/campaign.yaml

    Look back at customers who left in the period: which rules had warned of them, what was done,
    why they left and what they were worth, and of whom nothing had warned.
    """
    from churnkit.campaign.lost.page import loss_document
    from churnkit.commands.lost import lost as stage
    from churnkit.render.console import render_document

    outcome = stage(config, set=set_ or ())
    _show(outcome, render_document(loss_document(outcome.facts)))


@app.command(short_help="Whom of those who have left to win back, and how.")
def winback(config: ConfigArgument, set_: SetOption = None) -> None:
    """Example: churnkit winback configs/campaign.yaml

    Rank customers who have left by the chance that they return x their second lifetime value - the
    cost of the offer, and compare the offers by success rate and by return on cost.
    """
    from churnkit.campaign.winback.page import winback_document
    from churnkit.commands.winback import winback as stage
    from churnkit.render.console import render_document

    outcome = stage(config, set=set_ or ())
    _show(outcome, render_document(winback_document(outcome.facts)))


@app.command(short_help="All four stages, published together.")
def run(config: ConfigArgument, set_: SetOption = None, strict: StrictOption = False) -> None:
    """Example: churnkit run configs/ecommerce.yaml

    Ingest, train, score and report in one go; nothing is published unless all four succeed.
    """
    from churnkit.commands.run import run as stage
    from churnkit.render.console import render_document
    from churnkit.reports.evaluation_page import report_document

    with progress():
        outcome = stage(config, strict=strict, set=set_ or ())
    _show(outcome, render_document(report_document(outcome.facts)))


def _a_share(number: float | None) -> float | None:
    if number is not None and number > 1:
        raise typer.BadParameter(
            f"{number:g} is more than 1; it is a share: write {number / 100:g} for {number:g} "
            "points"
        )
    return number


@app.command(short_help="Before a campaign: how many to hold back, what it may bring.")
def plan(
    config: ConfigArgument,
    uplift: Annotated[
        float | None,
        typer.Option(
            "--uplift",
            metavar="SHARE",
            min=0.0001,
            callback=_a_share,
            help="Uplift of retention to be seen, e.g. 0.03. Default: what the playbook expects.",
        ),
    ] = None,
    base: Annotated[
        float | None,
        typer.Option(
            "--base",
            metavar="SHARE",
            min=0.0,
            callback=_a_share,
            help="Retention without contact. Default: what the scores expect.",
        ),
    ] = None,
    power: Annotated[
        float,
        typer.Option(
            "--power", metavar="SHARE", min=0.5, max=0.999, help="Chance to see the uplift."
        ),
    ] = 0.8,
    input_: InputOption = None,
    as_of: AsOfOption = None,
    set_: SetOption = None,
) -> None:
    """Example: churnkit plan configs/campaign.yaml --uplift 0.03

    Say which uplift the campaign of the config could show, how many customers it takes to hold
    back, and the profit expected by share contacted. Customers are scored anew; nothing is
    published.
    """
    from churnkit.campaign.plan.page import plan_document
    from churnkit.commands.plan import plan as stage
    from churnkit.render.console import render_document

    forecast = stage(
        config,
        uplift=uplift,
        base=base,
        power=power,
        input=input_,
        as_of=as_of,
        set=set_ or (),
    )
    write((), render_document(plan_document(forecast)))


@app.command(short_help="What did the campaign bring?")
def measure(
    config: ConfigArgument,
    outcomes: Annotated[
        Path,
        typer.Option("--outcomes", metavar="FILE", help="Table that tells who stayed."),
    ],
    set_: SetOption = None,
) -> None:
    """Example: churnkit measure configs/campaign.yaml --outcomes stayed.csv

    Compare those on the list of the campaign with those held back: retention, uplift by decile,
    tier, rule and action, profit. Where contact was not random, it says only how they differ.
    """
    from churnkit.campaign.measure.page import measurement_document
    from churnkit.commands.measure import measure as stage
    from churnkit.render.console import render_document

    outcome = stage(config, outcomes=outcomes, set=set_ or ())
    _show(outcome, render_document(measurement_document(outcome.facts)))


@app.command(short_help="Read any table right, or refuse it; no config needed.")
def clean(
    source: Annotated[
        Path, typer.Argument(metavar="INPUT", help="CSV, Parquet or workbook; - is CSV from stdin.")
    ],
    output: Annotated[Path, typer.Argument(metavar="OUTPUT", help="A .parquet or .csv to write.")],
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            metavar="COLUMN=KIND",
            help="Kind of a column: id, number, category, date, flag or text; with a word that "
            "settles how it is written, as in joined=date:dmy or spend=number:decimal-comma.",
        ),
    ] = None,
    rejects: Annotated[
        Path | None, typer.Option("--rejects", help="Default: OUTPUT with .rejects.csv.")
    ] = None,
    strict_values: Annotated[
        bool, typer.Option("--strict-values", help="Reject a row for one value of it.")
    ] = False,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="Later dates are no values."),
    ] = None,
    duplicates: Annotated[
        Literal["first", "last", "error"] | None,
        typer.Option(
            "--duplicates",
            help="Which row of the same id stays, or error to refuse; needs COLUMN=id. "
            "Default: first.",
        ),
    ] = None,
    encoding: Annotated[
        str, typer.Option("--encoding", help="auto, utf-8, gb18030 or utf-16.")
    ] = "auto",
    no_header: Annotated[
        bool, typer.Option("--no-header", help="Columns have no names: column_1, column_2, ...")
    ] = False,
    sheet: Annotated[
        str | None, typer.Option("--sheet", help="Sheet of a workbook. Default: its only one.")
    ] = None,
    decimal: Annotated[
        Literal["comma", "point"] | None,
        typer.Option("--decimal", help="Decimal mark of all numbers. Default: seen from them."),
    ] = None,
    dates: Annotated[
        Literal["iso", "keep"],
        typer.Option("--dates", help="iso writes dates in one way; keep leaves them as they are."),
    ] = "iso",
    time_zone: Annotated[
        str | None,
        typer.Option(
            "--time-zone", help="Zone into which times with an offset are turned. Default: UTC."
        ),
    ] = None,
    follow: Annotated[
        bool, typer.Option("--follow", help="Replace the file to which OUTPUT is a link.")
    ] = False,
) -> None:
    """Example: churnkit clean export.csv customers.parquet --kind customer=id --kind joined=date

    Read a table, give each column one kind, write what is good and list what is not.
    """
    from churnkit.commands.clean import clean as stage
    from churnkit.tables.reading import Reading

    cleaned = stage(
        source,
        output,
        kinds=_pairs(kind or ()),
        rejects=rejects,
        strict_values=strict_values,
        as_of=as_of and as_of.date(),
        duplicates=duplicates,
        reading=Reading(encoding=encoding, has_header=not no_header, sheet=sheet),
        decimal=decimal,
        dates=dates,
        time_zone=time_zone,
        follow=follow,
    )
    for note in cleaned.notes:
        print_error(f"note: {note}")
    if cleaned.rejects_path:
        print_error(
            f"note: {cleaned.rejects:,} rejects in {cleaned.rejects_path}: {cleaned.examples}"
        )
    write([visible(f"clean:  {cleaned.rows:,} rows in {output}")])


@app.command(short_help="The runs that are kept; --restore makes an older one current.")
def runs(
    config: ConfigArgument,
    restore: Annotated[
        str | None,
        typer.Option("--restore", metavar="ID", help="Run that is to be current again."),
    ] = None,
    seal: Annotated[
        bool, typer.Option("--seal", help="Seal the current run as it is (seal: of the config).")
    ] = False,
    set_: SetOption = None,
) -> None:
    """Example: churnkit runs configs/telecom.yaml

    List the runs that the work folder keeps: when, how large, the verdict, which is current.
    With --restore, work/current is that run again, if all its files are as they were written.
    """
    from churnkit.commands.runs import runs as stage
    from churnkit.render.console import render_document
    from churnkit.reports.runs_page import done_lines, restored_notes, runs_document

    facts = stage(config, restore=restore, seal=seal, set=set_ or ())
    for note in restored_notes(facts):
        print_error(f"note: {note}")
    done = list(map(visible, done_lines(facts)))
    if not done:
        write((), render_document(runs_document(facts)))
        return
    with suppress(typer.Exit):  # it is done, whether that can be written or not
        write(done)


@app.command(short_help="JSON Schema of the config, for editors.")
def schema() -> None:
    """Example: churnkit schema > churnkit.schema.json

    Write the JSON Schema of the config, for editors that complete and check YAML.
    """
    import json

    from churnkit.config.schema import config_schema

    write([json.dumps(config_schema(), ensure_ascii=False, indent=2)])


@rules_app.command("show", short_help="The rules of the current model in words.")
def show_rules(
    config: ConfigArgument,
    language: Annotated[
        str | None, typer.Option("--language", help="en or zh. Default: that of the config.")
    ] = None,
    set_: SetOption = None,
) -> None:
    """Example: churnkit rules show configs/ecommerce.yaml --language zh

    Show the rules of the current model in words.
    """
    from churnkit.commands.rules import show_rules as stage

    overrides = [*(set_ or ()), *([f"language={language}"] if language else [])]
    write(stage(config, set=overrides))


def _pairs(kinds: Iterable[str]) -> dict[str, str]:
    pairs = [text.rpartition("=") for text in kinds]
    for column, _, kind in pairs:
        if not column or not kind:
            raise typer.BadParameter("write COLUMN=KIND, e.g. customer=id", param_hint="--kind")
    return {column: kind for column, _, kind in pairs}


def _show(outcome: Outcome, *tables: RenderableType) -> None:
    """Show what was published. Trouble with the output is reported, but the run has succeeded."""
    for note in outcome.notes:
        print_error(f"note: {note}")
    try:
        if tables:
            write(map(visible, outcome.doubts))
            write(map(visible, (*outcome.verdict, *outcome.summary)), *tables)
        else:  # nothing stands between the doubts and the verdict, which says them too
            first = dict.fromkeys((*outcome.doubts, *outcome.verdict))
            write(map(visible, (*first, *outcome.summary)))
    except typer.Exit:
        print_error("churnkit: all files were published nevertheless")
