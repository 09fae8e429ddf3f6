"""Pages as a browser lays them out: short, never sideways, nothing cut, few sheets of paper.

Needs a Chromium of the system; without one every test here is skipped and says so.
"""

from __future__ import annotations

import re
import shutil

import pytest

from countergaze.claims.claim_files import claims
from countergaze.reports.claims_page.page import report as board_page
from countergaze.reports.comparison_page.page import report
from tests.interface import made_boards, made_comparisons, made_runs

sync_api = pytest.importorskip("playwright.sync_api")

BROWSER = next((found for name in ("chromium", "chromium-browser", "google-chrome", "chrome")
                if (found := shutil.which(name))), "")
pytestmark = pytest.mark.skipif(not BROWSER, reason="no Chromium on this system: install chromium "
                                "to see the pages in a browser")
SIDEWAYS = "document.documentElement.scrollWidth - window.innerWidth"
OVERLAPS = """() => { const all = [...document.querySelectorAll('main > section')]
  .map(one => one.getBoundingClientRect());
  return all.slice(1).filter((one, k) => one.top < all[k].bottom - 1).length }"""
CUT = """() => [...document.querySelectorAll('td, th, p, li, h1, h2, h3, dd, dt, .said div')]
  .filter(one => one.checkVisibility() && !one.closest('.unseen')
    && one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(one => one.textContent.slice(0, 60))"""


@pytest.fixture(scope="module")
def chromium():
    with sync_api.sync_playwright() as made:
        browser = made.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def pages():
    """Return pages by name: their HTML, the most px at 1440 and the most sheets of A4."""
    return {
        "two arms": (report(made_comparisons.made(arms=2, seeds=6, luck=0.2)), 10_000, 11),
        "four arms": (report(made_comparisons.made(arms=4, seeds=6, luck=0.2)), 10_800, 12),
        "run": (made_runs.made(300.0, seeds=5).report(), 8_000, 10),
        "claims": (board_page(made_boards.board(
            lambda name, at, world: 50.0 + world.number % 7, *claims(), noise=9.0, worlds=8)),
            6_500, 7),
    }


@pytest.mark.parametrize("name", ["two arms", "four arms", "run", "claims"])
def test_a_page_is_short_on_screen_and_paper(chromium, pages, name):
    """As high as an hour's reading allows, and on few sheets, none of them empty."""
    html, height, sheets = pages[name]
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.set_content(html)
    assert page.evaluate("document.documentElement.scrollHeight") <= height
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", paper)) <= sheets
    page.close()


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
@pytest.mark.parametrize("name", ["two arms", "four arms", "run", "claims"])
def test_nothing_scrolls_sideways_or_is_cut(chromium, pages, name, width):
    """All folds open: every word is inside the window, no section lies over the next."""
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.set_content(pages[name][0].replace("<details", "<details open"))
    assert page.evaluate(SIDEWAYS) <= 0
    assert page.evaluate(CUT) == [] and page.evaluate(OVERLAPS) == 0
    page.close()
