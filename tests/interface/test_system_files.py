"""Files that systems leave by looking at a folder bar nothing, are told nowhere, and stay."""

from __future__ import annotations

import os

import pytest
from click.testing import CliRunner

from countergaze.cli.main import main
from countergaze.results import run as runs
from countergaze.results.store import PARTS, FolderInUse, check_free, check_ready, write_whole
from countergaze.results.strays import is_stray
from tests.interface.made_runs import made

LEFT = [".DS_Store", "Thumbs.db", "desktop.ini", "._report.html", ".nfs0000000000a1b2c3",
        "THUMBS.DB", "Desktop.ini", ".directory", "~$report.docx", ".~lock.report.html#",
        ".fuse_hidden0001", ".localized", *["Icon\r"] * (os.name == "posix")]
FOLDERS = [".ipynb_checkpoints", "$RECYCLE.BIN", "lost+found", ".Trashes", "@eaDir"]


def leave(folder):
    for name in LEFT:
        (folder / name).write_bytes(b"\0\1Bud1")
    for name in FOLDERS:
        (folder / name).mkdir()
        (folder / name / "inner").write_bytes(b"x")


@pytest.fixture(scope="module")
def a_run():
    return made(10.0, weeks=3)


def test_a_folder_with_nothing_of_a_user_is_free(tmp_path, a_run):
    """A run is written beside them, and they stay as they were."""
    leave(tmp_path)
    check_ready(tmp_path)
    a_run.save(tmp_path)
    assert runs.verify(tmp_path) == [] and runs.load(tmp_path).result == a_run.result
    assert all((tmp_path / name).exists() for name in LEFT + FOLDERS)


def test_a_finished_run_that_was_looked_at_verifies_and_can_be_replaced(tmp_path, a_run):
    """`verify` ends with 0 and --force replaces the run; what was left there stays."""
    a_run.save(tmp_path / "run")
    leave(tmp_path / "run")
    done = CliRunner().invoke(main, ["verify", str(tmp_path / "run")])
    assert done.exit_code == 0, done.output
    a_run.save(tmp_path / "run", force=True)
    assert runs.verify(tmp_path / "run") == []
    assert (tmp_path / "run" / ".DS_Store").exists()


def test_an_unfinished_comparison_that_was_looked_at_goes_on(tmp_path):
    """Beside the parts of a comparison they do not count, with and without --force."""
    (tmp_path / PARTS).mkdir()
    leave(tmp_path)
    for force in (False, True):
        check_ready(tmp_path, force, PARTS)
    write_whole(tmp_path, {"manifest.json": b"{}"}, own=PARTS)
    assert (tmp_path / ".DS_Store").exists() and not (tmp_path / PARTS).exists()


@pytest.mark.parametrize("name", ["notes.txt", "DS_Store", ".env", "thumbs.dbx", "nfs0", "report",
                                  ".gitkeep", "_report.html", "run.ini"])
def test_a_users_file_still_bars(tmp_path, name):
    """What a person may have made is never overlooked, whatever it looks like."""
    assert not is_stray(name)
    (tmp_path / name).write_text("mine")
    for force in (False, True):
        with pytest.raises(FolderInUse, match=name):
            check_free(tmp_path, force)


def test_the_hint_names_only_what_works(tmp_path, a_run):
    """--force is offered where it would replace a run, and nowhere else."""
    def told(folder):
        return " ".join(CliRunner().invoke(main, ["run", "--out", str(folder)]).output.split())

    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    assert "--force" not in told(tmp_path / "mine") and "--out" in told(tmp_path / "mine")
    a_run.save(tmp_path / "run")
    assert "--force to replace a run" in told(tmp_path / "run")
