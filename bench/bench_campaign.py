"""A million scored customers to list and control group, against polars writing the same rows.

Run by ``make bench``. Both take turns in one process: churnkit ranks, selects, draws the control
group, finds the reasons and writes the files with record and checks; polars writes the rows of
those files from memory. That is what the bound is for. Beside it stands the same from a file of
scored customers, which polars has to read and sort as well. The workbooks are measured apart,
against polars with the same options.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from make_customers import customers
from timing import machine

from churnkit.campaign.select.inputs import plan_campaign
from churnkit.commands.current_run import published, read_trained
from churnkit.commands.score import customers_to_score
from churnkit.commands.score_campaign import campaign_in
from churnkit.config.loading import load_config
from churnkit.config.sections.project import Config
from churnkit.prepare.column_names import value_name
from churnkit.scoring import rank_customers, score_customers
from churnkit.sources import current_source, vocabulary
from churnkit.tables.write.workbook import write_sheet
from churnkit.workspace.runs import Run

CUSTOMERS, ON_SHEET = 1_000_000, 10_000
BOUND, SHEET_BOUND = 3.0, 1.3
TURNS = 5

CONFIG = """
work: work
data:
  customers: learn.parquet
  id: customer_id
  label: {column: churned, churned: "yes"}
  ignore: [phone, may_call, last_call]
train:
  learner: LEARNER
score:
  input: large.parquet
  as_of: 2025-04-01
  value: v06
  columns: [phone, COLUMNS]
campaign:
  name: bench
  suppress:
    do_not_call: {file: do_not_call.csv, column: phone, customers: phone, written: phone}
  last_contact: last_call
  cool_off: 30d
  channels:
    call: {cost: 5, consent: may_call, label: {en: phone call}}
    letter: {cost: 1, label: {en: letter}}
  playbook:
    care: {tiers: [vip, key], channel: call, action: {en: care call}, success: 0.4}
    gift: {when: v07 >= 100, channel: letter, action: {en: gift}, offer: {en: mug}, offer_cost: 5}
    write: {channel: letter, action: {en: letter}}
  phrases:
    v00: {en: {any: "bought {value} times", very_low: "hardly buys: {value} times"}}
  files: {formats: [csv, parquet]}
"""


@dataclass(frozen=True)
class Times:
    """Seconds of the turns."""

    wall: tuple[float, ...]
    processor: tuple[float, ...]


def prepare(folder: Path, learner: str) -> Config:
    """Write the tables and the config, and learn the model that scores."""
    for seed, (name, rows) in enumerate({"learn": 20_000, "large": CUSTOMERS}.items()):
        table = with_contacts(customers(rows, seed), seed)
        kept = table if name == "learn" else table.drop("churned")
        kept.write_parquet(folder / f"{name}.parquet")
    kept.select("phone").head(50_000).write_csv(folder / "do_not_call.csv")
    columns = ", ".join(f"v{i:02d}" for i in range(22))
    text = CONFIG.replace("LEARNER", learner).replace("COLUMNS", columns)
    (folder / "bench.yaml").write_text(text, encoding="utf-8")
    for stage in ("ingest", "train"):
        command = [sys.executable, "-m", "churnkit", stage, str(folder / "bench.yaml")]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return load_config(folder / "bench.yaml")


def with_contacts(table: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Phone numbers, a tenth of them spelt otherwise; consents; and dates of the last call."""
    rng = np.random.default_rng(seed)
    phones = pl.Series(rng.permutation(10**8)[: table.height] + 13_900_000_000).cast(pl.String)
    written = pl.Series(rng.random(table.height) < 0.9)
    days = pl.Series(rng.integers(0, 365, table.height))
    return table.with_columns(
        phone=pl.when(written).then(phones).otherwise(pl.lit("+86 ") + phones),
        may_call=pl.Series(rng.random(table.height) < 0.7).replace_strict(
            {True: "yes", False: "no"}
        ),
        last_call=pl.date(2025, 4, 1) - pl.duration(days=days),
    )


def scored_and_lister(config: Config) -> tuple[pl.DataFrame, Callable[[pl.DataFrame], None]]:
    """Scored customers, and what churnkit does with them."""
    current = Run(published(config.work))
    recipe, model = read_trained(current, config)
    source = current_source(config)
    plan = plan_campaign(config, source, model.rule_set)
    assert plan is not None
    found = customers_to_score(source, recipe, model.rule_set, config.score, plan)
    values = [pl.col(name).alias(value_name(name)) for name in model.rule_set.variables]
    scored = score_customers(found.frame.with_columns(values), model.rule_set).collect()
    words = vocabulary(config.data, config.language, recipe)

    def make(scored: pl.DataFrame) -> None:
        ranking = rank_customers(scored.lazy(), share=config.score.share)
        campaign_in(current, plan, scored, ranking, model, words, config.ingest.nulls)

    return scored, make


def write_plainly(tables: Mapping[str, pl.DataFrame], target: Path) -> None:
    """What polars does to write rows."""
    for stem, table in tables.items():
        table.write_csv(target / f"{stem}.csv", include_bom=True)
        table.write_parquet(target / f"{stem}.parquet", compression="zstd")


def sort_and_write(scored: Path, listed: int, control: int, target: Path) -> None:
    """What polars does to write as many of the scored customers, the highest scores first."""
    ranked = pl.read_parquet(scored).sort("score", descending=True)
    parts = {"list": ranked.head(listed), "control": ranked.slice(listed, control)}
    write_plainly(parts, target)


def sheets(folder: Path, target: Path) -> dict[str, Callable[[], None]]:
    """The first rows of the list as a workbook, by churnkit and by polars."""
    table = pl.read_parquet(folder / "list.parquet").head(ON_SHEET)
    formats = {"score": "0.0000", "value_at_risk": "#,##0.00"}

    def plain() -> None:
        table.write_excel(
            target / "plain.xlsx",
            "list",
            table_style="Table Style Light 1",
            column_formats={
                name: formats.get(name, "@" if dtype == pl.String else "General")
                for name, dtype in table.schema.items()
            },
            header_format={"bold": True},
            column_widths=100,
            freeze_panes=(1, 0),
        )

    return {
        "polars": plain,
        "churnkit": lambda: write_sheet(table, target / "x.xlsx", title="list", formats=formats),
    }


def in_turns(tasks: Mapping[str, Callable[[], None]], turns: int) -> dict[str, Times]:
    """Do the tasks A B A B ..., after one warm-up each, so that drift hits all alike."""
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in tasks}
    for turn in range(turns + 1):
        for name, task in tasks.items():
            started, used = time.perf_counter(), time.process_time()
            task()
            if turn:
                taken = time.perf_counter() - started, time.process_time() - used
                seconds[name].append(taken)
    return {
        name: Times(tuple(wall for wall, _ in taken), tuple(used for _, used in taken))
        for name, taken in seconds.items()
    }


def show(what: str, times: Mapping[str, Times], bound: float) -> bool:
    """Tell medians and ratio; whether the bound was kept, by the clock."""
    plain, ours = times["polars"], times["churnkit"]
    by_clock, by_processor = (
        statistics.median(mine) / statistics.median(theirs)
        for mine, theirs in ((ours.wall, plain.wall), (ours.processor, plain.processor))
    )
    print(f"{what}: polars {statistics.median(plain.wall):.2f} s, churnkit "
          f"{statistics.median(ours.wall):.2f} s, ratio {by_clock:.2f} (bound {bound}); "
          f"processor {statistics.median(plain.processor):.2f} s, "
          f"{statistics.median(ours.processor):.2f} s, ratio {by_processor:.2f}")  # fmt: skip
    return by_clock <= bound


def bench(learner: str) -> dict[str, bool]:
    """Measure one learner; which bounds were kept."""
    with ExitStack() as stack:
        folder, target = (Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in "ab")
        config = prepare(folder, learner)
        scored, make = scored_and_lister(config)
        make(scored)
        made, file = published(config), folder / "scored.parquet"
        scored.write_parquet(file)
        tables = {stem: pl.read_parquet(made / f"{stem}.parquet") for stem in ("list", "control")}
        sizes = tables["list"].height, tables["control"].height
        print(
            f"learner {learner}: {CUSTOMERS:,} scored, {sizes[0]:,} listed, {sizes[1]:,} held back"
        )
        writing = {
            "polars": lambda: write_plainly(tables, target),
            "churnkit": lambda: make(scored),
        }
        from_file = {
            "polars": lambda: sort_and_write(file, *sizes, target),
            "churnkit": lambda: make(pl.read_parquet(file)),
        }
        kept = show("CSV and Parquet", in_turns(writing, TURNS), BOUND)
        show("  from a file of scored customers", in_turns(from_file, TURNS), BOUND)
        on_sheet = show(f"XLSX, {ON_SHEET:,} rows", in_turns(sheets(made, target), 3), SHEET_BOUND)
    return {"lists within 3 x": kept, "workbook within 1.3 x": on_sheet}


if __name__ == "__main__":
    print(machine())
    missed = [
        f"{learner}: {bound}"
        for learner in sys.argv[1:] or ("tree", "fri", "additive-fri")
        for bound, kept in bench(learner).items()
        if not kept
    ]
    sys.exit(f"missed: {', '.join(missed)}" if missed else 0)
