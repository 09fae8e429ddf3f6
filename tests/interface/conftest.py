"""Caches of a test's own."""

from __future__ import annotations

import os
import shutil

import pytest

from countergaze.compute import cache_folder as folders
from countergaze.compute.cache_store import CacheStore
from countergaze.experiments import kept

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


class Own(CacheStore):
    """Runs kept for one test alone."""

    folder = None


@pytest.fixture(autouse=True)
def runs_kept(tmp_path, monkeypatch):
    """Keep finished runs of a test away from all others; return where."""
    monkeypatch.setattr(Own, "folder", tmp_path / "results")
    monkeypatch.setattr(kept, "RESULTS", Own("results", 10**8))
    return tmp_path / "results"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Return the path of a baseline whose history is short."""
    path = tmp_path_factory.mktemp("worlds") / "small.toml"
    path.write_text('extends = "baseline"\n[society]\nburn_in = 5\n')
    return str(path)


@pytest.fixture
def no_runs(tmp_path, monkeypatch):
    """Have processes use a cache that holds the kernels, and no runs."""
    own = tmp_path / "kernels-only"
    shutil.copytree(folders.cache_folder() / "kernels", own / "kernels")
    monkeypatch.setenv("COUNTERGAZE_CACHE", str(own))
