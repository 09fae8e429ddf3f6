"""Start the baseline calm and broken down at several capacities, and write where each ends.

`python docs/one_state.py`, three minutes; it writes docs/model/one_state.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from countergaze.data.tables import census_places
from countergaze.declare import Settings
from countergaze.engine.parameters import values
from countergaze.engine.simulation import processors
from countergaze.engine.society import Society
from countergaze.engine.step import Engine
from countergaze.mechanisms.sensing import LOAD_REFERENCE, attention
from countergaze.scenarios import load

PEOPLE, SEED, WEEKS, LAST = 20_000, 1, 270, 60
WAITING, EXCITED, FEAR, SUPPORT = 150.0, 0.01, 2.0, -0.6
"""Of the broken start: hours and cases per 1,000 residents, a factor, a shift."""
CAPACITIES = {"load": (7.2, 5.0, 4.3, 3.3, 2.5), "control_first": (10.8, 9.0, 7.2, 6.0, 5.0)}
"""Form of attention -> hours per 1,000 residents a week."""
NEWLINE = "\n"
COLLAPSED = 0.1
"""Below this share of its attention an office has collapsed."""


class End(NamedTuple):
    """Means over the last weeks; the first three over residents of cities that have not collapsed.

    load (share of capacity), backlog (hours per 1,000), unrest (cases per million a week),
    collapsed (% of residents in cities that have).
    """

    load: float
    backlog: float
    unrest: float
    collapsed: float


def settings(form: str, capacity: float) -> Settings:
    """Return the baseline under a form of attention, at a capacity."""
    found = load("baseline").settings
    found.values["society"]["burn_in"] = WEEKS
    found.values["sensing"]["attention_form"] = form
    found.values["incidents"]["cap0"] = capacity
    return found


def end(form: str, capacity: float, broken: bool) -> End:
    """Return where a society ends that starts calm or broken down."""
    world = settings(form, capacity)
    society = Society.settle(world, census_places(), PEOPLE, (SEED,))
    if broken:
        people, mine = society.state, society.institutions.country.incidents
        people.fear[:] = people.fear * FEAR
        people.support[:] = np.clip(people.support + SUPPORT, -1.0, 1.0)
        mine.waiting, mine.excited = mine.waiting + WAITING, mine.excited + EXCITED
    engine, weeks = Engine(world, society, threads=processors()), []
    for week in range(-WEEKS, 0):
        engine.step(week)
        weeks.append(of_week(society))
    return End(*np.nanmean(weeks[-LAST:], axis=0))


def of_week(society: Society) -> End:
    """Return an `End` of one week."""
    country = society.institutions.country
    mine, gone = country.incidents, country.sensing.attention[0] < COLLAPSED
    left = country.weight * ~gone
    return End(*(float(np.average(part[0], weights=left)) if left.any() else np.nan for part in (
        mine.load, mine.backlog, 1000.0 * mine.unrest_intensity)),
        collapsed=100.0 * float((country.weight * gone).sum()))


def resting_load(running: np.ndarray) -> np.ndarray:
    """Return the loads at full capacity at which a city stays at those running means of load."""
    p = values(load("baseline").settings, "sensing")
    return running * attention(p, running)


def row(form: str, capacity: float) -> str:
    """Return the line of a capacity: both starts side by side."""
    calm, broken = end(form, capacity, False), end(form, capacity, True)
    cells = [f"{a:.{digits}f}, {b:.{digits}f}"
             for a, b, digits in zip(calm, broken, (2, 1, 1, 0), strict=True)]
    line = f"| {form} | {capacity} | " + " | ".join(cells) + " |"
    print(line, flush=True)
    return line


def page() -> str:
    """Return the page."""
    rows = [row(form, one) for form, many in CAPACITIES.items() for one in many]
    running = np.arange(0.0, 3.0, 1e-4)
    resting = resting_load(running)
    most, unstable = resting.max(), running[resting >= LOAD_REFERENCE].max()
    return f"""# One state, or two

Where the baseline ends within five years from a calm start, and from breakdown:
{WAITING:.0f} hours of backlog per 1,000 residents in every district, unrest, doubled fear and
{-100 * SUPPORT:.0f} points less support. Written by `python docs/one_state.py`.

| `attention_form` | capacity, hours per 1,000 | load | backlog, hours per 1,000 | \
unrest, per million a week | collapsed, % of residents |
| --- | --- | --- | --- | --- | --- |
{NEWLINE.join(rows)}

Each cell: from calm, from breakdown ({PEOPLE:,} people, seed {SEED}, last {LAST} of {WEEKS} weeks).
Load, backlog and unrest are means over the residents of cities that have not collapsed; a city has
collapsed where less than {100 * COLLAPSED:.0f} % of its attention is left, which under
`control_first` is its capacity.

## The bound

Under `load` attention falls under load, and with it the records that make desk work: a city
that has much to do does less of what loads it, and comes to rest at every capacity tried.

Under `control_first` capacity itself is multiplied by att (equation 8 of
[sensing](../mechanisms/sensing.md)), so that load makes load. With W the load that a city would
have at full capacity, it rests where its running mean w = W / att(w), which has a solution only
for W up to {most:.2f} at the defaults. Above that a city collapses from any start; below it, one
that a bad spell carries past the larger, unstable solution ({unstable:.2f} where W is
{LOAD_REFERENCE}). Nothing brings it back, and its load has no bound. So under this form means of
load over cities, the indicator `load` included, say nothing once one city has collapsed, and since
the centre believes the loads that are reported, its budget goes to control as far as it can (from
0.25 to 0.50, [governance](../mechanisms/governance.md)): the other cities are at ease, with worse
service. Read such a world by its collapsed cities, not by its means.
"""


if __name__ == "__main__":
    Path(__file__).with_name("model").joinpath("one_state.md").write_text(
        page(), encoding="utf-8", newline="\n")
