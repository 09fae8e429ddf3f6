"""The week of people in WebAssembly, under Node.js: the same bytes as natively."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from countergaze.compute.maths import each, exp
from countergaze.engine import trial
from countergaze.scenarios.scenario import defaults
from countergaze.web import kernel_in_node, kernel_wasm


def why_not() -> str:
    """Return what is missing to make a kernel and to run it, or nothing."""
    found = []
    for needed in (kernel_wasm.linker, kernel_in_node.node):
        try:
            needed()
        except (kernel_wasm.NoKernel, kernel_in_node.NoNode) as fault:
            found.append(str(fault))
    return "; ".join(found)


MISSING = why_not()
both = pytest.mark.skipif(bool(MISSING), reason=MISSING)


def grow(numbers, out, times):
    """Add exponentials of numbers times a whole number: an entry that is quick to compile."""
    for i in each(len(numbers)):
        out[i] = out[i] + exp(np.float32(times) * numbers[i])


def given():
    return np.linspace(-9.0, 9.0, 1003, dtype=np.float32), np.ones(1003, np.float32), 2


@pytest.fixture(scope="module")
def small():
    """Return the kernel of a small entry."""
    return kernel_wasm.kernel(grow, given())


@both
def test_a_kernel_leaves_what_the_rule_leaves(small):
    """In `out`, to the last bit, and nothing else is touched; a byte that is off is seen."""
    arguments = given()
    before = [array.copy() for array in arguments[:2]]
    left, told = kernel_in_node.in_node(small, arguments)
    assert told["status"] == 0 and len(told["times"]) == 1
    with np.errstate(all="ignore"):
        grow(*arguments)
    natively = {**dict.fromkeys(kernel_in_node.PARTS, ()), "low": arguments}
    changed, differ = kernel_in_node.compared(tuple(natively.values()), before, left)
    assert changed["low"] > 1000 and not any(differ.values()), (changed, differ)
    off = bytearray(left)
    off[-4] ^= 1
    assert kernel_in_node.compared(tuple(natively.values()), before, off)[1]["low"] == 1


@both
def test_a_kernel_asks_nothing_of_whoever_runs_it(small, tmp_path):
    """It imports nothing, so that a page hands it memory and numbers, and no function."""
    (tmp_path / "kernel.wasm").write_bytes(small)
    tell = ("const m = new WebAssembly.Module(require('fs').readFileSync(process.argv[1]));"
            "console.log(JSON.stringify([WebAssembly.Module.imports(m),"
            "WebAssembly.Module.exports(m).map((one) => one.name)]))")
    done = subprocess.run([kernel_in_node.node(), "-e", tell, str(tmp_path / "kernel.wasm")],
                          capture_output=True, text=True, check=True)
    imported, exported = json.loads(done.stdout)
    assert imported == [] and set(exported) == {"memory", "countergaze_entry", "__heap_base"}


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    """Return the week's kernel as the command makes it, in a process of its own."""
    folder = tmp_path_factory.mktemp("kernel")
    done = subprocess.run([sys.executable, "-m", "countergaze.web.kernel_wasm", str(folder)],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-600:]
    made = (folder / "kernel.wasm").read_bytes()
    assert f"{len(made):,} bytes" in done.stdout
    assert json.loads((folder / "kernel.json").read_text())["kinds"].startswith("int64 int64 (")
    return made


def eventful():
    """Return settings under which what is rare comes often."""
    settings = defaults()
    for (table, name), value in trial.OFTEN.items():
        settings.values[table][name] = value
    for act in settings.rows["acts"].values():
        act["base"] *= 10.0
    return settings


@both
@pytest.mark.slow
@pytest.mark.parametrize("settings", [defaults, eventful])
def test_a_week_of_people_is_the_native_one(kernel, settings):
    """State, sums and scratch space of 5,000 people after a week: no byte differs."""
    found = kernel_in_node.tried(kernel, kernel_in_node.week_of(5_000, settings()))
    assert found.equal, found.in_words()
    assert found.changed["everybody"] > 10_000 and found.changed["sums"] > 1_000, found.changed
    assert found.changed["network"] == found.changed["geography"] == 0
    assert found.size > 1_000_000 and found.in_words().startswith("0 of ")
    print(found.in_words())


def test_without_a_linker_one_sentence_says_so(tmp_path, monkeypatch, capsys):
    """Before anything is compiled; nothing is written."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert kernel_wasm.main([str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert "wasm-ld" in said and "apt install lld" in said and said.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_without_node_a_kernel_is_not_tried(tmp_path, monkeypatch, capsys):
    """Told before anything is compiled."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert kernel_wasm.main([str(tmp_path / "out"), "--try", "5000"]) == 2
    assert "Node.js" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="what can be run is told by its name there")
def test_a_linker_with_a_version_in_its_name_is_found(tmp_path, monkeypatch):
    """The newest, and no file that only looks like one."""
    for name, mode in (("wasm-ld-9", 0o755), ("wasm-ld-14", 0o755), ("wasm-ld-15", 0o644),
                       ("wasm-ld-old", 0o755)):
        (tmp_path / name).write_text("")
        (tmp_path / name).chmod(mode)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert kernel_wasm.linker() == str(tmp_path / "wasm-ld-14")


@pytest.mark.parametrize(("people", "word"), [("10", "between 5,000 and 1,000,000, not 10"),
                                              ("many", "whole number")])
def test_a_number_of_people_out_of_bounds_is_told(people, word, tmp_path, capsys):
    """One line names the option, the value and what it may be."""
    with pytest.raises(SystemExit):
        kernel_wasm.main([str(tmp_path), "--try", people])
    assert word in capsys.readouterr().err
