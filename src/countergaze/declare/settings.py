"""What a scenario comes down to: the numbers, rows and dated changes that the engine reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Values = dict[str, dict[str, float | str | None]]
Rows = dict[str, dict[str, dict[str, Any]]]
Change = tuple[int, Values, Rows]


@dataclass(frozen=True)
class Settings:
    """Every parameter and every row, filled in, and what changes in which week.

    values: table -> parameter -> value; rows: keyed table -> key -> field -> value;
    changes: (week, values, rows) in the order of their weeks, each holding only what changes;
    those before week 0 have negative weeks.
    """

    values: Values
    rows: Rows
    changes: tuple[Change, ...] = ()

    def start(self) -> Settings:
        """Return the settings before any change."""
        return Settings(self.values, self.rows).at(0)

    def history(self) -> list[Any]:
        """Return all of the settings that can move the weeks before week 0."""
        return [self.values, self.rows, [change for change in self.changes if change[0] < 0]]

    def at(self, week: int) -> Settings:
        """Return the settings in force in `week`, with every change up to it applied."""
        values = {table: dict(fields) for table, fields in self.values.items()}
        rows = {table: {key: dict(row) for key, row in keyed.items()}
                for table, keyed in self.rows.items()}
        for when, changed, changed_rows in self.changes:
            if when > week:
                break
            for table, fields in changed.items():
                values[table].update(fields)
            for table, keyed in changed_rows.items():
                for key, row in keyed.items():
                    rows[table].setdefault(key, {}).update(row)
        return Settings(values, rows)
