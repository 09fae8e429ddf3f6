"""The science, one idea a file. The registries below are what scenarios, help and docs read."""

from types import ModuleType

from countergaze.declare import Indicator, Parameter, Row, Table
from countergaze.mechanisms import (
    abroad, access, adaptation, appeals, conduct, economy, expression, firms, forecasting,
    governance, grid, incidents, integration, lists, officials, safeguards, sanctions, scoring,
    sensing, society,
)

MODULES: dict[str, ModuleType] = {
    module.Parameters.table: module
    for module in (society, conduct, expression, sensing, integration, scoring, lists, sanctions,
                   appeals, access, incidents, forecasting, grid, officials, governance, economy,
                   firms, abroad, adaptation, safeguards)
}
"""The mechanisms by name."""
TABLES: dict[str, type[Table]] = {name: module.Parameters for name, module in MODULES.items()}
ROWS: dict[str, type[Row]] = {
    row.table: row
    for row in (conduct.Act, lists.Agency, lists.ListFamily, sanctions.Service, society.Host,
                incidents.Incident, firms.FirmKind, firms.FirmSize)
}
INDICATORS: dict[str, Indicator] = {
    indicator.name: indicator
    for module in (lists, sanctions, appeals, access, expression, adaptation, conduct, sensing,
                   integration, scoring, incidents, forecasting, grid, officials, governance,
                   abroad, firms, economy, safeguards)
    for indicator in module.INDICATORS
}


def every_parameter() -> list[tuple[str, Parameter]]:
    """Return (full name, parameter) of every table, then of the fields of rows."""
    found = [(p.key, p) for table in TABLES.values() for p in table.fields.values()]
    return found + [(f"{row.table}.*.{p.name}", p) for row in ROWS.values()
                    for p in row.fields.values() if p.kind not in ("text", "name", "names")]
