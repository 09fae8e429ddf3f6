"""Sections on harm: each true for nobody, few and many, and left out where nothing was recorded."""

import html
import re

import pytest

from countergaze.declare import Indicator
from countergaze.mechanisms import INDICATORS
from countergaze.reports import law, numbers, rendering, words
from countergaze.reports.run_page import groups, legal_tests, redress
from countergaze.reports.run_page import page as run_page
from tests.interface.made_runs import made
from tests.interface.test_report import Page

RATE = "in 100,000 residents"
WANTED = {
    "warned": (RATE, ("whole", "group")), "scored": ("% of adults", ("whole",)),
    "listing_ratio": ("ratio, group over the rest", ("group",)),
    "wrongful_gap": ("in 100,000, group minus the rest", ("group",)),
    "false_omission": ("in 100,000 unlisted", ("whole",)),
    "missed_gap": ("percentage points, group minus the rest", ("group",)),
    "equal_conduct_gap": ("points, group minus the rest", ("group",)),
    "appeal_funnel": (f"{RATE} a year", ("step",)), "appeals_filed": (RATE, ("whole",)),
    "appeals_heard": (RATE, ("whole",)), "appeals_granted": (RATE, ("whole",)),
    "appeals_pending": (RATE, ("whole",)), "appeal_wait": ("weeks", ("whole",)),
    "wrong_records": (RATE, ("whole",)), "wrong_records_own": (RATE, ("agency",)),
    "wrong_records_copied": (RATE, ("agency",)),
    "time_to_correction": ("in 100,000 adults a year", ("weeks",)),
    "sanction_tests": ("% of sanctions", ("combination",)),
    "prohibited_share": ("% of sanctions", ("whole",)),
    "proportionality": ("% of denials", ("whole",)),
    "cross_context": ("% of denials", ("whole",)),
}
SECTIONS = {
    "groups": ("listing_ratio", "wrongful_gap", "missed_gap", "equal_conduct_gap"),
    "appeals": ("appeal_funnel",),
    "false": ("wrong_records_own", "wrong_records_copied", "time_to_correction"),
    "tests": ("sanction_tests",),
}


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    """Let the registry hold the indicators that these sections are made of."""
    for name, (unit, scopes) in WANTED.items():
        if name not in INDICATORS:
            monkeypatch.setitem(INDICATORS, name, Indicator(
                name=name, title=name.replace("_", " "), unit=unit, family="rights",
                definition=f"Defined as {name}.", scopes=scopes))


def plain(text: str) -> str:
    """Return the words of a piece of a page."""
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", text))


def section(run, name: str) -> str:
    """Return one section of the page of a run."""
    return rendering.fragment(run_page.view(run), name)


@pytest.mark.parametrize("people", [10_000, 1_000_000])
@pytest.mark.parametrize("level", [0.0, 5.0, 700.0])
def test_the_page_holds_the_new_sections_well_built(level, people):
    """Each section is there once, named in the contents, its indicators defined."""
    text = made(level, people=people).report()
    page = Page(text)
    assert set(SECTIONS) <= set(page.ids) and len(page.ids) == len(set(page.ids))
    assert {f"#{key}" for key in SECTIONS} <= set(page.links)
    assert {f"d-{name}" for name in WANTED} <= set(page.ids)
    assert all(link[1:] in page.ids for link in page.links)
    assert all(b <= a + 1 for a, b in zip(page.headings, page.headings[1:], strict=False))
    body = re.sub("<style>.*?</style>", "", text)
    assert not {"nan", "nan%", "inf", "inf%"} & set(re.split(r"[\s:<>\"]", body.lower()))
    assert all(-1 <= float(at) <= 101 for at in re.findall(r"(?:left|width):(-?[\d.]+)%", body))


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_is_left_out_where_its_indicators_are_not_recorded(name):
    """No heading, no link in the contents, nothing said of what was not counted."""
    page = Page(made(20.0, left_out=SECTIONS[name]).report())
    assert name not in page.ids and f"#{name}" not in page.links
    assert all(other in page.ids for other in SECTIONS if other != name)


def test_the_funnel_counts_people_of_the_last_52_weeks():
    """412 in 100,000 a year of 100,000 people over 52 weeks are 412 people; in 26 weeks half; of
    two societies twice as many."""
    run = made(412.0, weeks=104, people=100_000)
    assert redress.steps(run)["ended"] == pytest.approx(412.0)
    assert redress.steps(made(412.0, weeks=26, people=100_000))["ended"] == pytest.approx(206.0)
    both = made(412.0, weeks=104, people=100_000, seeds=2)
    assert redress.steps(both)["ended"] == pytest.approx(824.0)
    text = plain(section(run, "appeals"))
    assert ("Of 412 people whose listing on a false record ended in the last 52 weeks, 8.2 were "
            "cleared everywhere") in text
    assert "30 % of those whose listing on a false record ended" in text
    assert ("Most are lost between 412 whose listing on a false record ended and 124 who had "
            "learnt of it.") in text


@pytest.mark.parametrize("ended, cleared, said", [
    (0.0, 0.0, "Nobody's listing on a false record ended in the last 52 weeks"),
    (1.0, 0.0, "Of 1 person whose listing on a false record ended in the last 52 weeks, none was "
               "cleared everywhere"),
    (5.0, 1.0, "Of 5 people whose listing on a false record ended in the last 52 weeks, 1 was "
               "cleared everywhere"),
    (412.0, 3.0, "Of 412 people whose listing on a false record ended in the last 52 weeks, 3 were "
                 "cleared everywhere"),
])
def test_the_headline_of_appeals_is_true_of_any_number(ended, cleared, said):
    """Nobody, one, few and many, each in its own words."""
    assert words.funnel_headline(ended, cleared, 60) == said


def test_steps_are_shares_of_the_step_above():
    """None above, none left, all left."""
    assert words.step_share(1.0, 0.0, "ended") == "none above"
    assert words.step_share(0.0, 4.0, "file") == "none of those who had appealed"
    assert words.step_share(4.0, 4.0, "know") == "all of those who had learnt of it"
    assert words.funnel_line({"ended": 9.0, "know": 9.0}) == "Nobody is lost at any step."


def test_own_and_copied_records_are_told_apart_without_colour():
    """Own solid, copied hatched, both in words, the copies' share in the sentence."""
    part = section(made(30.0, wrong_records_copied=10.0), "false")
    assert 'class="bar copied"' in part and "30.0 own 10.0 copied" in plain(part)
    assert "Of 100 such holdings 25 are copies" in part
    assert "No agency holds a false record" in section(made(0.0), "false")


def test_what_became_of_false_records_is_counted():
    """500 in 100,000 adults a year of 10,000 are 50 in 52 weeks; two fifths are never corrected."""
    part = plain(section(made(500.0, weeks=52), "false"))
    assert "50 false records ended in the last 52 weeks" not in part
    assert "50 false records ended in all 52 weeks; 20 of them faded" in part
    assert "40.0 %" in part and "Never: it faded" in part
    assert "No false record ended" in plain(section(made(0.0), "false"))
    assert words.corrections_line(1.0, 1.0, 60).startswith("1 false record ended in the last 52 ")
    assert "all of them faded" in words.corrections_line(7.0, 7.0, 60)
    assert "none of them faded" in words.corrections_line(7.0, 0.0, 60)


def test_the_three_tests_give_the_sum_of_what_meets_them():
    """Detriment and (cross-context or disproportionate): 25 + 5 + 20 of 100."""
    assert [legal_tests.met(*words.COMBINATIONS[key]) for key in words.COMBINATIONS] == [
        False, False, True, True, True]
    part = plain(section(made(30.0, left_out=("prohibited_share",)), "tests"))
    assert "detriment out of context or proportion, in all 50.0" in part
    assert "needs more than these facts" in part and "bars" not in part
    assert "No sanction was counted" in plain(section(made(0.0), "tests"))
    assert '<table class="tests"' not in section(made(0.0), "tests")


def test_groups_stand_in_the_order_of_the_table_and_small_ones_are_not_compared():
    """300 listed in 100,000 are 1.2 of the 400 in officials' households: too few to tell."""
    part = section(made(300.0), "groups")
    rows = re.findall(r'<th scope="row">([^<]*)<', html.unescape(part))
    assert rows == ["All residents", *words.GROUP_TITLES.values(), *words.GROUP_TITLES.values()]
    last = part[part.rindex("Official"):]
    assert words.TOO_FEW in last and last.count(words.TOO_FEW) == 3
    assert section(made(0.0), "groups").count("<b>") > 0


def test_a_difference_is_no_surer_than_its_smaller_side():
    """With few in the minority the majority is not compared with it either."""
    left_out = ("wrongful_gap", "missed_gap", "equal_conduct_gap")
    part = section(made(300.0, left_out=left_out), "groups")
    row = part[part.rindex("Majority group"):part.rindex("Minority group")]
    assert words.TOO_FEW in row


def test_right_of_the_line_is_more_harm():
    """A higher score for the same conduct is less harm: it is turned round, and lies left."""
    part = section(made(300.0, equal_conduct_gap=4.0, listing_ratio=2.0), "groups")
    cells = re.findall(r'data-head="Points lost at equal conduct"><b>([^<]*)</b>.*?dot" '
                       r'style="left:([\d.]+)%', part)
    assert cells[0] == ("\N{MINUS SIGN}4.0", "6.0") or cells[0] == ("\N{MINUS SIGN}4.00", "6.0")
    assert groups._apart(1.0, 1.0) == 0.0 and groups._apart(2.0, 1.0) == -groups._apart(0.5, 1.0)


def test_signs_of_differences_are_true():
    """A plus, a true minus, and no sign on zero."""
    assert numbers.signed(2.0) == "+2.0" and numbers.signed(-2.0) == "\N{MINUS SIGN}2.0"
    assert numbers.signed(0.0) == "0" and numbers.signed(0.001) == "0"
    assert numbers.signed(float("nan")) == "none recorded"


def test_the_annex_names_harms_that_are_measured():
    """Each kind of harm has indicators that there are, rules, and what is not modelled."""
    for harm in law.HARMS:
        assert set(harm.indicators) <= INDICATORS.keys(), harm.title
        assert harm.rules and harm.modelled and harm.left_out
    named = " ".join(rule for harm in law.HARMS for rule in harm.rules)
    assert all(f"ICCPR {n}" in named or f", {n}" in named for n in (12, 17, 19, 26))
    for title in (about.title.lower() for about in INDICATORS.values()):
        assert "unjust" not in title and "justly" not in title and "bar" not in title.split()
