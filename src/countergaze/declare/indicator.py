"""The words in which a mechanism states what it reports."""

from __future__ import annotations

from dataclasses import dataclass

FAMILIES = ("rights", "control", "stability", "integrity", "governance", "abroad", "cost")
"""Families of indicators in the order in which results are always shown: people first."""


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One reported quantity.

    name: as in tables and charts; unit: in words, for example "in 100,000 residents";
    definition: one sentence, complete without the code; metric: M01 to M23 or "";
    harm: +1 where more is more harm to people, -1 where less is, 0 where it has no side;
    turned: the reader's name of the quantity turned round, for harm = -1;
    scopes: which of "whole", "province", "group", "agency", "kind" (of firm) and others it is
    recorded for;
    least: smallest difference of interest in the unit, 0 for that of the yardstick alone;
    digits: decimals shown in reports; shown: whether the report of a run draws it ("chart") or
    gives its mean ("number": told in a section of its own, a sum that only grows, or the twin of a
    quantity that is charted).
    """

    name: str
    title: str
    unit: str
    family: str
    definition: str
    metric: str = ""
    harm: int = 0
    turned: str = ""
    scopes: tuple[str, ...] = ("whole",)
    digits: int = 1
    least: float = 0.0
    mechanism: str = ""
    shown: str = "chart"

    def __post_init__(self) -> None:
        if self.family not in FAMILIES:
            raise ValueError(f"{self.name}: family {self.family!r} is not one of {FAMILIES}")
        if self.harm not in (-1, 0, 1):
            raise ValueError(f"{self.name}: harm is {self.harm}, not -1, 0 or 1")
        if self.shown not in ("chart", "number"):
            raise ValueError(f"{self.name}: shown is {self.shown!r}, not 'chart' or 'number'")
