"""A progress bar on a terminal, one line about compiling elsewhere, nothing when quiet."""

from __future__ import annotations

import os
import sys
from typing import Any

import click


def watched() -> bool:
    """Return whether somebody looks at a terminal that can draw a bar."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


class Progress:
    """Called with (weeks done, weeks in all, phase); shows the weeks of the phase."""

    def __init__(self, weeks: int, quiet: bool) -> None:
        self.weeks, self.quiet = weeks, quiet
        self.bar: Any = None
        self.phase = ""
        self.task: Any = None

    def __enter__(self) -> Progress:
        """Open a bar where somebody watches."""
        if not self.quiet and watched():
            from rich.console import Console
            from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            self.bar = Bar(TextColumn("run       {task.description:<19}"), BarColumn(22),
                           TextColumn("{task.fields[shown]}"),
                           TimeRemainingColumn(compact=True), transient=True,
                           console=Console(stderr=True))
            self.bar.start()
            self.task = self.bar.add_task("", total=None, shown="")
        return self

    def __exit__(self, *failure: object) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.stop()

    def __call__(self, done: int, total: int, phase: str) -> None:
        """Show how far the run is."""
        before = total - self.weeks
        new, self.phase = phase != self.phase, phase
        if new and phase.startswith("compiling") and not self.quiet:
            self.note(f"run       {phase}")
        if self.bar is None:
            return
        late = done > before or phase == "weeks"
        of, at = (self.weeks, done - before) if late else (before, done)
        shown = f"{at:,} of {of:,} weeks" if phase in ("weeks", "years before week 0") else ""
        self.bar.update(self.task, description=phase.split(",")[0], completed=done, total=total,
                        shown=shown)

    def note(self, text: str) -> None:
        """Print a line that stays."""
        if self.bar is not None:
            self.bar.console.print(text, highlight=False)
        else:
            click.echo(text, err=True)


class Runs:
    """Called with (runs done, runs in all, phase); shows the runs of a comparison."""

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet
        self.bar: Any = None
        self.task: Any = None
        self.said: set[str] = set()

    def __enter__(self) -> Runs:
        """Open a bar where somebody watches."""
        if not self.quiet and watched():
            from rich.console import Console
            from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            self.bar = Bar(TextColumn("run       "), BarColumn(22),
                           TextColumn("{task.fields[shown]}"),
                           TimeRemainingColumn(compact=True), TextColumn("left"),
                           transient=True, console=Console(stderr=True))
            self.bar.start()
            self.task = self.bar.add_task("", total=None, shown="starting")
        return self

    def __exit__(self, *failure: object) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.stop()

    def __call__(self, done: float, total: int, phase: str) -> None:
        """Show how many runs are done; those under way count by their share."""
        if phase.startswith("compiling") and phase not in self.said and not self.quiet:
            self.said.add(phase)
            text = f"run       {phase}"
            if self.bar is None:
                click.echo(text, err=True)
            else:
                self.bar.console.print(text, highlight=False)
        if self.bar is not None:
            self.bar.update(self.task, completed=done, total=total,
                            shown=f"{int(done):,} of {total:,} runs")
