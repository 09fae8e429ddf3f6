"""Which rows of the catalogue help in every plausible world, which in some, and which in none."""

from __future__ import annotations

from typing import Any

from countergaze.mechanisms import INDICATORS
from countergaze.reports.phrases import listing

HARMS = ("listed_wrongly", "refused_in_year", "wrong_records", "silenced", "hardship")
"""What is asked of every row, in this order."""
NOTE = ("Counts of worlds, however small the difference; its size and the sampling noise of a "
        "world stand under each row. They are no probabilities.")


def lines(shown: Any) -> list[str]:
    """Return one sentence a harm; none without worlds."""
    table = shown.over_worlds
    table = table[(table["scope"] == "whole") & (table["worlds"] > 0)]
    rows = {(row.arm, row.reference, row.indicator): row for row in table.itertuples(index=False)}
    out = []
    for harm in HARMS:
        found = [(_name(one.trial), row) for one in shown.found
                 if (row := rows.get((one.trial.arm, one.trial.reference, harm))) is not None]
        if found:
            out.append(f"{INDICATORS[harm].title}: {_said(shown.kind, found)}.")
    return out


def title(shown: Any) -> str:
    """Return what stands above the sentences."""
    return f"Over {shown.made.facts['worlds']['count']} plausible worlds"


def _name(trial: Any) -> str:
    return trial.id if trial.scenario == "baseline" else f"{trial.id} in {trial.scenario}"


def _said(kind: str, found: list[tuple[str, Any]]) -> str:
    word = "with" if kind == "safeguards" else "without"
    every = [name for name, row in found if row.below == row.worlds]
    some = [f"{name} (less in {int(row.below)}" + f", more in {int(row.above)}" * (row.above > 0)
            + f" of {int(row.worlds)})" for name, row in found if 0 < row.below < row.worlds]
    never = [name + f" (more in {int(row.above)} of {int(row.worlds)})" * (row.above > 0)
             for name, row in found if row.below == 0]
    told = [f"less in every world {word} {listing(every)}"] if every else []
    told += [f"in some {word} {listing(some)}"] if some else []
    told += [f"in none {word} {listing(never)}"] if never else []
    return "; ".join(told)
