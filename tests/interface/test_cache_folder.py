"""Where things are kept from one run to the next, and whose that folder is."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
import tempfile
import time

import pytest

from countergaze.compute import cache_folder as folders
from countergaze.compute.cache_folder import cache_folder, locked


@pytest.fixture
def homeless(tmp_path, monkeypatch, alone):
    """Return a temporary folder, for a user without name, home or variables."""
    for name in ("COUNTERGAZE_CACHE", "XDG_CACHE_HOME", "HOME", "USER", "LOGNAME", "USERNAME",
                 "LNAME"):
        monkeypatch.delenv(name, raising=False)

    def unknown(number):
        raise KeyError(f"getpwuid(): uid not found: {number}")

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_user_without_a_name_or_a_home_has_a_cache(homeless, monkeypatch):
    """Nothing is asked for before it is needed: neither the name nor the home of the user."""
    assert cache_folder() == homeless / f"countergaze-{os.getuid()}"
    assert cache_folder().stat().st_mode & 0o777 == 0o700
    monkeypatch.setenv("COUNTERGAZE_CACHE", str(homeless / "c"))
    assert cache_folder() == homeless / "c"


@pytest.mark.parametrize("home", ["a-file", "a-file/below", "~", "relative"])
def test_a_home_that_cannot_be_written_is_passed_over(homeless, monkeypatch, home, caplog):
    """A home that is a file, or no path at all, costs a note and no run."""
    (homeless / "a-file").write_text("")
    monkeypatch.chdir(homeless)
    monkeypatch.setenv("HOME", str(homeless / home) if "file" in home else home)
    assert cache_folder() == homeless / f"countergaze-{os.getuid()}"
    assert str(cache_folder()) in caplog.text


def test_nothing_that_can_be_written_leaves_one_folder_a_process(homeless, monkeypatch, caplog):
    """The folder of a process is the same at every call, its user is told, and it is gone."""
    (homeless / f"countergaze-{os.getuid()}").write_text("a file is in the way")
    folder = cache_folder()
    assert folder.is_dir() and cache_folder() == folder and len(caplog.records) == 1
    folders._removed(folder, os.getpid() + 1)
    assert folder.is_dir()
    folders._removed(folder, os.getpid())
    assert not folder.exists()
    monkeypatch.setattr(folders, "_of_this_process", {})
    monkeypatch.setattr(tempfile, "mkdtemp", lambda **_: (_ for _ in ()).throw(OSError(30, "full")))
    with pytest.raises(folders.NoCacheFolder, match="COUNTERGAZE_CACHE"):
        cache_folder()


def test_the_variable_is_read_as_a_shell_would(homeless, monkeypatch):
    """A tilde is the home, an empty variable is none, a relative path is taken from here."""
    monkeypatch.setenv("HOME", str(homeless / "home"))
    monkeypatch.chdir(homeless)
    for wish, folder in (("~/x", "home/x"), ("here", "here"), (" ", "home/.cache/countergaze")):
        monkeypatch.setenv("COUNTERGAZE_CACHE", wish)
        assert cache_folder() == (homeless / folder).resolve()
    assert not (homeless / "~").exists()


def test_a_link_is_what_it_leads_to(own, tmp_path, caplog):
    """A link to a folder, even one that is not there yet, is as good as the folder."""
    own.symlink_to(tmp_path / "elsewhere" / "deep")
    assert cache_folder() == tmp_path / "elsewhere" / "deep" and cache_folder().is_dir()
    (own / "results").symlink_to(tmp_path)
    assert cache_folder() == tmp_path / "elsewhere" / "deep"
    assert not caplog.records


def test_a_folder_of_another_user_is_not_trusted_by_its_name(homeless, monkeypatch, given_away):
    """A folder that somebody else made under our name is never read or written."""
    planted = homeless / f"countergaze-{os.getuid()}"
    (planted / "kernels").mkdir(parents=True, mode=0o777)
    given_away(planted)
    assert cache_folder() not in (planted, *planted.rglob("*"))
    (homeless / "foreign").mkdir()
    given_away(homeless / "foreign")
    monkeypatch.setattr(folders, "_of_this_process", {})
    planted.rename(homeless / "gone")
    (homeless / f"countergaze-{os.getuid()}").symlink_to(homeless / "foreign")
    assert homeless / "foreign" not in (cache_folder(), *cache_folder().resolve().parents)


@pytest.mark.parametrize("foreign", [".", "kernels", "burn-in", "results"])
def test_in_a_folder_of_another_user_there_is_one_of_ones_own(own, foreign, given_away):
    """A shared folder that was asked for holds a subfolder of each user, closed to the others."""
    (own / foreign).mkdir(parents=True)
    given_away(own / foreign)
    assert cache_folder() == own / f"uid-{os.getuid()}"
    assert cache_folder().stat().st_mode & 0o777 == 0o700
    given_away(cache_folder())
    assert own not in cache_folder().parents


def test_a_system_without_locks_waits_for_nobody(tmp_path):
    """A file that a killed process left for a lock bars nobody."""
    code = ("import sys\nsys.modules['fcntl'] = None\n"
            "from countergaze.compute.cache_folder import locked\nimport pathlib\n"
            f"folder = pathlib.Path({str(tmp_path)!r})\n(folder / '.lock').touch()\n"
            "with locked(folder):\n    print('through')\n")
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True,
                          text=True, timeout=60, check=False)
    assert done.stdout == "through\n", done.stderr


def test_a_lock_ends_with_the_process_that_holds_it(tmp_path):
    """Who is killed with a lock in hand bars nobody."""
    code = (f"from countergaze.compute.cache_folder import locked\nimport time, pathlib\n"
            f"with locked(pathlib.Path({str(tmp_path)!r})):\n"
            "    print('held', flush=True)\n    time.sleep(600)\n")
    holder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout.readline() == "held\n"
        holder.kill()
        holder.wait()
        began = time.monotonic()
        with locked(tmp_path):
            assert time.monotonic() - began < 10.0
    finally:
        holder.kill()
        holder.communicate()
