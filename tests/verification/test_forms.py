"""The forms of each mechanism: rival readings of the science, each at a known limit of its own.

Forms of scores and appeals are in `test_score_and_appeal_limits.py`, of deterrence in
`test_closed_forms.py`, and what each form moves in a whole run in `test_forms_move.py`.
"""

import numpy as np
import pytest
from scipy.special import ndtri

from countergaze.mechanisms import adaptation, conduct, conduct_peers, expression, sensing

RNG = np.random.default_rng(7)


def column(value, n=1):
    """Return n equal float32 numbers."""
    return np.full(n, value, np.float32)


def climate(occasion=0.1, by_tie=0.2, anger=0.0, safety=1.0, breadth=0.0):
    """Return what a city is like for speech."""
    return expression.Climate(*(np.float32(v) for v in (
        occasion, np.log(1.0 - by_tie), anger, safety, breadth)))


def final_share(spread: float, people: int = 20_000) -> float:
    """Return the share that acts in the end where everybody sees everybody (Granovetter)."""
    p = expression.Parameters.defaults(contagion_form="threshold", threshold_sd=spread)
    normal = ndtri((np.arange(people) + 0.5) / people).astype(np.float32)
    acts, before = np.zeros(people), -1.0
    while acts.sum() != before:
        before = acts.sum()
        acts = expression.joins(p, np.float32(before), np.float32(people), normal)
    return float(acts.mean())


@pytest.mark.parametrize(("spread", "share"), [(0.120, 0.040), (0.122, 0.055), (0.123, 1.0)])
def test_thresholds_cascade_at_granovetters_point(spread, share):
    """With thresholds N(0.25, s) the crowd is a few at s = 0.120 and everybody at 0.123."""
    assert final_share(spread) == pytest.approx(share, abs=0.001)


def test_a_person_joins_at_their_own_threshold():
    """Three of twelve ties are a quarter: the median person joins then, not at two."""
    p = expression.Parameters.defaults(contagion_form="threshold")
    joined = [float(expression.joins(p, np.float32(v), np.float32(12.0), np.float32(0.0)))
              for v in (2.0, 3.0)]
    assert joined == [0.0, 1.0]
    eager = expression.joins(p, np.float32(0.0), np.float32(12.0), np.float32(-3.0))
    assert eager == 1.0, "who needs nobody begins"


@pytest.mark.parametrize(("form", "missed"), [("occasion", (0.8, 0.64)), ("complex", (1.0, 0.64)),
                                              ("none", (1.0, 1.0))])
def test_what_a_dissenting_tie_is_worth(form, missed):
    """Chance to miss an occasion with one and two dissenting ties, over that without any."""
    p = expression.Parameters.defaults(contagion_form=form)
    got = [(1.0 - expression.chance_of_occasion(p, climate(), column(v), column(255.0))[0]) / 0.9
           for v in (1.0, 2.0)]
    assert got == pytest.approx(missed, abs=1e-5)


@pytest.mark.parametrize(("form", "ratios"), [
    ("smooth", (1.0, 1 / 2, 1 / 3, 1 / 4, 1 / 10)), ("epstein", (1.0, 1 / 3, 1 / 3, 0.0, 0.0)),
    ("alone", (1.0, 1.0, 1.0, 1.0, 1.0))])
def test_safety_in_numbers_by_form(form, ratios):
    """With v = 0, 1, 2, 3, 9 dissenting ties P = hit(k f ratio); Epstein rounds 3 / (1 + v)."""
    p = expression.Parameters.defaults(safety_form=form)
    got = [expression.chance_of_sanction(p, climate(), column(0.5), column(v))[0]
           for v in (0.0, 1.0, 2.0, 3.0, 9.0)]
    assert got == pytest.approx([1.0 - np.exp(-2.3 * 0.5 * r) for r in ratios], abs=1e-5)


CROWD = (RNG.beta(2.0, 5.0, 5000).astype(np.float32),
         np.clip(RNG.normal(0.25, 0.45, 5000), -1.0, 1.0).astype(np.float32),
         RNG.random(5000).astype(np.float32))
"""Hardship, support and risk aversion of five thousand people."""


def rest_point(form: str, anger: float, start: float) -> float:
    """Return the share of a large city that dissents for good, from a share that did at first.

    Everybody sees the mean of twelve ties; occasions are four in ten weeks.
    """
    hardship, support, risk = CROWD
    n = len(risk)
    p = expression.Parameters.defaults(safety_form=form)
    share = start
    for _ in range(80):
        city = climate(0.4, 0.0, anger, max(0.0, 1.0 - share / p.tipping_share))
        feared = expression.chance_of_sanction(p, city, column(0.3, n), column(12.0 * share, n))
        felt = expression.grievance(hardship, support, anger)
        share = 0.4 * float(expression.chance_to_speak(p, felt - risk * 0.6 * feared).mean())
    return share


def test_only_kurans_city_has_two_rest_points():
    """Where the whole city's dissent takes the risk away, the same city stays quiet or tips, by
    how many dissented at first; where only ties protect, it comes to the same from both."""
    angers = np.arange(0.0, 0.21, 0.04)
    gaps = {form: max(abs(rest_point(form, a, 0.2) - rest_point(form, a, 0.0)) for a in angers)
            for form in ("smooth", "alone", "kuran")}
    assert gaps["alone"] == pytest.approx(0.0, abs=1e-6)
    assert gaps["smooth"] < 0.002
    assert gaps["kuran"] > 0.02


def test_the_stake_of_a_listing_is_at_risk_or_spent():
    """At risk it weighs on who is not listed, spent on who is; the two add up to both."""
    city, listed = climate(breadth=0.5), np.array([0.0, 1.0], np.float32)
    at_risk = expression.stake(expression.Parameters.defaults(), city, listed)
    spent = expression.stake(expression.Parameters.defaults(stake_form="spent"), city, listed)
    assert at_risk == pytest.approx([0.8, 0.6], abs=1e-6)
    assert spent == pytest.approx([0.6, 0.8], abs=1e-6)


@pytest.mark.parametrize(("form", "quality"), [("multiply", (0.6 * 0.85, 0.9 * 0.65)),
                                               ("bypass", (0.55, 0.55)), ("weakest", (0.6, 0.3))])
def test_what_an_office_makes_of_technology(form, quality):
    """The product of competence and integrity, a constant, or the weaker of the two."""
    p = sensing.Parameters.defaults(coupling_form=form)
    competence, integrity = np.array([[0.6, 0.9]]), np.array([[0.7, 0.3]])
    got = sensing.organisation(p, competence, integrity)
    assert got[0] == pytest.approx(quality)
    offices = sensing.Offices(np.ones((1, 2)), np.zeros((1, 2)), np.zeros((1, 2)), competence,
                              integrity)
    assert sensing.technology(p, offices, offices.smart)[0] == pytest.approx(
        np.array(quality) * 0.6 / 0.5)


NOTHING_NEW = adaptation.Public(0.0, 0.0, 0.0, 0.0, 0.0)
"""A city where service is what people expect, and propaganda what it was."""


def seen(dissenting=0.0, warned=0.0, listed=0.0):
    """Return the sight of someone with twelve ties."""
    return adaptation.Seen(*(column(v) for v in (dissenting, 0, listed, warned, 0, 0, 12, 0)))


def settled_fear(form: str, sight, warned: float = 0.0) -> float:
    """Return the fear of someone who keeps seeing the same, where a fifth of dissent is seen."""
    p = adaptation.Parameters.defaults(fear_form=form)
    befell = adaptation.Hit(*(column(v) for v in (warned, 0, 0, 0, 0, 0, 0)))
    fear = column(0.7)
    for _ in range(300):
        fear = adaptation.next_fear(p, fear, np.float32(0.25), np.float32(0.6), NOTHING_NEW, sight,
                                    befell)
    return float(fear[0])


@pytest.mark.parametrize(("form", "quiet", "warned_tie", "listed_ties"), [
    ("coverage", 0.30 + 0.06, 0.30 + 0.06 + 0.4, 0.30 + 0.06 + 0.3 * 0.6 * 0.5),
    ("news", 0.30, 0.70, 0.30 + 0.3 * 0.6 * 0.5), ("own", 0.30, 0.30, 0.30),
    ("seen", 0.30, 2.0 * 2.0 / (1.0 / 0.15 + 1.0), 0.30)])
def test_where_fear_comes_from(form, quiet, warned_tie, listed_ties):
    """What fear settles at with quiet ties, one tie that dissents and is warned, and six listed."""
    assert settled_fear(form, seen()) == pytest.approx(quiet, abs=1e-4)
    assert settled_fear(form, seen(1.0, 1.0)) == pytest.approx(warned_tie, abs=1e-4)
    assert settled_fear(form, seen(listed=6.0)) == pytest.approx(listed_ties, abs=1e-4)


def test_unpunished_dissent_calms_only_who_judges_by_what_is_seen():
    """Under "seen" fear falls with each dissenter who is not warned; elsewhere it does not."""
    assert settled_fear("seen", seen(4.0)) < settled_fear("seen", seen())
    for form in ("coverage", "news", "own"):
        assert settled_fear(form, seen(4.0)) == settled_fear(form, seen())
    for form in ("coverage", "news", "own", "seen"):
        assert settled_fear(form, seen(), warned=0.02) > settled_fear(form, seen())


@pytest.mark.parametrize(("form", "just", "wrong"), [
    ("injustice", 0.03, 0.15), ("any_sanction", 0.15, 0.15), ("deference", -0.03, 0.15),
    ("none", 0.0, 0.0)])
def test_what_a_listing_costs_in_support(form, just, wrong):
    """Part of 1 + a that a just and a wrong listing take; deference gives for a just one."""
    p = adaptation.Parameters.defaults(support_form=form)
    lost = [1.0 - (1.0 + adaptation.next_support(
        p, column(0.2), column(0.2), NOTHING_NEW, seen(),
        adaptation.Hit(*(column(v) for v in (0, wronged, 1 - wronged, 0, 0, 0, 0))))[0]) / 1.2
        for wronged in (0, 1)]
    assert lost == pytest.approx([just, wrong], abs=1e-5)


def falsely_enforcing(believers: np.ndarray, look, ties: float, seed: int) -> float:
    """Return the share of those who do not hold the norm that comes to enforce it."""
    p = conduct.Parameters.defaults(peers_form="emperor")
    n = len(believers)
    nerve = np.random.default_rng(seed).random(n).astype(np.float32)
    support = np.where(believers, 1.0, 0.0).astype(np.float32)
    comply, enforce = believers.astype(np.float32), np.zeros(n, np.float32)
    for _ in range(100):
        norm = conduct_peers.norm(p, support, nerve, look(enforce), look(comply), ties)
        comply, enforce = norm.comply, norm.enforce
    return float((enforce[~believers] > 0.5).mean())


SIDE = 40


def neighbours(values: np.ndarray) -> np.ndarray:
    """Return the sum over the eight neighbours on a lattice without edges."""
    grid = values.reshape(SIDE, SIDE)
    total = -grid
    for down in (-1, 0, 1):
        for along in (-1, 0, 1):
            total = total + np.roll(np.roll(grid, down, 0), along, 1)
    return total.ravel()


def everybody(values: np.ndarray) -> np.ndarray:
    """Return the sum over all others."""
    return values.sum() - values


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_few_believers_start_false_enforcement_only_where_ties_are_local(seed):
    """Forty-nine believers of 1,600 in one block make most others enforce what they do not hold;
    where everybody sees everybody they make nobody do so (Centola, Willer and Macy 2005)."""
    believers = np.zeros((SIDE, SIDE), bool)
    believers[:7, :7] = True
    believers = believers.ravel()
    assert falsely_enforcing(believers, neighbours, 8.0, seed) > 0.5
    assert falsely_enforcing(believers, everybody, SIDE * SIDE - 1.0, seed) == 0.0


def test_an_emperor_without_believers_is_naked():
    """Where nobody holds the norm and nobody enforces it, nobody complies."""
    assert falsely_enforcing(np.zeros(SIDE * SIDE, bool), neighbours, 8.0, 1) == 0.0


def test_only_one_form_tips_off_for_reward():
    """Under "emperor" and "none" reward and fear move no tip-off; enforcers alone do."""
    incentive = conduct.Incentive(1.0, 0.0)
    rates = {form: float(conduct.rate_of_reports(
        conduct.Parameters.defaults(peers_form=form), incentive, column(1.0), column(0.5),
        column(0.5), column(0.5), column(1.0))[0]) for form in ("reward", "emperor", "none")}
    assert rates["reward"] == pytest.approx(0.05 * 1.5 * (1.0 + 3.0 + 2.0 * 0.25) / 52.0)
    assert rates["emperor"] == rates["none"] == 0.0
    p = conduct.Parameters.defaults(peers_form="emperor")
    tips = [float(conduct_peers.reports(p, 1.0, e, np.float32(0.01))) for e in (-1.0, 0.0, 1.0)]
    assert tips == [0.0, 0.0, 1.0]
