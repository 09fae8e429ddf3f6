"""Whole numbers as they are typed: 20000, 20,000, 20_000 or 2e4."""

from __future__ import annotations

from typing import Any

import click

from countergaze.declare.integers import typed


class Whole(click.ParamType):
    """A whole number of a command; bounds are told with all other mistakes of a request."""

    name = "integer"

    def convert(self, value: Any, param: click.Parameter | None,
                ctx: click.Context | None) -> int:
        """Return the number; end in a message where the text is none."""
        if isinstance(value, int):
            return value
        try:
            return typed(str(value))
        except ValueError as fault:
            self.fail(f"it must be {fault}", param, ctx)


WHOLE = Whole()
