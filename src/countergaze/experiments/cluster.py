"""Other processes and machines that simulate runs: Dask distributed, or MPI by `mpi4py.futures`.

A cluster is named by one word: `local` (workers of this machine, on loopback only), the path of a
scheduler file (`cluster.json`), an address (`tcp://HOST:PORT`) or `mpi`.  Only this process writes
results; a worker that dies costs the runs that it was at.

Whoever reaches the port of a Dask scheduler or worker can have it run code: the commands
`dask scheduler` and `dask worker` listen on every interface unless told otherwise, so use them
inside a closed network or with TLS.
"""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager
from typing import Any

from countergaze.declare.errors import CountergazeError
from countergaze.experiments.pool import no_script

RETRIES = 0
"""By the cluster itself: a run whose worker died is tried again alone, by the queue."""
START_SECONDS = 60
EXTRA = {"dask": 'pip install "countergaze[cluster]"', "mpi": "pip install mpi4py"}


class NoCluster(CountergazeError, ValueError):
    """A cluster that cannot be reached, explained in its message."""


class Cluster:
    """Workers elsewhere, as the queue of runs wants them.

    slots: how many runs they simulate at a time; survives: the death of one leaves the others at
    work.
    """

    survives = True

    def __init__(self, executor: Any, slots: int) -> None:
        self.executor, self.slots = executor, slots

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future:
        """Hand a run to a worker; a worker that died is a `BrokenExecutor`, whatever its name."""
        out: Future = Future()
        out.set_running_or_notify_cancel()

        def take(done: Future) -> None:
            try:
                out.set_result(done.result())
            except BaseException as fault:
                out.set_exception(BrokenExecutor(str(fault)) if _died(fault) else fault)

        self.executor.submit(function, *arguments).add_done_callback(take)
        return out

    def restart(self) -> None:
        """Nothing: who is left goes on."""


def _died(fault: BaseException) -> bool:
    """Return whether a fault says that a worker is gone."""
    return type(fault).__name__ in ("KilledWorker", "CancelledError", "FutureCancelledError",
                                    "LostWorker") or isinstance(fault, BrokenExecutor)


@contextmanager
def cluster(where: str, processes: int) -> Iterator[Cluster]:
    """Give the workers that `where` names; processes: how many where they are started here.

    Raises NoCluster where there are none, or where the library for them is not installed.
    """
    if where == "mpi":
        with _mpi() as found:
            yield found
        return
    if where != "local" and "://" not in where and not where.endswith(".json"):
        raise NoCluster(f"a cluster is local, mpi, the path of a scheduler file that ends with "
                        f".json, or an address such as tcp://127.0.0.1:8786, not {where!r}")
    with _dask(where, processes) as found:
        yield found


@contextmanager
def _dask(where: str, processes: int) -> Iterator[Cluster]:
    try:
        from distributed import Client, LocalCluster
    except ImportError as fault:
        raise NoCluster(f"Dask is not installed: {EXTRA['dask']}") from fault
    started = None
    try:
        if where == "local":
            with no_script(), warnings.catch_warnings():
                warnings.filterwarnings("ignore", "Port 8787")
                started = LocalCluster(n_workers=processes, threads_per_worker=1, processes=True,
                                       host="127.0.0.1", dashboard_address=None, silence_logs=50)
            client = Client(started)
        elif where.endswith(".json"):
            client = Client(scheduler_file=_appeared(where), timeout=START_SECONDS)
        else:
            client = Client(where, timeout=START_SECONDS)
        client.wait_for_workers(1, START_SECONDS)
    except (OSError, TimeoutError, ValueError) as fault:
        if started is not None:
            started.close()
        raise NoCluster(f"no worker of the cluster {where} answers ({fault})") from fault
    try:
        slots = sum(client.nthreads().values())
        yield Cluster(client.get_executor(retries=RETRIES, pure=False), slots)
    finally:
        client.close()
        if started is not None:
            started.close()


def _appeared(file: str) -> str:
    """Return the path of a scheduler file once it is there; Dask itself would wait for ever."""
    until = time.monotonic() + START_SECONDS
    while not os.path.exists(file):
        if time.monotonic() > until:
            raise TimeoutError(f"there is no scheduler file {file}")
        time.sleep(0.2)
    return file


@contextmanager
def _mpi() -> Iterator[Cluster]:
    try:
        from mpi4py import MPI
        from mpi4py.futures import MPIPoolExecutor
    except ImportError as fault:
        raise NoCluster(f"mpi4py is not installed: {EXTRA['mpi']}") from fault
    ranks = MPI.COMM_WORLD.Get_size()
    if ranks < 2:
        raise NoCluster("MPI has one rank only: start with, for example, "
                        "srun -n 65 python -m mpi4py.futures -m countergaze compare ... "
                        "--cluster mpi")
    with MPIPoolExecutor() as executor:
        yield Cluster(executor, ranks - 1)
