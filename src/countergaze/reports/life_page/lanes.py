"""The lanes of one world's weeks: what stands where, in 100 of a lane's width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from countergaze.reports.life_page.world import World

APART = 5.5
"""Numbers on marks stand at least this far apart, in 100 of the width of a lane."""
WORDED = 22.0
"""Width from which a spell on a list has words on it, in 100 of the width of a lane."""
ROOM = 7.0
"""Width that an appeal's outcome takes, in 100 of the width of a lane."""
GROUNDS = {"wrong": "wrongly", "just": "on true records", "household": "someone close"}
Lane = dict[str, Any]


def of(world: World, numbers: dict[int, int], worlds: Sequence[World]) -> list[Lane]:
    """Return the lanes; numbers: of the events of this world, by their identity."""
    most = _most(worlds)
    lanes = [
        _lane("Records", "made by agencies", **_records(world, numbers)),
        _lane("Listed", "and on what ground", spells=_listed(world, numbers)),
        _lane("Refused", "bar: times in a week", **_refused(world, numbers)),
        _lane("Appeal", "filed to decided", appeals=_appeals(world, numbers)),
        _lane("Says", "tall: dissents; middle: affirms; low dots: silent for fear alone", "says",
              **_says(world, numbers)),
        _lane("Fear", f"0 to {most:g}", "fear", paths=_fear(world, most)),
    ]
    if any(own.life.weeks["visited"].any() for own in worlds):
        lanes.insert(4, _lane("Visited", "for what they might do", **_visited(world, numbers)))
    return lanes


def _lane(title: str, line: str, kind: str = "", /, **held: list[Any]) -> Lane:
    """Return a lane; held: marks, spells, appeals or paths, and the numbers on them."""
    all_ = {name: held.get(name, []) for name in ("marks", "spells", "appeals", "paths", "numbers")}
    return {"title": title, "line": line, "kind": kind, "nothing": not any(all_.values()), **all_}


def at(world: World, week: float) -> str:
    """Return where a week begins, in 100 of the width of a lane."""
    return f"{100.0 * week / world.weeks:.2f}".rstrip("0").rstrip(".")


def _numbers(world: World, numbers: dict[int, int], lane: str, marks: Sequence[int],
             mark: str = "") -> list[Lane]:
    """Return the numbers of a lane's events beside their marks, where there is room.

    marks: the weeks in which the lane has a mark; an event without a number there is told in
    the table alone.
    """
    places = [100.0 * (week + 0.5) / world.weeks for week in marks]
    out, free = [], -APART
    for event in world.events:
        if event.lane != lane or (mark and event.mark != mark) or id(event) not in numbers:
            continue
        here = 100.0 * (event.week + 0.5) / world.weeks
        after = here < APART
        low, high = (here, here + APART) if after else (here - APART, here)
        if here < free or any(low < place < high for place in places):
            continue
        out.append({"number": numbers[id(event)], "after": after, "left": f"{here:.1f}"})
        free = here + APART
    return out


def _records(world: World, numbers: dict[int, int]) -> dict[str, list[Lane]]:
    kinds = (("true", "true"), ("close", "household"), ("false", "false"))
    marks = [{"kind": name, "style": f"left:{at(world, week + 0.5)}%"}
             for name, kind in kinds for week in world.marks(kind)]
    weeks = [week for _, kind in kinds for week in world.marks(kind)]
    return {"marks": marks, "numbers": _numbers(world, numbers, "records", weeks)}


def _listed(world: World, numbers: dict[int, int]) -> list[Lane]:
    """Return spells on a list, each with the number of the event that began it."""
    out, free = [], -APART
    began = {event.week: numbers[id(event)] for event in reversed(world.events)
             if event.lane == "listed" and event.mark and id(event) in numbers}
    for span in world.listed:
        wide = 100.0 * (span.last + 1 - span.first) / world.weeks
        here = 100.0 * span.first / world.weeks
        number = None
        if span.first in began and wide >= APART and here >= free:
            number = began[span.first]
            free = here + APART
        out.append({"ground": span.ground, "style": f"left:{here:.1f}%;width:{wide:.1f}%",
                    "number": number, "words": GROUNDS[span.ground] if wide >= WORDED else ""})
    return out


def _refused(world: World, numbers: dict[int, int]) -> dict[str, list[Lane]]:
    marks = [{"kind": "tick", "style": f"left:{at(world, week + 0.5)}%;"
                                       f"height:{5 + 5 * min(count, 3)}px"}
             for week, count in enumerate(world.refused) if count]
    weeks = world.refused.nonzero()[0].tolist()
    return {"marks": marks, "numbers": _numbers(world, numbers, "refused", weeks)}


def _visited(world: World, numbers: dict[int, int]) -> dict[str, list[Lane]]:
    weeks = [week for week, seen in enumerate(world.life.weeks["visited"]) if seen > 0.5]
    marks = [{"kind": "tick", "style": f"left:{at(world, week + 0.5)}%;height:12px"}
             for week in weeks]
    return {"marks": marks, "numbers": _numbers(world, numbers, "other", weeks, "visited")}


def _appeals(world: World, numbers: dict[int, int]) -> list[Lane]:
    """Return the weeks of waiting, and the outcome after each: in words where there is room."""
    out = []
    starts = [100.0 * span.first / world.weeks for span in world.appeals]
    for k, span in enumerate(world.appeals):
        end = 100.0 * (span.last + 1) / world.weeks
        event = next((e for e in world.events if e.lane == "appeal"
                      and e.week in (span.last, span.last + 1) and e.mark == span.ground), None)
        room = min(starts[k + 1:k + 2] or [100.0]) - end
        outcome = None
        if event is not None and room >= ROOM:
            outcome = {"style": f"left:{end:.1f}%", "number": numbers.get(id(event)),
                       "sign": "\N{CHECK MARK}" if span.ground == "granted"
                       else "\N{MULTIPLICATION X}", "words": span.ground if room > WORDED else ""}
        out.append({"style": f"left:{starts[k]:.1f}%;width:{end - starts[k]:.1f}%",
                    "outcome": outcome})
    return out


def _says(world: World, numbers: dict[int, int]) -> dict[str, list[Lane]]:
    """Return bars by what was said, one unit a week: stretched to the lane's width."""
    shapes = {"D": "", "W": "", "A": "", "-": ""}
    start = 0
    says = world.says
    while start < len(says):
        end = start
        while end < len(says) and says[end] == says[start] and says[start] != "-":
            end += 1
        end = max(end, start + 1)
        wide = end - start
        if says[start] == "A":
            shapes["A"] += f"M{start} 26v-12h{wide}v12z"
        elif says[start] == "D":
            shapes["D"] += f"M{start} 26v-22h{wide}v22z"
        elif says[start] == "W":
            shapes["W"] += f"M{start} 26v-12h{wide}v12zM{start} 10v-6h{wide}v6z"
        elif says[start] == "-":
            shapes["-"] += f"M{start} 26v-4h.55v4z"
        start = end
    paths = [{"kind": "rest", "d": f"M0 26v-2h{world.weeks}v2z"},
             {"kind": "affirm", "d": shapes["A"]},
             {"kind": "", "d": f"{shapes['-']}{shapes['D']}{shapes['W']}"}]
    weeks = [week for week, said in enumerate(says) if said in "DWA"]
    return {"paths": paths, "numbers": _numbers(world, numbers, "says", weeks)}


def _most(worlds: Sequence[World]) -> float:
    """Return the end of the axis of fear: the same in every world."""
    return 1.0 if max(w.life.weeks["fear"].max() for w in worlds) <= 1.0 else 2.0


def _fear(world: World, most: float) -> list[Lane]:
    places = [f"{week + 0.5:g} {26.0 * (1.0 - float(fear) / most):.1f}"
              for week, fear in enumerate(world.life.weeks["fear"])]
    return [{"kind": "", "d": f"M{'L'.join(places)}"}]
