"""The words a mechanism is written in: parameters, rows of tables, indicators, rules."""

from countergaze.declare.indicator import FAMILIES, Indicator
from countergaze.declare.integers import typed, whole
from countergaze.declare.parameter import (
    ASSUMED,
    Parameter,
    Row,
    Table,
    constant,
    form,
    lever,
    name_of,
    switch,
    text,
    uncertainty,
)
from countergaze.declare.settings import Settings

__all__ = [
    "ASSUMED", "FAMILIES", "Indicator", "Parameter", "Row", "Settings", "Table", "constant", "form",
    "lever", "name_of", "switch", "text", "typed", "uncertainty", "whole",
]
