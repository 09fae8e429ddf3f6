"""A few thousand settled people in a world without events of its own, put into a known state."""

import numpy as np

from countergaze.compute.maths import FIXED
from countergaze.data.tables import census_places
from countergaze.declare import Settings
from countergaze.engine.simulation import Engine
from countergaze.engine.society import Society
from countergaze.mechanisms import society as rules
from countergaze.scenarios.scenario import defaults
from countergaze.week.records import TALLIES

PEOPLE = 8000
COURT, MARKET = 1, 4
"""Bits of two agencies in masks."""


def quiet_world(**tables: dict[str, float]) -> Settings:
    """Return a world in which nobody acts, speaks or leaves a list, with links at their ends."""
    world = defaults()
    for act in world.rows["acts"].values():
        act["base"] = 0.0
    world.values["expression"]["on"] = 0.0
    world.values["integration"].update(rollout_form="at_once", relapse=0.0)
    world.values["sensing"].update(false_rate=0.0, attention_form="fixed")
    world.values["officials"].update(on=0.0, integrity=1.0, integrity_spread=0.0)
    world.values["forecasting"]["on"] = world.values["grid"]["on"] = 0.0
    world.values["lists"].update(pay_wont=0.0, pay_cannot=0.0, term=5200.0, retention=5200.0)
    world.values["appeals"].update(notice=0.0, appeal_chance=0.0)
    world.values["conduct"].update(tip_false=0.0, service_base=0.0)
    world.values["sanctions"].update(travellers=0.0)
    for table, changed in tables.items():
        world.values[table].update(changed)
    return world


class World:
    """A settled society, and what came of each week that it lived."""

    def __init__(self, settings: Settings, people: int = PEOPLE) -> None:
        """Settle people; nothing has happened yet."""
        self.society = Society.settle(settings, census_places(), people, (1,))
        self.engine = Engine(settings, self.society)
        self.state = self.society.state
        home = np.arange(len(self.state.bits)) < self.society.layout.n_home
        self.adult = home & (self.state.bits & rules.ADULT > 0)
        self.residents = self.society.layout.n_home
        self.week = 0

    def put(self, who=None, **fields: int | float) -> None:
        """Put adults (or some of them) into a known state."""
        for name, value in fields.items():
            held = getattr(self.state, name).copy()
            held[self.adult if who is None else self.adult & who] = value
            self.state.put(name, held)

    def live(self, weeks: int = 1) -> dict[str, float]:
        """Live some weeks; return the sums of the last one, in people or events."""
        for _ in range(weeks):
            gathered = self.engine.step(self.week)
            self.week += 1
        total = gathered.by_group[0, :, 0] / FIXED
        return dict(zip(TALLIES, total, strict=True))

    def share(self, condition) -> float:
        """Return the share of adults for whom something holds."""
        return float(np.asarray(condition)[self.adult].mean())


def bits_set(masks) -> np.ndarray:
    """Return how many bits are set in each byte."""
    return np.unpackbits(np.asarray(masks, np.uint8)[:, None], axis=1).sum(axis=1)
