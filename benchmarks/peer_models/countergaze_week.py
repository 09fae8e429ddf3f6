"""Countergaze: the whole week of its baseline, institutions included."""

import sys

from telling import tell

import countergaze
from countergaze.data.tables import census_places
from countergaze.engine.society import Society
from countergaze.engine.step import Engine
from countergaze.scenarios.scenario import default

agents, steps = int(sys.argv[1]), int(sys.argv[2])
settings = default().settings
engine = Engine(settings, Society.settle(settings, census_places(), agents, (1,)), 1)
weeks = iter(range(-200, 0))
tell(lambda: engine.step(next(weeks)), steps, agents, countergaze.__version__)
