"""The science, one idea a file. The registries below are what scenarios, help and docs read."""

from countergaze.declare import Indicator, Row, Table
from countergaze.mechanisms import (
    adaptation, conduct, expression, lists, sanctions, sensing, society,
)

TABLES: dict[str, type[Table]] = {
    module.Parameters.table: module.Parameters
    for module in (society, conduct, expression, sensing, lists, sanctions, adaptation)
}
ROWS: dict[str, type[Row]] = {
    row.table: row
    for row in (conduct.Act, lists.Agency, lists.ListFamily, sanctions.Service, society.Host)
}
INDICATORS: dict[str, Indicator] = {
    indicator.name: indicator
    for module in (lists, sanctions, expression, adaptation, conduct, sensing)
    for indicator in module.INDICATORS
}
