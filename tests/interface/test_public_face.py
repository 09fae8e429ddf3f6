"""The public face: what `import countergaze` gives, how results show themselves, what fails how."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
import warnings
from dataclasses import replace
from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import countergaze
from countergaze.experiments.plan import Arm
from countergaze.mechanisms import INDICATORS, every_parameter
from tests.interface.made_runs import made

ERRORS = {"BadRequest": 2, "DoesNotFit": 2, "BadTable": 2, "NotARun": 2, "ScenarioError": 2,
          "BadMechanism": 2,
          "UnknownIndicator": 2, "FolderInUse": 3, "CannotWrite": 5}
SMALL = {"people": 5_000, "weeks": 3}
SHORT = {"society.burn_in": 3}


@pytest.fixture(scope="module")
def run():
    """Return a run made by hand: every indicator stays at 10."""
    return made(10.0, weeks=6)


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    """Return a small comparison and its folder."""
    out = tmp_path_factory.mktemp("face") / "c"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", countergaze.Remark)
        return countergaze.compare([f"no-system:{key}" for key in (
            "society.burn_in=3", "society.burn_in=3,lists.on=true")], seeds=2, jobs=1, window=2,
            out=out, **SMALL), out


def reexports() -> dict[str, tuple[str, str]]:
    """Return name -> (module, name there) of the imports that only type checkers follow."""
    tree = ast.parse(inspect.getsource(countergaze))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    return {alias.asname or alias.name: (node.module, alias.name)
            for node in block.body for alias in node.names}


def test_editors_and_the_interpreter_are_told_the_same():
    """The imports under TYPE_CHECKING, the lazy ones and `__all__` name the same objects."""
    assert reexports() == countergaze._EXPORTS
    assert sorted([*reexports(), "__version__"]) == sorted(countergaze.__all__)
    for name in countergaze.__all__:
        assert getattr(countergaze, name) is not None and name in dir(countergaze)


def test_types_are_shipped():
    """Type checkers of users read the annotations: the marker lies beside the modules."""
    assert resources.files("countergaze").joinpath("py.typed").is_file()


def test_an_editor_knows_the_types(tmp_path):
    """A type checker reads `simulate` and `load` through the top of the package."""
    pytest.importorskip("mypy")
    file = tmp_path / "notebook.py"
    file.write_text("import countergaze\nreveal_type(countergaze.simulate)\n"
                    "reveal_type(countergaze.load('x'))\n"
                    "class Mine(countergaze.Run): ...\n")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--follow-imports=silent", "--ignore-missing-imports",
         f"--cache-dir={tmp_path / 'cache'}", str(file)],
        capture_output=True, text=True, cwd=tmp_path, check=False,
        env={"MYPYPATH": str(Path(countergaze.__file__).parents[1]), "PATH": ""})
    assert "countergaze.results.run.Run" in done.stdout, done.stdout + done.stderr
    assert "experiments.comparison.Comparison" in done.stdout
    assert 'type is "Any"' not in done.stdout and "error" not in done.stdout, done.stdout


def test_starting_the_command_line_imports_nothing_heavy():
    """Errors are known by class at the start; numpy, pandas and numba are not."""
    code = ("import sys, countergaze.cli.main; "
            "print([m for m in ('numpy', 'pandas', 'numba', 'xarray', 'jinja2') "
            "if m in sys.modules])")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                          check=True).stdout.strip() == "[]"


def test_errors_are_one_tree():
    """Each has its exit code on the class, and the built-in class it always had."""
    for name, code in ERRORS.items():
        kind = getattr(countergaze, name)
        assert issubclass(kind, countergaze.CountergazeError) and kind.exit_code == code, name
    assert issubclass(countergaze.BadRequest, ValueError)
    assert issubclass(countergaze.ScenarioError, ValueError)
    assert issubclass(countergaze.UnknownIndicator, KeyError)


def test_the_command_line_asks_the_class_for_its_exit_code(monkeypatch, capsys):
    """A new kind of failure needs no line in the command line."""
    from countergaze.cli import main as commands

    class Mine(countergaze.CountergazeError):
        exit_code = 77

    assert commands._explained(Mine("so it is")) == 77
    assert "so it is" in capsys.readouterr().err
    monkeypatch.delenv("COUNTERGAZE_DEBUG", raising=False)
    assert commands._explained(ValueError("so it is")) == 1


@pytest.mark.parametrize("verb", ["simulate", "compare", "person"])
def test_verbs_take_one_argument_by_place(verb):
    """All others have names, so that a call can be read."""
    kinds = [p.kind for p in inspect.signature(getattr(countergaze, verb)).parameters.values()]
    assert kinds[0] is inspect.Parameter.POSITIONAL_OR_KEYWORD
    assert set(kinds[1:]) == {inspect.Parameter.KEYWORD_ONLY}


def test_a_series_by_name(run):
    """`run["listed"]` is a series by week that knows its unit; two names ask for a scope."""
    listed = run["listed"]
    assert isinstance(listed, pd.Series) and listed.index.name == "week" and listed.name == "listed"
    assert list(listed) == [10.0] * 6
    assert listed.attrs["units"] == INDICATORS["listed"].unit and listed.attrs["scope"] == "whole"
    assert run["listed", "group:minority"].attrs["scope"] == "group:minority"
    assert "listed" in run and ("listed", "group:minority") in run and "lsted" not in run
    assert set(run) == set(run.recorded())
    listed[:] = 0.0
    assert run.level("listed") == 10.0, "what a user does to a series leaves the run alone"


@pytest.mark.parametrize(("key", "near"), [
    ("lsted", "did you mean 'listed'?"),
    (("listed", "group:minorty"), "did you mean 'group:minority'?"),
    (("listed", "zzz"), "it was for whole, "),
    ("zzz", "countergaze.indicators()"),
    (3, "names no series"),
])
def test_a_mistyped_name_gets_a_near_one(run, key, near):
    """It is a KeyError whose message can be read as it is."""
    with pytest.raises(KeyError) as fault:
        run[key]
    assert near in str(fault.value) and isinstance(fault.value, countergaze.UnknownIndicator)
    if isinstance(key, tuple):
        with pytest.raises(countergaze.UnknownIndicator):
            run.chart(*key)


def test_datasets_of_seeds_go_together(run):
    """A dataset has a seed axis, so that runs of one scenario can be laid on each other."""
    xarray = pytest.importorskip("xarray")
    both = xarray.concat([run.to_xarray(), replace(run, seeds=(2,)).to_xarray()], "seed",
                         data_vars="minimal", combine_attrs="drop_conflicts")
    assert both["listed"].dims == ("seed", "week") and list(both["seed"].values) == [1, 2]
    assert both["listed_by_group"].dims == ("seed", "group", "week")
    assert both["listed"].sel(seed=2).shape == (6,)
    assert both["listed"].attrs["units"] == INDICATORS["listed"].unit


def test_a_run_shows_itself_in_one_line_and_one_table(run):
    """The line says what was run; the table has few rows and says where the others are."""
    assert "\n" not in repr(run) and len(repr(run)) < 120
    assert "10,000 people, 6 weeks, seed 1" in repr(run)
    html = run._repr_html_()
    assert INDICATORS["listed"].title in html and html.count("<tr>") == 13
    assert f"and {len(run.recorded()) - 12} more" in html


def test_a_hostile_name_stays_text_in_a_notebook(run):
    """Names come from files of others."""
    bad = "<img src=x onerror=alert(1)>"
    html = replace(run, scenario=replace(run.scenario, name=bad))._repr_html_()
    assert "<img" not in html and "&lt;img" in html


def test_a_comparison_shows_itself(comparison):
    """One line, a table of differences, and window means by seed and arm."""
    done, _ = comparison
    assert "\n" not in repr(done) and "2 seeds, 5,000 people, 3 weeks" in repr(done)
    table = done["listed"]
    assert list(table.index) == [1, 2] and table.index.name == "seed"
    assert list(table.columns) == [arm.name for arm in done.arms] and table.columns.name == "arm"
    assert isinstance(done.arms[0], Arm)
    effect = done.effects.query("indicator == 'listed' and scope == 'whole'")["effect"].item()
    assert (table.iloc[:, 1] - table.iloc[:, 0]).mean() == pytest.approx(effect)
    assert "listed" in done and "listed" in set(done)
    with pytest.raises(countergaze.UnknownIndicator, match="did you mean 'listed'"):
        done["lsted"]
    with pytest.raises(countergaze.UnknownIndicator, match="did you mean 'listed'"):
        done.chart("hardship", "lsted")
    html = done._repr_html_()
    assert INDICATORS["listed"].title in html and done.reference in html


def test_one_load_for_every_folder(run, comparison, tmp_path):
    """What a folder holds decides what comes back."""
    done, out = comparison
    assert countergaze.load(run.save(tmp_path / "r")).result == run.result
    back = countergaze.load(out)
    assert isinstance(back, countergaze.Comparison) and back.result == done.result
    from countergaze.claims.trials import Trial

    trial = Trial("G01", "Prior notice", "no-system", done.arms[0].name, done.arms[1].name, "x",
                  ("listed",))
    shown = countergaze.Shown.of("safeguards", done, [trial])
    again = countergaze.load(shown.save(tmp_path / "s"))
    assert isinstance(again, countergaze.Shown) and again.result == done.result
    assert repr(again) == repr(shown) == (
        "<Shown safeguards: 1 tried, 2 seeds, 5,000 people, 3 weeks>")
    assert "Prior notice" in again._repr_html_()
    with pytest.raises(countergaze.NotARun):
        countergaze.load(tmp_path / "nothing")
    with pytest.warns(DeprecationWarning, match="is now countergaze.load"):
        assert countergaze.load_comparison is countergaze.load
    with pytest.raises(AttributeError, match="no attribute 'lod'"):
        countergaze.lod  # noqa: B018


def test_what_is_declared_comes_as_tables():
    """One row a parameter, indicator, system and safeguard, each by its name or id."""
    parameters = countergaze.parameters()
    assert list(parameters.index) == [key for key, _ in every_parameter()]
    about = parameters.loc["conduct.deterrence"]
    assert about["unit"] and about["least"] <= about["low"] <= about["default"] <= about["high"]
    assert parameters["assumed"].any() and not parameters["assumed"].all()
    assert list(countergaze.indicators().index) == list(INDICATORS)
    assert countergaze.indicators().loc["listed", "unit"] == INDICATORS["listed"].unit
    assert len(countergaze.systems()) == 27 and countergaze.systems().index[0] == "S01"
    guards = countergaze.safeguards()
    assert len(guards) == 22 and guards.loc["G05", "sets"] == {"appeals.repair": 0.01}


def test_one_person_in_two_worlds():
    """The object behind the command: the same person, in words, as weeks, and as a page."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", countergaze.Remark)
        one = countergaze.person(17, changes=SHORT, threads=1, **SMALL)
    assert one.number == 17 and repr(one) == (
        "<Person 17 of 5,000 synthetic people: 3 weeks in baseline and no-system>")
    weeks = one.to_pandas()
    assert weeks.index.names == ["world", "week"] and len(weeks) == 6
    assert np.isfinite(weeks.loc["baseline", "fear"]).all()
    assert one.record()["person"] == 17 and "no-system" in str(one)
    assert one.report().startswith("<!doctype html>") or "<html" in one.report()


@pytest.mark.parametrize(("asked", "told"), [
    ({}, "give the number of a person, or find="),
    ({"number": 5_000}, "numbers go from 0 to 4,999"),
    ({"find": "rich"}, "find must be one of listed"),
    ({"number": 3, "find": "listed"}, "give the number of a person, or find="),
    ({"number": 3, "weeks": 0}, "weeks must be at least 1"),
])
def test_a_person_that_cannot_be_followed(asked, told):
    """It says so before anything is simulated."""
    with pytest.raises(countergaze.BadRequest, match=told):
        countergaze.person(**{**SMALL, **asked})


def test_a_society_week_by_week_from_the_top():
    """`Simulation` takes the settings of any scenario."""
    settings = countergaze.scenario("no-system").with_changes(SHORT).settings
    with countergaze.Simulation(settings, (1,), 5_000) as simulation:
        simulation.step()
        assert simulation.week == -2 and ("listed", "whole") in simulation.indicators()
