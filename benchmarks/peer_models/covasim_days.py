"""Covasim: a day of its shipped epidemic with a random network, disease states by age."""

import sys

import covasim
from telling import tell

agents, steps = int(sys.argv[1]), int(sys.argv[2])
sim = covasim.Sim(pop_size=agents, n_days=steps + 5, verbose=0, rand_seed=1)
sim.initialize()
tell(sim.step, steps, agents, covasim.__version__)
