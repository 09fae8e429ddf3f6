"""The page of a comparison: well built, true at none, few and many, the same way round always."""

import math
import re

import numpy as np
import pytest

from countergaze.mechanisms import INDICATORS
from countergaze.reports import arms_charts, numbers, phrases, rendering
from countergaze.reports.comparison_page import effects, words
from countergaze.reports.comparison_page import page as comparison_page
from countergaze.reports.comparison_page.lookup import Lookup, changed_alone
from countergaze.reports.comparison_page.page import report as page
from countergaze.reports.emphasis import strong
from countergaze.reports.phrases import Difference
from tests.interface.made_comparisons import made
from tests.interface.test_report import Page

MINUS = "\N{MINUS SIGN}"


def text_of(html: str) -> str:
    """Return the words of a page."""
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", re.sub("(?s)<style>.*?</style>", "", html)))


def side(effect: float, low: float, high: float, pairs: int = 20, below: int = 0, above: int = 0,
         value: float = 1.0, reference: float = 11.0, arm: str = "safeguarded") -> Difference:
    """Return one arm against the reference."""
    return Difference(arm, value, reference, effect, low, high, pairs, below, above)


FEWER = side(-10.2, -11.8, -8.6, below=20)
MORE = side(18.0, 14.2, 21.8, above=20, value=29.0, arm="captured")
UNCLEAR = side(-0.2, -0.5, 0.1, below=12, above=8, value=10.8, arm="silos")
SAME = side(0.0, 0.0, 0.0, value=11.0, arm="sensors")
NOBODY = side(0.0, 0.0, 0.0, value=0.0, reference=0.0)


@pytest.mark.parametrize("about", [
    {}, {"seeds": 2}, {"arms": 2, "seeds": 1}, {"arms": 5, "seeds": 20}, {"arms": 7},
    {"level": 0.0, "apart": 0.0, "luck": 0.0}, {"weeks": 1}, {"arms": 1},
    {"left_out": tuple(INDICATORS)}, {"left_out": ("listed_wrongly", "silenced", "hardship")},
    {"empty": ("listed", "cannot_pay_share", "service_quality")},
    {"names": ("a" * 190 + ":x.y=<b>", "b & c", "d" * 14)},
])
def test_the_page_is_well_built_whatever_is_compared(about):
    """No script, no load, one h1, headings in order, inner links that lead somewhere, no NaN."""
    html = page(made(**about))
    seen = Page(html)
    assert seen.loads == [] and "url(" not in html and "@import" not in html
    assert seen.headings.count(1) == 1 and seen.headings[0] == 1
    assert all(b <= a + 1 for a, b in zip(seen.headings, seen.headings[1:], strict=False))
    assert len(seen.ids) == len(set(seen.ids))
    assert all(link[1:] in seen.ids for link in seen.links)
    bare = text_of(html)
    assert not {"nan", "inf", "none."} & set(bare.lower().split())
    assert "<b>\"" not in html and ":x.y=<b>" not in html
    assert not re.search(r"significant|proves|best|worst", bare)


def test_three_arms_and_twenty_seeds_stay_small():
    """The page holds every effect in at most 500 kB."""
    assert len(page(made(seeds=20, weeks=156)).encode()) < 500_000


def test_many_seeds_do_not_grow_the_page():
    """Of 300 pairs as many ticks are drawn as of 40, and the page says so."""
    comparison = made(arms=2, seeds=300, weeks=8)
    html = page(comparison)
    assert len(html.encode()) < 500_000 and "40 are drawn" in html
    assert "mean difference from baseline over 300 pairs of runs" in html


def test_with_nobody_listed_the_page_says_so():
    """Zero everywhere is told as nobody, the same and none."""
    bare = text_of(page(made(level=0.0, apart=0.0, luck=0.0)))
    assert "In the weeks compared, nobody is on a list in any run of any arm" in bare
    assert "In the weeks compared, nobody is wrongly listed in any run of any arm." in bare
    assert "No difference in any pair" in bare and "clear difference" not in bare.split("Read")[0]


def test_left_is_always_less_harm():
    """Where less is more harm the signs are turned round, the name with them; wins as well."""
    view = Lookup(made(apart=4.0, luck=0.1))
    assert INDICATORS["service_quality"].harm == -1
    plain = view.effects("service_quality", turn=False)[0].side
    turned = view.effects("service_quality")[0].side
    assert turned.effect == -plain.effect < 0.0
    assert (turned.low, turned.high) == (-plain.high, -plain.low)
    assert (turned.below, turned.above) == (plain.above, plain.below) == (6, 0)
    html = page(made(apart=4.0, luck=0.1))
    assert "Service quality lost" in html and "turned round" in html
    assert effects.place(-3.0, 5.0) < 50.0 < effects.place(3.0, 5.0)


def test_families_come_in_their_fixed_order_and_rows_in_that_of_the_table():
    """Nothing is ranked."""
    html = page(made())
    places = [html.index(f'id="{key}"') for key in
              ("rights", "control", "stability", "integrity", "governance", "cost")]
    assert places == sorted(places)
    groups = html[html.index('id="groups"'):html.index('id="weeks"')]
    order = [groups.index(title) for title in ("Majority", "Minority", "Urban", "Rural")]
    assert order == sorted(order)


def test_a_missing_effect_leaves_the_page_whole():
    """Rows of effects that are not there are not told as differences of zero."""
    comparison = made()
    gone = comparison.effects
    comparison.effects = gone[~((gone["arm"] == "captured") & (gone["indicator"] == "listed"))]
    assert "nothing to compare" in page(comparison)


def test_an_arm_too_many_is_named_as_left_out():
    """Five arms are shown; a sentence counts the others."""
    assert "2 more arms are not on this page" in page(made(arms=7))


def test_failed_runs_are_told_with_their_reason():
    """What failed stands under How sure, escaped and cut."""
    html = page(made(failed=[("captured", (3, 4), "broke <down>" + "x" * 999)]))
    assert "2 of 18 runs failed and are left out." in text_of(html)
    assert "captured, seeds 3, 4: broke &lt;down&gt;" in html and "x" * 300 not in html


def test_a_difference_from_another_reference_names_both():
    """Chilling is always against the world without a system."""
    comparison = made(names=("baseline", "safeguarded", "no-system"))
    row = comparison.effects.iloc[0].copy()
    row["indicator"], row["arm"], row["reference"] = "chilling", "safeguarded", "no-system"
    comparison.effects.loc[len(comparison.effects)] = row
    html = page(comparison)
    assert "Chilling effect" in html and "safeguarded minus no-system" in html
    assert 'id="d-chilling"' in html


@pytest.mark.parametrize("given, told", [
    ((-10.2, -11.8, -8.6), f"{MINUS}10 ({MINUS}12 to {MINUS}9), 20 of 20"),
    ((0.24, 0.18, 0.30), "+0.24 (+0.18 to +0.30), 20 of 20"),
    ((-0.321, -0.336, -0.306), f"{MINUS}0.32 ({MINUS}0.34 to {MINUS}0.31), 20 of 20"),
    ((10.11, 9.8, 10.42), "+10.1 (+9.8 to +10.4), 20 of 20"),
    ((-34540.0, -42532.0, -26548.0), f"{MINUS}35,000 ({MINUS}43,000 to {MINUS}27,000), 20 of 20"),
    ((0.5, 0.04, 0.96), "+0.50 (+0.04 to +0.96), 20 of 20"),
])
def test_a_difference_has_the_digits_of_its_interval(given, told):
    """A true sign, one figure of the half-width, and never an end that seems to be zero."""
    up = given[0] > 0
    assert phrases.by_pairs(side(*given, below=20 * (not up), above=20 * up)) == told


def test_what_is_unclear_single_or_the_same_is_said_so():
    """No mean is printed where the interval touches zero."""
    assert phrases.by_pairs(UNCLEAR) == f"no difference detected ({MINUS}0.5 to +0.1), 12 of 20"
    assert phrases.by_pairs(side(-7.0, -18.0, 4.0, 6, below=2)) == \
        f"no difference detected ({MINUS}18 to +4), 2 of 6, 4 alike"
    assert phrases.by_pairs(SAME) == "the same in every pair"
    one = side(3.14159, math.nan, math.nan, 1, above=1)
    assert phrases.by_pairs(one) == "+3.14 in the one pair"
    assert phrases.by_pairs(side(math.nan, math.nan, math.nan, 0)) == "no pair has a value in both"


def test_the_terminal_says_the_word_for_the_sign():
    """Fewer of people, lower of the rest; what could have been seen where nothing is clear."""
    rate = "in 100,000 residents"
    assert phrases.by_direction(FEWER, rate) == \
        f"{MINUS}10 ({MINUS}12 to {MINUS}9), fewer in 20 of 20"
    assert phrases.by_direction(MORE, "points", bold="*{}*".format) == \
        "*+18* (+14 to +22), higher in 20 of 20"
    assert phrases.by_direction(UNCLEAR._replace(mde=0.31), rate) == \
        "no difference detected; minimum detectable effect 0.31 (80 % power)"
    built = FEWER._replace(built=True)
    assert phrases.by_direction(built, rate) == f"{MINUS}10, by construction (not tested)" \
        == phrases.by_pairs(built) == phrases.by_what_could_be_seen(built)
    assert phrases.by_pairs(NOBODY) == "none in either in 20 runs"
    assert phrases.against(NOBODY, rate, "b") == "none in 20 runs, as under b"
    assert phrases.by_direction(SAME, rate) == "the same in 20 of 20 runs"
    assert phrases.by_direction(NOBODY, rate, nothing=True) == "none in either in 20 of 20 runs"
    one = side(-3.0, math.nan, math.nan, 1, below=1)
    assert phrases.by_direction(one, rate) == f"{MINUS}3.00, from one pair of runs"


def test_an_arm_without_a_name_is_told_by_what_it_changes():
    """The safeguard, or the one setting; several changes have no short name."""
    assert changed_alone("baseline:safeguards.appeal_bench=1") == "appeal bench"
    assert changed_alone("baseline:safeguards.appeal_bench=0.5") == "appeal bench 0.5"
    assert changed_alone("baseline:lists.on=false") == "lists off"
    assert changed_alone("baseline:appeals.seats=2") == "seats 2"
    assert changed_alone("baseline:appeals.seats=2,lists.on=false") == "" == changed_alone("a")


def test_a_page_tells_what_each_part_adds():
    """The package against itself without a part; no section without a package."""
    made_of = made(arms=5, names=("baseline", "a", "b", "all", "all-without-a"))
    made_of.effects_against = lambda arm: made_of.effects.assign(
        reference=arm, effect=3.0, low=2.5, high=3.5)
    text = text_of(page(made_of))
    assert "add little to each other. To all Quantity a " in text and "+3.0 (+2.5 to" in text
    assert "What each part adds" not in page(made())


def test_headlines_name_both_sides_and_count_nobody():
    """At many, few and none."""
    assert phrases.headline("listed_wrongly", [FEWER, MORE, UNCLEAR], "baseline", 0) == (
        "With safeguarded, 1 in 100,000 residents are wrongly listed, against 11 with baseline; "
        "with captured, 29; no difference detected with silos")
    none = FEWER._replace(value=0.0)
    assert phrases.headline("listed_wrongly", [none], "baseline", 1) == (
        "With safeguarded, nobody is wrongly listed, against 11.0 in 100,000 residents with "
        "baseline")
    assert "against none with no-system" in phrases.headline(
        "listed", [MORE._replace(reference=0.0)], "no-system", 0)
    assert phrases.headline("hardship", [MORE._replace(value=28.94, reference=28.90)], "b", 1) \
        == "With captured, hardship is 28.94 points of 100, against 28.90 with b"
    assert phrases.no_headline("Wrongly listed", ["a", "b"], "c", 20) == \
        "Wrongly listed: no difference detected between a, b and c"
    assert phrases.no_headline("", ["a"], "c", 20) == \
        "In the weeks compared, nobody is on a list in any run of any arm"
    assert "one pair of runs" in phrases.no_headline("Wrongly listed", ["a"], "c", 1)
    assert phrases.no_headline("", ["a"], "c", 0).startswith("Nothing to compare")


def test_what_follows_by_construction_is_named_as_such_and_not_counted():
    """A list that is gone is no finding: in the sentence, the heading, the table and the tally."""
    gone = FEWER._replace(built=True)
    assert phrases.finding("listed_wrongly", [gone], "baseline").endswith(
        "on average: by construction, and not counted.")
    assert phrases.headline("listed_wrongly", [gone], "baseline", 0).endswith(
        "with baseline, by construction")
    assert phrases.against(gone, "in 100,000 residents", "baseline").endswith("by construction")
    assert "(by construction)" in phrases.chart_title("On a list", [gone])
    assert not gone.found and gone.clear and FEWER.found
    assert words.tally("bare", 3, 1, 2, 9, 4) == (
        "bare: 3 of 9 quantities differ clearly: 1 with less harm and 2 with more. 4 more are gone "
        "or there by construction and are not counted.")


def test_findings_count_runs_and_name_both_sides():
    """Clear first, then unclear, then the same; one sentence."""
    every = strong("20 of 20 runs")
    assert phrases.finding("listed_wrongly", [FEWER, MORE, UNCLEAR, SAME], "baseline") == (
        f"In {every} fewer people are wrongly listed under safeguarded than under baseline, by 10 "
        f"in 100,000 residents on average; under captured in {every} more, by 18; no difference "
        "detected under silos (fewer people are wrongly listed in 12 of 20 runs); nothing "
        "differs between sensors and baseline.")
    assert "by 18 percentage points on average" in phrases.finding("silenced", [MORE], "b")
    assert phrases.finding("listed", [UNCLEAR], "baseline").startswith(
        "On a list: no difference detected from baseline under silos (fewer people")
    assert phrases.finding("listed", [NOBODY], "b") == \
        "In the weeks compared, nobody is on a list in any run of any arm."
    assert phrases.finding("listed", [SAME], "b") == \
        "As many people are on a list under sensors as under b in every run."
    one = side(2.0, math.nan, math.nan, 1, above=1)
    assert f"In {strong('1 of 1 run')} more people" in phrases.finding("listed", [one], "b")
    assert phrases.finding("listed", [], "b") == "No pair of runs has a value in both."


def test_lines_beside_values_say_fewer_of_people_and_lower_of_the_rest():
    """The reference is named each time."""
    assert phrases.against(FEWER, "in 100,000 residents", "baseline") == \
        "10 fewer than baseline \N{MIDDLE DOT} 20 of 20 runs"
    assert "higher than" in phrases.against(MORE, "points of 100", "baseline")
    assert phrases.against(UNCLEAR, "points", "b") == \
        "no difference detected \N{MIDDLE DOT} lower in 12 of 20 runs"
    assert phrases.against(SAME, "points", "b") == "same as b in every run"


def test_counts_of_clear_differences_read_well_at_none_one_and_many():
    """How many are expected by chance stands beside them."""
    assert words.tally("a", 0, 0, 0, 80) == "a: none of 80 quantities differs clearly."
    assert words.tally("a", 3, 0, 2, 80) == (
        "a: 3 of 80 quantities differ clearly: none with less harm, 2 with more and 1 that has no "
        "such side.")
    assert "all 80 looks" in words.by_chance(20, 80) and "few" not in words.by_chance(20, 80)
    assert "5 seeds are few" in words.by_chance(5, 80)
    assert words.failed_line(1, 6) == "1 of 6 runs failed and is left out."
    assert words.saved_line([math.nan]).startswith("These runs cannot tell")
    assert "49 %" in words.saved_line([0.1, 0.49, 0.9])
    assert words.saved_line([-0.5]).endswith("by pairing: none.")
    assert words.history(["a"], ["b", "c"], "r") == (
        "a and r have the same history before week 0; b and c have another history before week 0 "
        "than r.")
    assert words.changed([("a", 0)], 400, "r") == "No setting of r is changed in any arm."
    assert words.band_line(20, 4).startswith("Thick line: mean of 20 runs. Band: in each week it "
                                             "holds 18 of 20 runs.")
    assert words.band_line(1, 1) == "Each line is the one run of an arm."


def test_every_setting_that_differs_is_told_once():
    """Old, new and "same"; what starts at week 0 is compared as it is in force from then."""
    html = rendering.fragment(comparison_page.view(made()), "settings")
    assert html.count("<code>safeguards.prior_notice</code>") == 1
    assert ">same</td>" in html and "<b>0.35</b>" in html
    assert "officials.integrity" in html and "society." not in html
    assert numbers.setting(None) == "none" and numbers.setting(-0.5) == f"{MINUS}0.5"


def test_a_band_holds_eighteen_of_twenty_runs():
    """One run is left out at each end, in each week; runs without a value do not count."""
    values = np.arange(20.0).reshape(20, 1) * np.ones((1, 3))
    values[:, 2] = np.nan
    values[5, 1] = np.nan
    low, high = arms_charts.Lines("a", 1, np.arange(3.0), values).band
    assert (low[0], high[0]) == (1.0, 18.0) and (low[1], high[1]) == (0.0, 19.0)
    assert np.isnan(low[2]) and np.isnan(high[2])


@pytest.mark.parametrize("values", [
    [0.0, 0.0], [np.nan, np.nan], [5.0, np.nan], [-3.0, -2.0], [-3.0, 4.0], [73.0, 80.0],
    [-1e-9, 1e-9], [1e6, 2e6], [4.0, 4.0], [-60.0, -59.0]])
def test_a_chart_holds_all_its_values(values):
    """Whatever the numbers, few ticks reach beyond them, and the axis is told where not at zero."""
    line = arms_charts.Lines("a & b", 1, np.arange(2.0), np.array([values, values]))
    drawn = line.drawn()
    marks = arms_charts.axis([drawn])
    known = [value for value in values if math.isfinite(value)]
    assert 2 <= len(marks) <= 10 and marks == sorted(marks)
    assert all(marks[0] - 1e-6 <= value <= marks[-1] + 1e-6 for value in known)
    assert bool(arms_charts.axis_note(marks)) == (marks[0] != 0.0)
    picture = arms_charts.chart([drawn], "x")
    assert "nan" not in picture and ("a &amp; b" in picture) == bool(known)


def test_names_at_the_ends_of_lines_do_not_overlap():
    """They keep their order, 13 px apart, inside the plot."""
    places = arms_charts.spread([10.0, 10.0, 11.0, 137.0, 138.0], 10.0, 138.0)
    assert all(b - a >= 12.99 for a, b in zip(places, places[1:], strict=False))
    assert min(places) >= 9.99 and max(places) <= 138.01


def test_ends_of_scales_are_round_and_hold_the_value():
    """The smallest of the round numbers at or above."""
    assert [effects.round_up(x) for x in (0.0, 0.7, 1.2, 23.0, 81.0, math.nan)] == \
        [1.0, 0.8, 1.5, 25.0, 100.0, 1.0]
    assert numbers.visible(0.0) == "any" and numbers.visible(123.4) == "123"
    assert numbers.visible(math.nan) == "cannot be told"


def test_each_indicator_that_is_shown_is_defined_and_no_other():
    """Also those of which nothing but "no difference" is said."""
    html = page(made(level=0.0, apart=0.0, luck=0.0, left_out=("hardship",)))
    linked = set(re.findall(r'href="#d-(\w+)"', html))
    assert linked == set(re.findall(r'id="d-(\w+)"', html))
    assert "listed" in linked and not {"hardship", "listing_ratio"} & linked


def test_a_reference_that_failed_in_every_run_leaves_a_page():
    """There is nothing to compare, and the page says so."""
    comparison = made(failed=[("baseline", (1, 2, 3, 4, 5, 6), "out of memory")])
    for name in ("levels", "weekly"):
        table = getattr(comparison, name)
        setattr(comparison, name, table[table["arm"] != "baseline"])
    comparison.effects = comparison.effects.iloc[:0]
    bare = text_of(page(comparison))
    assert "nothing to compare" in bare and "6 of 18 runs failed" in bare
    assert "nobody is on a list" not in bare and "no difference detected" not in bare
