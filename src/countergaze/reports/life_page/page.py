"""The page of one synthetic life: the same lanes for each world, and a table that tells them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib import resources

from countergaze.reports import words
from countergaze.reports.life_page import words as life_words
from countergaze.reports.life_page.events import Event
from countergaze.reports.life_page.world import World
from countergaze.reports.svg import MARK
from countergaze.reports.svg import week_ticks

Row = tuple[Event | None, ...]
NO_BREAK = "\N{NON-BREAKING HYPHEN}"
MOST_ROWS = 120
APART = 5.5
"""Numbers on marks stand at least this far apart, in 100 of the width of a lane."""
WORDED = 22.0
"""Width from which a spell on a list has words on it, in 100 of the width of a lane."""

GROUNDS = {"wrong": "wrongly", "just": "on true records", "household": "someone close"}
SIGNS = (("true", "true record"), ("false", "false record"), ("close", "someone close is listed"),
         ("spell wrong", "wrongly listed"))


def page(worlds: Sequence[World], command: str = "") -> str:
    """Return the page; command: what makes it again."""
    life = worlds[0].life
    rows = table_rows(worlds)
    both = " \N{MIDDLE DOT} the same luck in both worlds" if len(worlds) > 1 else ""
    body = "".join([
        f'<header><span class="mark">{MARK}Countergaze</span><span>One synthetic life</span>'
        f'</header><p class="notice">{words.NOTICE}</p><main id="main">'
        f'<p class="eyebrow">Person {life.person:,} of {life.people:,} \N{MIDDLE DOT} seed '
        f"{life.seed} \N{MIDDLE DOT} {worlds[0].weeks:,} weeks{both}</p>"
        f"<h1>{escape(life_words.headline(worlds)).replace('-', NO_BREAK)}</h1>"
        f'<p class="deck">Nobody. A person drawn from census totals: '
        f"{escape(_lower(life_words.about(life.facts)))} {escape(life_words.common(worlds))}</p>",
        _signs(), *(_world(world, k, rows, worlds) for k, world in enumerate(worlds)),
        _told(worlds, rows), _last(worlds, command)])
    style = "".join(resources.files("countergaze.reports").joinpath(name).read_text("utf-8")
                    for name in ("style.css", "life_page/life.css"))
    return ('<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>One synthetic life \N{MIDDLE DOT} Countergaze</title><style>{style}</style>"
            '</head><body><a class="skip" href="#main">Skip to the findings</a>'
            f'<div class="page">{body}</main></div></body></html>\n')


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def table_rows(worlds: Sequence[World]) -> list[Row]:
    """Return the events of all worlds in order, those that match in one row."""
    rows: list[list[Event | None]] = []
    for k, world in enumerate(worlds):
        for event in world.events:
            free = next((row for row in rows if row[k] is None and any(
                other and _alike(other, event) for other in row)), None)
            if free is None:
                free = [None] * len(worlds)
                rows.append(free)
            free[k] = event
    rows.sort(key=lambda row: min((e.week, e.last) for e in row if e))
    return [tuple(row) for row in rows]


def _alike(one: Event, other: Event) -> bool:
    return (one.week, one.bureau, one.lane, one.mark) == (
        other.week, other.bureau, other.lane, other.mark) and (
        one.text == other.text or one.lane == "listed")


def _signs() -> str:
    items = "".join(f'<li><i class="{name}"></i>{title}</li>' for name, title in SIGNS)
    return (f'<ul class="signs" aria-label="Signs">{items}</ul>'
            '<p class="note">Only the laboratory knows which record is false. The simulated '
            "agencies do not. A tall bar that is broken: dissents and is warned. Silent for fear "
            "alone: given an occasion, they would rather speak than not if nobody feared "
            "anything, and rather not as things are. Numbers on marks lead to the table "
            "below.</p>")


def _world(world: World, place: int, rows: list[Row], worlds: Sequence[World]) -> str:
    """Return the lanes of one world."""
    numbers = {id(row[place]): n for n, row in enumerate(rows[:MOST_ROWS], 1) if row[place]}
    ticks = "".join(f'<span style="left:{_at(world, week)}%">{week if week else "week 0"}</span>'
                    for week in week_ticks(world.weeks))
    lanes = [
        _lane("Records", "made by agencies", _records(world, numbers)),
        _lane("Listed", "and on what ground", _listed(world, numbers)),
        _lane("Refused", "bar: times in a week", _refused(world, numbers)),
        _lane("Appeal", "filed to decided", _appeal(world, numbers)),
        _lane("Says", "tall: dissents; middle: affirms; low dots: silent for fear alone",
              _says(world, numbers), "says"),
        _lane("Fear", f"0 to {_most(worlds):g}", _fear(world, _most(worlds)), "fear"),
    ]
    if any(own.life.weeks["visited"].any() for own in worlds):
        lanes.insert(4, _lane("Visited", "for what they might do", _visited(world, numbers)))
    second = " second" if place else ""
    return (f'<section class="world{second}"><h2>In {escape(world.name)}</h2>'
            f'<p class="unit">{escape(life_words.summary(world))}</p><div aria-hidden="true">'
            f'<div class="lane scale"><div></div><div class="bar">{ticks}</div></div>'
            f"{''.join(lanes)}</div></section>")


def _lane(title: str, line: str, marks: str, kind: str = "") -> str:
    marks = marks or '<span class="never">none</span>'
    return (f'<div class="lane {kind}"><div><b>{title}</b><small>{line}</small></div>'
            f'<div class="bar">{marks}</div></div>'.replace(' "', '"', 1))


def _at(world: World, week: float) -> str:
    """Return where a week begins, in 100 of the width of a lane."""
    return f"{100.0 * week / world.weeks:.2f}".rstrip("0").rstrip(".")


def _numbers(world: World, numbers: dict[int, int], lane: str, marks: Sequence[int],
             mark: str = "") -> str:
    """Return the numbers of a lane's events beside their marks, where there is room.

    marks: the weeks in which the lane has a mark; an event without a number there is told in
    the table alone.
    """
    places = [100.0 * (week + 0.5) / world.weeks for week in marks]
    out, free = "", -APART
    for event in world.events:
        if event.lane != lane or (mark and event.mark != mark) or id(event) not in numbers:
            continue
        at = 100.0 * (event.week + 0.5) / world.weeks
        after = at < APART
        low, high = (at, at + APART) if after else (at - APART, at)
        if at < free or any(low < place < high for place in places):
            continue
        out += (f'<a class="no{" after" if after else ""}" href="#e{numbers[id(event)]}" '
                f'tabindex="-1" style="left:{at:.1f}%">{numbers[id(event)]}</a>')
        free = at + APART
    return out


def _records(world: World, numbers: dict[int, int]) -> str:
    marks = "".join(
        f'<i class="{name}" style="left:{_at(world, week + 0.5)}%"></i>'
        for name, kind in (("true", "true"), ("close", "household"), ("false", "false"))
        for week in world.marks(kind))
    weeks = [week for kind in ("true", "household", "false") for week in world.marks(kind)]
    return marks + _numbers(world, numbers, "records", weeks)


def _listed(world: World, numbers: dict[int, int]) -> str:
    """Return spells on a list, each with the number of the event that began it."""
    out, free = "", -APART
    began = {event.week: numbers[id(event)] for event in reversed(world.events)
             if event.lane == "listed" and event.mark and id(event) in numbers}
    for span in world.listed:
        wide = 100.0 * (span.last + 1 - span.first) / world.weeks
        at = 100.0 * span.first / world.weeks
        inside = ""
        if span.first in began and wide >= APART and at >= free:
            number = began[span.first]
            inside = f'<a class="no" href="#e{number}" tabindex="-1">{number}</a>'
            free = at + APART
        if wide >= WORDED:
            inside += f'<span class="w">{GROUNDS[span.ground]}</span>'
        out += (f'<i class="spell {span.ground}" style="left:{at:.1f}%;width:{wide:.1f}%">'
                f"{inside}</i>")
    return out


def _refused(world: World, numbers: dict[int, int]) -> str:
    ticks = "".join(f'<i class="tick" style="left:{_at(world, week + 0.5)}%;'
                    f'height:{5 + 5 * min(count, 3)}px"></i>'
                    for week, count in enumerate(world.refused) if count)
    return ticks + _numbers(world, numbers, "refused", world.refused.nonzero()[0].tolist())


def _visited(world: World, numbers: dict[int, int]) -> str:
    weeks = [week for week, seen in enumerate(world.life.weeks["visited"]) if seen > 0.5]
    ticks = "".join(f'<i class="tick" style="left:{_at(world, week + 0.5)}%;height:12px"></i>'
                    for week in weeks)
    return ticks + _numbers(world, numbers, "other", weeks, "visited")


def _appeal(world: World, numbers: dict[int, int]) -> str:
    """Return the weeks of waiting, and the outcome after each: in words where there is room."""
    out = ""
    starts = [100.0 * span.first / world.weeks for span in world.appeals]
    for k, span in enumerate(world.appeals):
        end = 100.0 * (span.last + 1) / world.weeks
        out += (f'<i class="waits" style="left:{starts[k]:.1f}%;'
                f'width:{end - starts[k]:.1f}%"></i>')
        event = next((e for e in world.events if e.lane == "appeal"
                      and e.week in (span.last, span.last + 1) and e.mark == span.ground), None)
        room = min(starts[k + 1:k + 2] or [100.0]) - end
        if event is None or room < 7.0:
            continue
        sign = "\N{CHECK MARK}" if span.ground == "granted" else "\N{MULTIPLICATION X}"
        told = f'<span class="w"> {span.ground}</span>' if room > WORDED else ""
        number = numbers.get(id(event), "")
        link = f'<b><a href="#e{number}" tabindex="-1">{number}</a></b> ' if number else ""
        out += f'<i class="end" style="left:{end:.1f}%">{link}{sign}{told}</i>'
    return out


def _says(world: World, numbers: dict[int, int]) -> str:
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
    return (f'<svg viewBox="0 0 {world.weeks} 26" preserveAspectRatio="none">'
            f'<path class="rest" d="M0 26v-2h{world.weeks}v2z"/>'
            f'<path class="affirm" d="{shapes["A"]}"/>'
            f'<path d="{shapes["-"]}{shapes["D"]}{shapes["W"]}"/></svg>'
            + _numbers(world, numbers, "says",
                       [week for week, said in enumerate(says) if said in "DWA"]))


def _most(worlds: Sequence[World]) -> float:
    """Return the end of the axis of fear: the same in every world."""
    return 1.0 if max(w.life.weeks["fear"].max() for w in worlds) <= 1.0 else 2.0


def _fear(world: World, most: float) -> str:
    places = [f"{week + 0.5:g} {26.0 * (1.0 - float(fear) / most):.1f}"
              for week, fear in enumerate(world.life.weeks["fear"])]
    return (f'<svg viewBox="0 0 {world.weeks} 26" preserveAspectRatio="none">'
            f'<path d="M{"L".join(places)}"/></svg>')


def _told(worlds: Sequence[World], rows: list[Row]) -> str:
    """Return the table that tells the lanes in words, with the bureau that acted."""
    heads = "".join(f'<th scope="col">{escape(world.name)}</th>' for world in worlds)
    lines = []
    for number, row in enumerate(rows[:MOST_ROWS], 1):
        first = next(event for event in row if event)
        last = max(event.last for event in row if event)
        when = f"{first.week}" if last == first.week else f"{first.week} to {last}"
        cells = []
        for k, event in enumerate(row):
            same = k > 0 and event and row[0] and event.words == row[0].words
            text = "the same" if same else _deed(event) if event else "\N{EN DASH}"
            absent = "" if event else ' class="absent"'
            cells.append(f'<td{absent} data-head="{escape(worlds[k].name, quote=True)}">{text}'
                         "</td>")
        lines.append(f'<tr id="e{number}"><td class="n">{number}</td><td class="n when">{when}</td>'
                     f"{''.join(cells)}</tr>")
    more = len(rows) - MOST_ROWS
    rest = f'<p class="note">{more:,} more are in the output of --json.</p>' if more > 0 else ""
    table = (f'<table class="told"><thead><tr><th scope="col" class="n">No.</th><th scope="col" '
             f'class="n">Week</th>{heads}</tr></thead><tbody>{"".join(lines)}</tbody></table>')
    nothing = "<p>Nothing was recorded, listed or refused in either world.</p>"
    return (f'<section id="told"><h2>The same, in words</h2>{table if lines else nothing}{rest}'
            "</section>")


def _deed(event: Event) -> str:
    who = f"<b>{escape(event.bureau)}:</b> " if event.bureau else ""
    return who + escape(event.words)


def _last(worlds: Sequence[World], command: str) -> str:
    """Return what the worlds are, how to make the page again, and what it does not mean."""
    said = "".join(f"<li><b>{escape(world.name)}</b>: {_differs(world)}</li>" for world in worlds)
    again = f"<pre>{escape(command)}</pre>" if command else ""
    return ('<section id="reproduce"><h2>The worlds, and how to make this page again</h2>'
            f"<ul>{said}</ul>{again}<p>{life_words.NOT_A_PERSON}</p>"
            '<p class="note">What this does not mean: nothing here says what any real system does '
            "to a real person. It says what follows in this model from what is assumed."
            "</p></section>")


def _differs(world: World) -> str:
    """Return what a world changes, in few words."""
    keys = [key for key, _, _ in world.differences]
    if not keys:
        return "differs in nothing from what it extends"
    shown = ", ".join(f"<code>{escape(key)}</code>" for key in keys[:8])
    more = f" and {len(keys) - 8} more" if len(keys) > 8 else ""
    return f"differs from what it extends in {shown}{more}"
