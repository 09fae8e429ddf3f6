"""Indicators of firms, and of courts among all who list persons and firms."""

from __future__ import annotations

from countergaze.week.indicators.counted import YEAR, Counted, Scoped, over

SHOWN = {"alignment": 1e2, "demands": 1e2, "firm_grade": 1e2, "firms_gone": 1e2,
         "defiance": 1e2, "reversals": 1e2 * YEAR, "answer_delay": 1.0, "market_lost": 1e2}
"""Indicators of all firms and of each kind, and what they are told in; the fields of `Cities` have
the same names."""


def by_scope(c: Counted) -> Scoped:
    """Return what firms do, for all and by kind; kinds without any firm have no value."""
    firms = c.reported.firms
    out = {("data_handed", "whole"): 1e2 * firms.data_handed[:, 0],
           ("firm_list_entries", "whole"): 1e5 * firms.entries[:, 0]}
    for name, unit in SHOWN.items():
        out[name, "whole"] = unit * getattr(firms, name)[:, 0]
        by_kind = getattr(firms, f"{name}_by_kind")
        out.update({(name, f"kind:{key}"): unit * by_kind[:, k]
                    for k, key in enumerate(c.firm_kinds) if firms.there[:, k].any()})
    out["court_share", "whole"] = 1e2 * over(c.entries[:, 0], c.entries[:, 1:].sum(1))
    return out
