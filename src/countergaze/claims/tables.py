"""What the package declares, as tables: parameters, indicators, systems, safeguards."""

from __future__ import annotations

from typing import Any

import pandas as pd

from countergaze.claims import entries
from countergaze.mechanisms import INDICATORS, every_parameter

PARAMETER = ["default", "unit", "kind", "low", "high", "relative", "scale", "least", "most",
             "choices", "may_change", "assumed", "source", "meaning"]
INDICATOR = ["title", "unit", "family", "metric", "harm", "scopes", "definition"]


def parameters() -> pd.DataFrame:
    """Return every parameter, indexed by its full name ("conduct.deterrence").

    low, high: the range that is plausible, of a field of rows with `relative` in multiples of the
    row's own value; least, most: the bounds outside of which a value is
    refused; NaN without any.
    """
    rows = []
    for key, about in every_parameter():
        low, high = about.range or (float("nan"),) * 2
        least, most = about.bounds or (float("nan"),) * 2
        rows.append({**vars(about), "parameter": key, "low": low, "high": high, "least": least,
                     "most": most, "assumed": about.assumed})
    return pd.DataFrame(rows).set_index("parameter")[PARAMETER]


def indicators() -> pd.DataFrame:
    """Return every indicator, indexed by its name ("listed")."""
    rows = [{**vars(about), "indicator": name} for name, about in INDICATORS.items()]
    return pd.DataFrame(rows).set_index("indicator")[INDICATOR]


def systems() -> pd.DataFrame:
    """Return the systems of the report, indexed by id ("S07")."""
    return _table(entries.systems())


def safeguards() -> pd.DataFrame:
    """Return the safeguards, indexed by id ("G02"); sets: full name -> target."""
    return _table(entries.guards())


def _table(found: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([entries.record(one) for one in found.values()]).set_index("id")
