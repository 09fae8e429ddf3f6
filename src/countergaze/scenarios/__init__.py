"""What is run: scenario files, their checks, and the shipped ones."""

from countergaze.scenarios.scenario import (
    DEFAULT,
    Scenario,
    default,
    defaults,
    from_record,
    load,
    shipped,
    shipped_text,
)
from countergaze.scenarios.schema import schema
from countergaze.scenarios.source import Problem, ScenarioError

__all__ = [
    "DEFAULT", "Problem", "Scenario", "ScenarioError", "default", "defaults", "from_record",
    "load", "schema",
    "shipped", "shipped_text",
]
