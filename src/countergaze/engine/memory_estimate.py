"""How much memory a run takes, estimated before it: people, weeks x places, report, compiling.

The constants were measured as the peak of a process of its own (`tests/interface/
test_memory_estimate.py` measures them again); they hold for one machine word and these libraries.
"""

from __future__ import annotations

from countergaze.declare import Settings
from countergaze.engine import memory
from countergaze.engine.measure import GROUPS as GROUPS_SHOWN
from countergaze.engine.measure import WEEKS_KEPT
from countergaze.mechanisms import INDICATORS
from countergaze.week.records import ABROAD_TALLIES, AGENCY_TALLIES, GROUPS, TALLIES

SIMULATING = 290_000_000
"""Bytes of Python, its libraries and the compiled week."""
WRITING = 40_000_000
"""Bytes of a report and of a folder of a run, whatever its length."""
COMPILING = 600_000_000
"""Bytes more in the process that compiles the week."""
SHOWN, ON_THE_WAY = 2, 1
"""Bytes a person: what the last two weeks showed of them; what is worked out on the way."""
FEW = 5
"""Bytes a person of what only few have: after a year 1.3 to 3 in the shipped scenarios without a
national score, 8 to 9 in those with one."""
A_VALUE, A_VALUE_WRITTEN = 16, 140
"""Bytes a week of a series: as the engine holds it; as a table, grouped, and as Parquet."""
A_SUM_WAITING = 24
"""Bytes of a sum of a week by scope that waits, with others, to be worked out."""
MOST_CITIES = 400
"""Cities of a society, of a cell at least, for whose sums there is room."""
OTHER_SCOPES = 7
"""Scopes of a kind that is not counted here, such as steps of an appeal."""


def series_of(settings: Settings, places: int) -> int:
    """Return how many series a run records: indicators times their scopes."""
    rows = settings.rows
    sizes = {"whole": 1, "province": places, "group": len(GROUPS_SHOWN),
             "agency": len(rows["agencies"]), "host": len(rows["hosts"]),
             "kind": len(rows["firm_kinds"]), "act": len(rows["acts"]), "cities": 2, "size": 4}
    return sum(sizes.get(scope, OTHER_SCOPES) for about in INDICATORS.values()
               for scope in about.scopes)


def bytes_on_disk(settings: Settings, people: int, replicates: int = 1) -> int:
    """Return the bytes of the files that keep what is stored of people."""
    abroad = float(settings.values["society"]["abroad_share"] or 0.0)
    return int(replicates * people * (1.0 + abroad) * (memory.bytes_a_person() + FEW - SHOWN))


def bytes_of_people(people: int, replicates: int, abroad_share: float,
                    on_disk: bool = False) -> int:
    """Return the bytes of the state of people at home and abroad, and of the sums of a week.

    on_disk: their files hold all but what is shown of them.
    """
    sums = (len(TALLIES) * len(GROUPS) + 6 * len(AGENCY_TALLIES) + 16 + len(ABROAD_TALLIES)) * 8
    by_city = replicates * min(people / 900, MOST_CITIES) * sums
    a_person = (SHOWN if on_disk else memory.bytes_a_person() + FEW) + ON_THE_WAY
    return int(replicates * people * (1.0 + abroad_share) * a_person + by_city)


def bytes_of_job(settings: Settings, people: int, weeks: int, places: int,
                 replicates: int = 1, on_disk: bool = False) -> int:
    """Return the bytes of a process that simulates replicates and keeps every week of them."""
    abroad = float(settings.values["society"]["abroad_share"] or 0.0)
    held = replicates * weeks * series_of(settings, places) * A_VALUE
    scopes = 1 + places + len(GROUPS_SHOWN)
    held += replicates * min(weeks, WEEKS_KEPT) * scopes * len(TALLIES) * A_SUM_WAITING
    return SIMULATING + bytes_of_people(people, replicates, abroad, on_disk) + held


def bytes_of_run(settings: Settings, people: int, weeks: int, places: int,
                 compiles: bool = False, replicates: int = 1, on_disk: bool = False) -> int:
    """Return the bytes of a process that simulates one run, reports on it and writes it."""
    written = replicates * weeks * series_of(settings, places) * (A_VALUE_WRITTEN - A_VALUE)
    return (bytes_of_job(settings, people, weeks, places, replicates, on_disk) + WRITING
            + written + (COMPILING if compiles else 0))
