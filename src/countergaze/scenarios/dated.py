"""Changes on a date: what a world inherits of them, and in which weeks they may stand.

Week 0 is the first week of 2018 (Monday 1 January); weeks before it are negative, so that what
came before can be dated as it was: the week of a day is (day - 2018-01-01) // 7.  A value that
a file sets holds from the start: inherited changes of the same key are dropped, whatever their
week, and a file that wants them writes them again.  A value asked for (`--set`) drops the file's
own changes of its key as well.  A world that parts at week 0 (`burn_in = "shared"`, an arm
NAME:KEY=VALUE) keeps what it inherits: its values hold from week 0 to the next change of their
key, those of `--set` to the end.
A change may come from the first week on; where a shorter burn-in is asked for, or inherited
changes are older than it, they hold from the first week.
"""

from __future__ import annotations

from typing import Any

from countergaze.declare.settings import Change
from countergaze.scenarios.schema import LAST_WEEK

Content = dict[str, Any]


def common(there: Content, taken: Content) -> Content:
    """Return the part of `there` whose keys `taken` has too."""
    found = {key: common(value, taken[key]) if isinstance(value, dict) else value
             for key, value in there.items() if key in taken}
    return {key: value for key, value in found.items() if value != {}}


def rest(there: Content, taken: Content) -> Content:
    """Return the part of `there` whose keys `taken` has not."""
    found = {}
    for key, value in there.items():
        left = rest(value, taken[key]) if isinstance(value, dict) and key in taken else value
        if left != {} and (key not in taken or isinstance(value, dict)):
            found[key] = left
    return found


def parted(changes: tuple[Change, ...], content: Content) -> tuple[tuple[Change, ...],
                                                                   tuple[Change, ...]]:
    """Return inherited changes without what a file sets from the start, and what that drops."""
    kept = [(week, rest(values, content), rest(rows, content)) for week, values, rows in changes]
    lost = [(week, common(values, content), common(rows, content))
            for week, values, rows in changes]
    return tuple(c for c in kept if c[1] or c[2]), tuple(c for c in lost if c[1] or c[2])


def without(changes: list[Content], added: Content) -> list[Content]:
    """Return a file's `[[changes]]` without the keys of `added`."""
    left = [rest(change, added) for change in changes]
    return [change for change in left if len(change) > 1]


def held_on(inherited: tuple[Change, ...], added: Content) -> list[Content]:
    """Return `[[changes]]` that undo what inherited ones from week 0 on do to the keys added."""
    again = [{"week": week, **common(added, {**values, **rows})}
             for week, values, rows in inherited if week >= 0]
    return [change for change in again if len(change) > 1]


def after_week_0(inherited: tuple[Change, ...], added: Content) -> list[Content]:
    """Return what inherited changes do to the keys added after week 0, as `[[changes]]`."""
    again = [{"week": week, **common(written({**values, **rows}), added)}
             for week, values, rows in inherited if week > 0]
    return [change for change in again if len(change) > 1]


def written(there: Content) -> Content:
    """Return values of settings as a file holds them."""
    return {key: written(value) if isinstance(value, dict) else "none" if value is None else value
            for key, value in there.items()}


def why_not_in(week: int, burn_in: int, own_burn_in: bool) -> str:
    """Return why no change may come in `week`, "" where it may."""
    if week < -burn_in:
        return (f"= {week:,} is before the first week: it must be -{burn_in:,} (society.burn_in) "
                f"to {LAST_WEEK:,}.")
    if week < 0 and not own_burn_in:
        return (f"= {week:,} is before week 0: with burn_in = \"shared\" it must be 0 to "
                f"{LAST_WEEK:,}, since the years before are those of the scenario extended.")
    return ""
