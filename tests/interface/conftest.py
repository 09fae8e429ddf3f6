"""Caches of a test's own."""

from __future__ import annotations

import os

import pytest

from countergaze.compute import cache_folder as folders

NOBODY = 12_345  # the number of a user that has no name on any machine


@pytest.fixture
def alone(monkeypatch):
    """Have no folder and no note left over from another test."""
    monkeypatch.setattr(folders, "_of_this_process", {})
    folders.note.cache_clear()


@pytest.fixture
def own(tmp_path, monkeypatch, alone):
    """Return a cache folder of the test's own."""
    monkeypatch.setenv("COUNTERGAZE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def given_away():
    """Return what gives a file to another user; only root can."""
    if not hasattr(os, "getuid") or os.getuid() != 0:
        pytest.skip("only root can make files of another user")
    return lambda path: os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


@pytest.fixture
def no_runs(tmp_path, monkeypatch, alone):
    """Return a cache folder that holds no run, but the kernels and burn-ins that there are."""
    before = folders.cache_folder()
    cache = tmp_path / "own-cache"
    cache.mkdir()
    for kind in ("kernels", "burn-in"):
        (cache / kind).symlink_to(folders.made(before / kind))
    monkeypatch.setenv("COUNTERGAZE_CACHE", str(cache))
    return cache
