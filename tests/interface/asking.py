"""Ask the command line, and read what a folder tells of itself."""

import json

from click.testing import CliRunner

from countergaze.cli.main import main


def call(*words, code=0):
    """Return what a command prints, on one line; it must end with the code."""
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exit_code == code, done.output
    return " ".join(done.output.split())


def told(folder):
    """Return the manifest of a folder."""
    return json.loads((folder / "manifest.json").read_text("utf-8"))
