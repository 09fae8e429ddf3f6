"""What safeguards cost."""

from __future__ import annotations

from countergaze.mechanisms import access, safeguards
from countergaze.week.indicators.counted import WHOLE, Counted, Values, over


def indicators(c: Counted) -> Values:
    """Return the hours that staff spend on safeguards in force."""
    on_file = c.got["on_file"][WHOLE]
    counts = {"rechecks": c.p.officials.recheck * on_file,
              "file_cases": access.chance_to_see(c.p.access) * on_file
              + c.got["record_decided"][WHOLE]}
    counts.update((name, c.got[name][WHOLE]) for _, name in safeguards.HOURS.values()
                  if name not in counts)
    hours = safeguards.hours(c.p.safeguards, counts)
    return {"safeguard_hours": 1e3 * over(hours, c.people[WHOLE])}
