"""Time a comparison: 20 pairs of 20,000 people over 156 weeks, a history lived once for both.

Run it from the root of a checkout: `python benchmarks/compare.py [jobs]`.  The cache of histories
is set aside, so that the weeks before week 0 are part of the time; compiling is not.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from countergaze import api
from countergaze.compute.cache_folder import cache_folder
from countergaze.experiments.runs import compile_once

ARMS = ("baseline", "safeguarded")
SEEDS, PEOPLE, WEEKS = 20, 20_000, 156


def measured(jobs: int | None = None) -> dict[str, float]:
    """Return the wall time of the comparison and person-weeks a second, history included."""
    compile_once(lambda: None)
    with tempfile.TemporaryDirectory(prefix="countergaze-") as folder:
        shutil.copytree(cache_folder() / "kernels", Path(folder) / "kernels")
        os.environ["COUNTERGAZE_CACHE"] = folder
        began = time.perf_counter()
        done = api.compare(ARMS, seeds=SEEDS, people=PEOPLE, weeks=WEEKS, jobs=jobs)
        seconds = time.perf_counter() - began
    lived = SEEDS * PEOPLE * (done.facts["burn_in"] + len(ARMS) * WEEKS)
    return {"seconds": round(seconds, 1), "processes": done.facts["processes"],
            "processor_seconds": done.facts["processor_seconds"],
            "person_weeks": lived, "person_weeks_per_second": round(lived / seconds),
            "runs_failed": done.facts["runs_failed"]}


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]) if len(sys.argv) > 1 else None)))
