"""Entries of the cache: whole or not there, whoever writes them, kills writers or damages files."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from click.testing import CliRunner

from countergaze.cli.main import main
from countergaze.compute.cache_store import CacheStore, entries, sweep
from countergaze.engine.provenance import _package, hash_of, model_hash, package_hash

KEY = "0123456789abcdef" * 2


def changed(path):
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)


def put(store, content=b"content", key=KEY):
    return store.put(key, lambda file: file.write(content))


def got(store, key=KEY):
    with store.open(key) as file:
        return file and file.read()


def test_an_entry_is_read_as_it_was_written(own):
    """What is put is got; what was never put is not there."""
    store = CacheStore("results", 10_000)
    assert got(store) is None and put(store) and got(store) == b"content"
    assert store.folder == own / "results" and store.folder.stat().st_mode & 0o777 == 0o700
    assert put(store, b"") and got(store) == b"" and got(store, KEY[::-1]) is None


ENTRY_DAMAGE = {
    "emptied": lambda path: path.write_bytes(b""),
    "cut in the head": lambda path: path.write_bytes(path.read_bytes()[:40]),
    "cut in the content": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b" "),
    "one bit": changed,
    "of another key": lambda path: path.with_name(f"{KEY[::-1]}.entry").rename(path),
    "of another kind": lambda path: path.write_bytes(
        path.read_bytes().replace(b" results ", b" burn-in ")),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("damage", ENTRY_DAMAGE)
def test_a_damaged_entry_is_passed_over(own, damage, caplog):
    """It is as if it were not there, at most a note tells, and the next one takes its place."""
    store = CacheStore("results", 10_000)
    assert put(store) and put(store, key=KEY[::-1])
    ENTRY_DAMAGE[damage](store.path(KEY))
    assert got(store) is None
    assert all(record.getMessage().startswith("note: ") for record in caplog.records)
    if damage != "a folder":
        assert put(store) and got(store) == b"content"
    else:
        assert not put(store)


def test_an_entry_of_another_user_is_passed_over(own, given_away):
    """Whoever owns a file could have put anything into it, seal included."""
    store = CacheStore("results", 10_000)
    put(store)
    given_away(store.path(KEY))
    assert got(store) is None and put(store) and got(store) == b"content"


def test_what_cannot_be_kept_is_no_fault(own, monkeypatch):
    """A full disk, or a folder that cannot be made: nothing is left behind and nothing raised."""
    store = CacheStore("results", 10_000)

    def full(file):
        file.write(b"half of it")
        raise OSError(errno.ENOSPC, "No space left on device")

    assert not store.put(KEY, full) and got(store) is None
    assert [path.name for path in store.folder.iterdir()] == []
    store.folder.rmdir()
    store.folder.write_text("in the way")
    assert not put(store) and got(store) is None


def test_those_longest_unused_make_room(own):
    """What was read last stays; a folder never holds more than it may."""
    store = CacheStore("results", 3 * 300)
    for number in range(3):
        put(store, b"x" * 44, f"{number:032}")
        os.utime(store.path(f"{number:032}"), (number + 1, number + 1))
    assert got(store, f"{0:032}")
    put(store, b"x" * 44, f"{3:032}")
    kept = {int(entry.path.stem) for entry in entries(store.folder)}
    assert kept == {0, 2, 3} and sum(entry.size for entry in entries(store.folder)) <= 900


def test_parts_of_dead_processes_are_swept(own):
    """A process that is killed while it writes leaves a part; the next that writes removes it."""
    store = CacheStore("results", 10_000)
    put(store)
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    parts = {name: store.folder / name for name in (
        f"{KEY}.entry.{dead.pid}.part", f"{KEY}.{dead.pid}.part", f"{KEY}.entry.{os.getpid()}.part",
        f"{KEY[::-1]}.entry.{os.getppid()}.part", "no-owner.part")}
    for path in parts.values():
        path.write_bytes(b"half")
    os.utime(list(parts.values())[3], (1, 1))
    assert sweep(store.folder) == 4
    assert [path for path in parts.values() if path.exists()] == [list(parts.values())[2]]
    list(parts.values())[2].rename(list(parts.values())[0])
    put(store)
    assert not list(store.folder.glob("*.part"))


WRITER = """
    import sys
    from countergaze.compute.cache_store import CacheStore

    store = CacheStore("results", 40_000)
    print("ready", flush=True)
    sys.stdin.readline()
    for turn in range(60):
        key = f"{turn % 7:032}"
        assert store.put(key, lambda file: file.write(key.encode() * 250))
        with store.open(key) as file:
            assert file is None or file.read() == key.encode() * 250
"""


def test_two_processes_write_and_read_the_same_entries(own):
    """Two at once on the same keys: whole entries only, no error, no part, never too much."""
    writers = [subprocess.Popen([sys.executable, "-c", textwrap.dedent(WRITER)], text=True,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE) for _ in range(2)]
    try:
        for writer in writers:
            assert writer.stdout.readline() == "ready\n"
        for writer in writers:
            writer.stdin.write("\n")
            writer.stdin.flush()
        for writer in writers:
            _, said = writer.communicate(timeout=60)
            assert writer.returncode == 0 and said == "", said
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()
    found = entries(own / "results")
    assert found and not list((own / "results").glob("*.part"))
    assert sum(entry.size for entry in found) <= 40_000
    assert all(got(CacheStore("results", 1), entry.path.stem) for entry in found)


def test_the_model_hash_is_that_of_the_model(tmp_path):
    """A style or a page changes the hash of the package alone; a mechanism, or its name, both."""
    copy = tmp_path / "countergaze"
    shutil.copytree(_package(), copy, ignore=shutil.ignore_patterns("__pycache__"))

    def both():
        code = ("from countergaze.engine.provenance import model_hash, package_hash\n"
                "print(model_hash(), package_hash())")
        done = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True,
                              check=True, env={**os.environ, "PYTHONPATH": str(tmp_path)})
        return done.stdout.split()

    first = both()
    assert first == [model_hash(), package_hash()]
    style = next(copy.rglob("*.css"))
    for path in (style, copy / "reports" / "svg.py", copy / "cli" / "main.py"):
        path.write_text(path.read_text() + "\n")
        model, package = both()
        assert model == first[0] and package != first[1], path
        first = [model, package]
    for path in (copy / "mechanisms" / "lists.py", copy / "data" / "provinces.csv",
                 copy / "week" / "order.py"):
        path.write_text(path.read_text() + "\n")
        model, package = both()
        assert model != first[0] and package != first[1], path
        first = [model, package]
    (copy / "engine" / "trace.py").rename(copy / "engine" / "traces.py")
    assert hash_of(copy, copy.glob("engine/*.py")) != hash_of(
        _package(), _package().glob("engine/*.py"))


@pytest.mark.parametrize("fault, code, says", [
    (EOFError("no more input"), 1, "EOFError: no more input"),
    (KeyboardInterrupt(), 130, "interrupted"),
    (OSError("no such thing"), 1, "OSError: no such thing"),
])
def test_only_an_interrupt_is_told_as_one(monkeypatch, fault, code, says):
    """The end of a file that was cut is a fault, whatever its class is called."""
    def fails(*_, **__):
        raise fault

    monkeypatch.setattr("countergaze.api.simulate", fails)
    done = CliRunner().invoke(main, ["run", "--people", "5000", "--weeks", "2", "--out", "no"])
    assert done.exit_code == code and says in re.sub(r"\s+", " ", done.stderr)
    assert (code == 130) == ("interrupted" in done.stderr) and not Path("no").exists()
