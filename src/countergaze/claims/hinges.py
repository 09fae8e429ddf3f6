"""What a claim turns on: its named hinges, each set to every variant or to both ends.

Where the verdict over plausible worlds compares worlds that differ in everything, here every world
is simulated again with one hinge set, so that nothing else differs.  The four desk shares, which
are numbers of the design, are set to 0 and to 1 together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from countergaze.claims import work
from countergaze.claims.claim import Claim
from countergaze.claims.claim_files import check
from countergaze.claims.outcomes import Asked, Outcome
from countergaze.mechanisms import every_parameter
from countergaze.scenarios import Scenario, load

WORLDS = 16
SEEDS = (1, 2)
DESKS = tuple(f"incidents.desk_{what}" for what in ("records", "alarms", "visits", "appeals"))
AS_THEY_ARE = "as they are"


class Turned(NamedTuple):
    """A setting of a hinge, and what each reading of the claim came to under it."""

    hinge: str
    setting: str
    outcomes: tuple[Outcome, ...]


def settings(claim: Claim) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Return (hinge, setting, changes): the worlds as they are, then every setting of each."""
    about = dict(every_parameter())
    found: list[tuple[str, str, Mapping[str, Any]]] = [("", AS_THEY_ARE, {})]
    for key in claim.hinges:
        if about[key].choices:
            found += [(key, str(value), {key: value}) for value in about[key].choices]
        else:
            low, high = about[key].range or (0.0, 0.0)
            found += [(key, f"{value:g}", {key: value}) for value in (low, high)]
    return found + [("all four desk shares", f"{value:g}", dict.fromkeys(DESKS, value))
                    for value in (0.0, 1.0)]


def turn(claim: Claim, plausible: Callable[[int], Sequence[Any]], defaults: Any,
         simulate_arms: work.Simulate, worlds: int = WORLDS, progress: work.Say | None = None,
         base: Scenario | None = None, **options: Any) -> list[Turned]:
    """Return what a claim comes to under every setting of its hinges.

    worlds and the rest: as in `board.carry_out`.  Raise ClaimError where the file has a mistake.
    """
    base = base or load("baseline")
    check([claim], base)
    asked = claim.model_copy(update={"worlds": 0})
    todo, every, out = work.blocks([asked], worlds), settings(claim), []
    for number, (hinge, setting, changes) in enumerate(every):
        here = [_under(world, changes) for world in plausible(worlds)]
        told = progress and _part(progress, number, len(every))
        means = work.simulate(todo, here, _under(defaults, changes), SEEDS, simulate_arms, told,
                              **options)
        found = Asked([asked], means, here, (), base.with_changes(dict(changes)), SEEDS)
        out.append(Turned(hinge, setting, found.outcomes))
    return out


def _under(world: Any, changes: Mapping[str, Any]) -> Any:
    """Return a world with a hinge set."""
    new = {**world.changes, **changes}
    return world._replace(changes=new) if hasattr(world, "_replace") else replace(
        world, changes=new)


def _part(say: work.Say, number: int, parts: int) -> work.Say:
    """Return what tells of one setting as a part of all."""
    return lambda done, total, phase: say(number * total + done, parts * total, phase)
