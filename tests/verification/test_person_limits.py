"""Records, lists, appeals and redlists in the compiled week, against what they must come to.

Each test settles a few thousand people in a world without events of its own, puts them in a known
state, and lets a few weeks pass.
"""

import numpy as np
import pytest

from countergaze.mechanisms.appeals import KNOWS_OF_LISTING, OWES, PENDING
from countergaze.mechanisms.integration import CORRECTION_WEEKS
from countergaze.week.records import TALLIES
from countergaze.mechanisms import society as rules
from tests.verification.known_states import COURT, MARKET, World, bits_set, quiet_world


@pytest.mark.parametrize(("purpose", "here", "elsewhere"), [(0.0, 3.5, 3.1), (1.0, 1.0, 0.6)])
def test_copies_of_a_record(purpose, here, elsewhere):
    """A record has 1 + (agencies - 1) Heff holders; of those registered elsewhere the home
    agency holds it with chance Veff only; a purpose limit of 1 leaves no other holder."""
    settings = quiet_world(integration={"horizontal": 0.5, "vertical": 0.6,
                                        "purpose_limit": purpose},
                           society={"z_shape": 100.0})
    settings.rows["acts"]["order"].update(base=20.0, coverage=10.0)
    world = World(settings)
    got = world.live()
    recorded = world.adult & (world.state.true_amount > 0.0)
    away = world.state.bits & rules.ELSEWHERE > 0
    holders = bits_set(world.state.holds_true)
    assert recorded.sum() > 1500
    assert holders[recorded & ~away].mean() == pytest.approx(here, abs=0.07)
    assert holders[recorded & away].mean() == pytest.approx(elsewhere, abs=0.12)
    assert (holders[recorded & ~away] >= 1).all()
    made = world.state.true_amount[recorded]
    assert got["copies"] == pytest.approx((made * holders[recorded]).sum(), abs=1.0)


def case_of_a_false_record(holders: int, **tables) -> World:
    """Return a world in which all adults are wrongly listed and will be heard and granted."""
    tables.setdefault("lists", {})["removal_lag"] = 0.0
    tables["appeals"] = {"seats": 100.0, "grant_true": 1.0, "decision_form": "fixed"}
    world = World(quiet_world(**tables))
    world.put(listing=MARKET, wrong=MARKET, holds_false=2**holders - 1, false_amount=10.0,
              case=KNOWS_OF_LISTING | PENDING, weeks_listed=10)
    return world


@pytest.mark.parametrize("holders", [1, 3, 6])
def test_all_of_several_copies_are_corrected_with_the_power(holders):
    """A correction reaches each of k holders with chance 0.6, so all of them with 0.6^k."""
    world = case_of_a_false_record(holders)
    got = world.live()
    assert world.share(world.state.holds_false == 0) == pytest.approx(0.6**holders, abs=0.02)
    assert got["wrong_cleared"] / got["wrong_granted"] == pytest.approx(0.6**holders, abs=0.02)
    left, cleared = world.state.holds_false, world.state.cleared
    part = world.adult & (left > 0)
    assert (left[part] ^ cleared[part] == 2**holders - 1).all(), "held or cleared, never both"
    assert got["copies_cleared"] == bits_set(2**holders - 1 - left)[world.adult].sum()
    assert got["granted"] == world.adult.sum() == got["exits"]
    assert not world.state.listing[world.adult].any(), "a granted appeal ends the wrong listing"


def test_a_corrected_record_comes_back_while_somebody_holds_it():
    """Each cleared agency gets it back with chance relapse a week; nothing does once it is gone."""
    world = World(quiet_world(integration={"relapse": 0.1}))
    world.put(holds_false=1, cleared=2, false_amount=10.0)
    world.live(5)
    assert world.share(world.state.holds_false == 3) == pytest.approx(1 - 0.9**5, abs=0.02)
    gone = World(quiet_world(integration={"relapse": 1.0}))
    gone.put(holds_false=1, cleared=2, false_amount=0.2)
    got = gone.live()
    assert got["corrected_6"] == gone.adult.sum() and not gone.state.holds_false.any()
    assert not gone.state.cleared.any()


@pytest.mark.parametrize(("weeks", "span"), [(3, "0-12"), (12, "13-26"), (51, "27-52"),
                                             (52, "53-104"), (207, "105-208"), (400, "209+")])
def test_spans_of_correction(weeks, span):
    """A record corrected everywhere counts once, by its weeks on file, this one included."""
    world = case_of_a_false_record(1, integration={"correction_reach": 1.0})
    world.put(weeks_false=weeks)
    got = world.live()
    assert got[f"corrected_{CORRECTION_WEEKS.index(span)}"] == world.adult.sum()
    assert sum(got[name] for name in TALLIES if name.startswith("corrected_")) == world.adult.sum()


def test_who_knows_and_who_files():
    """The listed learn with chance notice a week; of those who know, the wrongly listed file with
    appeal_chance, the rightly listed a fifth as often; nobody else does."""
    world = World(quiet_world(appeals={"notice": 0.3, "appeal_chance": 0.5, "seats": 0.0}))
    odd = np.arange(len(world.state.bits)) % 2 == 1
    world.put(listing=MARKET)
    world.put(odd, wrong=MARKET)
    got = world.live()
    knows = world.state.case & KNOWS_OF_LISTING > 0
    assert world.share(knows) == pytest.approx(0.3, abs=0.02)
    files = (world.state.case & PENDING > 0)[world.adult & knows & odd].mean()
    assert files == pytest.approx(0.5, abs=0.04)
    files = (world.state.case & PENDING > 0)[world.adult & knows & ~odd].mean()
    assert files == pytest.approx(0.1, abs=0.03)
    assert got["filed"] == (world.state.case & PENDING > 0).sum() == got["pending"]
    assert got["wrong_ended"] == 0.0, "nobody's listing has ended yet"
    world.put(listing=0, wrong=0)
    world.live()
    assert not (world.state.case & (KNOWS_OF_LISTING | PENDING)).any()


def test_a_full_bench_keeps_little_s_law():
    """Everybody listed files again after each refusal: with N people, S heard a week and chance c
    of filing, N - S / c wait, and the wait is that over S."""
    world = World(quiet_world(appeals={"appeal_chance": 0.5, "grant_true": 0.0, "seats": 50.0}))
    world.put(listing=MARKET, wrong=MARKET, case=KNOWS_OF_LISTING, weeks_listed=10)
    world.live(250)  # the bench goes by running means
    weeks = [world.live() for _ in range(10)]
    heard = np.mean([week["heard"] for week in weeks])
    pending = np.mean([week["pending"] for week in weeks])
    seats = 50.0 * world.residents / 1000.0
    assert heard == pytest.approx(seats, rel=0.03)
    assert pending == pytest.approx(world.adult.sum() - seats / 0.5, rel=0.02)
    assert np.mean([week["filed"] for week in weeks]) == pytest.approx(heard, rel=0.03)


def test_a_granted_appeal_ends_the_listing_after_the_lag():
    """The listing ends removal_lag weeks after the hearing: the wrong ones, or all if none is."""
    world = case_of_a_false_record(1)
    world.engine.settings[0].values["lists"]["removal_lag"] = 4.0
    world.put(listing=MARKET | COURT)
    for left in (4, 3, 2, 1):
        world.live()
        assert (world.state.leaving[world.adult] == left).all()
        assert (world.state.listing[world.adult] == MARKET | COURT).all()
    world.live()
    assert (world.state.listing[world.adult] == COURT).all(), "the rightful listing stays"


def test_a_pending_appeal_suspends_and_grace_waits():
    """Breadth falls by the suspended share while an appeal is pending, and is 0 in grace."""
    def breadth(weeks_listed, case, **sanction):
        world = World(quiet_world(appeals={"suspensive": 0.75, "seats": 0.0}, sanctions=sanction,
                                  integration={"horizontal": 0.0}))
        world.put(listing=MARKET, weeks_listed=weeks_listed, case=case)
        return world.live()["breadth"] / world.adult.sum()

    assert breadth(10, 0) == pytest.approx(6.0 / 18.0, abs=1e-4)
    assert breadth(10, KNOWS_OF_LISTING | PENDING) == pytest.approx(0.25 * 6.0 / 18.0, abs=1e-4)
    assert breadth(2, 0, grace=4.0) == 0.0
    assert breadth(10, 0, grace=4.0) == pytest.approx(6.0 / 18.0, abs=1e-4)


def test_refusals_of_listed_travellers():
    """By the court's list about 8.4 attempts are blocked in a month; nobody else is refused."""
    world = World(quiet_world(sanctions={"travellers": 0.5}))
    world.put(listing=COURT)
    total = sum(world.live()["attempts"] for _ in range(4))
    travels = world.state.bits & rules.TRAVELLER > 0
    assert world.state.refusals[world.adult & travels].mean() == pytest.approx(8.4, abs=0.3)
    assert total == world.state.refusals[world.adult].sum()
    assert not world.state.refusals[~(world.adult & travels)].any()
    world.put(listing=0)
    world.live()
    assert not world.state.refusals.any()


def test_repair_ends_listings_after_half_a_year_without_a_record():
    """With repair 0.2 a week a fifth leave each week, and none who had a record since."""
    world = World(quiet_world(appeals={"repair": 0.2}))
    odd = np.arange(len(world.state.bits)) % 2 == 1
    world.put(listing=MARKET, weeks_listed=10, since_record=40)
    world.put(odd, since_record=10)
    got = world.live()
    assert (world.state.listing == 0)[world.adult & ~odd].mean() == pytest.approx(0.2, abs=0.02)
    assert world.state.listing[world.adult & odd].all()
    assert got["repairs"] == got["exits"] == (world.state.listing == 0)[world.adult].sum()


def test_the_stock_of_open_judgments():
    """Judgments come to q people a week and are settled at s: q / (q + (1 - q) s) of people have
    one open; without lists the court misses all of them, and if it lists every one, hardly any."""
    settings = quiet_world(society={"z_shape": 100.0}, lists={"on": 0.0, "pay_wont": 0.1},
                           conduct={"hardship_slope": 0.0, "cannot_pay": 1.0})
    settings.rows["acts"]["judgment"]["base"] = 2.6
    world = World(settings)
    world.live(60)
    weeks = [world.live() for _ in range(20)]
    mean = 2.6 / 52.0
    q = mean - (1.0 - np.exp(-mean) * (1.0 + mean))
    s = 1.0 - np.exp(-0.1)
    got = np.mean([week["meets"] for week in weeks]) / world.adult.sum()
    assert got == pytest.approx(q / (q + (1.0 - q) * s), rel=0.03)
    assert all(week["missed"] == week["meets"] for week in weeks)
    settings.values["lists"].update(on=1.0, court_list_share=1.0, removal_lag=0.0)
    strict = World(settings)
    strict.live(20)
    got = strict.live()
    assert got["meets"] > 500
    # A judgment in the very week in which an earlier one is settled is not acted on.
    assert got["missed"] < got["meets"] * q * s / (q + s - q * s) * 1.5
    on_court = strict.state.listing & COURT > 0
    assert (strict.state.case[on_court] & OWES > 0).all()


def test_a_false_judgment_alone_makes_wrong_entries():
    """Where nobody owes anything every entry on the court's list is wrong, and its expected
    number is the court's share of the false records."""
    world = World(quiet_world(sensing={"false_rate": 1.0}), people=20_000)
    world.society.institutions.country.sensing.level[..., 0] = 0.2
    got = world.live()
    assert got["wrong_entries"] == got["entries"] > 500
    assert (world.state.wrong == world.state.listing)[world.adult].all()
    assert got["wrongful_expected"] / 4096.0 / got["entries"] == pytest.approx(1.0, abs=0.06)


def test_redlists_honour_service_without_a_record():
    """An act of service brings a redlisting; a record that the agency sees strikes it out, a
    listing strikes out all."""
    settings = quiet_world(conduct={"service_base": 20.0}, sanctions={"redlist_chance": 1.0},
                           integration={"horizontal": 0.0})
    world = World(settings)
    world.live(10)
    assert world.share(world.state.redlist > 0) > 0.9
    assert not world.state.redlist[~world.adult].any()
    world.put(since_record=3)
    settings.rows["acts"]["order"].update(base=50.0, coverage=10.0)
    settings.values["conduct"]["service_base"] = 0.0
    struck = World(settings)
    struck.put(redlist=0b111111, since_record=3, since_redlisted=0)
    struck.live()
    recorded = struck.adult & (struck.state.holds_true > 0)
    police = 2
    assert recorded.sum() > 500 and not (struck.state.redlist[recorded] & police).any()
    assert (struck.state.redlist[recorded] | police == 0b111111).all()
    struck.put(redlist=1, listing=MARKET, since_redlisted=0)
    struck.live()
    assert not (struck.state.redlist & struck.state.listing)[struck.adult].any()
    assert not struck.state.redlist[struck.adult].any()


def test_a_redlisting_lasts_its_term_from_the_last_honour_on():
    """Given in one week, it stands for 60 weeks and is gone in the 61st, from the file too; at one
    act of service in a term of T weeks, each redlisting, 1 - exp(-1) stand at rest."""
    settings = quiet_world(conduct={"service_base": 0.0}, sanctions={"redlist_term": 60.0})
    world = World(settings)
    world.put(redlist=0b11, since_redlisted=0)
    got = [world.live()["redlisted"] for _ in range(61)]
    assert min(got[:59]) == max(got[:59]) == world.adult.sum() and got[59] == got[60] == 0.0
    assert not world.state.redlist[world.adult].any()
    settings.values["conduct"]["service_base"] = 52.0 / 60.0
    settings.values["sanctions"]["redlist_chance"] = 1.0
    settings.values["society"]["a0_mean"] = -0.9
    world = World(settings)
    world.live(180)
    assert world.share(world.state.redlist > 0) == pytest.approx(1.0 - np.exp(-1.0), abs=0.05)


def test_a_score_ends_no_listing_before_the_lag():
    """Whoever's score has recovered stays on the scheme's list until removal_lag is over."""
    world = World(quiet_world(scoring={"pilot": 1.0, "list_below": 600.0},
                              lists={"removal_lag": 50.0}))
    world.put(listing=128, weeks_listed=1, score=900.0)
    assert world.live()["exits"] == 0.0


def test_no_agency_redlists_whom_it_saw_act_this_week():
    """A record that an agency got in the week rules out its redlisting."""
    settings = quiet_world(conduct={"service_base": 50.0}, sanctions={"redlist_chance": 1.0})
    settings.rows["acts"]["order"].update(base=50.0, coverage=10.0)
    world = World(settings)
    world.live()
    assert not (world.state.redlist & world.state.holds_true).any()


def test_without_force_no_attempt_is_blocked():
    """At sanction 0 nothing is denied, so nothing is refused."""
    world = World(quiet_world(sanctions={"sanction": 0.0, "travellers": 0.5}))
    world.put(listing=COURT)
    assert world.live()["attempts"] == 0.0


def test_another_listing_does_not_restart_a_term():
    """A listing ends with its own term, whatever other list the person enters meanwhile."""
    settings = quiet_world(lists={"term": 20.0, "court_list_share": 1.0, "removal_lag": 0.0})
    settings.rows["acts"]["judgment"]["base"] = 50.0
    world = World(settings)
    world.put(listing=MARKET, weeks_listed=19)
    world.live(3)
    assert not (world.state.listing & MARKET).any()


def test_with_appeals_off_nothing_is_repaired():
    """The switch of appeals also holds repair."""
    world = World(quiet_world(appeals={"repair": 1.0, "on": 0.0}))
    world.put(listing=MARKET, weeks_listed=50)
    assert world.live()["repairs"] == 0.0


def test_who_cannot_pay_settles_as_slowly_off_the_list():
    """An open judgment of someone who cannot pay is settled at pay_cannot, listed or not."""
    world = World(quiet_world(conduct={"cannot_pay": 0.0},
                              lists={"on": 0.0, "pay_wont": 0.5, "pay_cannot": 0.0}))
    world.put(case=OWES)
    world.live()
    assert world.share(world.state.case == OWES) == 1.0


def test_nothing_is_cleared_where_nothing_false_was_held():
    """The last step of the funnel counts corrections, not people without a false record."""
    world = case_of_a_false_record(1)
    world.put(holds_false=0, false_amount=0.0)
    assert world.live()["wrong_cleared"] == 0.0


def test_the_funnel_follows_the_same_people_from_step_to_step():
    """Of those whose listing on a false record ends, each step holds no more than the one above;
    a right listing that ends is not among them, nor a wrong one that still stands."""
    world = World(quiet_world(lists={"removal_lag": 2.0, "term": 30.0},
                              appeals={"notice": 0.1, "appeal_chance": 0.2, "seats": 100.0,
                                       "grant_true": 0.5, "decision_form": "fixed"}))
    odd = np.arange(len(world.state.bits)) % 2 == 1
    world.put(listing=MARKET, weeks_listed=0)
    world.put(odd, wrong=MARKET, holds_false=MARKET, false_amount=10.0)
    steps = ("wrong_ended", "wrong_know", "wrong_file", "wrong_heard", "wrong_granted",
             "wrong_cleared")
    total = dict.fromkeys(steps, 0.0)
    for _ in range(40):
        got = world.live()
        total = {name: total[name] + got[name] for name in steps}
    counts = list(total.values())
    assert counts[0] == (odd & world.adult).sum(), "each of them once"
    assert all(above > below > 0.0 for above, below in zip(counts, counts[1:]))
    assert not world.state.steps[world.adult].any()
    assert total["wrong_cleared"] / total["wrong_granted"] == pytest.approx(0.6, abs=0.03)
