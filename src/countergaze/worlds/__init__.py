"""Plausible worlds: settings of what nobody knows that the facts do not rule out."""

from countergaze.worlds.arms import simulate_arms
from countergaze.worlds.sample import plausible
from countergaze.worlds.world import World

__all__ = ["World", "plausible", "simulate_arms"]
