"""Time this project's week beside the models that other laboratories ship, in one run.

Run it from the root of a checkout: `python benchmarks/peers.py [--environments DIR] [--rounds 3]`.
Each peer gets a virtual environment of its own in DIR (a temporary folder unless given) and one
thread; rounds are interleaved, so that a slow minute hits all alike.  Prints a table in Markdown.
Agent-steps a second are not a race: the work of a step differs, and the table says what it is.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

MODELS = Path(__file__).resolve().parent / "peer_models"
ROOT = MODELS.parents[1]
ONE_THREAD = {name: "1" for name in (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS",
    "POLARS_MAX_THREADS")}


@dataclass
class Peer:
    """One model: its script, what is installed for it, the agents of its two sizes, its step."""

    script: str
    packages: tuple[str, ...]
    sizes: tuple[int, int]
    steps: int
    work: str
    told: dict[int, list[dict]] = field(default_factory=dict)


PEERS = (
    Peer("countergaze_week", (), (100_000, 1_000_000), 12,
         "a week: 16 ties seen, three kinds of act, speech, service, tip-offs, records and their "
         "copies, forecasts, lists, appeals, scores, fear, support, hardship; 31 cities' and the "
         "centre's institutions; some 110 sums"),
    Peer("mesa_epstein", ("mesa", "networkx"), (10_000, 40_000), 5,
         "civil violence: each citizen counts police and active in vision 7, decides, moves; "
         "police arrest"),
    Peer("starsim_sir", ("starsim",), (100_000, 1_000_000), 20,
         "SIR on a random network of 4 contacts, drawn anew each step"),
    Peer("covasim_days", ("covasim",), (100_000, 1_000_000), 20,
         "a day of an epidemic: random contacts, viral load, symptoms by age"),
    Peer("mesa_frames_sir", ("mesa-frames",), (100_000, 1_000_000), 20,
         "SIR with homogeneous mixing"),
    Peer("laser_sir", ("laser-generic",), (100_000, 1_000_000), 20,
         "SIR in 100 places with a gravity network, compiled"),
    Peer("numpy_sir", (), (100_000, 1_000_000), 20, "SIR with homogeneous mixing, one vector"),
)


def python_of(peer: Peer, folder: Path) -> Path:
    """Return the interpreter of a peer's environment, made on first use."""
    if not peer.packages:
        return Path(sys.executable)
    home = folder / peer.packages[0]
    inside = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not inside.exists():
        venv.create(home, with_pip=True)
        subprocess.run([inside, "-m", "pip", "install", "-q", *peer.packages], check=True)
    return inside


def run(peer: Peer, agents: int, folder: Path) -> dict:
    """Return what one process tells of one size of a peer."""
    done = subprocess.run(
        [python_of(peer, folder), MODELS / f"{peer.script}.py", str(agents), str(peer.steps)],
        env={**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT / "src")} if not peer.packages
        else {**os.environ, **ONE_THREAD, "PYTHONPATH": ""},
        capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def row(peer: Peer) -> str:
    """Return the line of a peer: agent-steps a second at its larger size, bytes, work."""
    small, large = (peer.told[size] for size in peer.sizes)
    agents = large[0]["agents"]
    bytes_an_agent = (median(one["peak"] for one in large) - median(one["peak"] for one in small)
                      ) / (agents - small[0]["agents"])
    best = agents / min(one["least"] for one in large) / 1e6
    usual = agents / median(one["median"] for one in large) / 1e6
    name = peer.packages[0] if peer.packages else peer.script.split("_")[0]
    return (f"| {name} {large[0]['version']} | {agents:,} | {best:.3g} | {usual:.3g} | "
            f"{bytes_an_agent:,.0f} | {peer.work} |")


def main() -> None:
    """Run every peer in turn, `--rounds` times, and print the table."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--environments", type=Path)
    words.add_argument("--rounds", type=int, default=3)
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        folder = asked.environments or Path(passing)
        for turn in range(asked.rounds):
            for peer in PEERS:
                for agents in peer.sizes:
                    peer.told.setdefault(agents, []).append(run(peer, agents, folder))
                    print(f"round {turn + 1}: {peer.script} {agents:,}", file=sys.stderr)
    print(f"{platform.processor() or platform.machine()}, one thread, {asked.rounds} rounds, "
          "interleaved.\n")
    print("| model | agents | million agent-steps a second, best | median | bytes an agent | "
          "work of a step |\n|---|---|---|---|---|---|")
    for peer in PEERS:
        print(row(peer))


if __name__ == "__main__":
    main()
