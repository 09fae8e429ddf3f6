"""What institutions report of weeks: worked out of many weeks at once, and only if asked for."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

import numpy as np

from countergaze.declare.city import CITY
from countergaze.week.institutions import order
from countergaze.week.institutions.country import CARRYING, HELD, Country, Places

_values = attrgetter(*(f"{name}.{field.name}" for name, field in HELD))


class Reported:
    """What a week's institutions report, under each mechanism's name.

    Of cities: means over residents, (replicates, 1 + provinces), the whole country first; of
    anything else what the mechanism holds.  Only references are kept until a value is asked for.
    """

    def __init__(self, country: Country) -> None:
        self.country, self.settings = country, country.settings
        self.keys, self.held = country.luck.keys_of_week, _values(country)

    def __getattr__(self, name: str) -> Any:
        """Return what a mechanism reports."""
        if name not in CARRYING:
            raise AttributeError(f"no mechanism {name!r} reports; those that do: "
                                 f"{', '.join(CARRYING)}")
        self.__dict__.update(vars(of_weeks([self])))
        return self.__dict__[name]


def of_weeks(weeks: Sequence[Reported]) -> SimpleNamespace:
    """Return what was reported in weeks with the same settings, (weeks x replicates, ...).

    By mechanism, then by field.
    """
    first = weeks[0]
    country = first.country.of_weeks(first.settings, [week.keys for week in weeks],
                                     [week.held for week in weeks])
    order.tell(country)
    found = {name: {field.name: getattr(getattr(country, name), field.name)
                    for field in declared.fields.values() if field.reported}
             for name, declared in CARRYING.items()}
    of_cities = [(name, field) for name, fields in found.items() for field in fields
                 if CARRYING[name].fields[field].axes == CITY]
    means = _means(country.places, np.stack([found[name][field] for name, field in of_cities]))
    for (name, field), mean in zip(of_cities, means):
        found[name][field] = mean
    return SimpleNamespace(**{name: SimpleNamespace(**fields) for name, fields in found.items()})


def _means(places: Places, values: np.ndarray) -> np.ndarray:
    """Return means over residents of the whole country, then of each province."""
    sums, total = (np.concatenate([part.sum(axis=-1, keepdims=True),
                                   np.add.reduceat(part, places.first_city, axis=-1)], axis=-1)
                   for part in (places.residents * values, places.residents))
    return sums / total
