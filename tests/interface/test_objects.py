"""Objects made ahead of time: used where they fit and pass their trial, else never."""

from __future__ import annotations

import importlib.util
import json
import logging
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from countergaze.compute import cache_folder, door
from countergaze.compute.door import ahead, cache, objects, texts, trials
from countergaze.compute.door.ahead import machine_code
from countergaze.compute.maths import each
from countergaze.engine import trial
from countergaze.mechanisms import adaptation
from countergaze.week import order, ties
from countergaze.week.adaptation import adapt
from countergaze.week.records import TALLIES, People

ROOT = Path(__file__).resolve().parents[2]
LEVELS = tuple(map(objects.level_of, objects.levels_here()))
pytestmark = pytest.mark.skipif(not LEVELS, reason="no level of objects fits this processor")


def add_up(numbers, out, times):
    """Add numbers times a whole number to `out`: an entry that is quick to compile."""
    for i in each(len(numbers)):
        out[i] = out[i] + np.float32(times) * numbers[i]


def given(size=8):
    return np.arange(size, dtype=np.float32), np.ones(size, np.float32)


@pytest.fixture(scope="module")
def code():
    """Return the machine code of the entry for every level that can be run here."""
    numbers, out = given()
    return machine_code(add_up, (numbers, out, 3), LEVELS)


@pytest.fixture
def shipped(code, tmp_path, monkeypatch, own):
    """Return the object that a process would find, as if it had come with the package."""
    monkeypatch.setattr(objects, "FOLDER", tmp_path / "objects")
    monkeypatch.setattr(cache, "_LOADED", {})
    monkeypatch.setattr(trials, "_FOUND", {})
    cache_folder.note.cache_clear()
    stem = door.stem_of(add_up)
    numbers, out = given()
    kinds = " ".join(map(objects.kinds_of, (numbers, out, 3)))
    for level in LEVELS:
        objects.keep(stem, objects.named(level), code[level], kinds, tmp_path / "objects")
    found = objects.fitting(stem)
    assert found is not None and found.path.name.endswith(f"{LEVELS[0]}.o")
    return found


def tried(results):
    """Return a trial that notes each call in a list and finds that all is well."""
    return lambda week: results.append(week) or True


def test_an_object_of_every_level_adds_up_alike(code):
    """Levels differ in speed only; arguments may change from call to call."""
    for level, made in code.items():
        assert made.startswith(b"\x7fELF") or "linux" not in objects.named(level)
    numbers, out = given()
    add_up(numbers, out, 3)
    assert out.tolist() == (1 + 3 * numbers).tolist()


def test_loops_are_made_for_the_whole_registers_of_a_processor(code, monkeypatch):
    """LLVM by itself would use 256 bits of the 512 that the best level has."""
    monkeypatch.setattr(ahead, "WHOLE_REGISTERS", "")
    by_itself = machine_code(add_up, (*given(), 3), LEVELS)
    assert {level for level in LEVELS if len(by_itself[level]) != len(code[level])} == (
        {"x86-64-v4"} & set(LEVELS))  # names within differ each time, so sizes tell


def test_an_object_that_fits_is_used_after_one_trial(shipped, caplog):
    """No word is said; another process on this machine does not try it again."""
    tries: list = []
    entry = door.load(add_up, tried(tries))
    assert door.already_compiled(add_up)
    for size in (8, 1000, 8):
        numbers, out = given(size)
        entry(numbers, out, 3)
        assert out.tolist() == (1 + 3 * numbers).tolist()
    assert len(tries) == 1 and isinstance(entry.chosen, objects.Ready) and not caplog.records
    cache._LOADED.clear()
    trials._FOUND.clear()
    again = door.load(add_up, tried(tries))
    again(*given(), 3)
    assert len(tries) == 1 and isinstance(again.chosen, objects.Ready)


def damaged(found):
    found.path.write_bytes(found.path.read_bytes()[:-8] + b"12345678")


def emptied(found):
    found.path.write_bytes(b"")


def of_other_arguments(found):
    told = json.loads(found.path.with_suffix(".json").read_bytes())
    told["kinds"] = told["kinds"].replace("float32[1]", "float64[1]", 1)
    found.path.with_suffix(".json").write_text(json.dumps(told))


@pytest.mark.parametrize(("harm", "word"), [
    (damaged, "damaged"), (emptied, "damaged"), (of_other_arguments, "other arguments"),
    (None, "other numbers")])
def test_an_object_that_cannot_be_used_is_told_and_compiled(shipped, caplog, harm, word):
    """Whatever is wrong, the entry runs, one sentence says why, and it is not tried again."""
    if harm is not None:
        harm(shipped)
    with caplog.at_level(logging.WARNING, "countergaze"):
        entry = door.load(add_up, lambda week: harm is not None)
        numbers, out = given()
        entry(numbers, out, 3)
    assert out.tolist() == (1 + 3 * numbers).tolist()
    assert isinstance(entry.chosen, cache.Compiled)
    assert len(caplog.records) == 1 and word in caplog.text and "compiled here" in caplog.text
    assert trials.found(objects.fitting(door.stem_of(add_up))) is False


def test_an_edited_rule_meets_no_object(shipped):
    """An object is named by the text of the entry, so another text has none."""
    assert objects.fitting(texts.hash_of(door.text_of(add_up)[0] + "\n")) is None


def a_number(monkeypatch):
    monkeypatch.setattr(adaptation, "LEARNT", 0.9)


def a_rule(monkeypatch):
    monkeypatch.setattr(adaptation, "next_fear", adaptation.next_hardship)


def a_place(monkeypatch):
    places = {**People.places, "fear": People.places["support"]}
    monkeypatch.setattr(People, "places", places)


def a_mark(monkeypatch):
    monkeypatch.setattr(adapt, "apart", False)


def a_name_that_was_python_s(monkeypatch):
    monkeypatch.setattr(ties, "range", lambda n: (), raising=False)


CHANGED = [a_number, a_rule, a_place, a_mark, a_name_that_was_python_s]


@pytest.fixture
def with_an_object(tmp_path, monkeypatch):
    """Have an object of the week, and what its text was made of, come with the package."""
    monkeypatch.setattr(objects, "FOLDER", tmp_path)
    monkeypatch.setattr(cache, "_LOADED", {})
    monkeypatch.setattr(texts, "_KNOWN", {})
    stem = door.stem_of(order.cells_week)
    objects.keep(stem, objects.named(LEVELS[0]), b"code", "kinds", tmp_path)
    texts.keep(order.cells_week, tmp_path)
    texts._KNOWN.clear()
    return stem


def chosen():
    return isinstance(door.load(order.cells_week, lambda week: True), cache.Chosen)


def test_the_object_of_the_week_is_found_without_its_text(with_an_object, monkeypatch):
    """To make the text takes a fifth of a second, which every process would wait."""
    monkeypatch.setattr(texts, "source_of", lambda entry: pytest.fail("the text was made"))
    assert door.stem_of(order.cells_week) == with_an_object and chosen()


@pytest.mark.parametrize("change", CHANGED)
def test_what_is_changed_in_python_meets_no_object(with_an_object, change):
    """The week takes numbers, rules and places as they are when it is loaded, whatever ships."""
    with pytest.MonkeyPatch.context() as patch:
        change(patch)
        try:
            assert not chosen()
        except TypeError:  # the text cannot be made any more, which is an answer too
            pass
    assert chosen()


@pytest.mark.parametrize("change", CHANGED)
def test_what_is_changed_between_two_runs_counts(change, monkeypatch):
    """A process that has made the text before makes it again."""
    before = door.text_of(order.cells_week)
    with pytest.MonkeyPatch.context() as patch:
        change(patch)
        try:
            assert door.text_of(order.cells_week) != before
        except TypeError:
            pass
    assert door.text_of(order.cells_week) == before


def test_an_edited_file_meets_no_object(with_an_object, monkeypatch):
    """The text of an edited file may differ where its names do not."""
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + (
        b"#" if path.name == "adaptation.py" else b""))
    told = json.loads(read(next(objects.FOLDER.glob("*.made-of.json"))))
    assert told["files"] != texts.Ingredients.of(told["made_of"]).files_now()
    assert texts._shipped(order.cells_week) is None


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"stem": 1, "names": null}'])
def test_a_damaged_record_of_names_is_passed_over(with_an_object, content):
    """The text is made then."""
    next(objects.FOLDER.glob("*.made-of.json")).write_bytes(content)
    assert door.stem_of(order.cells_week) == with_an_object


def test_the_trial_sees_a_rule_that_is_off(monkeypatch):
    """The compiled week agrees with the rules; where one rule is another, it does not."""
    week = cache.entry_of(order.cells_week)
    assert trial.agrees(week)
    true = adaptation.next_fear
    monkeypatch.setattr(adaptation, "next_fear", lambda *all: true(*all) * np.float32(1.00001))
    assert not trial.agrees(week)


def test_the_trial_is_eventful():
    """Three weeks bring entries, exits, copies, appeals, scores and people abroad."""
    society, _ = trial._society()
    assert society.layout.n_total > society.layout.n_home
    sums = np.zeros(len(TALLIES))
    with np.errstate(all="ignore"):
        first = trial._left_by(order.cells_week, True)
    for week in range(trial.WEEKS):
        tallies = np.frombuffer(first[4 * week], np.int64).reshape(-1, len(TALLIES), 5)
        sums += tallies[:, :, 0].sum(axis=0)
    came = {name for name, total in zip(TALLIES, sums) if total > 0}
    assert {"entries", "exits", "copies", "false_held", "scored", "dissent", "warned", "acts",
            "attempts", "redlisted", "tie_count"} <= came, set(TALLIES) - came


@pytest.mark.slow
def test_the_week_is_made_for_every_level_and_tried(tmp_path):
    """Objects of the whole week for all levels; those that can be run here agree with the rules."""
    subprocess.run([sys.executable, "-m", "countergaze.engine.ahead", str(tmp_path),
                    *objects.LEVELS], check=True)
    made = sorted(path for path in tmp_path.iterdir() if path.suffix == ".o")
    assert len(made) == len(objects.LEVELS)
    assert all(path.stat().st_size > 100_000 for path in made)


def hook(monkeypatch, version, code, levels=""):
    """Return what the build hook puts into a wheel when making objects ends with a code."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    warned: list[str] = []

    def run(command, **about):
        (Path(command[3]) / "week.o").write_bytes(b"")
        return SimpleNamespace(returncode=code, stderr="no objects were made: no such level")

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setenv("COUNTERGAZE_LEVELS", levels)
    core = SimpleNamespace(dependencies=["numpy>=2", "click>=8.1", "numba>=0.60"])
    one = module.ObjectsOfTheWeek(
        str(ROOT), {}, None, SimpleNamespace(core=core), "", "wheel",
        SimpleNamespace(display_warning=warned.append))
    build = {"force_include": {}}
    assert one.dependencies() == ["numpy>=2", "numba>=0.60"]
    one.initialize(version, build)
    one.finalize(version, build, "")
    return list(build["force_include"].values()), warned


def test_a_wheel_comes_with_objects_or_without(monkeypatch):
    """Where objects cannot be made the wheel comes all the same, and a word is said."""
    inside = ["countergaze/compute/door/objects/week.o"]
    assert hook(monkeypatch, "standard", 0) == (inside, [])
    assert hook(monkeypatch, "editable", 0) == ([], [])
    there, warned = hook(monkeypatch, "standard", 1)
    assert there == [] and "no such level" in warned[0]
    with pytest.raises(RuntimeError, match="no such level"):
        hook(monkeypatch, "standard", 1, "x86-64-v9")
