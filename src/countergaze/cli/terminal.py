"""How things are said in a terminal: plain text, a little bold, no colour unless wanted."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Sequence

import click


def coloured(stream) -> bool:
    """Return whether bold and colour may be used on a stream."""
    return not os.environ.get("NO_COLOR") and stream.isatty()


def columns(most: int = 120) -> int:
    """Return how wide lines may be: as the terminal or COLUMNS say, 80 where neither does."""
    return max(60, min(shutil.get_terminal_size((80, 24)).columns, most))


def bold(text: str) -> str:
    """Return a number as it stands out in the output."""
    return click.style(text, bold=True) if coloured(sys.stdout) else text


def name(text: str) -> str:
    """Return an id or a path as it stands in the output."""
    return click.style(text, fg="cyan") if coloured(sys.stdout) else text


def complain(text: str) -> None:
    """Print an error on the error stream."""
    head = click.style("error:", fg="red") if coloured(sys.stderr) else "error:"
    click.echo(f"{head} {text}", err=True, color=coloured(sys.stderr))


def say(text: str = "") -> None:
    """Print a line of output."""
    click.echo(text, color=coloured(sys.stdout))


def table(rows: Sequence[Sequence[str]], gap: str = "  ") -> str:
    """Return rows as columns, each as wide as its widest entry; the last one as it is."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join(gap.join(
        [*(entry.ljust(width) for entry, width in zip(row[:-1], widths)), row[-1]]).rstrip()
        for row in rows)


def paragraph(text: str, indent: int = 2) -> str:
    """Return a text broken at the width of the terminal."""
    return textwrap.fill(text, columns() - 2, initial_indent=" " * indent,
                         subsequent_indent=" " * indent)


def written(value: object) -> str:
    """Return a value of a parameter as in a scenario file."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(written(entry) for entry in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)
