"""LASER: SIR in ten by ten places with a gravity network, its components compiled by Numba."""

import importlib.metadata
import sys

from laser.core import PropertySet
from laser.core.distributions import constant_int
from laser.core.utils import grid
from laser.generic import SIR, Model
from telling import tell

agents, steps = int(sys.argv[1]), int(sys.argv[2])
places = grid(10, 10, population_fn=lambda row, column: agents // 100,
              states=["S", "I", "R"])
places["I"] = places["population"] // 100
places["S"] -= places["I"]
model = Model(places, PropertySet({"nticks": steps + 5, "beta": 0.3, "seed": 1}))
lasting = constant_int(10)
model.components = [SIR.Susceptible(model), SIR.Recovered(model), SIR.Infectious(model, lasting),
                    SIR.Transmission(model, lasting)]
tick = iter(range(steps + 5))


def step():
    """Run every component once, as the model's own loop does."""
    now = next(tick)
    model._initialize_flows(now)
    for component in model.components:
        component.step(now)


tell(step, steps, agents, importlib.metadata.version("laser-generic"))
