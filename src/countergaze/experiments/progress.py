"""How far a simulation is: a bar on a terminal and in a notebook, now and then a line in a log."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import Any, Protocol

from markupsafe import Markup

from countergaze.experiments.duration import in_words

Told = Callable[[Any, int, str], None]
"""Called with (done, in all, phase)."""

FIRST_LINE, NEXT_LINE, LATER_LINES = 20.0, 30.0, 0.1
"""Seconds before a log gets its first line and the next; of later ones, parts of the time gone."""
LEAST_SEEN = 5.0
"""Seconds of a phase before the time left is told."""
REDRAWN = 0.25
COUNTED = ("weeks", "years before week 0", "runs", "worlds")
"""Phases in which what is done is counted; the others, such as compiling, have no pace."""


class Surface(Protocol):
    """Where progress is shown."""

    def show(self, done: float, total: int, phase: str, shown: str, left: str) -> None:
        """Show how far it is; shown: the same in words; left: the time left, "" if not known."""

    def note(self, text: str) -> None:
        """Tell something that stays."""

    def close(self) -> None:
        """Take the bar away."""


class Terminal:
    """A bar on the error stream of a terminal."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Bar

        self.bar = Bar(TextColumn("run       {task.description:<19}"), BarColumn(22),
                       TextColumn("{task.fields[shown]}  {task.fields[left]}", style="cyan"),
                       transient=True, console=Console(stderr=True))
        self.bar.start()
        self.task = self.bar.add_task("starting", total=None, shown="", left="")

    def show(self, done: float, total: int, phase: str, shown: str, left: str) -> None:
        """Move the bar."""
        self.bar.update(self.task, completed=done, total=total, shown=shown, left=left,
                        description=phase.split(",")[0])

    def note(self, text: str) -> None:
        """Print a line above the bar."""
        self.bar.console.print(f"run       {text}", highlight=False)

    def close(self) -> None:
        """Take the bar away."""
        self.bar.stop()


class Log:
    """Lines on the error stream where nobody watches: the first after a while, then ever rarer."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.due = FIRST_LINE

    def show(self, done: float, total: int, phase: str, shown: str, left: str) -> None:
        """Print a line if it is time for one."""
        gone = time.monotonic() - self.began
        if gone >= self.due and shown:
            self.due = gone + max(NEXT_LINE, LATER_LINES * gone)
            self.note(f"{shown}{', ' if left else ''}{left}")

    def note(self, text: str) -> None:
        """Print a line; a stream that is missing or broken costs the line, not the run."""
        if sys.stderr is None:
            return
        try:
            print(f"run       {text}", file=sys.stderr, flush=True)
        except (OSError, ValueError):
            pass

    def close(self) -> None:
        """Lines stay."""


class Notebook:
    """A bar below the cell of a notebook; it needs no widgets."""

    def __init__(self) -> None:
        from IPython.display import HTML, display

        self.html = HTML
        self.notes: list[str] = []
        self.drawn = 0.0
        self.handle = display(HTML(""), display_id=True)

    def show(self, done: float, total: int, phase: str, shown: str, left: str) -> None:
        """Draw the bar anew, a few times a second."""
        now = time.monotonic()
        if now - self.drawn >= REDRAWN:
            self.drawn = now
            words = ", ".join(text for text in (shown or phase.split(",")[0], left) if text)
            self._draw(Markup('<progress max="{}" value="{}"></progress> {}').format(
                total, round(done, 2), words))

    def note(self, text: str) -> None:
        """Keep a line above the bar."""
        self.notes.append(text)
        self._draw(Markup(""))

    def close(self) -> None:
        """Take the bar away."""
        self._draw(Markup(""))

    def _draw(self, bar: Markup) -> None:
        lines = [Markup("<div>{}</div>").format(note) for note in self.notes]
        self.handle.update(self.html(Markup("").join([*lines, bar])))


def in_notebook() -> bool:
    """Return whether this runs in a cell whose front end draws what it is given."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return getattr(shell, "kernel", None) is not None


def watched() -> bool:
    """Return whether somebody looks at a terminal that can draw a bar."""
    stream = sys.stderr
    try:
        return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"
    except (OSError, ValueError):
        return False


def surface() -> Surface:
    """Return what progress is shown on here."""
    return Notebook() if in_notebook() else Terminal() if watched() else Log()


class Progress:
    """Called with (done, in all, phase) within a `with`; shows it where somebody can see it.

    asked: a function to call in its place, False for nothing, None or True for what fits: a bar on
    a terminal or in a notebook, else a line in a log after 20 s and now and then, with the time
    left; weeks: of one simulation, whose years before week 0 are told apart; else runs are counted.
    """

    def __init__(self, asked: Told | bool | None = None, weeks: int | None = None) -> None:
        self.asked, self.weeks = asked, weeks
        self.on: Surface | None = None
        self.said: set[str] = set()
        self.phase: tuple[str, int] = ("", 0)
        self.since = self.first = 0.0

    def __enter__(self) -> Progress:
        """Open the bar."""
        if self.asked is None or self.asked is True:
            self.on = surface()
        return self

    def __exit__(self, *failure: object) -> None:
        """Take the bar away."""
        if self.on is not None:
            self.on.close()

    def __call__(self, done: float, total: int, phase: str) -> None:
        """Show how far it is."""
        if callable(self.asked):
            self.asked(done, total, phase)
        if self.on is None:
            return
        if phase.startswith("compiling") and phase not in self.said:
            self.said.add(phase)
            self.on.note(phase)
        self.on.show(done, total, phase, self._shown(done, total, phase),
                     self._left(done, total, phase))

    def _shown(self, done: float, total: int, phase: str) -> str:
        if self.weeks is None:
            return f"{int(done):,} of {total:,} {'worlds' if phase == 'worlds' else 'runs'}"
        before = total - self.weeks
        if phase == "weeks":
            return f"{int(done) - before:,} of {self.weeks:,} weeks"
        return f"{int(done):,} of {before:,} weeks before week 0" if phase in COUNTED else ""

    def _left(self, done: float, total: int, phase: str) -> str:
        """Return the time left by the pace of this phase; what was kept took no time."""
        now = time.monotonic()
        if (phase, total) != self.phase:
            self.phase, self.since, self.first = (phase, total), now, done
        gone, made = now - self.since, done - self.first
        if phase not in COUNTED or gone < LEAST_SEEN or made <= 0 or done >= total:
            return ""
        return f"about {in_words(gone * (total - done) / made)} left"
