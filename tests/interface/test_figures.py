"""Figures for notebooks: axes of matplotlib and charts of Altair hold the numbers of results."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import countergaze
from countergaze.experiments.comparison import Comparison
from countergaze.mechanisms import INDICATORS
from countergaze.results.lookup import UnknownIndicator
from tests.interface.made_comparisons import made as made_comparison
from tests.interface.made_runs import made

MISSING = {"plot": ("matplotlib", "countergaze[plot]"),
           "to_altair": ("altair", "countergaze[notebook]")}


@pytest.fixture(autouse=True)
def no_window(monkeypatch):
    """Draw into memory, and close what was drawn."""
    monkeypatch.setenv("MPLBACKEND", "Agg")
    pyplot = pytest.importorskip("matplotlib.pyplot")
    yield
    pyplot.close("all")


@pytest.fixture
def run():
    """Return a run of three seeds that lie 100 apart."""
    found = made(300.0, weeks=8, seeds=3, listed=600.0, listed_wrongly=200.0)
    found.series["value"] += 100.0 * (found.series["seed"] - 2)
    return found


@pytest.fixture
def comparison():
    """Return a comparison of three arms, 3 and 6 above the reference."""
    of = made_comparison(arms=3, seeds=12, luck=0.1)
    return Comparison(of.arms, of.reference, of.seeds, of.people, of.weeks, of.window, of.effects,
                      of.levels, of.weekly, facts=of.facts)


def test_a_run_is_drawn_by_week_with_its_band(run):
    """The line is the mean, the band goes from the lowest to the highest run; the unit is told."""
    ax = run.plot("listed")
    line, = ax.lines
    assert list(line.get_xdata()) == list(range(8)) and set(line.get_ydata()) == {600.0}
    band = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert (band.min(), band.max()) == (500.0, 700.0)
    assert ax.get_ylabel() == INDICATORS["listed"].unit and "3 runs" in ax.get_xlabel()
    assert ax.get_title() == INDICATORS["listed"].title


def test_several_series_share_an_axis_and_are_named(run):
    """Groups of one indicator, or indicators of one unit; on axes that are given."""
    ax = run.plot(("listed", "group:minority"), ("listed", "group:majority"))
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert len(set(names)) == 2 and not any(":" in name for name in names)
    assert run.plot("listed", "listed_wrongly", ax=ax) is ax and len(ax.lines) == 4
    assert not made(10.0, weeks=6).plot().collections, "one run has no band"


def test_a_comparison_is_drawn_with_its_intervals(comparison):
    """A row an arm, the first on top; dot at the effect, line over its interval."""
    ax = comparison.plot("listed")
    assert [text.get_text() for text in ax.get_yticklabels()] == ["captured", "safeguarded"]
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    table = comparison.effects.query("indicator == 'listed' and scope == 'whole'")
    assert [float(dot.get_xdata()[0]) for dot in reversed(dots)] == list(table["effect"])
    assert {dot.get_markerfacecolor() for dot in dots} == {"#1457cc"}, "both differ"
    ends = [list(line.get_xdata()) for line in ax.lines if line.get_linewidth() == 1.6
            and line not in dots]
    assert ends[::-1] == table[["low", "high"]].values.tolist()
    assert "difference from baseline" in ax.get_xlabel() and "12 pairs" in ax.get_xlabel()


def test_plausible_worlds_are_a_bar_of_their_own(comparison):
    """Nine of ten worlds lie within the wide bar, told apart from sampling noise."""
    comparison.__dict__["over_worlds"] = comparison.effects.assign(low=-5.0, high=9.0)
    comparison.facts["worlds"] = {"count": 32}
    ax = comparison.plot("listed")
    wide = [list(line.get_xdata()) for line in ax.lines if line.get_linewidth() == 9]
    assert wide == [[-5.0, 9.0]] * 2 and "32 plausible worlds" in ax.get_xlabel()


def test_altair_holds_the_same_numbers(run, comparison):
    """Each chart is a valid Vega-Lite specification with its rows in it."""
    pytest.importorskip("altair")
    told = run.to_altair("listed").to_dict()
    marks = [layer["mark"]["type"] for layer in told["layer"]]
    assert marks == ["area", "line"]
    rows = [row for layer in told["layer"] for row in layer["data"]["values"]] \
        if "data" in told["layer"][0] else told["data"]["values"]
    assert {(row["mean"], row["low"], row["high"]) for row in rows} == {(600.0, 500.0, 700.0)}
    told = comparison.to_altair("listed").to_dict()
    assert [layer["mark"]["type"] for layer in told["layer"]] == ["rule", "rule", "rule", "point"]
    rows = told["layer"][3]["data"]["values"]
    assert [row["row"] for row in rows] == ["safeguarded", "captured"]
    assert all(row["worlds_low"] is None and row["clear"] for row in rows)


@pytest.mark.parametrize("draw", MISSING)
def test_what_cannot_be_drawn_is_told(run, comparison, draw, monkeypatch):
    """A near name, the units that do not go together, and the extra that is not installed."""
    for result in (run, comparison):
        with pytest.raises(UnknownIndicator, match="did you mean 'listed'"):
            getattr(result, draw)("lsted")
        with pytest.raises(countergaze.CountergazeError, match="different units.*listed in.*fear"):
            getattr(result, draw)("listed", "fear")
        module, extra = MISSING[draw]
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(ImportError, match="is not installed") as fault:
            getattr(result, draw)("listed")
        assert extra in str(fault.value)
        assert isinstance(fault.value, countergaze.CountergazeError)
        monkeypatch.undo()


def test_weeks_without_a_value_are_left_open():
    """Nobody is listed, so a share of the listed has no value: no point, and null for Altair."""
    run = made(0.0, weeks=6, seeds=2)
    name = next(name for name, about in INDICATORS.items() if about.unit.endswith("listed"))
    assert np.isnan(run.plot(name).lines[0].get_ydata()).all()
    pytest.importorskip("altair")
    told = run.to_altair(name).to_dict()
    rows = told["data"]["values"] if "data" in told else told["layer"][0]["data"]["values"]
    assert [row["mean"] for row in rows] == [None] * 6
