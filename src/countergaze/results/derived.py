"""Indicators that exist only as a difference of two worlds, and what they are made from."""

from __future__ import annotations

from countergaze.declare import Indicator

DERIVED = {
    "chilling": Indicator(
        name="chilling", title="Chilling effect", metric="M13", family="rights", harm=1,
        unit="% of those who would dissent", definition="Silenced in this world minus "
        "silenced in the world without a system, with the same people and common random "
        "numbers.", scopes=("whole", "province", "group"), mechanism="expression"),
    "chilling_abroad": Indicator(
        name="chilling_abroad", title="Chilling effect abroad", metric="M22",
        family="abroad", harm=1, unit="% of those abroad who would dissent", definition="Silenced "
        "abroad in this world minus silenced abroad in the world without a system, with the same "
        "people and common random numbers.", scopes=("whole", "host"), mechanism="abroad"),
    "goodhart_gap": Indicator(
        name="goodhart_gap", title="Goodhart gap", metric="M21", family="control", harm=0,
        unit="correlation, %", definition="Correlation of score and conduct where rewards "
        "are on minus where they are off and nothing else differs.", mechanism="scoring"),
}
MADE_FROM = {"chilling": "silenced", "chilling_abroad": "silenced_abroad",
             "goodhart_gap": "score_conduct_correlation"}
