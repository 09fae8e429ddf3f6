"""How a difference between two worlds is said, on every page and in the terminal.

Each sentence reads true at none, few and many.  Names of arms come in as they are to be shown.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from countergaze.mechanisms import INDICATORS
from countergaze.reports.emphasis import strong
from countergaze.reports.numbers import decimals, interval, number, plus, size, visible

DOT = "\N{MIDDLE DOT}"
NOT_CLEAR = "no difference detected"
BY_CONSTRUCTION = "by construction"
"""What is said of a difference that a mechanism being off brings by itself."""


class Difference(NamedTuple):
    """One arm against the reference in one quantity, over pairs of runs.

    value, reference: levels of both; below, above: pairs in which the arm is; mde: the smallest
    detectable difference; moves: whether it is said to differ by the one yardstick, None where
    it was not asked; built: it follows by construction and was not tested.
    """

    arm: str
    value: float
    reference: float
    effect: float
    low: float
    high: float
    pairs: int
    below: int = 0
    above: int = 0
    mde: float = math.nan
    moves: bool | None = None
    built: bool = False

    @classmethod
    def of(cls, row: Mapping[str, Any], below: int = 0, above: int = 0) -> Difference:
        """Return the difference that a row of effects holds; below, above: where they count."""
        return cls(row.get("arm", ""), math.nan, math.nan, row["effect"], row["low"], row["high"],
                   int(row["pairs"]), below, above, row["mde"], row.get("significant"),
                   bool(row.get("built", False)))

    @property
    def beside_zero(self) -> bool:
        """Whether the interval lies on one side of zero."""
        return self.low > 0.0 or self.high < 0.0

    @property
    def clear(self) -> bool:
        """Whether the two worlds are said to differ."""
        return self.beside_zero if self.moves is None else self.moves

    @property
    def found(self) -> bool:
        """Whether they are said to differ by a test, and not by construction."""
        return self.clear and not self.built

    @property
    def same(self) -> bool:
        """Whether no pair differs."""
        return (self.pairs > 0 and self.effect == 0.0 and self.below == self.above == 0
                and not self.low < self.high)

    @property
    def single(self) -> bool:
        """Whether there is one pair, or no interval for another reason."""
        return self.pairs == 1 or not math.isfinite(self.low)

    @property
    def alike(self) -> int:
        """How many pairs do not differ."""
        return self.pairs - self.below - self.above

    @property
    def agreeing(self) -> int:
        """In how many pairs the difference has the sign of the mean."""
        return self.above if self.effect > 0.0 else self.below

    @property
    def amount(self) -> str:
        """The mean difference alone, in the digits of its interval."""
        low, high = (self.effect,) * 2 if self.single else (self.low, self.high)
        return plus(self.effect, decimals(low, high))

    @property
    def interval(self) -> str:
        """The interval in the same digits."""
        return interval(self.low, self.high, decimals(self.low, self.high))


class Quantity(NamedTuple):
    """How a quantity is told: lead, number, unit, tail; nobody: what is said at zero; less and
    more, alike: what holds of the lower and the higher of two worlds, and of both."""

    lead: str
    unit: str
    tail: str
    nobody: str
    less: str
    more: str
    alike: str


TOLD = {
    "listed_wrongly": Quantity(
        "", "in 100,000 residents", " are wrongly listed", "nobody is wrongly listed",
        "fewer people are wrongly listed", "more people are wrongly listed",
        "as many people are wrongly listed"),
    "wrongful_listing": Quantity(
        "", "in 100,000 residents", " are listed on a false record",
        "nobody is listed on a false record", "fewer people are listed on a false record",
        "more people are listed on a false record", "as many people are listed on a false record"),
    "listed": Quantity(
        "", "in 100,000 residents", " are on a list", "nobody is on a list",
        "fewer people are on a list", "more people are on a list",
        "as many people are on a list"),
    "refused_in_year": Quantity(
        "", "in 100,000 residents", " are refused something in a year", "nobody is refused",
        "fewer people are refused something in a year",
        "more people are refused something in a year",
        "as many people are refused something in a year"),
    "silenced": Quantity(
        "", "% of those who would dissent", " stay silent", "nobody who would dissent stays silent",
        "fewer of those who would dissent stay silent",
        "more of those who would dissent stay silent",
        "as many of those who would dissent stay silent"),
    "hardship": Quantity("hardship is ", "points of 100", "", "there is no hardship",
                         "hardship is lower", "hardship is higher",
                         "hardship is as high"),
    "service_quality": Quantity(
        "service quality is ", "points of 100", "", "service quality is 0",
        "service quality is lower", "service quality is higher",
        "service quality is as high"),
    "control_hours": Quantity(
        "control work takes ", "hours per 1,000 residents a week", "",
        "no time goes into control work", "less time goes into control work",
        "more time goes into control work",
        "as much time goes into control work"),
    "offences": Quantity("", "acts per 100 adults a year", " are offences", "nobody offends",
                         "there are fewer offences", "there are more offences",
                         "there are as many offences"),
}
HEADLINE = ("listed_wrongly", "listed", "silenced", "hardship", "service_quality")
FINDINGS = (("listed_wrongly", "listed", "refused_in_year"), ("silenced", "hardship"),
            ("control_hours", "offences", "service_quality"))


def by_pairs(one: Difference) -> str:
    """Return a difference with the pairs that agree: −10 (−12 to −9), 20 of 20."""
    if one.pairs == 0:
        return "no pair has a value in both"
    if one.same:
        if one.value == one.reference == 0.0:
            return f"none in either in {runs(one.pairs)}"
        return "the same in every pair" if one.pairs > 1 else "the same in the one pair"
    if one.built:
        return f"{one.amount}, by construction (not tested)"
    if one.single:
        return f"{one.amount} in the one pair"
    if one.low == one.high:
        return f"{one.amount} in every pair"
    agreeing = f"{one.agreeing:,} of {one.pairs:,}"
    if one.alike:
        agreeing += f", {one.alike:,} alike"
    return f"{one.amount if one.clear else NOT_CLEAR} {one.interval}, {agreeing}"


def in_brief(one: Difference) -> str:
    """Return a difference where there is room for one number, or why there is none."""
    if one.pairs == 0:
        return "no value"
    if one.same:
        return "the same"
    return one.amount if one.clear or one.built or one.single else "not detected"


def least_detectable(mde: float) -> str:
    """Return the minimum detectable effect in words; mde: by the one yardstick."""
    return f"minimum detectable effect {visible(mde)} (80 % power)"


def by_what_could_be_seen(one: Difference) -> str:
    """Return a difference, or that none is detected, with the minimum detectable effect."""
    if one.pairs == 0:
        return "has a value in one of the two worlds only"
    if one.built and not one.same:
        return f"{one.amount}, by construction (not tested)"
    if one.single:
        return "one pair of runs, so nothing can be told"
    if one.same:
        return f"the same in all {one.pairs:,} pairs"
    value = (f"{one.amount} in all {one.pairs:,} pairs" if one.low == one.high
             else f"{one.amount} {one.interval}")
    if one.clear:
        return value
    by_itself = f" ({value} by itself)" if one.beside_zero else ""
    return f"{NOT_CLEAR}{by_itself}; {least_detectable(one.mde)}"


def by_direction(one: Difference, unit: str, nothing: bool = False,
                 bold: Callable[[str], str] = str) -> str:
    """Return a difference with the word for its sign: −10 (−12 to −9), fewer in 20 of 20.

    nothing: both worlds are at zero; bold: what makes the number stand out.
    """
    if one.same:
        return f"{'none in either' if nothing else 'the same'} in {one.pairs} of {one.pairs} runs"
    if one.built:
        return f"{bold(one.amount)}, by construction (not tested)"
    if one.single:
        return f"{one.amount}, from one pair of runs"
    if not one.clear:
        return f"{NOT_CLEAR}; {least_detectable(one.mde)}"
    return (f"{bold(one.amount)} {one.interval}, {than(unit, one.effect)} in {one.agreeing} of "
            f"{one.pairs}")


def in_short(one: Difference | None) -> str:
    """Return a difference alone; a dot where it is not clear, a dash where there is no value."""
    if one is None or one.pairs == 0 or one.low != one.low:
        return "-"
    return one.amount if one.clear else "."


def than(unit: str, effect: float) -> str:
    """Return the word for less or more of a quantity with this unit."""
    counts = unit.startswith("in ") and any(
        noun in unit for noun in ("residents", "adults", "listed", "who", "scored"))
    return (("more" if counts else "higher") if effect > 0.0 else
            "fewer" if counts else "lower")


def apart_in(unit: str) -> str:
    """Return in what a difference is: between shares in percentage points, not in %."""
    return "percentage points" if unit.startswith("%") else unit


def runs(count: int) -> str:
    """Return a number of runs with the noun."""
    return f"{count:,} run{'' if count == 1 else 's'}"


def _worth(side: Difference) -> int:
    """Return the decimals of a mean difference that stands beside levels: never tens."""
    single = side.pairs == 1
    return max(0, decimals(side.effect if single else side.low,
                           side.effect if single else side.high))


def in_runs(side: Difference) -> str:
    """Return in how many runs a difference has the sign of the mean, and in how many is none."""
    alike = f", the same in {side.alike:,}" if side.alike else ""
    return f"{side.agreeing:,} of {runs(side.pairs)}{alike}"


def against(side: Difference, unit: str, reference: str) -> str:
    """Return the line under a value: "10 fewer than baseline, 20 of 20 runs"."""
    if side.pairs == 0:
        return "no pair to compare"
    if side.same and side.value == 0.0:
        return f"none in {runs(side.pairs)}, as under {reference}"
    if side.same:
        return f"same as {reference} in {'every run' if side.pairs > 1 else 'the one run'}"
    word = than(unit, side.effect)
    if side.pairs > 1 and not side.clear:
        return f"{NOT_CLEAR} {DOT} {word} in {in_runs(side)}"
    if side.built:
        return (f"{size(side.effect, _worth(side))} {word} than {reference} {DOT} "
                f"{BY_CONSTRUCTION}")
    return (f"{size(side.effect, _worth(side))} {word} than {reference} {DOT} "
            f"{in_runs(side)}")


def listing(names: Sequence[str]) -> str:
    """Return names as a list in words."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def value_at_zero(value: float, digits: int, count: int) -> str:
    """Return a level; exactly nothing in all runs is told as none."""
    return "none" if value == 0.0 and count > 0 else number(value, digits)


def headline(name: str, sides: Sequence[Difference], reference: str, digits: int) -> str:
    """Return the finding in one quantity of TOLD; sides: at least one of them clear."""
    told = TOLD[name]
    clear = [side for side in sides if side.clear]
    first = clear[0]
    digits = _telling_apart(first.value, first.reference, digits)
    base = number(first.reference, digits)
    if first.value == 0.0:
        text = (f"With {first.arm}, {told.nobody}, against {base} {told.unit} "
                f"with {reference}")
    else:
        text = (f"With {first.arm}, {told.lead}{number(first.value, digits)} {told.unit}"
                f"{told.tail}, against {'none' if first.reference == 0.0 else base} "
                f"with {reference}")
    text += f", {BY_CONSTRUCTION}" * first.built
    for side in clear[1:]:
        text += (f"; with {side.arm}, {value_at_zero(side.value, digits, side.pairs)}"
                 + f" ({BY_CONSTRUCTION})" * side.built)
    rest = [side.arm for side in sides if not side.clear]
    return f"{text}; {NOT_CLEAR} with {listing(rest)}" if rest else text


def _telling_apart(one: float, other: float, digits: int) -> int:
    while digits < 3 and number(one, digits) == number(other, digits) and one != other:
        digits += 1
    return digits


def no_headline(title: str, arms: Sequence[str], reference: str, pairs: int) -> str:
    """Return the finding where no headline quantity differs clearly.

    title: the first quantity that is not zero everywhere, "" where all are; pairs: the most that
    a quantity has.
    """
    if pairs == 0:
        return "Nothing to compare: no pair of runs has a value in both"
    if not title:
        return "In the weeks compared, nobody is on a list in any run of any arm"
    if pairs == 1:
        return f"{title}: one pair of runs cannot tell a difference from sampling noise"
    return f"{title}: {NOT_CLEAR} between {listing([*arms, reference])}"


def finding(name: str, sides: Sequence[Difference], reference: str) -> str:
    """Return one sentence on a quantity of TOLD, over all arms."""
    told = TOLD[name]
    if sides and all(side.same and side.value == 0.0 for side in sides):
        return f"In the weeks compared, {told.nobody} in any run of any arm."
    clauses: list[str] = []
    clear = [side for side in sides if side.clear or (side.pairs == 1 and not side.same)]
    for side in clear:
        up = side.effect > 0.0
        agreeing = "in " + strong(f"{side.agreeing:,} of {runs(side.pairs)}")
        agreeing += f" (the same in {side.alike:,})" if side.alike else ""
        by = f"by {size(side.effect, _worth(side))}"
        mean = (" on average" if side.pairs > 1 else "") + (
            f": {BY_CONSTRUCTION}, and not counted" * side.built)
        clauses.append(
            f"under {side.arm} {agreeing} {than(told.unit, side.effect)}, {by}"
            + f" ({BY_CONSTRUCTION})" * side.built if clauses else
            f"{agreeing} {told.more if up else told.less} under {side.arm} than under "
            f"{reference}, {by} {apart_in(told.unit)}{mean}")
    same = [side.arm for side in sides if side.same]
    unclear = [f"under {side.arm} ({told.more if side.effect > 0.0 else told.less} "
               f"in {in_runs(side)})" for side in sides
               if side.pairs > 1 and not side.clear and not side.same]
    if unclear:
        also = "" if clear else f" from {reference}"
        of = "" if clear else f"{INDICATORS[name].title}: "
        clauses.append(f"{of}{NOT_CLEAR}{also} {listing(unclear)}")
    if same:
        clauses.append(f"nothing differs between {listing([*same, reference])}" if clauses else
                       f"{told.alike} under {listing(same)} as under {reference} in every run")
    text = "; ".join(clauses)
    return f"{text[0].upper()}{text[1:]}." if text else "No pair of runs has a value in both."


def chart_title(title: str, sides: Sequence[Difference]) -> str:
    """Return where the last weeks differ: the finding above a chart."""
    lower, higher = ([side.arm + f" ({BY_CONSTRUCTION})" * side.built for side in sides
                      if side.clear and sign * side.effect > 0.0] for sign in (-1.0, 1.0))
    parts = [f"{word} under {listing(names)}" for word, names in
             (("lower", lower), ("higher", higher)) if names]
    if parts:
        return f"{title}: {', '.join(parts)}"
    if sides and all(side.same for side in sides):
        return f"{title}: the same in every run"
    return f"{title}: {NOT_CLEAR}" if sides else f"{title}: nothing to compare"
