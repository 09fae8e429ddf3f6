"""A society in files against the same one in memory: `python benchmarks/on_disk.py`.

Both run in turns, each in a process of its own.  Files that fit into memory cost nothing, so
the one on disk should have less: `--within DIR` names a control group of the system with a limit,
such as /sys/fs/cgroup/memory/small, made before with

    mkdir /sys/fs/cgroup/memory/small
    echo 1000000000 > /sys/fs/cgroup/memory/small/memory.limit_in_bytes

Prints the seconds of settling and of each week, and whether both left the same state.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median


def society(people: int, weeks: int, threads: int, folder: str, within: str) -> dict:
    """Simulate in this process; folder: for the files of people, "" for memory."""
    from countergaze.engine.simulation import Simulation, state_hash
    from countergaze.scenarios.scenario import default

    if within:
        (Path(within) / "cgroup.procs").write_text(str(os.getpid()))
    settings = default().settings
    settings.values["society"]["burn_in"] = 0.0
    at = [time.perf_counter()]
    with Simulation(settings, (1,), people, threads=threads, on_disk=folder or None) as simulation:
        at.append(time.perf_counter())
        for _ in range(weeks):
            simulation.step()
            at.append(time.perf_counter())
        spans = [later - earlier for earlier, later in zip(at, at[1:])]
        return {"settling": spans[0], "weeks": spans[1:],
                "state": state_hash(simulation.society, 0)}


def main() -> None:
    """Run both, in turns, and print what they took."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--people", type=int, default=60_000_000)
    asked.add_argument("--weeks", type=int, default=4)
    asked.add_argument("--threads", type=int, default=2)
    asked.add_argument("--rounds", type=int, default=2)
    asked.add_argument("--within", default="", help="control group of the one on disk")
    asked.add_argument("--one", help=argparse.SUPPRESS)
    chosen = asked.parse_args()
    if chosen.one is not None:
        print(json.dumps(society(chosen.people, chosen.weeks, chosen.threads, chosen.one,
                                 chosen.within)))
        return
    found: dict[str, list[dict]] = {"memory": [], "disk": []}
    for _ in range(chosen.rounds):
        for where, done in found.items():
            with tempfile.TemporaryDirectory(dir=".") as folder:
                one, limit = (folder, chosen.within) if where == "disk" else ("", "")
                made = subprocess.run(
                    [sys.executable, __file__, "--people", str(chosen.people), "--weeks",
                     str(chosen.weeks), "--threads", str(chosen.threads), "--one", one,
                     "--within", limit], check=True, capture_output=True, text=True)
            done.append(json.loads(made.stdout))
            weeks = " ".join(f"{week:.2f}" for week in done[-1]["weeks"])
            print(f"{where:<7} settling {done[-1]['settling']:.1f} s, weeks {weeks} s", flush=True)
    weeks = {where: [week for one in done for week in one["weeks"]]
             for where, done in found.items()}
    alike = len({one["state"] for done in found.values() for one in done}) == 1
    print(f"a week on disk takes {min(weeks['disk']) / min(weeks['memory']):.2f} (least), "
          f"{median(weeks['disk']) / median(weeks['memory']):.2f} (medians) times that in memory; "
          f"{'the same' if alike else 'NOT the same'} state")


if __name__ == "__main__":
    main()
