"""Known worlds put to the method that rules worlds out: `python benchmarks/own_figures.py`.

Each trial takes the figures of a shipped world, with other seeds, for the facts, moves its free
numbers away by a ratio of up to 1.5, fits them again and asks whether the world survives.
"""

from __future__ import annotations

import argparse
import time

from scipy.stats import binomtest

from countergaze.worlds import plausible
from countergaze.worlds.coverage import Trial, trial
from countergaze.worlds.making import Design
from countergaze.worlds.sample import available


def main() -> None:
    """Run the trials one by one, say each, and then how many survived."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--begin", type=int, default=1, help="the first world")
    asked.add_argument("--trials", type=int, default=available())
    asked.add_argument("--jobs", type=int, default=1)
    chosen = asked.parse_args()
    began, found = time.monotonic(), list[Trial]()
    last = min(chosen.begin - 1 + chosen.trials, available())
    for world in plausible(last)[chosen.begin - 1:]:
        found.append(trial(world, Design(), chosen.jobs))
        one, lived = found[-1], sum(each.survived for each in found)
        interval = binomtest(lived, len(found)).proportion_ci(method="wilson")
        print(f"world {one.world}: {'survives' if one.survived else 'is lost'}, largest "
              f"implausibility {one.implausible:.2f} ({one.by}); {lived} of {len(found)} "
              f"({interval.low:.2f} to {interval.high:.2f}), "
              f"{(time.monotonic() - began) / len(found):.0f} s a trial", flush=True)


if __name__ == "__main__":
    main()
