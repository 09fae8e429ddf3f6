"""Economy and technology: output, procurement and technology by what last week left."""

from __future__ import annotations

from countergaze.compute.replicates import chosen
from countergaze.mechanisms import economy
from countergaze.week.institutions.country import Country


def produce(country: Country) -> None:
    """Move output, procurement, technology and its clock."""
    p, mine, share = country.p.economy, country.economy, country.governance.share
    u0 = country.p.governance.u0
    country.economy.output = economy.next_output(p, mine.output, country.lists.listed, share - u0,
                                                 mine.technology)
    wanted = economy.procurement_target(p, mine.unrest, share / u0)
    country.economy.procurement = economy.next_procurement(p, mine.procurement, wanted)
    country.economy.technology = economy.next_technology(p, mine.technology, mine.procurement,
                                                         mine.held_back)
    country.economy.held_back = economy.next_weeks(p, mine.held_back)


def pay(country: Country) -> None:
    """Pay for mobilisation, and keep the unrest that procurement answers to."""
    country.economy.made = economy.made(country.p.economy, country.economy.output,
                                        country.grid.mobilisation_cost)
    local = country.incidents.unrest_intensity
    unrest = economy.unrest_answered(
        country.p.economy, local, (local * country.weight).sum(axis=1, keepdims=True))
    # Without incidents there is nothing to answer to: procurement rests where it is.
    country.economy.unrest = chosen(country.p.incidents.on > 0.0, unrest,
                                    economy.UNREST_REFERENCE)


def tell(country: Country) -> None:
    """Tell how far cities are sensed, with the technology that they have."""
    country.economy.sensing = (country.p.sensing.on * country.sensing.smart
                               * country.economy.technology)
