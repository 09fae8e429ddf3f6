"""What stands open on the page of a comparison, what is folded, and the lines over the weeks."""

import re

import numpy as np
import pytest
from markupsafe import escape

from countergaze.mechanisms import INDICATORS
from countergaze.reports import arms_charts, phrases, rendering
from countergaze.reports.comparison_page import page as comparison_page
from countergaze.reports.comparison_page import weeks
from countergaze.reports.comparison_page.lookup import Lookup
from countergaze.reports.comparison_page.page import report as page
from tests.interface.made_comparisons import made
from tests.interface.test_comparison_report import FEWER, MINUS, SAME, text_of


def standing_open(html: str) -> str:
    """Return a page without what is folded."""
    depth, kept = 0, []
    for part in re.split("(</?details[^>]*>)", html):
        depth += {"<det": 1, "</de": -1}.get(part[:4], 0)
        kept += [part] if depth == 0 else []
    return "".join(kept)


@pytest.mark.parametrize("arms, apart", [(2, 3.0), (5, 3.0), (2, 0.0)])
def test_a_page_is_short_and_loses_nothing(arms, apart):
    """Where all differ or none: few rows and charts stand open, all others are folded and named."""
    html = page(made(arms=arms, seeds=20, apart=apart, luck=0.2))
    opened = standing_open(html)
    rows = '<div class="effect"><div>'
    whole = [about for about in INDICATORS.values() if "whole" in about.scopes]
    assert html.count(rows) == len(whole) > 100 and 8 < opened.count(rows) < 45
    assert opened.count('class="chart"') <= 9 and html.count('class="chart"') == 12
    settings = rendering.fragment(comparison_page.view(made(arms=arms)), "settings")
    assert 0 < standing_open(settings).count("<tr><td>") <= 8
    if apart:
        assert all(escape(about.title) in opened for about in whole if not about.turned)
    else:
        assert re.search(r"No difference detected: \d+ quantities", text_of(opened))


def test_what_differs_stands_open_where_little_does():
    """A number that differs alone is drawn; its neighbours that do not are folded."""
    comparison = made(apart=0.0, luck=0.5)
    found = comparison.effects
    found["significant"] = (found["indicator"] == "domain_spread") & (found["scope"] == "whole")
    opened = standing_open(rendering.fragment(comparison_page.view(comparison), "effects"))
    assert INDICATORS["domain_spread"].shown == "number"
    assert 'href="#d-domain_spread"' in opened and 'href="#d-rectified"' not in opened


def test_what_follows_by_construction_is_not_told_as_undetected():
    """A folded quantity that is gone with its mechanism is named as such."""
    comparison = made(arms=2, apart=0.0)
    gone = comparison.effects["indicator"] == "domain_spread"
    comparison.effects.loc[gone, ["built", "significant"]] = [True, False]
    text = text_of(standing_open(page(comparison)))
    title = INDICATORS["domain_spread"].title
    assert f"Gone or there by construction, and not tested: {title} ." in text


def test_over_the_weeks_is_the_difference_between_the_same_seeds():
    """One line an arm with the interval of its mean, however far apart the seeds are."""
    comparison = made(arms=2, seeds=6, luck=0.0)
    seed = comparison.weekly["seed"]
    comparison.weekly["value"] += 500.0 * seed  # societies differ, the arms within each do not
    section = next(one for one in comparison_page.view(comparison)["sections"]
                   if one["id"] == "weeks")
    figure = section["figures"][0]
    nought, arm = figure["lines"]
    assert nought["label"] == "baseline" and set(nought["mean"]) == {0.0}
    assert np.allclose(arm["mean"], 3.0) and np.allclose(arm["low"], 3.0)
    assert np.allclose(arm["high"], 3.0) and not arm["runs"]
    assert figure["unit"].endswith("difference from baseline")
    assert figure["rows"][0]["cells"] == ["1,770", "+3.00"]
    lone = comparison.weekly
    comparison.weekly = lone[(lone["arm"] == "baseline") | (lone["seed"] < 3)]
    values = Lookup(comparison).weekly_differences(Lookup(comparison).others[0], "listed")[1]
    assert values.shape[0] == 2


def test_a_band_over_the_weeks_is_that_of_student_over_the_pairs():
    """Differences 1, 2 and 3: 2 on average, 4.303 standard errors to each side."""
    comparison = made(arms=2, seeds=3, luck=0.0, apart=0.0)
    moved = comparison.weekly["arm"] == "safeguarded"
    comparison.weekly.loc[moved, "value"] += comparison.weekly.loc[moved, "seed"].astype(float)
    figure = weeks.figure(Lookup(comparison), "listed")
    arm = figure["lines"][1]
    assert np.allclose(arm["mean"], 2.0) and np.allclose(arm["high"], 2.0 + 4.3027 / 3**0.5)
    assert 'class="band"' in arms_charts.chart(figure["lines"], "x")
    assert figure["rows"][0]["cells"][1] == f"+2.0 ({MINUS}0.5 to +4.5)"


def test_hollow_marks_go_by_the_one_yardstick():
    """An interval beside zero is hollow where the correction leaves no difference."""
    assert "touches zero" not in page(made())
    brief = phrases.in_brief
    assert brief(FEWER) == f"{MINUS}10" and brief(FEWER._replace(moves=False)) == "not detected"
    assert brief(SAME) == "the same" and brief(FEWER._replace(pairs=0)) == "no value"
    assert brief(FEWER._replace(built=True, moves=False)) == f"{MINUS}10"
