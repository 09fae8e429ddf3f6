"""Every sentence of a comparison, computed: each reads true at none, few and many.

Names of arms come in as they are to be shown: see `emphasis`.  Differences are in `phrases`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from countergaze.experiments.yardstick import too_few
from countergaze.reports.emphasis import code, strong
from countergaze.reports.numbers import number
from countergaze.reports.phrases import listing, runs
from countergaze.reports.words import last_weeks

READ_EFFECTS = (
    "Each mark is the mean difference over the pairs of runs; the bar is the 95\N{NO-BREAK SPACE}% "
    "interval of that mean, cut where it leaves the scale; the ticks are single pairs. A hollow "
    "mark says that no difference is detected. "
    + strong("Left of the line is always less harm to people, right is more")
    + ", on the tinted grounds; where a quantity has no such side, left is less and right "
    "is more of the thing itself. After the comma stands in how many pairs the difference has the "
    "sign of the mean.")
SCALES = ("Scales differ by row and are written beside each. Rows stand in a fixed order and are "
          "not ranked.")
DIFFER_TOO = "Differ as well"
BUILT = "Gone or there by construction, and not tested"
BY_GROUP = ("The effect within each group of people, on one scale for each quantity; marks as "
            "under All effects. Rows stand in the order of the tables and are not ranked. In "
            "small groups much of a difference is sampling noise, which the bar shows.")
HEADINGS = ("A heading compares the means of the last weeks, as under All effects; lower and "
            "higher are against the reference.")
VISIBLE = ("In the unit of the quantity: seen with 80\N{NO-BREAK SPACE}% power under the same "
           "correction for many looks, given these runs. Beside it: how much of the variance the "
           "pairing took out; below zero it added to it.")
REPRODUCE = ("The same arms, seeds and version give the same bytes on any number of processes of "
             f"one type of processor. {code('effects.parquet')} beside this page holds every "
             f"effect, in every place, group and agency as well; {code('manifest.json')} holds "
             "the whole settings of each arm.")
OWN_SEEDS = ("The seeds of this comparison are not 1, 2, 3 and so on: "
             f"{code('manifest.json')} holds them.")
OWN_FILES = ("Where an arm was read from a file, give the file in place of its name; or run it "
             f"again from this folder: {code('countergaze compare FOLDER')}.")
NOT_MEANT = ("What this does not mean: nothing here says what any real system does to real people. "
             "It says what follows in this model from what is assumed.")


def tally(arm: str, clear: int, less: int, more: int, tested: int, built: int = 0) -> str:
    """Return how many of the tested quantities differ clearly for an arm, and to which side.

    built: how many more are gone or there by construction.
    """
    also = (f" {built:,} more {'is' if built == 1 else 'are'} gone or there by construction and "
            f"{'is' if built == 1 else 'are'} not counted." if built else "")
    if tested == 0:
        return (f"{arm}: no quantity was tested.{also}" if built
                else f"{arm}: no quantity has a value in both.")
    if clear == 0:
        return f"{arm}: none of {tested:,} quantities differs clearly.{also}"
    neither = clear - less - more
    parts = [f"{less or 'none'} with less harm", f"{more or 'none'} with more"]
    if neither:
        parts.append(f"{neither:,} that {'has' if neither == 1 else 'have'} no such side")
    return f"{arm}: {clear:,} of {tested:,} quantities differ clearly: {listing(parts)}.{also}"


def by_chance(pairs: int, compared: int) -> str:
    """Return what is meant by "differs", and that pairs are few where they are."""
    text = ("A quantity is said to differ where the chance of its pairs, corrected for all "
            f"{compared:,} looks (Benjamini and Hochberg, 5\N{NO-BREAK SPACE}%), is small enough "
            "and the difference reaches the smallest one of interest. What is gone because its "
            "mechanism is off follows by construction and is not tested.")
    few = too_few(pairs)
    return f"{text} {few[0].upper()}{few[1:]}." if few else text


def deck(arms: Sequence[str], reference: str, pairs: int) -> str:
    """Return how the arms are compared."""
    each = "are each" if len(arms) > 1 else "is"
    luck = ("the one seed" if pairs == 1 else "seed by seed")
    return (f"{listing(arms)} {each} compared with {reference}, {luck}: the same synthetic "
            "people and common random numbers in every arm.")


def left_out(count: int) -> str:
    """Return that arms beyond the fifth are not on the page."""
    if not count:
        return ""
    return (f"{count:,} more arm{' is' if count == 1 else 's are'} not on this page, which has "
            f"room for five; {code('effects.parquet')} holds all.")


def band_line(count: int, faint: int) -> str:
    """Return how to read the lines of `count` runs an arm."""
    if count <= 1:
        return "Each line is the one run of an arm."
    inside = count - 2 * (count // 20)
    held = f"all {runs(count)}" if inside == count else f"{inside:,} of {runs(count)}"
    return (f"Thick line: mean of {runs(count)}. Band: in each week it holds {held}. Faint lines: "
            f"the first {faint:,} runs.")


def paired_line(count: int, reference: str) -> str:
    """Return how to read the lines of differences over `count` pairs of runs."""
    if count <= 1:
        return f"Each line is the difference of the one pair of runs; grey: {reference}. {HEADINGS}"
    return (f"Line: mean difference from {reference} over {count:,} pairs of runs, the same seeds "
            "against each other. Band: the 95\N{NO-BREAK SPACE}% interval of that mean, for each "
            f"week by itself. Grey line: no difference from {reference}. {HEADINGS}")


def unclear(rest: int, same: int, pairs: int) -> str:
    """Return in how many folded quantities of a family no difference is detected, or there is none.

    rest: those in which some pair differs; same: those in which none does.
    """
    told = "One pair of runs, so nothing can be told" if pairs == 1 else "No difference detected"
    parts = [f"{told}: {_quantities(rest)}"] if rest else []
    if same:
        parts.append(f"No difference in any pair: {_quantities(same)}")
    return ". ".join(parts)


def _quantities(count: int) -> str:
    return f"{count:,} quantit{'y' if count == 1 else 'ies'}"


def history(shared: Sequence[str], own: Sequence[str], reference: str) -> str:
    """Return which arms ran the weeks before week 0 as the reference did."""
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
        return "These runs cannot tell the variance reduction by pairing."
    middle = known[len(known) // 2]
    if middle <= 0.0:
        return "Median variance reduction by pairing: none."
    return f"Median variance reduction by pairing: {number(100.0 * middle, 0)} %."


def failed_line(failed: int, total: int) -> str:
    """Return how many runs failed."""
    if failed == 0:
        return f"All {runs(total)} came to their end." if total > 1 else "The run came to its end."
    return f"{failed:,} of {runs(total)} failed and {'is' if failed == 1 else 'are'} left out."


def assumed_line(assumed: int, total: int) -> str:
    """Return how many numbers rest on no source."""
    return (f"{assumed:,} of the {total:,} numbers behind these worlds are assumed; "
            "the intervals on this page say the sampling noise of the differences, not how much "
            "these assumptions move them.")


def window_line(window: int, weeks: int) -> str:
    """Return the weeks over which means are taken."""
    if window >= weeks:
        return last_weeks(min(weeks, 52)) if weeks <= 52 else f"all {weeks:,} weeks"
    return f"the last {window:,} weeks" if window > 1 else "the last week"


def share(saved: float) -> str:
    """Return the variance reduction by pairing, in %."""
    if not math.isfinite(saved):
        return "variance reduction: cannot be told"
    return f"variance reduction {number(100.0 * saved, 0)} %"
