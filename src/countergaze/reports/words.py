"""Every sentence of a report, computed: each reads true with nobody listed, or five, or many."""

from __future__ import annotations

import math
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from countergaze.reports import spread
from countergaze.reports.numbers import count, number

NOTICE = ("Synthetic people made from census totals. Not a forecast. Not a tool to score, list or "
          "find anyone.")
FAMILY_TITLES = {
    "rights": "Rights and harm", "control": "Control", "stability": "Stability",
    "integrity": "Integrity", "governance": "Governance", "abroad": "Abroad", "cost": "Cost",
}
FAMILY_LINES = {
    "rights": "What happens to people. Each chart starts at zero unless it says otherwise. The "
              "thick line is the 9-week mean, of one run beside every week as a thin line, of "
              "several with a band from the lowest run to the highest. A heading says up or down "
              "where the last fifth of the weeks is off the first in all runs beyond chance; what "
              "does not move stands as a mean in the table.",
    "control": "What the system achieves for those who run it, and what it is built on.",
    "integrity": "What records and reports are worth, and what officials bend. Load is new work "
                 "over the capacity to handle it; reports below zero look better than the truth.",
    "governance": "What people get, and what they give without being made to.",
    "cost": "Who pays: budget, hours of control work, hours of safeguards.",
    "stability": "Whether problems stay within the capacity to handle them; not that there are "
                 "none. Work comes to districts of the same size in any society.",
    "abroad": "What reaches across the border: to people who live abroad, and to firms with "
              "owners and buyers there. Host countries stand for nobody.",
}
GROUP_TITLES = {
    "majority": "Majority group", "minority": "Minority group", "urban": "Urban",
    "rural": "Rural", "registered_here": "Registered here",
    "registered_elsewhere": "Registered elsewhere", "officials_household": "Official's household",
}
IS = ("A simulation of a social-credit-style system on a society that does not exist.",
      "Built from published census totals, so that places and households have plausible sizes.",
      "A laboratory: it knows which records are true, as no real state does.")
IS_NOT = ("Not a forecast, and not a measurement of any country.",
          "Not able to take in, score or list a real person.",
          "Not one answer: many numbers below rest on assumptions.")
OWN_SETTINGS = ("Settings of this run are not those of a shipped scenario: the command reads them, "
                "with its people, weeks, seed and table, from the manifest in this folder. What "
                "differs from the base is listed under What was run.")


def places(table: Mapping[str, Any]) -> str:
    """Return by which table of places a run was made with; table: see `Places.record`."""
    if not table:
        return "not recorded"
    about = f"{table['places']:,} places, {table['residents']:,} residents"
    if table["own"]:
        return (f"{table['file']}: {about}; the user's own table, not one of Countergaze, "
                f"SHA-256 {table['sha256']}")
    return f"{table['file']} of Countergaze: {about}, SHA-256 {table['sha256'][:12]}"


def societies(runs: int) -> str:
    """Return what stands before the people of each society."""
    return f"{runs:,} societies, each of " if runs > 1 else ""


def seeds_option(seeds: Sequence[int]) -> str:
    """Return what a command needs to use the same random seeds again."""
    return f"--seed {seeds[0]}" if len(seeds) == 1 else f"--seed {seeds[0]} --seeds {len(seeds)}"


def tables_option(table: Mapping[str, Any]) -> str:
    """Return what a command needs to use the same table of places again."""
    return f" --tables {shlex.quote(str(table['file']))}" if table.get("own") else ""


def listed_line(listed: float) -> str:
    """Return how many are on a list; listed: in 100,000 residents, NaN or 0 if nobody is."""
    if not listed > 0.0:
        return "Nobody is on a list"
    many = listed >= 100.0
    return (f"On an average week, {number(listed / 100.0 if many else listed)} in "
            f"{'1,000' if many else '100,000'} synthetic residents are on a list")


def headline(listed: float, wrong_share: float) -> str:
    """Return the finding of a run that recorded one cause; wrong_share: in 1,000 listed."""
    first = listed_line(listed)
    if not listed > 0.0:
        return first
    if not wrong_share > 0.0:
        return f"{first}; none of them by a false record"
    return f"{first}; about 1 listing in {number(1000.0 / wrong_share, 0)} rests on a false record"


def deck(title: str, people: int, weeks: int, runs: int, assumed: int, numbers: int) -> str:
    """Return how to take the finding."""
    name = f"\N{LEFT DOUBLE QUOTATION MARK}{title}\N{RIGHT DOUBLE QUOTATION MARK}"
    rests = f"{assumed:,} of the {numbers:,} numbers behind it are assumed."
    if runs == 1:
        return (f"One run of the scenario {name}: {people:,} synthetic people, {weeks:,} weeks. "
                f"One run shows what can happen, not how sure it is. {rests}")
    return (f"{runs:,} runs of the scenario {name}, each of {people:,} synthetic people over "
            f"{weeks:,} weeks with random numbers of its own: figures are means of the runs, and "
            f"ranges go from the lowest run to the highest. They do not hold what is unsure "
            f"because it is assumed: {rests}")


def chart_title(title: str, each: np.ndarray, digits: int, way: int) -> str:
    """Return where a quantity moves, or its mean.

    each: (runs, weeks); way: 1 or -1 where it rises or falls beyond chance (`spread.trends`).
    """
    known = each[np.isfinite(each)]
    if not len(known):
        return f"{title}: none recorded"
    if not known.any():
        return f"{title}: none"
    a, b = (number(spread.mean(part), digits) for part in spread.ends(each))
    if not way or a == b:
        return f"{title}: about {number(float(known.mean()), digits)} on average"
    return f"{title}: {'up' if way > 0 else 'down'} from {a} to {b}"


def flat_summary(rows: list[str]) -> str:
    """Return what stands over a folded table: how many rows, and the first of them."""
    some = "; ".join(rows[:3])
    return f"{len(rows):,} more as means: {some}" + ("; and more" if len(rows) > 3 else "")


def miss_line(title: str, value: str, low: str, high: str, unit: str, why: str) -> str:
    """Return that the baseline does not give a figure that is known, and why."""
    return (f"The baseline misses what is known of this: {title[:1].lower()}{title[1:]}, {value} "
            f"{unit} (met from {low} to {high}). {sentence(why)}.")


def last_weeks(weeks: int) -> str:
    """Return the weeks over which levels are averaged, in words."""
    if weeks > 52:
        return "the last 52 weeks"
    return f"all {weeks} weeks" if weeks > 1 else "the one week"


def places_title(beyond: int, count: int, listed: float) -> str:
    """Return how many places differ from the whole beyond chance; listed: in 100,000."""
    if not listed > 0.0:
        return "Places: nobody is listed anywhere"
    if not beyond:
        return "Places: no difference beyond chance"
    return f"Places: {beyond:,} of {count:,} {'differs' if beyond == 1 else 'differ'} beyond chance"


def places_line(beyond: int, cases: float) -> str:
    """Return what the map can say with so many listed people."""
    text = ("Places differ here only by the shares of their table and by which cities have "
            f"sensing; none is ranked. With {count(cases)} listed people in all ")
    if not cases > 0.0:
        return text + "there is nothing to compare."
    if not beyond:
        return text + ("every place lies within what chance alone gives at everybody's rate, so "
                       "none is named.")
    return text + ("most differences are chance: a tile has a value only where chance does not "
                   "explain it, in every run on the same side.")


HOSTS_TITLE = "People abroad, by host"
HOSTS_NOTE = ("Hosts stand in a fixed order and are not ranked. Few synthetic people live abroad: "
              "part of each difference is sampling noise.")


def host(key: str) -> str:
    """Return the name of a host in a table."""
    return f"Host {key}"


def abroad_line(files: float, silenced: float) -> str:
    """Return how many abroad are on file and how many stay silent, in one sentence or two."""
    kept = (f"The state at home keeps a file on {number(files)} of 100 adults abroad"
            if files > 0.0 else "The state at home keeps no file on anybody abroad")
    if not math.isfinite(silenced):
        return f"{kept}; nobody there would dissent."
    return f"{kept}; of 100 abroad who would dissent without fear, {number(silenced)} are silent."


TOO_FEW = "too few to tell"
BY_GROUP = "Harm by group"
TURNED_UNIT = "points, the rest minus the group"
STEPS = {
    "ended": ("A listing on a false record ended", "whose listing on a false record ended"),
    "know": ("Had learnt of it", "who had learnt of it"),
    "file": ("Had appealed", "who had appealed"),
    "heard": ("Had been heard", "who had been heard"),
    "granted": ("Had been granted", "who had been granted"),
    "cleared": ("Had been cleared everywhere", "who had been cleared everywhere"),
}
FUNNEL_NOTE = ("The same people from step to step: those whose listing on a false record ended in "
               "these weeks, by appeal, by paying what they did not owe, by its term or otherwise. "
               "Listings that still stand are not among them.")
COMBINATIONS = {
    "no_detriment": (False, None, None), "neither": (True, False, False),
    "cross": (True, True, False), "disproportionate": (True, False, True),
    "both": (True, True, True),
}
"""Detriment, cross-context, disproportionate; None where a sanction without detriment (a warning)
is not asked."""
TESTS_TITLE = "Context and proportion of sanctions"
TESTS_NOTE = ("A detriment is any denial; a warning is none. Out of context: the record is of "
              "another sphere of life than the service. Out of proportion: severity over gravity "
              "is above the bound that is assumed.")


def by_group_line(runs: int) -> str:
    """Return how to read the tables of groups."""
    of = "this one run" if runs == 1 else f"these {runs:,} runs"
    return ("Rows stand in a fixed order and are not ranked. Part of each difference is sampling "
            f"noise of {of}; a comparison over many seeds shows which differences last. Where "
            "fewer than 5 people are expected nothing is said.")


def people(value: float) -> str:
    """Return a number of people with the noun."""
    text = count(value)
    return "nobody" if text == "0" else f"{text} {'person' if text == '1' else 'people'}"


def _were(value: float) -> str:
    return "was" if count(value) in ("0", "1") else "were"


def funnel_headline(ended: float, cleared: float, weeks: int) -> str:
    """Return how many listings on a false record ended, and how many people were cleared."""
    if not ended > 0.0:
        return f"Nobody's listing on a false record ended in {last_weeks(weeks)}"
    first = (f"Of {people(ended)} whose listing on a false record ended in {last_weeks(weeks)}")
    were = "none was" if count(cleared) == "0" else f"{count(cleared)} {_were(cleared)}"
    return f"{first}, {were} cleared everywhere"


def funnel_line(steps: dict[str, float]) -> str:
    """Return between which two steps most are lost, where enough listings ended."""
    if not steps.get("ended", 0.0) >= 5.0:
        return "Too few to tell at which step most are lost."
    names = list(steps)
    fall, above, below = max((steps[a] - steps[b], a, b)
                             for a, b in zip(names, names[1:], strict=False))
    if fall <= 0.0:
        return "Nobody is lost at any step."
    return (f"Most are lost between {count(steps[above])} {STEPS[above][1]} and "
            f"{count(steps[below])} {STEPS[below][1]}.")


def step_share(value: float, above: float, name: str) -> str:
    """Return a step as a share of the one above it."""
    if not above > 0.0:
        return "none above"
    share = 100.0 * value / above
    some = ("all" if share >= 99.5 else "none" if not value > 0.0
            else f"{number(share, 0 if share >= 10 else 1)} %")
    return f"{some} of those {STEPS[name][1]}"


def appeals_line(filed: float, heard: float, granted: float) -> str:
    """Return what became of all appeals, in 100,000 residents a year."""
    if not filed > 0.0 and not heard > 0.0:
        return "Nobody appeals against any listing."
    return (f"All appeals, whatever the listing rests on: {number(filed)} filed, {number(heard)} "
            f"heard, {number(granted)} granted in 100,000 residents a year.")


def wait_line(pending: float, wait: float) -> str:
    """Return how many wait for a hearing, and for how long at the pace of these weeks."""
    if not pending > 0.0:
        return "Nobody waits for a hearing."
    first = f"{number(pending)} in 100,000 residents wait for a hearing"
    if not math.isfinite(wait):
        return f"{first}; nobody is heard, so no wait can be told."
    weeks = number(wait)
    return f"{first}: at the pace of these weeks for {weeks} week{'' if weeks == '1' else 's'}."


def requests_line(made: float, asked: float, granted: float, cleared: float, weeks: int) -> str:
    """Return what came of requests to have false records corrected where they were made."""
    return (f"In {last_weeks(weeks)} {count(made)} false records were made; somebody asked for a "
            f"correction {count(asked)} times, got it {count(granted)} times, and had every holder "
            f"corrected {count(cleared)} times.")


def records_line(held: float, copied: float, weeks: int) -> str:
    """Return how common false records are, and how many holdings of 100 are copies (or NaN)."""
    if not held > 0.0:
        return f"No agency holds a false record of anybody in {last_weeks(weeks)}."
    first = f"Of {number(held)} in 100,000 residents at least one agency holds a false record"
    if not math.isfinite(copied):
        return f"{first}."
    return f"{first}. Of 100 such holdings {number(copied, 0)} are copies from another agency."


def corrections_line(ended: float, never: float, weeks: int) -> str:
    """Return how many false records ended, and how many without correction, in counts."""
    total = count(ended)
    if total == "0":
        return f"No false record ended in {last_weeks(weeks)}."
    if total == "1":
        return (f"1 false record ended in {last_weeks(weeks)}, "
                f"{'not ' if count(never) == '1' else ''}corrected at every holder.")
    kept = count(never)
    rest = ("none of them faded without being" if kept == "0"
            else "all of them faded without being" if kept == total
            else f"{kept} of them faded without being")
    return f"{total} false records ended in {last_weeks(weeks)}; {rest} corrected at every holder."


def span(key: str) -> str:
    """Return a range of weeks, "13-26", "209+" or "never", in words."""
    if key == "never":
        return "Never: it faded"
    if key.endswith("+"):
        return f"{key[:-1]} weeks or more"
    return f"{key.replace('-', ' to ')} weeks"


def tests_line(met: float, weeks: int) -> str:
    """Return how many of 100 sanctions are a detriment out of context or proportion."""
    if not math.isfinite(met):
        return f"No sanction was counted in {last_weeks(weeks)}."
    shown = "None" if not met > 0.0 else "All" if met >= 100.0 else f"{number(met)} %"
    return (f"{shown} of the sanctions of {last_weeks(weeks)} are a detriment that is out of "
            "context or out of proportion.")


BY_KIND = "Firms by kind"


def kinds_line(shares: dict[str, float]) -> str:
    """Return which kinds of firm align most and least, in 100 firms by their name in words."""
    known = {name: value for name, value in shares.items() if math.isfinite(value)}
    if not known:
        return "No firm is left."
    low, high = (pick(known, key=lambda name: known[name]) for pick in (min, max))
    if not known[high] > 0.0:
        return "No firm aligns with what the state demands."
    if number(known[high]) == number(known[low]):
        return f"Of 100 {high} {number(known[high])} align with what the state demands."
    return (f"Of 100 {high} {number(known[high])} align with what the state demands, of "
            f"100 {low} {number(known[low])}.")


def gaps_line(names: set[str]) -> str:
    """Return how to read the tracks of a group against everybody else."""
    line = ("A dot right of the line: the group bears more than everybody else; each column has "
            "its own scale, and a ratio of 1 is the line.")
    if "missed_gap" in names:
        line += (" In the column on what the court misses, right means that it overlooks the group "
                 "more often.")
    return line


def sentence(text: str) -> str:
    """Return a text that begins with a capital letter, the rest as it is."""
    return text[:1].upper() + text[1:]
