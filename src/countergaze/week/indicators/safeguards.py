"""What safeguards cost."""

from __future__ import annotations

from countergaze.mechanisms import safeguards
from countergaze.week.indicators.counted import WHOLE, Counted, Values, over


def indicators(c: Counted) -> Values:
    """Return the hours that staff spend on safeguards in force."""
    counts = {name: c.got[name][WHOLE] for _, name in safeguards.HOURS.values()
              if name != "rechecks"}
    counts["rechecks"] = c.p.officials.recheck * c.got["on_file"][WHOLE]
    hours = safeguards.hours(c.p.safeguards, counts)
    return {"safeguard_hours": 1e3 * over(hours, c.people[WHOLE])}
