"""A folder that is given is filled and stays the folder it was; what is checked is what is done."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from countergaze.cli.main import main
from countergaze.results import run as runs
from countergaze.results import store
from countergaze.results.manifest import with_manifest
from countergaze.results.store import CannotWrite, FolderInUse, check_ready, write_whole
from tests.interface.made_runs import made

SMALL = ["run", "no-system", "--people", "5000", "--weeks", "2", "--threads", "1", "--quiet",
         "--set", "society.burn_in=0", "--no-report"]
TOLD = {"format": 1, "scenario": {"name": "mine"}, "people": 5000, "weeks": 1, "seed": 1,
        "result": "0", "written": "2018-01-01T00:00:00Z"}
FILES = with_manifest({"indicators.parquet": b"new", "report.html": b"page"}, TOLD)
OLD = with_manifest({"indicators.parquet": b"old", "effects.parquet": b"gone"}, TOLD)


def held(folder):
    return {path.name: path.read_bytes() for path in Path(folder).iterdir() if path.is_file()}


@pytest.fixture(scope="module")
def a_run():
    return made(10.0, weeks=3)


def test_the_current_folder_is_filled(tmp_path, monkeypatch, a_run):
    """`save(".")` fills the folder a shell stands in, which stays the same folder."""
    monkeypatch.chdir(tmp_path)
    before = os.stat(".").st_ino
    a_run.save(".")
    assert os.getcwd() == str(tmp_path) and os.stat(".").st_ino == before
    assert runs.verify(".") == []


def test_the_command_fills_the_current_folder_and_lists_its_files(tmp_path):
    """`run --out .` leaves its files where the shell stands, says so, and can be replaced there."""
    words = [sys.executable, "-m", "countergaze", *SMALL[:-1], "--out", "."]
    words.remove("--quiet")
    for more in ([], ["--force"]):
        done = subprocess.run([*words, *more], cwd=tmp_path, capture_output=True, text=True,
                              timeout=300, check=False)
        assert done.returncode == 0, done.stderr
        assert "manifest.json" in done.stdout.partition("Written")[2]
    assert {"manifest.json", "report.html"} <= set(os.listdir(tmp_path))
    assert runs.verify(tmp_path) == []


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_keeps_what_it_is(tmp_path, force):
    """Inode, mode and what others see of a folder that is there stay; a run in it is replaced."""
    folder = tmp_path / "given"
    folder.mkdir(mode=0o750)
    if force:
        write_whole(folder, OLD)
    before = folder.stat()
    handle = os.open(folder, os.O_RDONLY) if os.name == "posix" else None
    write_whole(folder, FILES, force)
    assert (folder.stat().st_ino, folder.stat().st_mode) == (before.st_ino, before.st_mode)
    assert held(folder) == FILES
    if handle is not None:
        assert set(os.listdir(handle)) == set(FILES)
        os.close(handle)
    assert [path.name for path in tmp_path.iterdir()] == ["given"]


def test_a_link_to_a_folder_stays_a_link(tmp_path):
    """A symbolic link, to a folder or to one that is to be made, is followed and stays."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "ahead").symlink_to(tmp_path / "coming")
    for name, real in (("link", "real"), ("ahead", "coming")):
        write_whole(tmp_path / name, FILES)
        assert (tmp_path / name).is_symlink() and held(tmp_path / real) == FILES


def test_the_manifest_comes_last_and_goes_first(tmp_path, monkeypatch):
    """At no moment does a folder with a manifest lack one of its files."""
    for force in (False, True):
        folder = tmp_path / str(force)
        folder.mkdir()
        if force:
            write_whole(folder, OLD)
        rename = os.rename

        def looked_at(source, target, folder=folder, rename=rename):
            rename(source, target)
            if (folder / "manifest.json").exists():
                told = json.loads((folder / "manifest.json").read_bytes())["files"]
                assert all((folder / name).exists() for name in told)

        monkeypatch.setattr(store.os, "rename", looked_at)
        write_whole(folder, FILES, force)
        monkeypatch.undo()
        assert held(folder) == FILES


@pytest.mark.parametrize("at", range(1, 8))
def test_a_rename_that_fails_puts_everything_back(tmp_path, monkeypatch, at):
    """Whichever file cannot be moved, the old run stands whole and nothing else is left."""
    write_whole(tmp_path / "run", OLD)
    count, rename = 0, os.rename

    def fails_once(source, target):
        nonlocal count
        count += 1
        if count == at:
            raise OSError(28, "No space left on device")
        rename(source, target)

    monkeypatch.setattr(store.os, "rename", fails_once)
    with pytest.raises(CannotWrite, match="No space"):
        write_whole(tmp_path / "run", FILES, force=True)
    assert held(tmp_path / "run") == OLD
    assert set(os.listdir(tmp_path / "run")) == set(OLD)


@pytest.mark.parametrize("busy", [1, store.TRIES - 1, store.TRIES])
def test_a_file_held_open_by_another_program_is_tried_again(tmp_path, monkeypatch, busy):
    """On Windows a scanner or a reader bars a rename for a moment; for good is told."""
    monkeypatch.setattr(store, "PAUSE", 0.0)
    rename, left = os.rename, {"n": busy}

    def barred(source, target):
        if left["n"]:
            left["n"] -= 1
            raise PermissionError(13, "The process cannot access the file")
        rename(source, target)

    monkeypatch.setattr(store.os, "rename", barred)
    if busy < store.TRIES:
        assert held(write_whole(tmp_path / "run", FILES)) == FILES
    else:
        with pytest.raises(CannotWrite, match="cannot access the file"):
            write_whole(tmp_path / "run", FILES)
        assert not os.listdir(tmp_path)


def test_a_folder_made_meanwhile_is_filled_or_respected(tmp_path, monkeypatch):
    """Between the check and the writing somebody may make the folder, or put something there."""
    write = store._write_all
    for name, content in (("empty", None), ("full", "notes.txt")):
        folder = tmp_path / name

        def meanwhile(partial, files, folder=folder, content=content):
            write(partial, files)
            folder.mkdir(exist_ok=True)
            if content:
                (folder / content).write_text("mine")

        monkeypatch.setattr(store, "_write_all", meanwhile)
        if content:
            with pytest.raises(FolderInUse, match="notes.txt"):
                write_whole(folder, FILES)
            assert os.listdir(folder) == [content]
        else:
            write_whole(folder, FILES)
            assert held(folder) == FILES


def test_a_replacement_that_was_cut_off_is_told_and_bars(tmp_path):
    """Two processes never replace one run at once, and a cut-off replacement is not forgotten."""
    write_whole(tmp_path / "run", OLD)
    (tmp_path / "run" / store.REPLACING).mkdir()
    for force in (False, True):
        with pytest.raises(FolderInUse, match="another process is replacing"):
            write_whole(tmp_path / "run", FILES, force)
    (tmp_path / "run" / store.REPLACING).rmdir()
    (tmp_path / "run" / f"{store.HIDDEN}1234").mkdir()  # of a process that was killed
    write_whole(tmp_path / "run", FILES, force=True)
    assert held(tmp_path / "run") == FILES


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_process_killed_while_it_replaces_leaves_no_half_run(tmp_path):
    """Killed at any moment: what has a manifest is whole, and nothing of the old run is lost."""
    write_whole(tmp_path / "run", OLD)
    script = ("import os,sys,time\nfrom countergaze.results import store\n"
              "rename=os.rename\n"
              "def slow(a,b):\n rename(a,b); print('moved',flush=True); time.sleep(0.2)\n"
              "store.os.rename=slow\n"
              "from tests.interface.test_given_folder import FILES\n"
              f"store.write_whole({str(tmp_path / 'run')!r}, FILES, True)\n")
    root = Path(__file__).resolve().parents[2]
    child = subprocess.Popen([sys.executable, "-c", script], cwd=root, stdout=subprocess.PIPE)
    try:
        child.stdout.readline()
        child.send_signal(signal.SIGKILL)
        child.wait(30)
    finally:
        child.kill()
        child.stdout.close()
    found = {path.name: path.read_bytes() for path in (tmp_path / "run").rglob("*")
             if path.is_file() and path.parent.name in ("run", store.REPLACING)}
    assert OLD.items() <= found.items()
    assert not (tmp_path / "run" / "manifest.json").exists()


REFUSED = [
    ("a file in the way", lambda at: (at / "f").write_text("x"), "f", "not a folder"),
    ("a file above", lambda at: (at / "f").write_text("x"), "f/run", "cannot be written|Not a"),
    ("a name too long", lambda at: None, "n" * 300, "cannot be (read|written)"),
    ("no permission in it", lambda at: (at / "d").mkdir(mode=0o500), "d", "Permission"),
    ("no permission above", lambda at: (at / "d").mkdir(mode=0o500), "d/run", "Permission"),
    ("a loop of links", lambda at: (at / "l").symlink_to("l"), "l", "cannot be (read|written)"),
]


@pytest.mark.parametrize(("make", "name", "says"), [row[1:] for row in REFUSED],
                         ids=[row[0] for row in REFUSED])
def test_what_cannot_be_written_is_told_before_the_run(tmp_path, make, name, says):
    """The check before a run tries what is done after it, and leaves nothing behind."""
    make(tmp_path)
    if "Permission" in says and hasattr(os, "geteuid") and os.geteuid() == 0:
        pytest.skip("nothing is forbidden to this user")
    before = sorted(str(path) for path in tmp_path.rglob("*"))
    began = time.monotonic()
    done = CliRunner().invoke(main, ["run", "--people", "5,000", "--out", str(tmp_path / name)])
    assert done.exit_code in (3, 5) and time.monotonic() - began < 20
    assert "scenario" not in done.output, "the run had begun"
    assert sorted(str(path) for path in tmp_path.rglob("*")) == before


def test_the_check_leaves_nothing_behind(tmp_path):
    """A folder that is free and writable is not made by asking, nor one above it."""
    for name in ("run", "a/b/c"):
        check_ready(tmp_path / name)
        assert not list(tmp_path.iterdir())
    (tmp_path / "there").mkdir()
    check_ready(tmp_path / "there")
    assert not list((tmp_path / "there").iterdir())


def test_every_file_that_is_written_is_known_as_a_runs(tmp_path, a_run):
    """What --force may replace is what a run writes."""
    a_run.save(tmp_path / "run")
    assert {path.name for path in (tmp_path / "run").iterdir()} <= set(store.RUN_FILES)
