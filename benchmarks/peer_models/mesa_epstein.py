"""Mesa's own example of civil violence (Epstein 2002): a grid, vision 7, citizens and police."""

import math
import sys

import mesa
from mesa.examples.advanced.epstein_civil_violence.model import EpsteinCivilViolence
from telling import tell

agents, steps = int(sys.argv[1]), int(sys.argv[2])
side = math.ceil(math.sqrt(agents / (0.7 + 0.074)))
model = EpsteinCivilViolence(width=side, height=side, max_iters=10**9, seed=1)
tell(model.step, steps, len(model.agents), mesa.__version__)
