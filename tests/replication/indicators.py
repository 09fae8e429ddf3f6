"""What is measured in the independent model, by the names and units of the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tests.replication.files import YEAR
from tests.replication.model import Lived


def measured(world: Lived) -> dict[str, float]:
    """Return the indicators of the week, by the names and units of the documentation."""
    adult = world.own.adult
    adults, people = adult.sum(), world.own.people
    on_list = world.listed.any(axis=0)
    listed = max(on_list.sum(), 1)
    unjust = world.wrong.any(axis=0).sum()
    yearly = YEAR * 1e5 / adults
    visits, aggrieved, soon = np.sum(world.visits_of_year, axis=0)
    return {
        "offences": 100 * YEAR * world.acts / adults,
        "service": 100 * YEAR * world.served.sum() / adults,
        "tips": 1000 * YEAR * world.tip.sum() / adults,
        "recorded_share": 100 * world.made["true"] / max(world.acts, 1),
        "false_records": yearly * world.made["false"],
        "erased": yearly * world.made["erased"],
        "copies_per_record": world.made["copies"] / max(world.made["records"], 1),
        "wrong_records": 1e5 * world.holds_false.any(axis=0).sum() / people,
        "listed": 1e5 * on_list.sum() / people,
        "list_entries": yearly * world.newly.sum(),
        "list_exits": yearly * world.exits,
        "wrongful_listing": 1e5 * unjust / people,
        "cannot_pay_share": 100 * (on_list & (world.h > world.conduct["cannot_pay"])
                                   ).sum() / listed,
        "domain_spread": 100 * world.breadth[on_list].sum() / listed,
        "redlisted": 1e5 * world.redlisted.sum() / people,
        "appeals_filed": YEAR * 1e5 * world.count_filed / people,
        "appeals_heard": YEAR * 1e5 * world.count_heard / people,
        "appeals_granted": YEAR * 1e5 * world.count_granted / people,
        "appeals_pending": 1e5 * world.pending.sum() / people,
        "expected_dissent": 1000 * world.sum_dissent / adults,
        "silenced": 100 * (1 - world.sum_dissent / max(world.sum_latent, 1e-12)),
        "affirm": 1000 * world.affirms.sum() / adults,
        "stated_support": 100 * world.positive[adult].mean(),
        "warned": yearly * world.warned.sum(),
        "fear": 100 * world.f[adult].mean(),
        "support": 100 * world.a[adult].mean(),
        "hardship": 100 * world.h[adult].mean(),
        "misuse": 100 * world.misuse.mean(),
        "aware_of_scheme": 100 * (world.aware & world.scored).sum() / max(world.scored.sum(), 1),
        "rectified": yearly * world.count_rectified,
        "file_requests": yearly * world.sum_shown,
        "visits": yearly * world.visited.sum(),
        "visit_precision": 100 * aggrieved / max(visits, 1),
        "visit_precision_soon": 100 * soon / max(visits, 1),
        "random_precision": 100 * world.random[0],
        "random_precision_soon": 100 * world.random[1],
    }


def means(settings: Any, people: int, weeks: int, window: int, seeds: Sequence[int],
          changed: Any = None) -> dict[str, np.ndarray]:
    """Return the mean of each indicator over the last `window` weeks, one entry a seed.

    settings: of a scenario, dated changes included; changed: settings from week 0 on, if others.
    """
    burn_in = int(settings.values["society"]["burn_in"])
    dates = {0, *(change[0] for change in settings.changes)}
    found: dict[str, list[float]] = {}
    for seed in seeds:
        world, kept = Lived(settings.at(-burn_in), people, seed), []
        for week in range(-burn_in, weeks):
            if week in dates:
                now = changed if changed and week >= 0 else settings
                world.take(now.at(week))
            world.live()
            if week >= weeks - window:
                kept.append(measured(world))
        for name in kept[0]:
            found.setdefault(name, []).append(float(np.mean([row[name] for row in kept])))
    return {name: np.array(values) for name, values in found.items()}
