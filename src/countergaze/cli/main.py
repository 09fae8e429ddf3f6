"""The command line: one group, its commands, and what each kind of failure says and returns.

Exit codes: 0 done, 1 an internal error, 2 bad input or does not fit in memory, 3 folder in use,
4 a difference: verify, or a run repeated, 5 cannot write, 6 some runs of several
failed, 130 interrupted.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from countergaze import __version__
from countergaze.cli import (
    cache, catalogue, cite, claims, compare, files, inside, look, packages, pages, person, phase,
    run, serve, site, streams, sweep, terminal, worlds,
)
from countergaze.declare.errors import BAD_INPUT, CountergazeError

OURS, INTERRUPTED = 1, 130


class Guarded(click.Group):
    """A group that turns every failure into a message and an exit code."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands by what they are for."""
        width = max(len(str(name)) for name in self.commands)
        for heading, commands in GROUPS.items():
            with formatter.section(heading):
                formatter.write_dl([(str(command.name).ljust(width),
                                     command.get_short_help_str(formatter.width - width - 6))
                                    for command in commands])

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command and end the process with its exit code."""
        kwargs.pop("standalone_mode", None)
        words = kwargs.get("args") or (args[0] if args else sys.argv[1:])
        with streams.forgiving(), _notes("--quiet" not in words):
            code = self._code(*args, **kwargs)
        sys.exit(code if isinstance(code, int) else 0)

    def _code(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command and return its exit code, or None."""
        try:
            asked: dict[str, Any] = {**kwargs, "standalone_mode": False}
            return super().main(*args, **asked)
        except click.ClickException as fault:
            _click_message(fault)
            return BAD_INPUT
        except (click.Abort, KeyboardInterrupt) as fault:
            return _ended_early(fault)
        except Exception as fault:
            return _explained(fault)


@contextmanager
def _notes(wanted: bool) -> Iterator[None]:
    """Let notes, such as that of a damaged cache, be printed or not."""
    log = logging.getLogger("countergaze")
    before = log.level
    log.setLevel(logging.NOTSET if wanted else logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


def _ended_early(fault: BaseException) -> int:
    """Return the exit code of an interrupt; click takes the end of a file for one."""
    if isinstance(fault.__cause__, EOFError):
        return _explained(fault.__cause__)
    click.echo("interrupted; nothing was left half-written", err=True)
    return INTERRUPTED


def _click_message(fault: click.ClickException) -> None:
    """Print what click found wrong, and how to see the options."""
    terminal.complain(fault.format_message())
    context = getattr(fault, "ctx", None)
    if context is not None:
        click.echo(f"options: {context.command_path} --help", err=True)


def _explained(fault: Exception) -> int:
    """Print one message about a failure; return its exit code."""
    if isinstance(fault, CountergazeError):
        terminal.complain(fault.message())
        return fault.exit_code
    if isinstance(fault, MemoryError):
        terminal.complain("this does not fit in the memory of this machine; "
                          "run with fewer --people")
        return BAD_INPUT
    if os.environ.get("COUNTERGAZE_DEBUG"):
        raise fault
    text = " ".join(f"{type(fault).__name__}: {fault}".split())[:200]
    terminal.complain(f"internal error, please report: {text} (where: set "
                      "COUNTERGAZE_DEBUG=1 and run again)")
    return OURS


@click.group(cls=Guarded, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="countergaze", message="%(prog)s %(version)s")
def main() -> None:
    """Synthetic societies under social-credit-style governance.

    Synthetic people made from census totals. Not a forecast. Not a tool to score, list or find
    anyone. Begin with: countergaze run

    \b
      countergaze run report-vision --out runs/vision
      countergaze compare baseline bench=baseline:safeguards.appeal_bench=1
      countergaze brief runs/vision --out vision.pdf
      countergaze new mine.toml --extends baseline
    """


GROUPS = {
    "Run": (run.run, compare.compare, catalogue.systems, catalogue.safeguards, packages.packages,
            claims.claims, phase.phase, worlds.worlds, sweep.sweep, person.person),
    "Look": (pages.open_page, pages.report, pages.brief, cite.cite, serve.serve, site.site,
             catalogue.catalogue, claims.hinges, look.scenarios, look.parameters, look.indicators,
             look.explain, inside.week, inside.kernel),
    "Author": (files.new, files.check, look.schema),
    "Check": (files.verify, look.bench, cache.cache),
}
"""Heading of the help -> its commands."""

for _commands in GROUPS.values():
    for _command in _commands:
        main.add_command(_command)
