"""Boards of claims made of a closed formula in the place of simulations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
import pandas as pd

from countergaze.claims.board import Board, Order, carry_out
from countergaze.claims.work import DEFAULTS
from countergaze.scenarios import load


class World(NamedTuple):
    """A world of a test: its number, and what differs in it."""

    number: int
    changes: Mapping[str, Any] = {}

    def scenario(self, base):
        return base.with_changes(dict(self.changes))


def plausible(count: int) -> tuple[World, ...]:
    """Return worlds whose forms take turns and whose numbers rise."""
    forms = ("stake", "certainty", "perceived")
    return tuple(World(k, {"conduct.deterrence_form": forms[k % 3],
                           "incidents.alarm": 0.5 + 7.5 * (k * 7 % 40) / 40,
                           "sensing.smart_gain": 0.2 + k % 5 / 5})
                 for k in range(1, count + 1))


Formula = Callable[[str, Any, World], float]


def simulate(formula: Formula, noise: float = 0.0) -> Callable[..., pd.DataFrame]:
    """Return what stands for `simulate_arms`: indicator, settings at week 0 and world -> value."""
    def simulate_arms(worlds, arms, *, seeds, people, weeks, window, indicators, **_):
        rows = []
        for world in worlds:
            scenario = world.scenario(load("baseline"))
            for arm, made in arms.items():
                at = made(scenario).settings.at(0)
                for seed in seeds:
                    drawn = np.random.default_rng([world.number + 1, seed, crc32(arm.encode())])
                    off = noise * drawn.standard_normal()
                    rows += [(world.number, arm, seed, name, scope or "whole",
                              formula(name, at, world) + off)
                             for name, _, scope in (text.partition(" ") for text in indicators)]
        return pd.DataFrame(rows, columns=["world", "arm", "seed", "indicator", "scope", "value"])

    return simulate_arms


def board(formula: Formula, *ids: str, noise: float = 0.0, **asked: Any) -> Board:
    """Return a board of these claims."""
    order = Order(ids, **{"worlds": 40, **asked})
    return carry_out(order, plausible, World(DEFAULTS), simulate(formula, noise))
