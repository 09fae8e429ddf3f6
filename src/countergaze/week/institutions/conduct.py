"""Conduct: the kinds of act as each city has them."""

from __future__ import annotations

from countergaze.week.institutions.country import Country
from countergaze.week.records import Acts


def bring(country: Country, acts: Acts) -> None:
    """Bring the rows of `acts`, with what each city covers and how much it records."""
    if country.anew:
        for name in ("base", "gravity", "debt", "street", "points", "spoken"):
            getattr(acts, name)[...] = country.settings.column("acts", name)[:, None, :]
    acts.coverage[...] = country.sensing.coverage
    acts.false_level[...] = country.sensing.level * country.sensing.error[:, :, None]
