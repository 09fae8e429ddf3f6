"""Time the steps of a model in this process and print what they took, as a line of JSON."""

import json
import resource
import time
from collections.abc import Callable
from statistics import median

WARM_UP = 2


def tell(step: Callable[[], object], steps: int, agents: int, version: str) -> None:
    """Print seconds a step (minimum, median) after two that warm up, and the memory at its peak."""
    times = []
    for _ in range(WARM_UP + steps):
        began = time.perf_counter()
        step()
        times.append(time.perf_counter() - began)
    print(json.dumps({
        "agents": agents, "version": version, "least": min(times[WARM_UP:]),
        "median": median(times[WARM_UP:]),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))
