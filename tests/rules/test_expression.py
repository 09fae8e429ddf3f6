"""Expression by hand: occasions, grievance, perceived risk, dissent, affirmation, surveys."""

import numpy as np
import pytest
from scipy.special import ndtri

from countergaze.mechanisms import expression

CLIMATE = expression.Climate(np.float32(0.1), np.float32(np.log(0.8)), np.float32(0.0),
                             np.float32(1.0), np.float32(0.0))


RNG = np.random.default_rng(7)


def column(value, n=1):
    """Return n equal float32 numbers."""
    return np.full(n, value, np.float32)


def climate(occasion=0.1, by_tie=0.2, anger=0.0, safety=1.0, breadth=0.0):
    """Return what a city is like for speech."""
    return expression.Climate(*(np.float32(v) for v in (
        occasion, np.log(1.0 - by_tie), anger, safety, breadth)))


CLIMATE = climate()
"""A city without a focal event, in which opinions cost no points."""


def said(fear, dissenting=0.0, n=4):
    """Return what people of a grievance near the threshold say at a given fear."""
    p = expression.Parameters.defaults()
    return expression.step(
        p, CLIMATE, column(1.0, n), column(0.0, n), column(0.44, n), column(fear, n),
        expression.dread(column(fear, n)), column(0.5, n), column(0.0, n), column(255.0, n),
        column(dissenting, n), column(0.0, n), column(12.0, n), column(0.0, n), column(0.0, n),
        column(0.0, n), column(0.4, n), column(0.9, n), column(0.5, n))


def test_without_fear_nobody_is_silenced():
    """At fear 0 the chance of dissent is the chance of latent dissent."""
    free = said(0.0)
    assert (free.dissent_chance == free.latent_chance).all()
    afraid = said(0.5)
    assert (afraid.dissent_chance < afraid.latent_chance).all()


def test_there_is_safety_in_numbers():
    """P = 0.9 for one alone at fear 1, and 1 - exp(-k f / (1 + v)) with v dissenting ties."""
    p = expression.Parameters.defaults()
    alone = expression.chance_of_sanction(p, CLIMATE, column(1.0), column(0.0))[0]
    assert alone == pytest.approx(0.9, abs=1e-3)
    for v in (1.0, 3.0, 9.0):
        got = expression.chance_of_sanction(p, CLIMATE, column(0.5), column(v))[0]
        assert got == pytest.approx(1.0 - np.exp(-2.3 * 0.5 / (1.0 + v)), abs=1e-5)


def test_occasions_multiply():
    """With v dissenting ties an occasion is missed with chance 0.9 x 0.8^v; cooling halves it."""
    p = expression.Parameters.defaults()
    got = expression.chance_of_occasion(p, CLIMATE, column(3.0), column(255.0))[0]
    assert got == pytest.approx(1.0 - 0.9 * 0.8**3, abs=1e-5)
    cool = expression.chance_of_occasion(p, CLIMATE, column(3.0), column(2.0))[0]
    assert cool == pytest.approx(0.5 * got, abs=1e-5)


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


def test_occasions_are_fewer_for_as_long_as_the_cooling_lasts():
    """In the 8 weeks after own dissent (0 to 7) cool_share of occasions is left, from the eighth on
    all of them."""
    p = expression.Parameters.defaults(cool_weeks=8, cool_share=0.25)
    got = expression.chance_of_occasion(p, CLIMATE, column(0.0, 3),
                                        np.array([0.0, 7.0, 8.0], np.float32))
    assert got == pytest.approx([0.025, 0.025, 0.1], abs=1e-6)


def test_dread_is_the_chance_of_sanction_of_one_who_dissents_alone():
    """hit(k f), k = 2.3 after Epstein."""
    p = expression.Parameters.defaults()
    for fear in (0.1, 0.5, 1.7):
        alone = expression.chance_of_sanction(p, CLIMATE, column(fear), column(0.0))[0]
        assert expression.dread(column(fear))[0] == alone == pytest.approx(
            1.0 - np.exp(-2.3 * fear), abs=1e-5)


@pytest.mark.parametrize(("hardship", "support", "anger", "felt"), [
    (0.4, 0.2, 0.0, 0.16), (0.4, 1.0, 0.0, 0.0), (0.4, -1.0, 0.0, 0.4), (0.4, 1.0, 0.06, 0.06)])
def test_grievance_needs_hardship_and_a_lack_of_support_or_an_event(hardship, support, anger, felt):
    """h (1 - a) / 2, all of it at the least support and none at the most; anger comes on top."""
    assert expression.grievance(hardship, support, anger) == pytest.approx(felt)


def test_kurans_city_protects_by_the_share_that_it_takes_and_not_by_ties():
    """P is hit(k f) times what the city's dissent leaves of risk, whatever ties do."""
    p = expression.Parameters.defaults(safety_form="kuran")
    got = [expression.chance_of_sanction(p, climate(safety=0.4), column(0.5), column(v))[0]
           for v in (0.0, 5.0)]
    assert got == pytest.approx([0.4 * (1.0 - np.exp(-1.15))] * 2, abs=1e-5)


def test_the_week_s_mood_decides_at_the_threshold():
    """Half speak at the threshold; one standard deviation of mood above it lgt(1.814) of them."""
    p = expression.Parameters.defaults(noise=0.05)
    got = expression.chance_to_speak(p, np.array([0.17, 0.22, 0.27], np.float32))
    share = 1.0 / (1.0 + np.exp(-np.pi / np.sqrt(3.0)))
    assert got == pytest.approx([1.0 - share, 0.5, share], abs=1e-4)


def says(p=None, city=None, n=1, adult=1.0, support=0.0, hardship=0.9, fear=0.0, risk=0.5,
         listed=0.0, since=255.0, dissenting=0.0, affirming=0.0, ties=10.0, threshold=0.0,
         promised=0.0, occasion=0.9, mood=0.9, affirm=0.9, lie=0.5):
    """Return what n people alike said: in great hardship, without fear or luck of their own."""
    return expression.step(
        p or expression.Parameters.defaults(), city or CLIMATE, column(adult, n),
        column(support, n), column(hardship, n), column(fear, n),
        expression.dread(column(fear, n)), column(risk, n), column(listed, n), column(since, n),
        column(dissenting, n), column(affirming, n), column(ties, n), column(threshold, n),
        column(promised, n), column(occasion, n), column(mood, n), column(affirm, n),
        column(lie, n))


def test_dissent_needs_an_occasion_and_the_mood():
    """Luck below both chances; a lack of either is silence.  Chances are told without luck."""
    both = says(occasion=0.05, mood=0.5)
    assert both.dissent[0] == 1.0
    assert says(occasion=0.11, mood=0.5).dissent[0] == 0.0
    assert says(occasion=0.05, mood=0.9999).dissent[0] == 0.0
    chance = expression.chance_to_speak(expression.Parameters.defaults(), np.float32(0.45))
    assert both.occasion[0] == pytest.approx(0.1, abs=1e-6)
    assert both.dissent_chance[0] == both.latent_chance[0] == pytest.approx(0.1 * chance, rel=1e-5)


def test_risk_weighs_by_aversion_chance_and_stake():
    """Will is that of grievance less R P J, J falling for the listed where opinions count."""
    p, city = expression.Parameters.defaults(), climate(breadth=0.5)
    for listed, stake in ((0.0, 0.8), (1.0, 0.6)):
        got = says(city=city, hardship=0.44, fear=0.5, risk=0.25, listed=listed, dissenting=1.0)
        risk = 0.25 * (1.0 - np.exp(-2.3 * 0.5 / 2.0)) * stake
        will = expression.chance_to_speak(p, np.float32(0.22 - risk))
        assert got.dissent_chance[0] / got.occasion[0] == pytest.approx(will, rel=1e-4)
        assert got.latent_chance[0] / got.occasion[0] == pytest.approx(0.5, rel=1e-4)


def test_children_and_a_world_without_expression_are_silent():
    """No dissent, affirmation or chance of either; children answer no survey."""
    off = expression.Parameters.defaults(on=0.0)
    for got in (says(adult=0.0, support=0.9, occasion=0.0, mood=0.0, affirm=0.0),
                says(p=off, support=0.9, occasion=0.0, mood=0.0, affirm=0.0)):
        assert got.dissent[0] == got.affirm[0] == got.latent_chance[0] == got.occasion[0] == 0.0
    assert says(adult=0.0, support=0.9).positive_answer[0] == 0.0


def test_who_dissents_does_not_affirm_and_who_is_silent_may():
    """An occasion to affirm comes with luck below its rate, to all who did not dissent."""
    assert says(support=0.6, affirm=0.09).affirm[0] == 1.0
    assert says(support=0.6, affirm=0.11).affirm[0] == 0.0
    loud = says(support=0.6, hardship=1.0, occasion=0.05, mood=0.0, affirm=0.05)
    assert loud.dissent[0] == 1.0 and loud.affirm[0] == 0.0


@pytest.mark.parametrize(("support", "push", "affirms", "false"), [
    (0.51, {}, 1.0, 0.0), (0.49, {}, 0.0, 0.0),
    (0.2, {"promised": 0.9}, 0.0, 0.0),
    (0.2, {"promised": 1.0, "fear": 0.02, "risk": 1.0}, 1.0, 0.0),
    (-0.2, {"fear": 2.0, "risk": 0.55}, 1.0, 1.0), (-0.2, {"fear": 2.0, "risk": 0.4}, 0.0, 0.0),
    (-0.2, {"fear": 0.3, "risk": 0.4, "affirming": 8.0}, 1.0, 1.0),
    (-0.2, {"fear": 0.3, "risk": 0.4, "affirming": 4.0}, 0.0, 0.0)])
def test_why_people_affirm(support, push, affirms, false):
    """From conviction above 0.5; else where reward, fear and ties outweigh lie_cost (1 - a)/2, and
    falsely only who would have said no."""
    got = says(support=support, affirm=0.05, **push)
    assert (got.affirm[0], got.falsified[0]) == (affirms, false)


def test_the_mood_of_a_lie_is_even_about_nothing():
    """Standard deviation `noise`, mean 0: at the limit half lie, in a band of sqrt(12)."""
    n = 10_000
    luck = ((np.arange(n) + 0.5) / n).astype(np.float32)
    p = expression.Parameters.defaults(lie_reward=0.2, noise=0.05)

    def lying(short):
        return expression.step(
            p, CLIMATE, column(1.0, n), column(0.2, n), column(0.0, n), column(0.0, n),
            column(0.0, n), column(0.5, n), column(0.0, n), column(255.0, n), column(0.0, n),
            column(0.0, n), column(10.0, n), column(0.0, n), column(1.0 - 5.0 * short, n),
            column(0.9, n), column(0.9, n), column(0.05, n), luck).affirm.mean()

    assert lying(0.0) == pytest.approx(0.5, abs=1e-3)
    assert lying(0.05) == pytest.approx(0.5 - 1.0 / np.sqrt(12.0), abs=2e-3)


@pytest.mark.parametrize(("support", "fear", "positive"), [
    (0.0, 0.0, 1.0), (-0.1, 0.0, 0.0), (-0.1, 2.0, 1.0), (-0.3, 2.0, 0.0)])
def test_fear_bends_answers_to_a_survey(support, fear, positive):
    """Yes from who supports, or from who fears more than they object: 0.5 R hit(k f) > -a."""
    assert says(support=support, fear=fear, risk=0.5).positive_answer[0] == positive


def test_under_thresholds_an_occasion_is_what_ties_make():
    """Enough dissenting ties carry anyone along, too few nobody, whatever else is an occasion."""
    p = expression.Parameters.defaults(contagion_form="threshold")
    few, many = says(p=p, dissenting=2.0, occasion=0.5), says(p=p, dissenting=3.0, occasion=0.5)
    assert few.occasion[0] == 0.0 and many.occasion[0] == 1.0
    assert says(p=p, adult=0.0, dissenting=9.0).occasion[0] == 0.0


def test_the_chance_without_a_sanction_is_the_same_rule_with_other_numbers():
    """With the numbers as lived it is the chance of dissent; with less hardship it is less."""
    p = expression.Parameters.defaults()
    lived = says(hardship=0.44, fear=0.4, dissenting=1.0)

    def without(hardship):
        return expression.chance_without(p, CLIMATE, lived.occasion, column(0.0), column(hardship),
                                         column(0.4), column(0.5), column(0.0), column(1.0))[0]

    assert without(0.44) == pytest.approx(lived.dissent_chance[0], rel=1e-5)
    assert without(0.40) < without(0.44)
