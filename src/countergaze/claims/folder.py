"""Systems or safeguards as they were shown: carried out, written as a folder, checked again."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from countergaze.claims import significance as finding
from countergaze.claims.trials import Trial
from countergaze.experiments import comparison, over_worlds, stored_tables
from countergaze.experiments.compare import carry_out
from countergaze.experiments.comparison import Comparison
from countergaze.experiments.plan import SEEDS_A_JOB, Plan
from countergaze.experiments.runs import Progress
from countergaze.results import pages
from countergaze.results.columns import parquet
from countergaze.results.run import NotARun, read_manifest

MARK = "catalogue"
"""The word in a manifest that tells such a folder from that of a comparison."""


@dataclass(frozen=True, eq=False, repr=False)
class Shown:
    """Rows of the catalogue, simulated.

    kind: systems or safeguards; made: the comparison of all arms; effects: see `found.COLUMNS`.
    """

    kind: str
    made: Comparison
    trials: tuple[Trial, ...]
    effects: pd.DataFrame

    @classmethod
    def of(cls, kind: str, made: Comparison, trials: Sequence[Trial]) -> Shown:
        """Return the rows of a comparison of all arms."""
        arms = [arm.name for arm in made.arms]
        return cls(kind, made, tuple(trials),
                   finding.effects(made.levels, arms, made.seeds, trials))

    def __repr__(self) -> str:
        """Return what was shown, in one line."""
        return (f"<Shown {self.kind}: {len(self.trials)} tried, {len(self.seeds)} seeds, "
                f"{self.people:,} people, {self.weeks:,} weeks>")

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        return pages.make("catalogue_in_notebook", self)

    def to_pandas(self) -> pd.DataFrame:
        """Return a copy of the effects, one row an indicator, scope and row of the catalogue."""
        return self.effects.copy()

    @property
    def found(self) -> list[finding.Found]:
        """Each row with what it moves, in the order of the ids."""
        return finding.found(self.effects, self.trials)

    @cached_property
    def over_worlds(self) -> pd.DataFrame:
        """Effects of each row over plausible worlds; no rows without worlds."""
        if self.made.worlds is None:
            return pd.DataFrame(columns=over_worlds.COLUMNS)
        pairs = dict.fromkeys((trial.arm, trial.reference) for trial in self.trials)
        return over_worlds.effects(self.made.worlds, pairs, self.made.facts["worlds"]["nearer"])

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds of every arm."""
        return self.made.seeds

    @property
    def people(self) -> int:
        """The synthetic people of every run."""
        return self.made.people

    @property
    def weeks(self) -> int:
        """The weeks that every run lives."""
        return self.made.weeks

    @property
    def result(self) -> str:
        """The SHA-256 of all that was simulated."""
        return self.made.result

    @property
    def version(self) -> str:
        """The version that simulated it."""
        return str((self.made.facts.get("versions") or {}).get("countergaze"))

    @property
    def command(self) -> str:
        """The command that makes the same again."""
        from countergaze.claims.entries import kind

        made, ids = self.made, list(dict.fromkeys(trial.id for trial in self.trials))
        only = "" if ids == list(kind(self.kind)) else f" --only {','.join(ids)}"
        own_table = f" --tables {shlex.quote(made.table['file'])}" if made.table.get("own") else ""
        count = (made.facts.get("worlds") or {}).get("count", 0)
        in_worlds = f" --worlds {count}" * bool(count)
        return (f"countergaze {self.kind} --seeds {len(made.seeds)} --people {made.people} "
                f"--weeks {made.weeks} --window {made.window}{only}{own_table}{in_worlds} "
                "--out DIR")

    def report(self) -> str:
        """Return the report as one HTML page that opens offline."""
        return pages.make("catalogue_report", self)

    def markdown(self) -> str:
        """Return the page for the docs."""
        return pages.make("catalogue_markdown", self)

    def save(self, folder: str | Path, force: bool = False, own: str = "") -> Path:
        """Write the folder, whole or not at all; return its path."""
        files = {"effects.parquet": parquet(self.effects),
                 f"{self.kind}.md": self.markdown().encode(),
                 "report.html": self.report().encode()}
        about = {MARK: self.kind, "trials": [asdict(trial) for trial in self.trials]}
        return self.made.save(folder, force, report=False, own=own, files=files, about=about)


def show(kind: str, plan: Plan, trials: Sequence[Trial], processes: int,
         most: int = SEEDS_A_JOB, out: str | Path | None = None,
         progress: Progress | None = None, force: bool = False, executor: Any = None,
         added: Callable[[Comparison], Comparison] = lambda made: made) -> Shown:
    """Live a plan of the catalogue and return its rows; with `out`, also leave them there.

    added: what is made of the comparison before it is shown, such as plausible worlds beside it.

    Every run is kept as soon as it is done, so that the same call goes on from there.
    """
    return carry_out(plan, lambda made: Shown.of(kind, added(made), trials), processes, most, out,
                     progress, force, executor, kind)


def load(folder: str | Path) -> Shown:
    """Return what a folder holds; raise NotARun where it holds no rows of the catalogue."""
    told = read_manifest(folder)
    try:
        trials = [Trial(**{**row, "named": tuple(row["named"])}) for row in told["trials"]]
        return Shown.of(told[MARK], comparison.load(folder), trials)
    except (KeyError, TypeError, ValueError) as fault:
        raise NotARun(f"{folder} holds no rows of the catalogue that can be read: "
                      f"{fault}") from fault


def verify(folder: str | Path) -> list[str]:
    """Return what differs between a folder and its manifest, one sentence each."""
    return stored_tables.differing(folder, load, lambda read: _as_read(read.effects),
                                finding.NUMBERS)


def _as_read(table: pd.DataFrame) -> pd.DataFrame:
    return table.astype({column: object for column in table
                         if not pd.api.types.is_numeric_dtype(table[column])})
