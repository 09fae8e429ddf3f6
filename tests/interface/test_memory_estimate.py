"""The estimate of memory holds what grows: people, weeks x places, the report, compiling."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from countergaze import api
from countergaze.data.tables import census_places, read_places
from countergaze.engine import memory_estimate as estimate
from countergaze.engine.simulation import simulate
from countergaze.results import manifest as records
from countergaze.scenarios import load
from tests.interface.own_tables import ROWS, written

ROOT = Path(__file__).resolve().parents[2]
NEAR = 0.25
CHILD = """
import json, sys
from countergaze import api
from countergaze.engine.memory_estimate import bytes_of_run
people, weeks, table, out, compiles = json.loads(sys.argv[1])
run = api.simulate("baseline", people=people, weeks=weeks, tables=table, threads=1, seeds=1)
run.save(out)
peak = int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
print(json.dumps([run.facts["bytes_estimated"], 1024 * peak, len(run.series)]))
"""


def many_places(path, count):
    """Write a table of so many places."""
    rows = {key: (cells[0],) * count for key, cells in ROWS.items() if "tile" not in key}
    rows["code"] = tuple(str(k + 1) for k in range(count))
    rows["name"] = tuple(f"Place {k}" for k in range(count))
    rows["short"] = tuple(f"{k:x}" for k in range(count))
    rows["population"] = tuple(str(50_001 + 7919 * k % 800_000) for k in range(count))
    rows["household_count"] = tuple(str(int(0.375 * int(n))) for n in rows["population"])
    return written(path, with_map=False, **rows)


def measured(tmp_path, people, places, weeks, cache=None):
    """Return (estimate, peak, rows) of a run in a process of its own."""
    table = None if places == 31 else str(many_places(tmp_path / "places.csv", places))
    asked = json.dumps([people, weeks, table, str(tmp_path / "run"), cache is not None])
    environment = {**os.environ, **({"COUNTERGAZE_CACHE": str(cache)} if cache else {})}
    child = subprocess.Popen([sys.executable, "-c", CHILD, asked], cwd=ROOT, env=environment,
                             stdout=subprocess.PIPE, text=True)
    try:
        told, _ = child.communicate(timeout=1500)
    finally:
        child.kill()
        child.wait()
    assert child.returncode == 0
    return json.loads(told)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="nobody counts the peak here")
@pytest.mark.parametrize(("people", "places", "weeks"), [
    (20_000, 1_500, 60), (5_000, 31, 2_000), (1_000_000, 31, 260), (5_000, 31, 2),
])
def test_the_estimate_is_near_the_peak(tmp_path, people, places, weeks):
    """Within a quarter of the measured peak, for many places, weeks and people alike."""
    if not api.already_compiled(api.cells_week):
        measured(tmp_path / "..", 5_000, 31, 1)
    told, peak, _ = measured(tmp_path, people, places, weeks)
    assert abs(told / peak - 1) < NEAR, (told, peak)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="nobody counts the peak here")
def test_the_first_run_that_compiles_is_estimated_too(tmp_path):
    """In an empty cache the compiler's memory is in the estimate."""
    told, peak, _ = measured(tmp_path, 5_000, 31, 10, cache=tmp_path / "empty")
    assert abs(told / peak - 1) < NEAR, (told, peak)


@pytest.mark.parametrize("places", [31, 2])
def test_the_series_of_a_run_are_counted(tmp_path, places):
    """As many as are recorded, but for a few."""
    table = census_places() if places == 31 else read_places(written(tmp_path / "t.csv"))
    settings = load("no-system").with_changes({"society.burn_in": 0}).settings
    result, = simulate(settings, people=5000, weeks=1, tables=table, cache=False)
    assert estimate.series_of(settings, places) == pytest.approx(len(result.series), rel=0.03)


def test_everything_that_grows_is_in_it():
    """More people, weeks, places, replicates, people abroad and compiling all cost memory."""
    usual = load("baseline")
    abroad = usual.with_changes({"society.abroad_share": 0.5}).settings
    base = estimate.bytes_of_run(usual.settings, 20_000, 100, 31)
    for more in ((usual.settings, 10_000_000, 100, 31), (usual.settings, 20_000, 5_000, 31),
                 (usual.settings, 20_000, 100, 5_000), (usual.settings, 20_000, 100, 31, True)):
        assert estimate.bytes_of_run(*more) > 1.3 * base
    assert estimate.bytes_of_run(abroad, 10**8, 100, 31) > 1.3 * estimate.bytes_of_run(
        usual.settings, 10**8, 100, 31)
    assert estimate.bytes_of_job(usual.settings, 10**7, 100, 31, 8) > 2 * estimate.bytes_of_job(
        usual.settings, 10**7, 100, 31, 1)


def test_a_run_of_too_many_places_and_weeks_is_refused(tmp_path, monkeypatch):
    """The refusal names people, weeks and places, and what would help."""
    monkeypatch.setattr(api, "memory_available", lambda: 2 * 10**9)
    table = many_places(tmp_path / "places.csv", 3_000)
    with pytest.raises(api.DoesNotFit, match=r"5,000 people over 260 weeks in 3,000 places need "
                       r"about \d+\.\d GB.*fewer weeks"):
        api.simulate("baseline", people=5_000, weeks=260, tables=table)
    with pytest.raises(api.DoesNotFit, match="Run fewer people"):
        api.simulate("baseline", people=10**8, weeks=10)
    plan = api.plan_of(["baseline", "silos"], 4, 5_000, 5_000, 52, 2, table)
    with pytest.raises(api.DoesNotFit):
        api.check_jobs(plan, 2, False)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="nobody counts the peak here")
def test_the_peak_that_is_recorded_is_of_this_process_alone():
    """A process started by a large one does not tell the large one's peak as its own."""
    large = bytearray(600_000_000)
    script = "from countergaze.results.manifest import memory_peak; print(memory_peak())"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True,
                          check=True, timeout=120)
    assert int(done.stdout) < 400_000_000 < len(large) <= records.memory_peak()
