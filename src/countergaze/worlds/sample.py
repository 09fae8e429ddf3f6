"""The plausible worlds that come with the package."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from io import BytesIO

import pandas as pd

from countergaze import __version__
from countergaze.worlds.space import by_key
from countergaze.worlds.world import World

SAMPLE, MANIFEST = "plausible.parquet", "plausible.json"
"""The sample, and the manifest of the folder that it was made in."""


@cache
def shipped() -> pd.DataFrame:
    """Return the shipped sample, a row a world: `number`, its numbers and forms, its figures."""
    content = resources.files("countergaze.worlds").joinpath(SAMPLE).read_bytes()
    return pd.read_parquet(BytesIO(content))


def of_this_version() -> bool:
    """Return whether the shipped worlds were made by this version, of all that it does not know.

    Whether its numbers are still those of the sample is a slow test: eight worlds again.
    """
    text = resources.files("countergaze.worlds").joinpath(MANIFEST).read_text("utf-8")
    told = json.loads(text)["versions"]["countergaze"]
    return told == __version__ and {name for name in shipped() if "." in name} == set(by_key())


def available() -> int:
    """Return how many worlds come with the package."""
    return len(shipped())


def plausible(count: int | None = None) -> tuple[World, ...]:
    """Return the first `count` worlds that the facts do not rule out, all of them without.

    Raises ValueError where there are not so many.
    """
    table = shipped()
    if count is not None and not 1 <= count <= len(table):
        raise ValueError(f"worlds must be 1 to {len(table):,}, not {count:,}: the shipped sample "
                         f"has {len(table):,} plausible worlds")
    rows = table.head(len(table) if count is None else count)
    keys = [name for name in table.columns if "." in name]
    return tuple(World(int(number), dict(zip(keys, values)))
                 for number, values in zip(rows["number"],
                                           rows[keys].itertuples(index=False, name=None)))


def nearer(numbers: list[int]) -> tuple[int, ...]:
    """Return the half of some worlds that is nearer to the facts: their largest miss is less."""
    table = shipped().set_index("number")
    held = table[[name for name in table.columns if name.startswith("implausibility ")]]
    order = held.loc[numbers].max(axis=1).sort_values(kind="stable").index
    return tuple(sorted(int(number) for number in order[:len(order) // 2]))
