"""mesa-frames: SIR with homogeneous mixing, every rule a Polars expression over all agents."""

import importlib.metadata
import sys

import numpy as np
import polars as pl
from mesa_frames import AgentSetPolars, ModelDF
from telling import tell

BETA, RECOVERY = 0.3, 0.1


class People(AgentSetPolars):
    """Susceptible 0, infected 1, recovered 2."""

    def __init__(self, model, agents, luck):
        super().__init__(model)
        self.luck = luck
        self += pl.DataFrame({"unique_id": np.arange(agents),
                              "state": (luck.random(agents) < 0.01).astype(np.int8)})

    def step(self):
        """Let the infected infect and recover."""
        state = self.agents["state"].to_numpy()
        draw = self.luck.random(len(state))
        force = 1.0 - np.exp(-BETA * (state == 1).mean())
        self["state"] = pl.Series(np.where((state == 0) & (draw < force), 1, np.where(
            (state == 1) & (draw < RECOVERY), 2, state)).astype(np.int8))


agents, steps = int(sys.argv[1]), int(sys.argv[2])
model = ModelDF(seed=1)
people = People(model, agents, np.random.default_rng(1))
model.agents += people
tell(model.step, steps, agents, importlib.metadata.version("mesa-frames"))
