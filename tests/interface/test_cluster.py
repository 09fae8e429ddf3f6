"""Workers of a cluster: the same bytes as here, a dead worker costs only what it was at."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import threading
import time
from concurrent.futures import BrokenExecutor, Future

import pytest
from click.testing import CliRunner

from countergaze import api
from countergaze.cli.main import main
from countergaze.experiments import cluster, runs, work
from countergaze.experiments.compare import compare
from countergaze.experiments.outcomes import Outcomes

pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
ARMS = ["baseline", "baseline:lists.on=false"]


def a_plan(seeds=3, weeks=12):
    return api.plan_of(ARMS, seeds, 5_000, weeks, 1, 2)


@pytest.mark.slow
def test_a_killed_worker_costs_nothing_but_time_and_the_bytes_are_the_same(runs_kept):
    """Two workers on loopback, one of them killed while it simulates."""
    from distributed import Client, LocalCluster

    plan = a_plan(seeds=6, weeks=52)
    wanted = compare(plan, 1).result
    shutil.rmtree(runs_kept)

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1",
                      dashboard_address=None, silence_logs=50) as started, \
            Client(started) as client:
        assert started.scheduler_address.startswith("tcp://127.0.0.1:")
        pids = list(client.run(os.getpid).values())
        executor = cluster.Cluster(client.get_executor(retries=0, pure=False), 2)
        killed = threading.Event()

        def kill():
            os.kill(pids[0], signal.SIGKILL)
            killed.set()

        killer = threading.Timer(2.0, kill)
        killer.start()
        try:
            done = compare(plan, 2, most=2, executor=executor)
        finally:
            killer.cancel()
    assert killed.is_set() and done.facts["runs_before"] == 0
    assert done.result == wanted
    assert not done.failed


def test_a_local_cluster_listens_on_loopback_only():
    """Whoever reaches the port of a worker has it run code."""
    with cluster.cluster("local", 1) as found:
        assert found.slots == 1
        address = found.executor._client.scheduler.address
        host, port = address.removeprefix("tcp://").split(":")
        assert host == "127.0.0.1"
        others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None)} - {
            "127.0.0.1", "::1"}
        for other in others:
            with pytest.raises(OSError):
                socket.create_connection((other, int(port)), timeout=2.0)


class Dying:
    """An executor of which every worker dies that is handed a run of one seed."""

    survives, slots = True, 2

    def __init__(self, bad: int) -> None:
        self.bad, self.handed = bad, 0

    def submit(self, function, task):
        self.handed += 1
        future: Future = Future()
        if self.bad in task.seeds:
            future.set_exception(BrokenExecutor("gone"))
        else:
            future.set_result(function(task, lambda *told: None))
        return future

    def restart(self):
        """Nothing: others go on."""


def test_a_run_that_always_kills_its_worker_is_isolated_and_told():
    """Every other run of the plan is there, this one says why it is not."""
    plan = a_plan(seeds=3, weeks=3)
    outcomes = Outcomes(plan)
    failed = runs.run(plan, outcomes, 2, executor=Dying(bad=2))
    assert set(failed) == {(0, 2), (1, 2)}
    assert all("ended by the system" in why for why in failed.values())
    assert set(outcomes.done) == {(arm, seed) for arm in (0, 1) for seed in (1, 3)}


def test_a_worker_with_another_version_of_the_model_is_refused():
    """Its numbers could differ without anybody noticing."""
    class Older:
        slots = 1

        def submit(self, function, task):
            done = function(task, lambda *told: None)
            future: Future = Future()
            future.set_result(work.Done(done.results, {**done.made, "model": "0"}))
            return future

    plan = a_plan(seeds=2, weeks=1)
    outcomes = Outcomes(plan)
    failed = runs.run(plan, outcomes, 1, executor=Older())
    assert len(failed) == 4 and not outcomes.done
    assert "another version of the model" in failed[0, 1]


def test_a_dead_worker_is_known_by_any_of_its_names():
    """Dask says KilledWorker; what a run itself raises stays what it is."""
    killed = type("KilledWorker", (Exception,), {})

    class Executor:
        def __init__(self, fault):
            self.fault = fault

        def submit(self, function, *arguments):
            future: Future = Future()
            future.set_exception(self.fault)
            return future

    for fault, wanted in ((killed("w"), BrokenExecutor), (ValueError("x"), ValueError)):
        found = cluster.Cluster(Executor(fault), 1).submit(time.sleep, 0)
        assert isinstance(found.exception(), wanted)


@pytest.mark.parametrize(("where", "told"), [
    ("nowhere", "local, mpi, the path of a scheduler file"),
    ("tcp://127.0.0.1:1", "no worker of the cluster"),
    ("missing.json", "no worker of the cluster")])
def test_a_cluster_that_is_not_there_is_told_in_words(where, told, monkeypatch, tmp_path):
    """Nothing is simulated, nothing is written."""
    monkeypatch.setattr(cluster, "START_SECONDS", 1)
    done = CliRunner().invoke(main, ["compare", *ARMS, "--people", "5000", "--seeds", "2",
                                     "--weeks", "2", "--window", "1", "--cluster", where,
                                     "--out", str(tmp_path / "out")])
    assert done.exit_code == 2 and told in " ".join(done.output.split()), done.output
    assert not (tmp_path / "out").exists()
