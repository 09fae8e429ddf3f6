"""Indicators of people abroad: what is kept on them and what they still say."""

from __future__ import annotations

import numpy as np

from countergaze.week.indicators.counted import YEAR, Counted, Scoped, over
from countergaze.week.records import ABROAD_TALLIES


def by_scope(c: Counted) -> Scoped:
    """Return files, speech, fear and protection, by host and for all."""
    out: Scoped = {}
    if not c.abroad:
        return out
    by_host = np.stack(list(c.abroad.values()), axis=1)
    adults = by_host[:, :, list(ABROAD_TALLIES).index("adults")]
    for scope, part in {"whole": by_host.sum(1),
                        **{f"host:{name}": row for name, row in c.abroad.items()}}.items():
        got = {name: part[:, k] for k, name in enumerate(ABROAD_TALLIES)}
        silent = got["latent"] - got["expected_dissent"]
        out["files_abroad", scope] = 1e2 * over(got["files"], got["adults"])
        out["silenced_abroad", scope] = 1e2 * over(silent, got["latent"])
        out["expected_dissent_abroad", scope] = 1e3 * over(got["expected_dissent"], got["adults"])
        out["fear_abroad", scope] = 1e2 * over(got["fear"], got["adults"])
    hosts = c.reported.abroad
    for name, values in {"host_protection": hosts.protected, "adopted": hosts.adopted}.items():
        out[name, "whole"] = 1e2 * over((values * adults).sum(1), adults.sum(1))
        out.update({(name, f"host:{host}"): 1e2 * values[:, k]
                    for k, host in enumerate(c.abroad)})
    visits, kin = c.got["kin_visited"][:, 0], c.got["kin_on_file"][:, 0]
    out["kin_visits", "whole"] = 1e3 * YEAR * over(visits, kin)
    return out
