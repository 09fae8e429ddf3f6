"""Scores, appeals, redlists and safeguards against known limits, by the plain functions alone."""

import numpy as np
import pytest

from countergaze.mechanisms import appeals, integration, lists, safeguards, sanctions, scoring
from countergaze.scenarios.scenario import defaults

RNG = np.random.default_rng(11)


def test_mean_and_spread_of_scores():
    """With points X a week the mean is 1000 + E X / r, the variance var X / (2 r - r^2)."""
    p = scoring.Parameters.defaults(points_service=0.0, score_return=0.02)
    people, rate = 20_000, 0.02
    score = np.full(people, 1000.0, np.float32)
    for _ in range(500):
        points = np.where(RNG.random(people) < 0.05, np.float32(-5.0), np.float32(0.0))
        score = scoring.next_score(p, score, 1.0, 1.0, 0.0, points, 0.0, 0.0, 0.0)
    mean, variance = -5.0 * 0.05, 25.0 * 0.05 * 0.95
    assert score.mean() == pytest.approx(1000.0 + mean / rate, abs=0.3)
    assert score.var() == pytest.approx(variance / (2 * rate - rate**2), rel=0.05)


@pytest.mark.parametrize(("urban", "official", "gain", "loss"), [
    (1.0, 0.0, 2.0, 5.0), (0.0, 0.0, 1.2, 6.5), (1.0, 1.0, 3.0, 6.5), (0.0, 1.0, 3.0, 6.5)])
def test_equal_conduct_earns_other_points(urban, official, gain, loss):
    """An act of service and a ticket move the scores of groups by their own reach."""
    p = scoring.Parameters.defaults()
    served = scoring.next_score(p, np.float32(1000.0), 1.0, urban, official, 0.0, 1.0, 0.0, 0.0)
    fined = scoring.next_score(p, np.float32(1000.0), 1.0, urban, official, -5.0, 0.0, 0.0, 0.0)
    assert served - 1000.0 == pytest.approx(gain, abs=1e-3)
    assert 1000.0 - fined == pytest.approx(loss, abs=1e-3)


def test_scores_keep_their_bounds():
    """A score stays in [0, 1300], at most 849 on the court list, and 1000 for the unscored."""
    p = scoring.Parameters.defaults()

    def moved(score, points, scored=1.0, on_court=0.0):
        return float(scoring.next_score(p, np.float32(score), scored, 1.0, 0.0, points, 0.0, 0.0,
                                        on_court))

    assert moved(10.0, -50.0) == 0.0 and moved(1299.0, 50.0) == 1300.0
    assert moved(1000.0, 0.0, on_court=1.0) == 849.0 and moved(500.0, 0.0, on_court=1.0) < 849.0
    assert moved(700.0, -50.0, scored=0.0) == 1000.0


def test_marking_on_a_curve_keeps_shares_whatever_people_do():
    """Under "relative" the shares above 1030 and below 850 are those of a normal law, however
    many points everybody earns; under "points" they are not."""
    on_curve = scoring.Parameters.defaults(tariff_form="relative")
    as_is = scoring.Parameters.defaults()
    shares = []
    for mean, spread in ((1000.0, 20.0), (940.0, 60.0)):
        scores = RNG.normal(mean, spread, 200_000).astype(np.float32)
        got = (scores - scoring.START) / scoring.SCALE
        city_mean, city_spread = scoring.city_curve(got.sum(), (got**2).sum(), len(scores))
        marked = scoring.standing(on_curve, scores, city_mean, city_spread)
        shares.append([scoring.redlisted_by_score(1.0, marked).mean(), (marked < 850.0).mean()])
        assert (scoring.standing(as_is, scores, city_mean, city_spread) == scores).all()
    assert shares[0] == pytest.approx([0.3821, 0.0668], abs=0.004)
    assert shares[1] == pytest.approx(shares[0], abs=0.004)


def test_a_list_by_score_has_a_margin():
    """Who is below list_below enters; who is on it leaves at 50 points above; none lists nobody."""
    p = scoring.Parameters.defaults(list_below=600.0)
    assert scoring.listed_by_score(p, 599.0, False) and not scoring.listed_by_score(p, 600.0, False)
    assert scoring.listed_by_score(p, 649.0, True) and not scoring.listed_by_score(p, 650.0, True)
    assert not scoring.listed_by_score(scoring.Parameters.defaults(), 0.0, False)


def test_consent_leaves_those_who_gain():
    """With a clean year and more support than the mean a person consents; others do not."""
    p = scoring.Parameters.defaults(consent=1.0)
    since, support = np.array([52.0, 52.0, 51.0, 255.0]), np.array([0.3, 0.2, 0.9, -0.5])
    assert list(scoring.consents(p, since, support, 0.25)) == [1.0, 0.0, 0.0, 0.0]
    assert (scoring.consents(scoring.Parameters.defaults(), since, support, 0.25) == 1.0).all()


def queue(p, filed, weeks):
    """Return appeals pending and heard after some weeks of steady filings, per 1000 residents."""
    pending = heard = 0.0
    for _ in range(weeks):
        heard = pending * float(appeals.chance_of_hearing(p, np.float64(pending)))
        pending += filed - heard
    return pending, heard


def test_a_queue_below_its_seats_waits_a_week_and_above_them_grows():
    """Below the seats what comes in goes out a week later; above, the queue gains the excess."""
    p = appeals.Parameters.defaults(seats=0.05)
    assert queue(p, 0.04, 500) == pytest.approx((0.04, 0.04))
    pending, heard = queue(p, 0.06, 201)
    assert heard == pytest.approx(0.05) and pending == pytest.approx(0.06 + 200 * 0.01, rel=0.02)


def test_quality_of_review_falls_with_the_load():
    """Twice as many filings as seats halve the quality; anchored reviewers halve it again."""
    filed = np.array([0.0, 0.05, 0.10])
    got = [appeals.quality(appeals.Parameters.defaults(decision_form=form), filed)
           for form in ("load", "anchored", "fixed")]
    assert got[0] == pytest.approx([1.0, 1.0, 0.5])
    assert got[1] == pytest.approx([0.5, 0.5, 0.25])
    assert (got[2] == 1.0).all()
    square = appeals.quality(appeals.Parameters.defaults(load_power=2.0), filed)
    assert square[2] == pytest.approx(0.25)


def test_who_files_and_whose_appeal_is_granted():
    """The rightly listed file a fifth as often; quality helps only the wrongly listed."""
    p = appeals.Parameters.defaults()
    assert appeals.chance_to_file(p, False) == pytest.approx(0.2 * appeals.chance_to_file(p, True))
    assert appeals.chance_to_file(appeals.Parameters.defaults(on=0.0), True) == 0.0
    assert appeals.chance_of_grant(p, True, 0.5) == pytest.approx(0.2)
    assert appeals.chance_of_grant(p, False, 0.5) == appeals.chance_of_grant(p, False, 1.0) == 0.05


def test_repair_waits_half_a_year():
    """A listing ends by repair with its chance a week, from the 26th week without a record on."""
    p = appeals.Parameters.defaults(repair=0.01)
    assert appeals.chance_of_repair(p, 25.0) == 0.0
    assert appeals.chance_of_repair(p, 26.0) == 0.01
    assert appeals.chance_of_repair(appeals.Parameters.defaults(), 255.0) == 0.0


def test_a_single_record_lists_under_that_form():
    """Under "single_record" any copy of a record lists; the copy must be there."""
    p = lists.Parameters.defaults(entry_form="single_record")
    family = lists.Family(1, 2, 20.0, 0.0)
    assert lists.chance_of_entry(p, family, False, 0.0, 1.0, 1.0) == 1.0
    assert lists.chance_of_entry(p, family, False, 0.0, 1.0, 0.0) == 0.0
    assert not lists.entry_is_wrong(p, family, True, 0.0, 1.0, 1.0)
    assert lists.entry_is_wrong(p, family, False, 0.0, 1.0, 1.0)


def test_roll_outs_end_where_they_should():
    """Staged links start at nothing and end at their mandate; at once, they are there at once."""
    p = integration.Parameters.defaults()
    full = np.ones(1)
    assert integration.across(p, -270, 270, full, 0.6)[0] == 0.0
    assert integration.across(p, -270 + 104, 270, full, 0.6)[0] == pytest.approx(0.25)
    assert integration.across(p, 0, 270, full, 0.6)[0] == 0.5
    assert integration.upward(p, -270 + 26, 270, full, 0.6)[0] == pytest.approx(0.3)
    assert integration.across(p, 0, 270, np.array([0.7]), 0.6)[0] == pytest.approx(0.5 * 0.85)
    at_once = integration.Parameters.defaults(rollout_form="at_once")
    assert integration.across(at_once, -270, 270, full, 0.6)[0] == 0.5
    dated = integration.Parameters.defaults(start=0.0)
    assert integration.across(dated, 52, 270, full, 0.6)[0] == 0.0
    assert integration.across(dated, 156, 270, full, 0.6)[0] == 0.5


def two_services():
    """Return agencies, services, acts and families of a small state, worked out by hand below."""
    services = {"loan": {"agency": "bank", "context": "money", "severity": 2.0, "travel": 0.0},
                "seat": {"agency": "rail", "context": "travel", "severity": 6.0, "travel": 1.0}}
    acts = {"debt": {"context": "money", "gravity": 4.0}, "fare": {"context": "travel",
                                                                   "gravity": 2.0}}
    families = {"bank": {"kinds": ["debt"]}, "rail": {"kinds": ["fare", "debt"]}}
    return ["bank", "rail"], services, acts, families


def test_three_tests_of_two_services_by_hand():
    """M15, M16: loan for debt is 2/4 in its sphere; seat for debt 6/4 across; and so on."""
    agencies, services, acts, families = two_services()
    p = sanctions.Parameters.defaults()
    got = sanctions.tests_of_denials(p, families, acts, services, agencies, np.full((3, 2), 0.5))
    neither, cross, heavy, both = np.eye(4)
    assert (got[0, 0] == neither).all(), "the bank denies a loan for debt: 2/4, same sphere"
    assert (got[0, 1] == 0.5 * both).all(), "rail denies a seat for debt: 6/4, another sphere"
    assert (got[1, 0] == 0.5 * heavy + 0.5 * both).all(), "a seat for fares 6/2, for debt 6/4"
    assert (got[1, 1] == 0.25 * cross + 0.25 * neither).all(), "a loan for fares 2/2, for debt 2/4"
    strict = sanctions.Parameters.defaults(proportion_bound=0.7)
    assert sanctions.tests_of_denials(strict, families, acts, services, agencies,
                                      np.full((3, 2), 0.5))[1, 1] == pytest.approx(
        0.25 * both + 0.25 * neither)
    light = {**services, "loan": {**services["loan"], "severity": 0.0}}
    bare = sanctions.tests_of_denials(p, families, acts, light, agencies, np.full((3, 2), 0.5))
    assert not bare[0, 0].any() and not bare[1, 1].any(), "a loan that weighs nothing"
    assert (bare[0, 1] == got[0, 1]).all() and (bare[1, 0] == got[1, 0]).all()
    off = sanctions.Parameters.defaults(sanction=0.0)
    assert not sanctions.tests_of_denials(off, families, acts, services, agencies,
                                          np.ones((3, 2))).any()


def breadths(linked, sees=1.0, **changed):
    """Return B by mask of listing agencies of the small state: loans are 1/4, seats 3/4."""
    agencies, services, _, _ = two_services()
    p = sanctions.Parameters.defaults(**changed)
    shares = sanctions.service_shares(agencies, services)
    got = sanctions.reach(p, shares, np.array([0.0, 1.0]), np.full((3, 2), sees),
                          sanctions.grade(p, np.array([4.0, 2.0, 1.0])))
    return [float(sanctions.breadth(got.own[mask], got.seen[mask], linked, 0.0))
            for mask in (0, 1, 2, 3, 128)], got


def test_breadth_by_hand():
    """Who is listed by the bank, the railway, both, or a score is denied these shares."""
    assert breadths(0.0)[0] == pytest.approx([0.0, 0.25, 0.75, 1.0, 0.0])
    assert breadths(0.5)[0] == pytest.approx([0.0, 0.625, 0.875, 1.0, 0.5])
    assert breadths(0.5, sees=0.2)[0] == pytest.approx([0.0, 0.325, 0.775, 1.0, 0.1])
    assert breadths(0.5, sanction=0.5)[0] == pytest.approx([0.0, 0.3125, 0.4375, 0.5, 0.25])
    assert breadths(0.5, graded=1.0)[0] == pytest.approx([0.0, 0.625, 0.525, 0.7, 0.15])
    assert breadths(1.0, on=0.0)[0] == [0.0] * 5
    own, seen = breadths(0.0)[1].own[1], breadths(0.0)[1].seen[1]
    assert sanctions.breadth(own, seen, 0.5, 1.0) == 0.0, "in the weeks of grace"
    assert sanctions.breadth(own, seen, 0.5, 0.4) == pytest.approx(0.6 * 0.625)


def test_travel_is_barred_by_who_keeps_the_seats():
    """The railway's list bars travel, the bank's in proportion to what the railway sees."""
    got = breadths(0.0, sees=0.2)[1]
    assert list(got.own_travel[[0, 1, 2, 3]]) == [0.0, 0.0, 1.0, 1.0]
    assert list(got.seen_travel[[0, 1, 2, 3]]) == pytest.approx([0.0, 0.2, 0.0, 0.0])


def test_what_a_new_listing_would_bring():
    """B_c weighs agencies by their entries: of the city, else of all, else alike."""
    own, seen = np.array([0.25, 0.75]), np.array([0.75, 0.25])
    entries = np.zeros((1, 3, 2))
    entries[0, 0] = [3.0, 1.0]
    got = sanctions.expected_breadth(own, seen, np.array([[0.0, 0.0, 1.0]]), entries)
    assert got[0] == pytest.approx([0.375, 0.375, 1.0])
    assert sanctions.expected_breadth(own, seen, np.zeros((1, 3)), 0.0 * entries)[0] == (
        pytest.approx([0.5, 0.5, 0.5]))


def test_refusals_fall_with_ways_round_and_with_lifting():
    """A way round a denial and the lifting of one in four scale the attempts that are blocked."""
    p = sanctions.Parameters.defaults()
    first = sanctions.mean_blocked(p, np.array([0.0]), 0.0)[0]
    assert first == pytest.approx(np.log(1.0 + 0.3 * 8.7) / 0.3)
    assert sanctions.mean_blocked(p, np.array([0.0]), 0.3)[0] == pytest.approx(0.7 * first)
    graded = sanctions.Parameters.defaults(graded=1.0)
    assert sanctions.mean_blocked(graded, np.array([0.0]), 0.0)[0] == pytest.approx(0.75 * first)
    loose = integration.Parameters.defaults(identity_link=0.0)
    assert integration.passes(loose) == 0.3 and integration.passes(
        integration.Parameters.defaults()) == 0.0


def test_safeguards_set_what_the_table_says_and_nothing_else():
    """At full intensity each number is at its target, at half it is midway; "none" is taken."""
    values = defaults().values
    assert safeguards.applied(values) == values
    for name, targets in safeguards.SETS.items():
        for intensity in (0.5, 1.0):
            chosen = {table: dict(fields) for table, fields in values.items()}
            chosen["safeguards"][name] = intensity
            got = safeguards.applied(chosen)
            for table, fields in got.items():
                for field, value in fields.items():
                    key, was = f"{table}.{field}", chosen[table][field]
                    if key not in targets:
                        assert value == was, (name, key)
                    elif targets[key] is None or was is None:
                        assert value == targets[key]
                    else:
                        assert value == pytest.approx(was + intensity * (targets[key] - was))
    assert sorted(safeguards.IDS.values()) == sorted(safeguards.SETS)
