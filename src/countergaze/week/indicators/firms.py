"""Indicators of firms, and of courts among all who list persons and firms."""

from __future__ import annotations

from countergaze.week.indicators.counted import Counted, Scoped, over

SHOWN = ("alignment", "demands", "firm_grade", "firms_gone")
"""Indicators of all firms and of each kind; the fields of `Cities` have the same names."""


def by_scope(c: Counted) -> Scoped:
    """Return what firms do, for all and by kind; kinds without any firm have no value."""
    firms = c.reported.firms
    out = {("data_handed", "whole"): 1e2 * firms.data_handed[:, 0],
           ("firm_list_entries", "whole"): 1e5 * firms.entries[:, 0]}
    for name in SHOWN:
        out[name, "whole"] = 1e2 * getattr(firms, name)[:, 0]
        by_kind = getattr(firms, f"{name}_by_kind")
        out.update({(name, f"kind:{key}"): 1e2 * by_kind[:, k]
                    for k, key in enumerate(c.firm_kinds) if firms.there[:, k].any()})
    out["court_share", "whole"] = 1e2 * over(c.entries[:, 0], c.entries[:, 1:].sum(1))
    return out
