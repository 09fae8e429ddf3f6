"""What the facts ruled out, as tables of a page of the docs."""

from __future__ import annotations

from typing import Any

from countergaze.reports.numbers import number
from countergaze.worlds import findings
from countergaze.worlds.findings import FigureFound, Narrowed
from countergaze.worlds.making import DEGENERATE, FAILED, PLAUSIBLE, RULED_OUT
from countergaze.worlds.space import Form, space


def table(sample: Any) -> str:
    """Return the part of the page about a `Sample`."""
    counts, tried = sample.counts, len(sample.tried)
    drawn = [one for one in space() if one.key in sample.tried]
    forms = sum(isinstance(one, Form) for one in drawn)
    fitted = findings.figures_found(sample.tried)
    numbers, rivals = findings.numbers(sample.tried), findings.forms(sample.tried)
    less = findings.narrowed(numbers)
    facts = sample.facts
    version = (facts.get("versions") or {}).get("countergaze", "")
    lines = [
        f"## The shipped sample: {counts[PLAUSIBLE]:,} of {tried:,} settings", "",
        f"`{sample.command}`, Countergaze {version}, result `{sample.result[:12]}`. "
        f"{len(drawn) - forms} numbers and {forms} forms were drawn; {counts[PLAUSIBLE]:,} "
        f"settings are plausible, {counts[RULED_OUT]:,} are ruled out, {counts[DEGENERATE]:,} are "
        f"degenerate, {counts[FAILED]:,} failed.", "",
        "| figure | facts, give or take | plausible worlds, 5 to 95 % | miss it | it alone |",
        "| --- " * 5 + "|", *(_figure(one) for one in fitted), "",
        "Held back, so that they choose no world:", "",
        "| figure | facts, give or take | plausible worlds, 5 to 95 % |", "| --- " * 3 + "|",
        *(_figure(one, False) for one in findings.figures_found(sample.tried, "validate")), "",
        f"The facts narrow {len(less)} of {len(numbers)} numbers that are not fitted"
        + (":" if less else "; the others, which is all of them, are not identified."), ""]
    if less:
        lines += ["| number | drawn, 5 to 95 % | plausible, 5 to 95 % |", "| --- " * 3 + "|",
                  *(_number(one) for one in less), ""]
    lines += ["Of each form, how many of the settings with a variant are plausible:", "",
              "| form | variants | narrowed |", "| --- " * 3 + "|", *map(_form, rivals), ""]
    return "\n".join(lines)


def _figure(one: FigureFound, matched: bool = True) -> str:
    target = one.target
    cells = [f"{target.title}, {target.unit}",
             f"{number(target.value, 2)}, {number(target.spread, 2)}",
             f"{number(one.low, 2)} to {number(one.high, 2)}",
             *([f"{one.missed:,}", f"{one.alone:,}"] if matched else [])]
    return f"| {' | '.join(cells)} |"


def _number(one: Narrowed) -> str:
    return (f"| `{one.key}` | {one.before[0]:.3g} to {one.before[2]:.3g} | {one.after[0]:.3g} to "
            f"{one.after[2]:.3g} |")


def _form(one: Narrowed) -> str:
    of = ", ".join(f"{name} {alive} of {tried}" for name, tried, alive in one.before)
    return f"| `{one.key}` | {of} | {'yes' if one.p < findings.FALSE_SHARE else 'no'} |"
