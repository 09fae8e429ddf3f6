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
