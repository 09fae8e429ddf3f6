"""How fast worlds are: seconds of a core a week, by people and seeds; an arm; a bundle.

Run: python benchmarks/worlds.py  (a minute). `worlds/cost.py` holds what this measures.
"""

from __future__ import annotations

import time

import numpy as np

from countergaze.engine.simulation import Simulation
from countergaze.scenarios import default
from countergaze.worlds import World
from countergaze.worlds.bundle import Bundle, simulate_bundle
from countergaze.worlds.cost import A_PERSON, FIXED

SIZES = ((2, 5_000), (1, 10_000), (2, 10_000), (4, 10_000), (8, 10_000), (2, 50_000))
WEEKS = 40


def weeks() -> list[tuple[int, int, float]]:
    """Return (seeds, people, seconds a week) of the processor, nothing measured."""
    out = []
    for seeds, people in SIZES:
        with Simulation(default().settings, tuple(range(1, seeds + 1)), people) as simulation:
            simulation.step()
            began = time.process_time()
            for _ in range(WEEKS):
                simulation.step()
            out.append((seeds, people, (time.process_time() - began) / WEEKS))
    return out


def main() -> None:
    """Print the table and the fitted cost."""
    found = weeks()
    for seeds, people, seconds in found:
        print(f"{seeds} seeds x {people:>6,}  {1e3 * seconds:6.2f} ms a week")
    fixed, slope = np.linalg.lstsq(np.array([[1.0, s * p] for s, p, _ in found]),
                                   np.array([seconds for *_, seconds in found]), rcond=None)[0]
    print(f"fitted: {1e3 * fixed:.2f} ms + {1e9 * slope:.0f} ns a person; told: "
          f"{1e3 * FIXED:.2f} ms + {1e9 * A_PERSON:.0f} ns")
    settings = World(1, {}).scenario().settings
    smart = default().at_week_0({"sensing.smart": 1.0}).settings
    for arms in ({"one": settings}, {"one": settings, "two": smart},
                 {str(k): smart for k in range(8)}):
        left = simulate_bundle(Bundle(1, arms, (1, 2), 10_000, 104, ((52, 104),)))
        print(f"bundle of {len(arms)} arms, 2 seeds x 10,000 x 104 weeks: {left.seconds:.2f} s")


if __name__ == "__main__":
    main()
