"""What the phase diagram says, in words."""

from __future__ import annotations

from typing import Any

import numpy as np

from countergaze.claims import phase
from countergaze.claims.claim_files import smallest
from countergaze.mechanisms import INDICATORS
from countergaze.results.manifest import version

CONTROL = {
    (True, False): "Controls", (True, True): "Controls and harms",
    (False, True): "Harms, does not control", (False, False): "Neither",
}
"""(it controls, it harms) -> the name of the region."""
DECK = ("Each square is one setting. To the right agencies and levels share more; to the top "
        "officials are more honest. A square is held against the same world without links and "
        "with officials as shipped.")
NOT_MEANT = ("Squares of this model and these worlds, not of any country. The scale of links is a "
             "mandate: how much of it officials carry out depends on their integrity.")


def name(region: int) -> str:
    """Return the name of a region by what happens in it."""
    return CONTROL[bool(region & phase.CONTROLS), bool(region & phase.HARMS)]


def shares(regions: np.ndarray) -> dict[str, float]:
    """Return the share of cells in each region, in % of all, full capacity by itself."""
    told = {title: 100.0 * float(np.mean([name(int(r)) == title for r in regions.flat]))
            for title in CONTROL.values()}
    return told | {"Over capacity": 100.0 * float(((regions & phase.FULL) > 0).mean())}


def headline(made: Any) -> str:
    """Return where links control and harm at the defaults, and how far other worlds agree."""
    told = shares(made.regions()[0])
    both, only = told["Controls and harms"], told["Controls"]
    harms = told["Harms, does not control"]
    n = len(made.worlds)
    said = (f"At the defaults more links control and harm in {both:.0f} % of the settings, harm "
            f"without control in {harms:.0f} %, and control without more harm in {only:.0f} %")
    if not n:
        return said
    return said + (f"; three in four of {n} other worlds agree on {100 * _agreed(made):.0f} % of "
                   "the squares")


def _agreed(made: Any) -> float:
    """Return the share of the squares on which three of four plausible worlds agree."""
    return float((made.agreeing >= 0.75 * len(made.worlds)).mean())


def rules() -> list[str]:
    """Return what makes a region, from the definitions of the experiment."""
    order = ", ".join(f"{INDICATORS[key].title.lower()} ({smallest()[key]:g})"
                      for key in phase.ORDER)
    return [f"It controls where at least one of these is lower by its smallest effect of interest "
            f"and none is higher by as much: {order}.",
            f"It harms where {INDICATORS[phase.HARM].title.lower()} are more by "
            f"{smallest()[phase.HARM]:g} {INDICATORS[phase.HARM].unit}.",
            f"Hatched: over capacity in {phase.OVER:.0f} {INDICATORS[phase.LOAD].unit} or more."]


def edges(made: Any) -> str:
    """Return how soft the edges are between seeds."""
    differ, edge = made.soft
    if not edge:
        return "There are no edges: every square is in the same region."
    return (f"Edges are soft: of {edge} squares at an edge {differ} are in another region with one "
            "of the two seeds alone.")


def agreement(made: Any) -> str:
    """Return in how many plausible worlds squares are in the region that they have here."""
    n = len(made.worlds)
    if not n:
        return "No plausible worlds were run beside the defaults."
    most = _agreed(made)
    return (f"In {n} worlds that fit the facts {100 * most:.0f} % of the squares are in the same "
            f"region in at least three of four, and {100 * (1 - most):.0f} % are not: where these "
            "lie, the answer hangs on numbers that nobody knows.")


def by_world(made: Any) -> list[tuple[str, dict[str, float]]]:
    """Return the shares of the regions at the defaults and in each plausible world."""
    names = ["defaults", *(f"world {number}" for number in made.worlds)]
    return [(title, shares(regions)) for title, regions in zip(names, made.regions())]


def markdown(made: Any) -> str:
    """Return the page for the docs; made: a `claims.phase.Phase`."""
    titles = [*CONTROL.values(), "Over capacity"]
    head = "| world | " + " | ".join(titles) + " |\n|" + " --- |" * (len(titles) + 1)
    rows = [f"| {title} | " + " | ".join(f"{told[key]:.0f} %" for key in titles) + " |"
            for title, told in by_world(made)]
    return "\n\n".join([
        f"# More information against officials who bend it\n\n{headline(made)}.",
        "![Phase diagram](phase.svg)", DECK, "\n".join(f"- {rule}" for rule in rules()),
        f"{edges(made)} {agreement(made)}", "\n".join([head, *rows]),
        f"Written by\n\n```sh\n{made.command}\n```\n\nCountergaze {version()}, result "
        f"`{made.result[:12]}`.", NOT_MEANT]) + "\n"
