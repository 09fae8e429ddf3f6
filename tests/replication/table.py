"""Signs and sizes of five contrasts in the package and in the independent model, side by side.

    python tests/replication/table.py

Each contrast is a world against the baseline: same people and same luck within a model, seed by
seed.  A difference is resolved where it is further from zero than its 99 % interval over the
seeds, and at least a hundredth of the baseline's level.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import countergaze
from tests.replication.indicators import means

SEEDS = (1, 2, 3, 4, 5, 6)
STUDENT = 4.032                                 # 99 % of a t law with five degrees of freedom
LEAST = 0.01
WEEKS, WINDOW = 104, 52
PEOPLE, PEOPLE_HERE = 20_000, 10_000
BENCH = {"safeguards.appeal_bench": 1}
# What the safeguard's page says that it sets, by hand, since the model here has no safeguards.
BENCH_HERE = {"appeals.seats": 0.5, "appeals.appeal_chance": 0.2}
CONTRASTS = {"no system": "no-system", "silos": "silos", "sensors": "sensors",
             "appeal bench": "baseline", "clean hands": "clean-hands"}


@dataclass(frozen=True)
class Difference:
    """A mean difference over the seeds, its 99 % half width, and the level it is held against."""

    mean: float
    half: float
    level: float

    @property
    def sign(self) -> int:
        """Return -1 or 1 where the difference is resolved, 0 where it is not."""
        clear = abs(self.mean) > self.half and abs(self.mean) >= LEAST * abs(self.level)
        return int(math.copysign(1, self.mean)) if clear else 0

    def __str__(self) -> str:
        share = 100 * self.mean / abs(self.level) if self.level else math.nan
        return f"{self.mean:+10.3g} {share:+7.1f} % {'-0+'[self.sign + 1]}"


@dataclass(frozen=True)
class Row:
    """One indicator of one contrast in both models."""

    contrast: str
    indicator: str
    package: Difference
    here: Difference

    @property
    def both(self) -> bool:
        """Return whether both models resolve the difference."""
        return bool(self.package.sign and self.here.sign)

    @property
    def ratio(self) -> float:
        """Return the difference here over the package's, in the indicator's own unit."""
        return self.here.mean / self.package.mean


def difference(world: np.ndarray, reference: np.ndarray) -> Difference:
    """Return the paired difference of two worlds, one entry a seed in each."""
    each = world - reference
    half = STUDENT * each.std(ddof=1) / math.sqrt(len(each))
    return Difference(float(each.mean()), float(half), float(reference.mean()))


def here() -> dict[str, dict[str, np.ndarray]]:
    """Return contrast or "baseline" -> indicator -> one mean a seed, in the independent model."""
    found = {}
    for name, world in {"baseline": "baseline", **CONTRASTS}.items():
        scenario = countergaze.scenario(world)
        other = scenario.with_changes(BENCH_HERE).settings if name == "appeal bench" else None
        found[name] = means(scenario.settings, PEOPLE_HERE, WEEKS, WINDOW, SEEDS, other)
    return found


def rows() -> list[Row]:
    """Return every indicator of every contrast in both models."""
    ours = here()
    bench = "baseline:" + ",".join(f"{key}={value}" for key, value in BENCH.items())
    arms = ["baseline", *(bench if name == "appeal bench" else world
                          for name, world in CONTRASTS.items())]
    package = countergaze.compare(arms, seeds=len(SEEDS), people=PEOPLE, weeks=WEEKS,
                                  window=WINDOW)
    names = [arm.name for arm in package.arms]
    found = []
    for (contrast, worlds), arm in zip(list(ours.items())[1:], names[1:], strict=True):
        for indicator, values in worlds.items():
            each = package.pairs(indicator, "whole", arm, names[0])
            level = package.level(indicator, names[0])
            half = STUDENT * each.std(ddof=1) / math.sqrt(len(each))
            found.append(Row(contrast, indicator, Difference(each.mean(), half, level),
                             difference(values, ours["baseline"][indicator])))
    return found


def printed(table: list[Row]) -> str:
    """Return the table as text: level, difference, share of the level and sign, twice."""
    lines = [f"{'':20}{'package':>10} {'':22} {'independent':>12}", ""]
    for contrast in CONTRASTS:
        lines.append(f"{contrast} against the baseline")
        for row in (r for r in table if r.contrast == contrast):
            word = "" if not row.both else (
                f"{row.ratio:5.2f}" if row.package.sign == row.here.sign else "other sign")
            lines.append(f"  {row.indicator:18}{row.package.level:10.4g} {row.package} "
                         f"{row.here.level:12.4g} {row.here} {word}")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    print(printed(rows()))
