"""Writes the sample data beside this file: synthetic customers of an online mall and of a carrier.

Run it as ``python sample_data/generate.py``; the same bytes come out each time. The counts of the
mall's customers and the churn rate of the carrier's are those of two published studies; everything
else is plausible behaviour with plausible noise. Nobody in these tables exists.

Who churns is drawn from a smooth propensity. There is no rule or threshold in here that a learner
could find again.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rng = np.random.Generator

ECOMMERCE_CUSTOMERS, ECOMMERCE_CHURNED, ECOMMERCE_CURRENT = 1500, 1257, 600
TELECOM_CUSTOMERS, TELECOM_CHURNED, TELECOM_CURRENT = 20_000, 1062, 5000

CHINESE_HEADERS = {
    "customer_id": "客户ID",
    "repeat_purchases": "重复购买次数",
    "recency_days": "最近购买距今天数",
    "observation_days": "观察期天数",
    "amount_spent": "消费金额",
    "age": "年龄",
    "day_purchases": "白天购买次数",
    "evening_purchases": "傍晚购买次数",
    "night_purchases": "深夜购买次数",
    "service_calls": "服务电话次数",
    "credit_score": "信用评分",
    "churned": "是否流失",
}

ODD_VALUES = (
    ("age", (None, "NA", "-", "999", None, "0")),
    ("amount_spent", ("abc", None, "NA", "-")),
    ("credit_score", (None, "NA", "-", None, "1.7")),
    ("service_calls", (None, "-", "NA")),
    ("recency_days", (None, "NA")),
)


def write_all(folder: Path) -> None:
    """Write all sample files into ``folder``."""
    mall = _ecommerce(np.random.default_rng([1500, 1]), ECOMMERCE_CUSTOMERS, first_id=1)
    mall = _labelled(mall, ECOMMERCE_CHURNED, np.random.default_rng([1500, 2]), (1, 0))
    mall = _with_odd_values(mall, np.random.default_rng([1500, 5]))
    mall.write_csv(folder / "ecommerce_customers.csv")
    (folder / "ecommerce_customers_zh.csv").write_bytes(_in_chinese(mall))

    now = _ecommerce(np.random.default_rng([1500, 3]), ECOMMERCE_CURRENT, first_id=20_001)
    now = _with_odd_values(now.drop("propensity"), np.random.default_rng([1500, 4]))
    now.write_csv(folder / "ecommerce_current.csv")

    carrier = _telecom(np.random.default_rng([5310, 1]), TELECOM_CUSTOMERS, first_id=1)
    carrier = _labelled(carrier, TELECOM_CHURNED, np.random.default_rng([5310, 2]), ("yes", "no"))
    _write_parquet(carrier, folder / "telecom_customers.parquet")

    current = _telecom(np.random.default_rng([5310, 3]), TELECOM_CURRENT, first_id=80_001)
    _write_parquet(current.drop("propensity"), folder / "telecom_current.parquet")


# The online mall


def _ecommerce(rng: Rng, customers: int, *, first_id: int) -> pl.DataFrame:
    """Customers of the mall with their propensity (log odds but for a constant)."""
    keenness = rng.normal(size=customers)
    observed = rng.integers(90, 731, customers)
    per_month = np.exp(-0.9 + 0.7 * keenness + rng.normal(0, 0.35, customers))
    repeats = rng.poisson(per_month * observed / 30)
    gap = 75 * np.exp(-0.75 * keenness + rng.normal(0, 0.3, customers))
    recency = np.minimum(rng.exponential(gap).astype(np.int64) + 1, observed)
    basket = np.exp(4.6 + 0.25 * keenness + rng.normal(0, 0.45, customers))
    spent = np.round((repeats + 1) * basket, 2)
    calls = rng.poisson(rng.gamma(1.2, 1.3 * np.exp(-0.3 * keenness)))
    credit = np.round(_sigmoid(0.9 + 0.35 * keenness + rng.normal(0, 0.7, customers)), 3)
    age = np.clip(np.round(rng.normal(34, 10, customers)), 16, 80).astype(np.int64)
    habits = np.array([4.0, 3.5, 1.0]) + np.outer(np.maximum(40 - age, 0) / 20, [0.0, 0.5, 1.0])
    parts = _parts_of_the_day(rng, repeats + 1, habits)
    propensity = (
        0.9 * _standard(np.log(recency))
        - 0.9 * _standard(np.log(spent))
        - 0.5 * _standard(np.log1p(repeats))
        + 0.9 * _standard(np.sqrt(calls))
        - 0.3 * _standard(credit)
        + 0.1 * _standard(parts[:, 2] / (repeats + 1))
    )
    return pl.DataFrame(
        {
            "customer_id": _ids(rng, first_id, customers, digits=6),
            "repeat_purchases": repeats,
            "recency_days": recency,
            "observation_days": observed,
            "amount_spent": spent,
            "age": age,
            "day_purchases": parts[:, 0],
            "evening_purchases": parts[:, 1],
            "night_purchases": parts[:, 2],
            "service_calls": calls,
            "credit_score": credit,
            "propensity": propensity,
        }
    )


def _parts_of_the_day(rng: Rng, purchases: NDArray[np.int64], habits: Floats) -> NDArray[np.int64]:
    """Purchases by day, in the evening and late at night: (customers, 3)."""
    weights = rng.gamma(habits)
    return rng.multinomial(purchases, weights / weights.sum(axis=1, keepdims=True))


def _with_odd_values(mall: pl.DataFrame, rng: Rng) -> pl.DataFrame:
    """What real exports hold: blanks, placeholders, an impossible age, text in an amount."""
    mall = mall.with_columns(pl.all().cast(pl.String))
    for column, odd in ODD_VALUES:
        values = mall[column].to_list()
        for row, value in zip(rng.choice(mall.height, len(odd), replace=False), odd, strict=True):
            values[row] = value
        mall = mall.with_columns(pl.Series(column, values))
    return mall


def _in_chinese(mall: pl.DataFrame) -> bytes:
    """The same table as a Chinese system exports it: its words, GBK."""
    columns = pl.all().exclude("customer_id", "churned")
    words = {"1": "是", "0": "否"}
    return (
        mall.with_columns(columns.replace({"NA": "缺失"}), churned=pl.col("churned").replace(words))
        .rename(CHINESE_HEADERS)
        .write_csv()
        .encode("gbk")
    )


# The mobile carrier


def _telecom(rng: Rng, customers: int, *, first_id: int) -> pl.DataFrame:
    """High-value customers of the carrier with their propensity (log odds but for a constant)."""
    usage = _usage(rng, customers)
    contacts = _contacts(rng, customers, usage)
    master = _master_data(rng, customers)
    level = np.array([0.3, 0.0, -0.3])[master["service_level"].to_physical().to_numpy()]
    dealer = (master["channel"] == "dealer").to_numpy()
    propensity = (
        -0.45 * _standard(np.log1p(usage["busy_minutes"]))
        - 0.45 * _standard(np.log(usage["on_days"]))
        - 0.30 * _standard(np.log1p(usage["weekend_calls"]))
        - 0.30 * _standard(np.log1p(usage["incoming_calls"]))
        + 0.40 * _standard(np.log1p(usage["ip_minutes"]))
        - 0.15 * _standard(np.log1p(usage["call_partners"]))
        + 0.25 * _standard(np.sqrt(contacts["complaints"]))
        + 0.5 * dealer
        + level
    )
    propensity[(master["status"] == "closed").to_numpy()] = -np.inf  # they cannot leave by choice
    return (
        pl.DataFrame({"customer_id": _ids(rng, first_id, customers, digits=8)})
        .hstack(master)
        .hstack(pl.DataFrame(usage | contacts))
        .with_columns(pl.col(pl.Int64).cast(pl.Int32), propensity=propensity)
    )


def _usage(rng: Rng, customers: int) -> dict[str, NDArray[np.int64] | Floats]:
    """Behaviour per month; talkativeness and the kind of use differ between customers."""
    talk, trade, young = rng.normal(size=(3, customers))

    def around(typical: float, talks: float, trades: float, youth: float, spread: float) -> Floats:
        own = rng.normal(0, spread, customers)
        return np.asarray(typical * np.exp(talks * talk + trades * trade + youth * young + own))

    voice = rng.poisson(around(130, 0.55, 0.15, -0.1, 0.3))
    abroad = around(9, 0.2, 0.9, 0.0, 0.8) * (rng.random(customers) < 0.25)
    return {
        "on_days": np.minimum(92 + rng.lognormal(5.8, 1.1, customers), 3650).astype(np.int64),
        "weekend_calls": rng.poisson(around(9, 0.5, -0.3, 0.2, 0.5)),
        "busy_minutes": np.round(around(150, 0.5, 0.4, -0.2, 0.5), 1),
        "ip_minutes": np.round(around(30, 0.2, 0.5, 0.4, 0.9), 1),
        "incoming_calls": rng.poisson(around(85, 0.5, 0.2, 0.0, 0.4)),
        "voice_calls": voice,
        "long_distance_minutes": np.round(around(25, 0.3, 0.6, 0.1, 0.7)),
        "international_minutes": np.round(abroad, 1),
        "texts": rng.poisson(around(60, 0.2, -0.1, 0.7, 0.6)),
        "data_mb": np.round(around(12, 0.0, 0.1, 0.9, 0.8)),
        "call_partners": rng.poisson(around(38, 0.4, 0.2, 0.0, 0.25)) + 1,
        "family_numbers": rng.binomial(5, 0.2, customers),
    }


def _contacts(
    rng: Rng, customers: int, usage: dict[str, NDArray[np.int64] | Floats]
) -> dict[str, NDArray[np.int64] | Floats]:
    """Points, complaints, payments and the bill; the last follows use."""
    bill = (
        58
        + 0.12 * usage["busy_minutes"]
        + 0.25 * usage["long_distance_minutes"]
        + 1.1 * usage["international_minutes"]
        + 0.08 * usage["texts"]
        + 0.3 * usage["data_mb"]
    ) * rng.lognormal(0, 0.12, customers)
    return {
        "points": (bill * np.sqrt(usage["on_days"]) * rng.lognormal(0, 0.5, customers)).astype(int),
        "complaints": rng.poisson(rng.gamma(0.5, 0.5, customers)),
        "payments": 1 + rng.poisson(0.5, customers),
        "monthly_bill": np.round(bill, 1),
    }


def _master_data(rng: Rng, customers: int) -> pl.DataFrame:
    """Master data: sex tells nothing, occupation and interests are often missing."""

    def drawn(shares: dict[str, float], valid_share: float = 1.0) -> pl.Series:
        names, weights = list(shares), np.array(list(shares.values()))
        codes = rng.choice(len(names), customers, p=weights / weights.sum())
        return pl.Series(
            [
                names[code] if valid else None
                for code, valid in zip(codes, rng.random(customers) < valid_share, strict=True)
            ],
            dtype=pl.Enum(names),
        )

    age = np.clip(np.round(rng.normal(37, 9, customers)), 18, 80).astype(np.int64)
    age[rng.choice(customers, customers // 2000, replace=False)] = 999
    known = rng.random(customers) < 0.985
    jobs = ("trade", "office", "civil service", "education", "health", "student", "other")
    likes = ("travel", "sports", "music", "reading", "cars", "cooking")
    return pl.DataFrame(
        {
            "status": drawn({"normal": 0.965, "suspended": 0.025, "closed": 0.01}),
            "sex": drawn({"F": 0.42, "M": 0.58}, 0.99),
            "age": pl.Series(np.where(known, age, -1)).replace({-1: None}),
            "occupation": drawn(dict.fromkeys(jobs, 1.0), 0.71),
            "interests": drawn(dict.fromkeys(likes, 1.0), 0.38),
            "home_region": drawn(
                {"north": 30, "centre": 24, "east": 20, "west": 15, "south": 10.6, "islands": 0.4}
            ),
            "service_level": drawn({"silver": 0.55, "gold": 0.33, "diamond": 0.12}),
            "channel": drawn({"shop": 48, "dealer": 30, "online": 14, "phone": 7.5, "stall": 0.5}),
            "tariff": drawn({"talk": 40, "business": 28, "family": 20, "youth": 12}),
        }
    )


def _write_parquet(carrier: pl.DataFrame, path: Path) -> None:
    carrier.with_columns(pl.col(pl.Enum).cast(pl.String)).write_parquet(
        path, compression="zstd", compression_level=19, statistics=False
    )


# Both


def _labelled(
    customers: pl.DataFrame, leavers: int, rng: Rng, labels: tuple[int | str, int | str]
) -> pl.DataFrame:
    """Those whose propensity plus logistic noise is largest leave: a logit model, counts exact."""
    urge = customers["propensity"].to_numpy() + rng.logistic(size=customers.height)
    leaves = np.zeros(customers.height, np.bool_)
    leaves[np.argsort(-urge, kind="stable")[:leavers]] = True
    churned = pl.Series([labels[0] if left else labels[1] for left in leaves])
    return customers.drop("propensity").with_columns(churned=churned)


def _ids(rng: Rng, first: int, customers: int, *, digits: int) -> list[str]:
    """Distinct ids with leading zeros, with gaps, in no order that tells anything."""
    numbers = first + rng.choice(customers * 3, customers, replace=False)
    return [f"{number:0{digits}d}" for number in numbers]


def _sigmoid(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-x)), np.float64)


def _standard(x: NDArray[np.generic]) -> Floats:
    values = np.asarray(x, np.float64)
    return np.asarray((values - values.mean()) / values.std(), np.float64)


if __name__ == "__main__":
    write_all(Path(__file__).resolve().parent)
