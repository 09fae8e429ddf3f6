"""The command that opens the page: questions answered, and worlds simulated while one looks."""

from __future__ import annotations

from pathlib import Path

import click

from countergaze.cli import terminal

NEEDED = ("starlette", "uvicorn")


@click.command()
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65_535),
              help="0 for any that is free.")
@click.option("--host", default="127.0.0.1", show_default=True,
              help="Another address than this machine's own needs --token-file.")
@click.option("--token-file", type=click.Path(path_type=Path), metavar="FILE",
              help="A file with a key of your own, in place of one that serves once.")
@click.option("--jobs", type=click.IntRange(1, 64),
              help="Processes to keep warm; all processors but one unless given.")
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
def serve(port: int, host: str, token_file: Path | None, jobs: int | None,
          no_browser: bool) -> None:
    """Open the page in a browser: questions answered, and worlds to change.

    It serves this machine alone, loads nothing from elsewhere and writes nothing but the cache of
    compiled code and of states at week 0. Ctrl-C ends it and all that it simulates.
    """
    check_installed()
    from countergaze.web.serving import serve as run

    run(host, port, terminal.say, token_file, not no_browser, jobs)


def check_installed() -> None:
    """Refuse with the line to type where what the page needs is not installed."""
    from importlib.util import find_spec

    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise click.UsageError(f"the page needs {' and '.join(missing)}: pip install "
                               "'countergaze[serve]', or .[serve] in a clone")
