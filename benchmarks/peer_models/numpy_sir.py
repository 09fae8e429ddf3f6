"""Plain NumPy: SIR with homogeneous mixing, one vector of states."""

import sys

import numpy as np
from telling import tell

agents, steps = int(sys.argv[1]), int(sys.argv[2])
luck = np.random.default_rng(1)
state = (luck.random(agents) < 0.01).astype(np.int8)


def step():
    """Let the infected infect and recover."""
    global state
    draw = luck.random(agents, np.float32)
    force = 1.0 - np.exp(-0.3 * (state == 1).mean())
    state = np.where((state == 0) & (draw < force), 1,
                     np.where((state == 1) & (draw < 0.1), 2, state)).astype(np.int8)


tell(step, steps, agents, np.__version__)
