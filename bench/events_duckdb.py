"""The same aggregates by hand, in one DuckDB query. Arguments: GLOB OUT. Has its own packages."""

from __future__ import annotations

import sys

import duckdb

QUERY = """
COPY (
  WITH seen AS (
    SELECT
      customer_id,
      date_diff('day', max("at"), TIMESTAMP '2025-04-01') AS recency_days,
      date_diff('day', min("at"), TIMESTAMP '2025-04-01') AS since_first_days,
      count(*) AS n,
      sum(amount) AS total, avg(amount) AS mean, max(amount) AS largest,
      count(*) FILTER (hour("at") >= 6 AND hour("at") < 18) AS day_count,
      count(*) FILTER (hour("at") >= 18 AND hour("at") < 22) AS evening_count,
      count(*) FILTER (hour("at") >= 22 OR hour("at") < 6) AS late_night_count,
      count(*) FILTER (isodow("at") >= 6) AS weekend_count,
      count(*) FILTER (isodow("at") < 6) AS weekday_count,
      count(*) FILTER (kind = 'data') AS data_count,
      sum(amount) FILTER (kind = 'data') AS data_sum,
      count(*) FILTER (kind = 'service') AS service_count,
      sum(amount) FILTER (kind = 'service') AS service_sum,
      count(*) FILTER ("at" >= '2025-03-01') AS month_1,
      count(*) FILTER ("at" >= '2025-02-01' AND "at" < '2025-03-01') AS month_2,
      count(*) FILTER ("at" < '2025-02-01') AS month_3
    FROM read_parquet('{source}')
    WHERE "at" >= '2025-01-01' AND "at" < '2025-04-01'
    GROUP BY customer_id
  ), active AS (
    SELECT DISTINCT customer_id FROM read_parquet('{source}')
    WHERE "at" >= '2025-04-01' AND "at" < '2025-07-01'
  )
  SELECT
    seen.*,
    day_count / n AS day_share, evening_count / n AS evening_share,
    late_night_count / n AS late_night_share,
    weekend_count / n AS weekend_share, weekday_count / n AS weekday_share,
    month_1 / nullif(month_1 + (month_2 + month_3) / 2, 0) AS trend,
    CASE WHEN active.customer_id IS NULL THEN 'churned' ELSE 'loyal' END AS outcome
  FROM seen LEFT JOIN active USING (customer_id)
  ORDER BY customer_id
) TO '{out}' (FORMAT parquet)
"""

if __name__ == "__main__":
    source, out = sys.argv[1:]
    duckdb.sql(QUERY.format(source=source, out=out))
