"""Expected purchases of CDNOW's customers by the BG/NBD model. Arguments: LOG OUT.

Has its own packages. The model of Fader, Hardie and Lee (2005) as lifetimes fits it.
"""

from __future__ import annotations

import sys
import warnings

import pandas as pd
from lifetimes import BetaGeoFitter
from lifetimes.utils import summary_data_from_transaction_data

CUTOFF, OUTCOME_DAYS = "1998-01-01", 181

if __name__ == "__main__":
    warnings.simplefilter("ignore")  # of a package older than its pandas
    log, out = sys.argv[1:]
    names = ["customer_id", "date", "items", "amount"]
    purchases = pd.read_csv(log, sep=r"\s+", header=0, names=names, dtype=str)
    purchases["date"] = pd.to_datetime(purchases["date"], format="%Y%m%d")
    seen = purchases[purchases["date"] < CUTOFF]
    summary = summary_data_from_transaction_data(
        seen, "customer_id", "date", observation_period_end="1997-12-31"
    )
    model = BetaGeoFitter()
    model.fit(summary["frequency"], summary["recency"], summary["T"])
    expected = model.conditional_expected_number_of_purchases_up_to_time(
        OUTCOME_DAYS, summary["frequency"], summary["recency"], summary["T"]
    )
    expected.rename("expected").to_csv(out)
