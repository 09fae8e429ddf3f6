"""Compiled code that is read back: checked, and compiled anew where anything is wrong with it."""

from __future__ import annotations

import pytest

from countergaze.compute.door.cache import Compiled
from countergaze.compute.door.kernel_files import SEAL, KernelFiles

TEXT = "import numba\n\n\n@numba.njit(cache=True)\ndef twice(x):\n    return x + x\n"


def kernel(text=TEXT):
    """Return a small compiled entry, as another process would load it."""
    return Compiled(KernelFiles(text, "of this test"), "twice")


def cut(path):
    path.write_bytes(path.read_bytes()[:len(path.read_bytes()) // 2])


def changed(path):
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)


DAMAGE = {
    "emptied index": lambda files: files.kept()[1].write_bytes(b""),
    "cut index": lambda files: cut(files.kept()[1]),
    "cut code": lambda files: cut(files.kept()[0]),
    "one bit of the code": lambda files: changed(files.kept()[0]),
    "lost code": lambda files: files.kept()[0].unlink(),
    "emptied text": lambda files: files.path.write_bytes(b""),
    "half of the text": lambda files: cut(files.path),
    "a line in the text": lambda files: files.path.write_text(f"{TEXT}\nraise SystemExit(9)\n"),
    "no seal": lambda files: (files.folder / SEAL).unlink(),
    "a seal of nothing": lambda files: (files.folder / SEAL).write_text("{}"),
    "a seal that is no record": lambda files: (files.folder / SEAL).write_text("[1"),
    "bytes that are not a seal": lambda files: (files.folder / SEAL).write_bytes(b"\xff\xfe"),
    "strange code": lambda files: files.kept()[0].with_name("more.nbc").write_bytes(b"x"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_kernel_is_compiled_anew(own, damage):
    """Whatever is wrong with a file, the kernel runs, and is whole for the next process."""
    files = kernel().files
    assert kernel()(4) == 8 and files.whole()
    again = kernel()
    assert again(4) == 8 and not again.entry.stats.cache_misses
    DAMAGE[damage](files)
    mended = kernel()
    assert mended(4) == 8 and files.whole() and files.path.read_text() == TEXT
    again = kernel()
    assert again(4) == 8 and not again.entry.stats.cache_misses


@pytest.mark.parametrize("name", ["", "kernel.py", SEAL, "__pycache__/*.nbc"])
def test_compiled_code_of_another_user_is_not_run(own, name, given_away):
    """Even in a folder of one's own: who owns a file could have put anything into it."""
    files = kernel().files
    assert kernel()(4) == 8
    for path in files.folder.glob(name) if name else [files.folder]:
        given_away(path)
    mended = kernel()
    assert mended(4) == 8 and files.whole()
    assert bool(mended.entry.stats.cache_misses) == (name != "kernel.py")


def test_types_that_come_later_are_kept_as_well(own):
    """A second kind of arguments is compiled once, and sealed with the first."""
    first = kernel()
    assert (first(4), first(0.5)) == (8, 1.0) and first.files.whole()
    again = kernel()
    assert (again(4), again(0.5)) == (8, 1.0) and not again.entry.stats.cache_misses


def test_numba_keeps_kernels_where_we_look(own, tmp_path, monkeypatch):
    """The folder that Numba is asked for by its variable changes nothing here."""
    from numba import config

    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path / "numba"))
    made = kernel()
    assert made(4) == 8 and made.files.whole() and config.CACHE_DIR == str(tmp_path / "numba")
    assert not (tmp_path / "numba").exists()
