"""Starsim: SIR on a random network of four contacts that is drawn anew in every step."""

import sys

import starsim
from telling import tell

agents, steps = int(sys.argv[1]), int(sys.argv[2])
sim = starsim.Sim(n_agents=agents, networks=starsim.RandomNet(n_contacts=4),
                  diseases=starsim.SIR(), start=2000, dur=steps + 5, verbose=0, rand_seed=1)
sim.init()
tell(sim.run_one_step, steps, agents, starsim.__version__)
