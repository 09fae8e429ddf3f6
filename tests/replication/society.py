"""The people of the independent model: who they are, who lives with whom, who knows whom.

Written from `docs/mechanisms/society.md` alone, with the shares of the census for the whole
country.  Left out: provinces that differ, cells, urban quotas of a city, people abroad.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

CITIES = 31
BINS = 256
# National shares of the 2020 census, as `provinces.csv` gives them weighted by residents.
CHILDREN, WORKING_AGE = 0.180, 0.633
URBAN, MINORITY, REGISTERED_ELSEWHERE = 0.638, 0.089, 0.216
HOUSEHOLD_SIZES = (0.253, 0.297, 0.211, 0.127, 0.072, 0.040)


@dataclass
class Society:
    """Arrays with one entry a person, and the tie table [person, tie] padded with `people`."""

    people: int
    city: np.ndarray
    household: np.ndarray
    ties: np.ndarray
    tie_count: np.ndarray
    adult: np.ndarray
    works: np.ndarray
    urban: np.ndarray
    minority: np.ndarray
    elsewhere: np.ndarray
    connected: np.ndarray
    z: np.ndarray
    a0: np.ndarray
    h0: np.ndarray
    exposure: np.ndarray
    risk_aversion: np.ndarray
    luck: np.ndarray
    knows_list: np.ndarray
    traveller: np.ndarray


def bins(sample: np.ndarray) -> np.ndarray:
    """Return the means of 256 equally likely bins of a law, from a large sample of it."""
    return np.sort(sample).reshape(BINS, -1).mean(axis=1)


def laws(society: dict[str, float]) -> dict[str, np.ndarray]:
    """Return the 256 values of each heterogeneous attribute."""
    rng = np.random.default_rng(2018)
    size = BINS * 4096
    shape, exposure = society["z_shape"], society["x_shape"]
    normal = rng.normal(society["a0_mean"], society["a0_sd"], size)
    return {"z": bins(rng.gamma(shape, 1 / shape, size)), "a0": bins(np.clip(normal, -1, 1)),
            "h0": bins(rng.beta(society["h0_a"], society["h0_b"], size)),
            "exposure": bins(rng.gamma(exposure, 1 / exposure, size)),
            "risk_aversion": bins(rng.random(size))}


def households(rng: np.random.Generator, people: int, city: np.ndarray) -> np.ndarray:
    """Return the household number of each person; neighbours in the array live together."""
    sizes = rng.choice(np.arange(1, 7), size=people, p=HOUSEHOLD_SIZES)
    number = np.repeat(np.arange(people), sizes)[:people]
    moved = np.flatnonzero(np.diff(city)) + 1      # a household ends where the city does
    return number + np.searchsorted(moved, np.arange(people), side="right") * people


def pairs_of_ties(rng: np.random.Generator, city: np.ndarray, household: np.ndarray,
                  works: np.ndarray, society: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
    """Return both ends of every tie, each tie once a direction."""
    people = len(city)
    everyone = np.arange(people)
    ends = []
    for step in range(1, 6):
        same = np.flatnonzero(household[:-step] == household[step:])
        ends.append((same, same + step))
    first = np.searchsorted(city, city)
    size = np.bincount(city)[city]
    for k in range(int(society["neighbours"]) // 2):
        ends.append((everyone, first + (everyone - first + 7 + 6 * k) % size))
    group = int(society["workplace_ties"]) + 1
    for c in range(city.max() + 1):
        staff = rng.permutation(np.flatnonzero(works & (city == c)))
        place = np.arange(len(staff)) // group
        for step in range(1, group):
            same = np.flatnonzero(place[:-step] == place[step:])
            ends.append((staff[same], staff[same + step]))
    for _ in range(int(society["bridge_ties"]) // 2):
        ring = rng.permutation(people)
        ends.append((ring, np.roll(ring, 1)))
    one, other = (np.concatenate(part) for part in zip(*ends, strict=True))
    return np.concatenate([one, other]), np.concatenate([other, one])


def found(people: int, seed: int, society: dict[str, float], travellers: float,
          know_list: float) -> Society:
    """Return a society of `people` persons drawn from the seed."""
    rng = np.random.default_rng([seed, 1])
    city = np.arange(people) * CITIES // people
    household = households(rng, people, city)
    head = np.r_[True, np.diff(household) != 0]
    adult = head | (rng.random(people) > CHILDREN / (1 - head.mean()))
    works = adult & (rng.random(people) < WORKING_AGE / (1 - CHILDREN))
    one, other = pairs_of_ties(rng, city, household, works, society)
    order = np.argsort(one, kind="stable")
    one, other = one[order], other[order]
    count = np.bincount(one, minlength=people)
    ties = np.full((people, count.max()), people)
    ties[one, np.arange(len(one)) - np.searchsorted(one, one)] = other
    numbered = np.cumsum(head) - 1
    shared = {name: (rng.random(people) < share)[numbered] for name, share in (
        ("minority", MINORITY), ("elsewhere", REGISTERED_ELSEWHERE),
        ("connected", society["officials_share"]))}
    drawn = {name: law[rng.integers(0, BINS, people)] for name, law in laws(society).items()}
    return Society(people=people, city=city, household=numbered, ties=ties, tie_count=count,
                   adult=adult, works=works, urban=rng.random(people) < URBAN,
                   luck=rng.random(people),
                   knows_list=rng.random(people) < know_list,
                   traveller=rng.random(people) < travellers, **shared, **drawn)
