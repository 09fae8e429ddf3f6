"""What was simulated in advance as tables, which a reader of the page can take away as CSV."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from countergaze.experiments.comparison import Comparison
from countergaze.web import made_before, shipped, surface
from countergaze.web.questions import Question, every

Make = Callable[[], pd.DataFrame]


def ready() -> dict[str, Make]:
    """Return name -> what makes each table that needs no simulation."""
    return {"answers": answers, "weeks": weeks, "packages": packages,
            **{name: partial(made_before.table, name) for name, _ in made_before.there()}}


def csv(make: Make) -> str:
    """Return a table as CSV, its numbers in six figures."""
    return make().to_csv(index=False, float_format="%.6g", lineterminator="\n")


def answers() -> pd.DataFrame:
    """Return all answers: a row a question, value of its lever and indicator."""
    whole = pd.concat([made.to_pandas().assign(question=one.id, lever=one.lever, value=value)
                       for one, value, made in _known()], ignore_index=True)
    return whole[["question", "lever", "value", "indicator", "effect", "low", "high", "pairs",
                  "unit"]]


def weeks() -> pd.DataFrame:
    """Return what the charts show: a row a question, value and indicator, a column a week.

    Values are means over the runs of that value.
    """
    parts = []
    for one, value, made in _known():
        other = made.weekly[made.weekly["arm"] == shipped.CHANGE]
        rows = other.pivot_table(index="indicator", columns="week", values="value", observed=True)
        parts.append(rows.add_prefix("week_").reset_index().assign(
            question=one.id, lever=one.lever, value=value))
    whole = pd.concat(parts, ignore_index=True)
    first = ["question", "lever", "value", "indicator"]
    return whole[[*first, *(name for name in whole if name not in first)]]


def packages() -> pd.DataFrame:
    """Return safeguards alone and in pairs, a row each, the first row without any.

    For each indicator: its level without (first row) or the effect (other rows), and half the
    width of the 95 % interval.
    """
    told = surface.data()
    names = [one["name"] for one in told["indicators"]]
    rows = [("none", [(level, None) for level in told["base"]]),
            *((key.replace(",", " and "), row) for key, row in told["made"].items())]
    return pd.DataFrame([
        {"safeguards": key} | {column: number
                               for name, (effect, half) in zip(names, row, strict=True)
                               for column, number in ((name, effect), (f"{name}_half", half))}
        for key, row in rows])


def _known() -> list[tuple[Question, float, Comparison]]:
    found = []
    for one in every():
        for value in (one.start, *one.stops):
            made = shipped.answer(one, value)
            assert made is not None, f"{one.id} was not simulated in advance"
            found.append((one, value, made))
    return found
