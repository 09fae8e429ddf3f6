"""What is kept between runs is told, and removed on request, and nothing else is."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from countergaze.cli.main import main

DAY = 86_400.0
GONE = 2**22 + 1  # no process has this number, which is above the most that Linux gives


def call(*words):
    return CliRunner().invoke(main, ["cache", *map(str, words)])


def told(*words):
    done = call(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def file(path, size, days):
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_bytes(b"x" * size)
    os.utime(path, (time.time() - days * DAY,) * 2)
    return path


def left(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def filled(own):
    """Return a cache of two burn-ins, two results, a kernel, and an old part."""
    file(own / "burn-in" / "a.entry", 3_000_000, 9)
    file(own / "burn-in" / "b.entry", 1_000_000, 1)
    file(own / "results" / "c.entry", 2_000_000, 5)
    file(own / "results" / "d.entry", 1_000_000, 0)
    file(own / "kernels" / "0f" / "kernel.py", 400_000, 30)
    file(own / "kernels" / "0f" / "__pycache__" / "kernel.e-1.py311.nbi", 600_000, 30)
    file(own / "kernels" / "0f" / "seal.json", 0, 7)
    file(own / "burn-in" / f"e.entry.{GONE}.part", 500_000, 0)
    file(own / "burn-in" / f"f.entry.{os.getpid()}.part", 500_000, 0)
    file(own / "notes.txt", 10, 99)
    return own


def test_what_is_kept_is_told(filled):
    """Each kind has its number, size, ages and folder; a kernel was of use when its seal was."""
    found = {row["kind"]: row for row in told()["kinds"]}
    assert [(k, r["entries"], r["bytes"]) for k, r in found.items()] == [
        ("kernels", 1, 1_000_000), ("burn-in", 2, 4_000_000), ("results", 2, 3_000_000)]
    assert found["kernels"]["oldest_days"] == pytest.approx(7, abs=0.01)
    assert found["burn-in"]["oldest_days"] == pytest.approx(9, abs=0.01)
    assert found["burn-in"]["newest_days"] == pytest.approx(1, abs=0.01)
    assert (found["burn-in"]["unfinished"], found["burn-in"]["unfinished_bytes"]) == (1, 500_000)
    text = call().stdout
    assert str(filled / "burn-in") in text and "4.0 MB" in text and "9 days ago" in text
    assert "1 unfinished file of processes that are gone, 0.5 MB" in text


def test_an_empty_cache_is_told_as_one(own):
    """Nothing kept is no mistake."""
    assert [row["entries"] for row in told()["kinds"]] == [0, 0, 0]
    assert told()["kinds"][2]["oldest_days"] is None and call("prune", "--all").exit_code == 0


@pytest.mark.parametrize("words, gone", [
    ([], set()),
    (["--all"], {"a", "b", "c", "d", "kernel"}),
    (["--older-than", 6], {"a", "kernel"}),
    (["--older-than", "0.5"], {"a", "b", "c", "kernel"}),
    (["--size", 8], set()),
    (["--size", 4.5], {"a", "kernel"}),
    (["--size", 0], {"a", "b", "c", "d", "kernel"}),
])
def test_what_is_asked_is_removed(filled, words, gone):
    """The longest unused go first, over all kinds; parts of dead processes always go."""
    before = left(filled)
    would = told("prune", *words, "--dry-run")
    assert left(filled) == before and would["dry_run"]
    done = told("prune", *words)
    assert done["removed"] == would["removed"]
    assert {Path(name).name.split(".")[0] for name in before - left(filled) if "0f" not in name
            and "part" not in name} | ({"kernel"} if not (filled / "kernels/0f").exists()
                                       else set()) == gone
    assert sum(row["entries"] for row in done["removed"]) == len(gone)
    assert f"burn-in/e.entry.{GONE}.part" not in left(filled)
    assert {"notes.txt", f"burn-in/f.entry.{os.getpid()}.part"} <= left(filled)


def test_what_was_removed_is_said(filled):
    """A table with numbers and sizes."""
    text = call("prune", "--older-than", 8).stdout
    row = next(line for line in text.splitlines() if line.startswith("burn-in"))
    assert row.split() == ["burn-in", "1", "3.0", "MB", "1", "0.5", "MB"]


def test_what_lies_elsewhere_stays(filled, tmp_path):
    """Links are not followed, whether an entry, a kernel or a whole kind is one."""
    outside = file(tmp_path / "outside" / "precious.entry", 10, 99)
    (filled / "burn-in" / "link.entry").symlink_to(outside)
    (filled / "kernels" / "0e").symlink_to(outside.parent)
    shutil.rmtree(filled / "results")
    (filled / "results").symlink_to(outside.parent)
    done = told("prune", "--all")
    assert outside.exists() and (filled / "burn-in" / "link.entry").is_symlink()
    assert [row["left_alone"] for row in done["removed"]] == [
        [str(filled / "kernels/0e")], [str(filled / "burn-in/link.entry")],
        [str(filled / "results")]]
    assert "left alone" in call("prune", "--all").stdout


def test_what_is_another_users_stays(filled, given_away):
    """An entry, or a kernel with one file, that somebody else owns is not touched."""
    given_away(filled / "burn-in" / "a.entry")
    given_away(filled / "kernels" / "0f" / "kernel.py")
    told("prune", "--all")
    assert {"burn-in/a.entry", "kernels/0f/kernel.py", "kernels/0f/seal.json"} <= left(filled)
    assert "burn-in/b.entry" not in left(filled)


@pytest.mark.parametrize("words", [
    ["--size", "nan"], ["--size", "-1"], ["--size", "much"], ["--older-than", "inf"],
    ["--older-than", ""], ["--all", "--size", "1"]])
def test_a_bad_number_is_refused_and_removes_nothing(filled, words):
    """One message that names the option and the value."""
    before = left(filled)
    done = call("prune", *words)
    assert done.exit_code == 2 and left(filled) == before and "nothing was removed" in done.stderr
    assert words[0] in done.stderr and done.stderr.count("error:") == 1
    assert len(words) == 3 or repr(words[1]) in done.stderr
