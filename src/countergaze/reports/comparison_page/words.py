"""Every sentence of a comparison, computed: each reads true at none, few and many.

Names of arms come in as they are to be shown (marked up or not); nothing here is escaped.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from countergaze.reports.comparison_page.differences import Side, decimals, plus, size, spread
from countergaze.reports.words import last_weeks, number

DOT = "\N{MIDDLE DOT}"


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
    "wrongful_listing": Quantity(
        "", "in 100,000 residents", " are wrongly listed", "nobody is wrongly listed",
        "fewer people are wrongly listed", "more people are wrongly listed",
        "as many people are wrongly listed"),
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
        "", "in 100 who would dissent", " stay silent", "nobody who would dissent stays silent",
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
HEADLINE = ("wrongful_listing", "listed", "silenced", "hardship", "service_quality")
FINDINGS = (("wrongful_listing", "listed", "refused_in_year"), ("silenced", "hardship"),
            ("control_hours", "offences", "service_quality"))

READ_EFFECTS = (
    "Each mark is the mean difference over the pairs of runs; the bar is the 95\N{NO-BREAK SPACE}% "
    "interval of that mean, cut where it leaves the scale; the ticks are single pairs. A hollow "
    "mark says that the bar touches zero. <b>Left of the line is always less harm to people, right "
    "is more</b>, on the tinted grounds; where a quantity has no such side, left is less and right "
    "is more of the thing itself. After the comma stands in how many pairs the difference has the "
    "sign of the mean.")
SCALES = ("Scales differ by row and are written beside each. Rows stand in a fixed order and are "
          "not ranked.")
BY_GROUP = ("The effect within each group of people, on one scale for each quantity. Rows stand in "
            "the order of the tables and are not ranked. In small groups much of a difference "
            "is luck, which the bar shows.")
HEADINGS = ("A heading compares the means of the last weeks, as under All effects; lower and "
            "higher are against the reference.")
VISIBLE = ("In the unit of the quantity: seen with 80\N{NO-BREAK SPACE}% power at "
           "5\N{NO-BREAK SPACE}%, given these runs. Below it: how much of the variance the pairing "
           "took out; below zero it added to it.")
REPRODUCE = ("The same arms, seeds and version give the same bytes on any number of processes of "
             "one type of processor. <code>effects.parquet</code> beside this page holds every "
             "effect, in every place, group and agency as well; <code>manifest.json</code> holds "
             "the whole settings of each arm.")
OWN_SEEDS = ("The seeds of this comparison are not 1, 2, 3 and so on: "
             "<code>manifest.json</code> holds them.")
OWN_FILES = ("Where an arm was read from a file, give the file in place of its name; or live it "
             "again from this folder: <code>countergaze compare FOLDER</code>.")
NOT_MEANT = ("What this does not mean: nothing here says what any real system does to real people. "
             "It says what follows in this model from what is assumed.")


def said(side: Side) -> str:
    """Return a difference in words and numbers: −10 (−12 to −9), 20 of 20."""
    if side.pairs == 0:
        return "no pair has a value in both"
    if side.same:
        return "the same in every pair" if side.pairs > 1 else "the same in the one pair"
    if side.pairs == 1 or not math.isfinite(side.low):
        return f"{plus(side.effect, decimals(side.effect, side.effect))} in the one pair"
    digits = decimals(side.low, side.high)
    if side.low == side.high:
        return f"{plus(side.effect, digits)} in every pair"
    agreeing = f"{side.agreeing:,} of {side.pairs:,}"
    if side.alike:
        agreeing += f", {side.alike:,} alike"
    if not side.clear:
        return f"no clear difference {spread(side.low, side.high, digits)}, {agreeing}"
    return f"{plus(side.effect, digits)} {spread(side.low, side.high, digits)}, {agreeing}"


def than(unit: str, effect: float) -> str:
    """Return the word for less or more of a quantity with this unit."""
    counts = unit.startswith("in ") and any(
        noun in unit for noun in ("residents", "adults", "listed", "who", "scored"))
    return (("more" if counts else "higher") if effect > 0.0 else
            "fewer" if counts else "lower")


def runs(count: int) -> str:
    """Return a number of runs with the noun."""
    return f"{count:,} run{'' if count == 1 else 's'}"


def _worth(side: Side) -> int:
    """Return the decimals of a mean difference that stands beside levels: never tens."""
    single = side.pairs == 1
    return max(0, decimals(side.effect if single else side.low,
                           side.effect if single else side.high))


def in_runs(side: Side) -> str:
    """Return in how many runs a difference has the sign of the mean, and in how many is none."""
    alike = f", the same in {side.alike:,}" if side.alike else ""
    return f"{side.agreeing:,} of {runs(side.pairs)}{alike}"


def against(side: Side, unit: str, reference: str) -> str:
    """Return the line under a value: "10 fewer than baseline, 20 of 20 runs"."""
    if side.pairs == 0:
        return "no pair to compare"
    if side.same:
        return f"same as {reference} in {'every run' if side.pairs > 1 else 'the one run'}"
    word = than(unit, side.effect)
    if side.pairs > 1 and not side.clear:
        return f"no clear difference {DOT} {word} in {in_runs(side)}"
    return (f"{size(side.effect, _worth(side))} {word} than {reference} {DOT} "
            f"{in_runs(side)}")


def listing(names: Sequence[str]) -> str:
    """Return names as a list in words."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def value_at_zero(value: float, digits: int, count: int) -> str:
    """Return a level; exactly nothing in all runs is told as none."""
    return "none" if value == 0.0 and count > 0 else number(value, digits)


def headline(name: str, sides: Sequence[Side], reference: str, digits: int) -> str:
    """Return the finding in one quantity of TOLD; sides: at least one of them clear."""
    told = TOLD[name]
    clear = [side for side in sides if side.clear]
    first = clear[0]
    digits = _telling_apart(first.value, first.reference, digits)
    base = number(first.reference, digits)
    if first.value == 0.0:
        text = (f"Under {first.arm} {told.nobody}, against {base} {told.unit} "
                f"under {reference}")
    else:
        text = (f"Under {first.arm} {told.lead}{number(first.value, digits)} {told.unit}"
                f"{told.tail}, against {'none' if first.reference == 0.0 else base} "
                f"under {reference}")
    for side in clear[1:]:
        text += f"; under {side.arm} {value_at_zero(side.value, digits, side.pairs)}"
    rest = [side.arm for side in sides if not side.clear]
    return f"{text}; no clear difference under {listing(rest)}" if rest else text


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
        return f"{title}: one pair of runs cannot tell a difference from luck"
    return f"{title}: no clear difference between {listing([*arms, reference])}"


def finding(name: str, sides: Sequence[Side], reference: str) -> str:
    """Return one sentence on a quantity of TOLD, over all arms."""
    told = TOLD[name]
    if sides and all(side.same and side.value == 0.0 for side in sides):
        return f"In the weeks compared, {told.nobody} in any run of any arm."
    clauses: list[str] = []
    clear = [side for side in sides if side.clear or (side.pairs == 1 and not side.same)]
    for side in clear:
        up = side.effect > 0.0
        agreeing = f"in <b>{side.agreeing:,} of {runs(side.pairs)}</b>"
        agreeing += f" (the same in {side.alike:,})" if side.alike else ""
        by = f"by {size(side.effect, _worth(side))}"
        mean = " on average" if side.pairs > 1 else ""
        clauses.append(
            f"under {side.arm} {agreeing} {than(told.unit, side.effect)}, {by}" if clauses else
            f"{agreeing} {told.more if up else told.less} under {side.arm} than under "
            f"{reference}, {by} {told.unit}{mean}")
    same = [side.arm for side in sides if side.same]
    unclear = [f"under {side.arm} ({told.more if side.effect > 0.0 else told.less} "
               f"in {in_runs(side)})" for side in sides
               if side.pairs > 1 and not side.clear and not side.same]
    if unclear:
        also = "" if clear else f" from {reference}"
        clauses.append(f"no clear difference{also} {listing(unclear)}")
    if same:
        clauses.append(f"nothing differs between {listing([*same, reference])}" if clauses else
                       f"{told.alike} under {listing(same)} as under {reference} in every run")
    text = "; ".join(clauses)
    return f"{text[0].upper()}{text[1:]}." if text else "No pair of runs has a value in both."


def tally(arm: str, clear: int, less: int, more: int, compared: int) -> str:
    """Return how many quantities differ clearly for an arm, and to which side."""
    if compared == 0:
        return f"{arm}: no quantity has a value in both."
    if clear == 0:
        return f"{arm}: none of {compared:,} quantities differs clearly."
    neither = clear - less - more
    parts = [f"{less or 'none'} with less harm", f"{more or 'none'} with more"]
    if neither:
        parts.append(f"{neither:,} that {'has' if neither == 1 else 'have'} no such side")
    return f"{arm}: {clear:,} of {compared:,} quantities differ clearly: {listing(parts)}."


def by_luck(compared: int) -> str:
    """Return how many quantities would seem to differ if nothing did."""
    about = number(compared / 20.0, 0)
    return (f"If nothing differed at all, about {about} of {compared:,} would still seem to: a "
            "95\N{NO-BREAK SPACE}% interval misses once in 20. Quantities move together, so it "
            "may be more or fewer." if compared >= 20 else
            "A 95\N{NO-BREAK SPACE}% interval misses once in 20.")


def deck(arms: Sequence[str], reference: str, pairs: int) -> str:
    """Return how the arms are compared."""
    each = "are each" if len(arms) > 1 else "is"
    luck = ("the one seed" if pairs == 1 else "seed by seed")
    return (f"{listing(arms)} {each} compared with {reference}, {luck}: the same synthetic "
            "people have the same luck in every arm.")


def left_out(count: int) -> str:
    """Return that arms beyond the fifth are not on the page."""
    if not count:
        return ""
    return (f"{count:,} more arm{' is' if count == 1 else 's are'} not on this page, which has "
            "room for five; <code>effects.parquet</code> holds all.")


def chart_title(title: str, sides: Sequence[Side]) -> str:
    """Return where the last weeks differ: the finding above a chart."""
    lower = [side.arm for side in sides if side.clear and side.effect < 0.0]
    higher = [side.arm for side in sides if side.clear and side.effect > 0.0]
    parts = [f"{word} under {listing(names)}" for word, names in
             (("lower", lower), ("higher", higher)) if names]
    if parts:
        return f"{title}: {', '.join(parts)}"
    if sides and all(side.same for side in sides):
        return f"{title}: the same in every run"
    return f"{title}: no clear difference" if sides else f"{title}: nothing to compare"


def band_line(count: int, faint: int) -> str:
    """Return how to read the lines of `count` runs an arm."""
    if count <= 1:
        return "Each line is the one run of an arm."
    inside = count - 2 * (count // 20)
    held = f"all {runs(count)}" if inside == count else f"{inside:,} of {runs(count)}"
    return (f"Thick line: mean of {runs(count)}. Band: in each week it holds {held}. Faint lines: "
            f"the first {faint:,} runs.")


def history(shared: Sequence[str], own: Sequence[str], reference: str) -> str:
    """Return which arms lived the weeks before week 0 as the reference did."""
    parts = []
    if shared:
        parts.append(f"{listing(shared)} and {reference} have the same history before week 0")
    if own:
        parts.append(f"{listing(own)} {'has' if len(own) == 1 else 'have'} another history before "
                     f"week 0 than {reference}")
    return f"{'; '.join(parts)}." if parts else ""


def changed(counts: Sequence[tuple[str, int]], total: int, reference: str) -> str:
    """Return how many settings differ, arm by arm."""
    if not any(count for _, count in counts):
        return f"No setting of {reference} is changed in any arm."
    parts = [f"{arm} changes {count:,}" if count else f"{arm} changes none"
             for arm, count in counts]
    return (f"Of {total:,} settings of {reference}, {listing(parts)}. All others are equal, and so "
            "are not shown.")


def saved_line(shares: Sequence[float]) -> str:
    """Return what pairing took out of the variance, as the middle of all effects."""
    known = sorted(share for share in shares if math.isfinite(share))
    if not known:
        return "With these runs it cannot be told what pairing saves."
    middle = known[len(known) // 2]
    if middle <= 0.0:
        return ("Giving every arm the same luck took nothing out of the variance of half of the "
                "differences.")
    return (f"Giving every arm the same luck took {number(100.0 * middle, 0)} in 100 or more out "
            "of the variance of half of the differences.")


def failed_line(failed: int, total: int) -> str:
    """Return how many runs failed."""
    if failed == 0:
        return f"All {runs(total)} came to their end." if total > 1 else "The run came to its end."
    return f"{failed:,} of {runs(total)} failed and {'is' if failed == 1 else 'are'} left out."


def assumed_line(assumed: int, total: int) -> str:
    """Return how many numbers rest on no source."""
    return (f"{assumed:,} of {total:,} numbers of the mechanisms have no source and are assumed; "
            "the intervals on this page say how much luck moves the differences, not how much "
            "these assumptions do.")


def window_line(window: int, weeks: int) -> str:
    """Return the weeks over which means are taken."""
    if window >= weeks:
        return last_weeks(min(weeks, 52)) if weeks <= 52 else f"all {weeks:,} weeks"
    return f"the last {window:,} weeks" if window > 1 else "the last week"
