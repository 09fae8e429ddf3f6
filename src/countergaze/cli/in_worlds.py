"""The option --worlds: an answer in plausible worlds beside that of the shipped numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from countergaze.cli import terminal
from countergaze.cli.run import HEADLINES, say_notes

WORLDS = 32
"""Plausible worlds in which a comparison is shown as well, unless another number is given."""


def how_many(asked: int | None, usual: int) -> int:
    """Return how many plausible worlds are wanted: as asked, else as usual or as many as ship."""
    from countergaze import api
    from countergaze.worlds.comparing import check_count
    from countergaze.worlds.sample import available

    if asked is None:
        return min(usual, available())
    if wrong := check_count(asked):
        raise api.BadRequest("; ".join(wrong))
    return asked


def say_worlds(plan: Any, count: int, processes: int) -> None:
    """Print in how many plausible worlds it is shown as well, and how long that takes."""
    if not count:
        return
    from countergaze.worlds.comparing import PEOPLE, SEEDS, seconds
    from countergaze.experiments.duration import in_words
    from countergaze.worlds.sample import of_this_version

    terminal.say(f"worlds    {terminal.bold(f'{count:,}')} plausible ones with {SEEDS} seeds of "
                 f"{min(plan.people, PEOPLE):,} people, about "
                 f"{in_words(seconds(plan, count) / processes)} (none with --worlds 0)")
    if not of_this_version():
        from countergaze.reports.over_worlds import OTHER_VERSION

        say_notes([OTHER_VERSION])


def with_worlds(count: int, processes: int, executor: Any, progress: Any
                ) -> Callable[[Any], Any]:
    """Return what adds the plausible worlds to a comparison that is done."""
    def added(made: Any) -> Any:
        if not count or not made.any_run:
            return made
        from countergaze.worlds.comparing import add_worlds

        return add_worlds(made, count, jobs=processes, executor=executor, progress=progress)

    return added


def worlds_lines(done: Any) -> list[str]:
    """Return what holds over plausible worlds, a line an arm for each of the first numbers."""
    from countergaze.mechanisms import INDICATORS
    from countergaze.reports import over_worlds

    found = over_worlds.rows(done, tuple(HEADLINES))
    if not found:
        return []
    lines = [f"Over {done.facts['worlds']['count']} plausible worlds, which the facts do not rule "
             "out"]
    for row in found:
        about = INDICATORS[row["indicator"]]
        lines.append(f"  {about.title}, {HEADLINES[about.name][1]}")
        lines.append(f"    {row['arm'][:28]}  {over_worlds.sentence(row)}")
    return lines
