"""The week: plain against compiled, threads, replicates, switches, saving and loading."""

import numpy as np
import pytest

from countergaze.compute import door, random
from countergaze.compute.records import STRIDE, WIDTH
from countergaze.data.tables import census_places, read_places
from countergaze.engine import checkpoint, memory
from countergaze.engine.simulation import Engine, simulate, state_hash
from countergaze.engine.society import Society
from countergaze.week import adaptation as moves
from countergaze.week import conduct as passes
from countergaze.week import expression as speech
from countergaze.week import forecasting as watch
from countergaze.week.counts import ONE
from countergaze.week.institutions.country import CARRYING
from countergaze.week.records import FIELDS, People, Sums, TALLIES, Terms, tally
from countergaze.mechanisms import (
    abroad, adaptation, appeals, conduct, expression, forecasting, lists, sanctions, scoring,
)

PEOPLE = 3000
LATE = {"clean_score", "clean", "repairs", "corrected_1", "corrected_2", "corrected_3",
        "corrected_4", "corrected_5", *(f"acts_of_{k}" for k in range(3, 8))}
"""What takes more than 20 weeks to come about, and kinds of act that there are not."""


@pytest.fixture
def eventful(world):
    """Return a world in which lists, warnings, refusals and false records are common."""
    rows = world.rows
    for act in rows["acts"].values():
        act["base"] *= 15.0
    for family in rows["list_families"].values():
        family["evidence"] /= 6.0
    values = world.values
    values["sensing"].update(false_rate=0.4, warn_share=0.8, coverage_dissent=0.8, bias=1.5)
    values["sanctions"].update(travellers=0.6, assoc=0.5)
    values["lists"].update(pay_wont=0.08, pay_cannot=0.04, term=6.0, removal_lag=2.0,
                           retention=4.0)
    values["conduct"].update(tip_base=2.0, tip_false=0.05)
    values["expression"].update(focal_rate=0.2)
    values["adaptation"].update(support_peers=0.01)
    values["society"].update(minority_a0=-0.1, minority_h0=0.05, burn_in=0)
    values["integration"].update(horizontal=0.7, vertical=0.9, start=-500, relapse=0.2,
                                 correction_reach=0.8)
    values["scoring"].update(pilot=0.7, political=1.0, list_below=900.0)
    values["appeals"].update(notice=0.5, appeal_chance=0.6, seats=5.0, grant_true=0.8,
                             grant_false=0.3, suspensive=0.5, repair=0.05)
    values["sanctions"].update(redlist_chance=0.5, grace=1.0, graded=0.4)
    values["conduct"].update(aware=0.5, service_base=5.0)
    values["sensing"].update(opt_out=0.1)
    values["officials"].update(discretion=0.9, audit=0.0, integrity=0.4, sell=0.5, erase=1.5,
                               fabricate=0.005, quota=1.0, recheck=0.1)
    values["forecasting"].update(visit=0.05)
    values["safeguards"].update(appeal_bench=0.01)
    values["incidents"].update(unrest_base=0.05, cap0=3.0)
    values["governance"].update(propaganda=0.9)
    values["society"].update(abroad_share=0.3)
    values["abroad"].update(source_rate=0.1, kin_report=0.1, purge=0.05, overseas_gain=20.0)
    values["firms"].update(localisation=1.0, localisation_coverage=0.5, standing=1.0)
    return world


@pytest.fixture
def small_country(tmp_path):
    """Return a table of three places, for a society of 600."""
    path = tmp_path / "places.csv"
    path.write_text(three_places(), encoding="utf-8")
    return read_places(path)


def three_places() -> str:
    """Return the first three lines of the shipped table, with its header."""
    from importlib import resources

    text = resources.files("countergaze.data").joinpath("provinces.csv").read_text("utf-8")
    return "\n".join(text.splitlines()[:4]) + "\n"


def lived(settings, places, plain: bool, weeks: int = 20):
    """Return the society and the sums of each week of 600 people."""
    society = Society.settle(settings, places, 600, (3,))
    engine = Engine(settings, society, plain=plain)
    with np.errstate(over="ignore"):
        sums = [engine.step(at) for at in range(weeks)]
    return society, sums


def reports(reported) -> dict:
    """Return what institutions report of a week as plain dictionaries of arrays."""
    return {name: vars(getattr(reported, name)) for name in CARRYING}


def test_the_plain_week_agrees_with_the_compiled_one_to_the_last_bit(eventful, small_country):
    """Over 20 eventful weeks of 600 people every byte of the state and every sum is equal."""
    plain, plain_sums = lived(eventful, small_country, plain=True)
    fast, fast_sums = lived(eventful, small_country, plain=False)
    for name in FIELDS:
        a, b = getattr(plain.state, name), getattr(fast.state, name)
        assert a.tobytes() == b.tobytes(), name
    assert plain.last.tobytes() == fast.last.tobytes()
    for a, b in zip(plain_sums, fast_sums, strict=True):
        for x, y in zip(a[:-1], b[:-1], strict=True):
            np.testing.assert_equal(x, y)
        np.testing.assert_equal(reports(a[-1]), reports(b[-1]))
    for name, word in TALLIES.items():  # which the compiled week takes for granted
        assert not word.units or all((one.by_group[:, getattr(tally, name)] % ONE == 0).all()
                                     for one in plain_sums), name
    total = sum(one.by_group for one in fast_sums).sum(axis=0)[:, 0]
    quiet = {name for name, sum_ in zip(TALLIES, total, strict=True) if not sum_ > 0}
    assert quiet <= LATE, "the test must live through every kind of event"


@pytest.fixture(scope="module")
def left():
    """Hold the hash that the compiled week leaves, for all rules that are broken."""
    return []


@pytest.mark.parametrize(("module", "rule"), [
    (adaptation, "next_fear"), (conduct, "mean_acts"), (expression, "grievance"),
    (sanctions, "breadth"), (scoring, "next_score"), (appeals, "chance_to_file"),
    (lists, "chance_of_entry"), (abroad, "fear_aimed_at"), (abroad, "chance_of_file"),
])
def test_a_broken_rule_shows(eventful, small_country, left, monkeypatch, module, rule):
    """If one plain rule is off by a tenth, plain and compiled weeks part."""
    if not left:
        left.append(state_hash(lived(eventful, small_country, plain=False)[0], 0))
    true = getattr(module, rule)
    monkeypatch.setattr(module, rule, lambda *a: true(*a) * np.float32(1.1))
    plain, _ = lived(eventful, small_country, plain=True)
    assert state_hash(plain, 0) != left[0]


def test_the_plain_week_imports_no_compiler():
    """A plain run works in a Python without Numba."""
    import subprocess
    import sys

    program = (
        "import sys; sys.modules['numba'] = None\n"
        "from countergaze.scenarios.scenario import defaults\n"
        "from countergaze.engine.simulation import simulate\n"
        "world = defaults(); world.values['society']['burn_in'] = 0\n"
        "print(len(simulate(world, people=31, weeks=1, plain=True, cache=False)[0].series))\n")
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], capture_output=True,
                          text=True, timeout=100)
    assert done.returncode == 0 and int(done.stdout) > 100, done.stderr


def test_the_same_bytes_on_any_number_of_threads(eventful):
    """One, two and three threads leave the same state and the same series."""
    runs = [simulate(eventful, people=20_000, weeks=12, threads=n, cache=False)[0]
            for n in (1, 2, 3)]
    assert len({run.facts["state_hash"] for run in runs}) == 1
    for run in runs[1:]:
        for (_, _, a), (_, _, b) in zip(runs[0].series, run.series, strict=True):
            assert a.tobytes() == b.tobytes()


def test_replicates_in_one_call_are_single_runs(eventful):
    """Seeds 1 and 2 in one call give the bytes of two calls."""
    both = simulate(eventful, people=PEOPLE, weeks=8, seeds=(1, 2), cache=False)
    for run in both:
        alone = simulate(eventful, people=PEOPLE, weeks=8, seeds=(run.seed,), cache=False)[0]
        assert alone.facts["state_hash"] == run.facts["state_hash"]
    assert both[0].facts["state_hash"] != both[1].facts["state_hash"]


def test_a_saved_state_goes_on_as_if_never_stopped(eventful, small_country, tmp_path):
    """Ten weeks, saved, loaded into a new society, ten more: the bytes of twenty weeks."""
    through, _ = lived(eventful, small_country, plain=False, weeks=20)
    half, _ = lived(eventful, small_country, plain=False, weeks=10)
    checkpoint.save(tmp_path / "state.npz", half)
    again = Society.settle(eventful, small_country, 600, (3,))
    checkpoint.load(tmp_path / "state.npz", again)
    engine = Engine(eventful, again)
    for at in range(10, 20):
        engine.step(at)
    assert state_hash(again, 0) == state_hash(through, 0)


def test_a_kept_burn_in_gives_the_bytes_of_a_fresh_one(eventful):
    """The state at week 0 from the cache leads to the same series."""
    eventful.values["society"]["burn_in"] = 7
    fresh = simulate(eventful, people=PEOPLE, weeks=5, seeds=(91,), cache=False)[0]
    simulate(eventful, people=PEOPLE, weeks=1, seeds=(91,))
    kept = simulate(eventful, people=PEOPLE, weeks=5, seeds=(91,))[0]
    assert kept.facts["burn_in_from_cache"]
    assert kept.facts["state_hash"] == fresh.facts["state_hash"]


def series_of(world, **on):
    """Return series by (indicator, scope) of ten weeks with some mechanisms switched off."""
    for name, value in on.items():
        world.values[name]["on"] = value
    run = simulate(world, people=PEOPLE, weeks=10, cache=False)[0]
    return {(name, scope): values for name, scope, values in run.series}


def test_without_lists_nobody_is_listed(eventful):
    """lists off: no entry, no listing, no refusal, nothing that a listing brings."""
    got = series_of(eventful, lists=0.0)
    for name in ("listed", "list_entries", "wrongful_listing", "denied_transactions"):
        assert (got[name, "whole"] == 0.0).all(), name


def test_without_sanctions_a_listing_brings_nothing(eventful):
    """sanctions off: people are listed, but no service is denied and no attempt is blocked."""
    got = series_of(eventful, sanctions=0.0)
    assert got["listed", "whole"][-1] > 0.0
    assert np.nanmax(got["domain_spread", "whole"]) == 0.0
    assert got["denied_transactions", "whole"].max() == 0.0


def test_without_integration_nothing_is_copied(eventful):
    """integration off: no agency holds another's record, and no record of who is registered
    elsewhere is on file."""
    got = series_of(eventful, integration=0.0)
    for agency in eventful.rows["agencies"]:
        assert (got["wrong_records_copied", f"agency:{agency}"] == 0.0).all()
    assert 0.0 < got["copies_per_record", "whole"].mean() < 1.0


def test_without_schemes_nobody_has_a_score(eventful):
    """scoring off: everyone keeps 1000 points, none has a score, none is listed by one."""
    got = series_of(eventful, scoring=0.0)
    assert (got["scored", "whole"] == 0.0).all()
    society = Society.settle(eventful, census_places(), PEOPLE, (1,))
    engine = Engine(eventful, society)
    for at in range(10):
        engine.step(at)
    assert (society.state.score == 1000.0).all()
    assert not (society.state.listing & 128).any()


def test_without_appeals_nobody_files(eventful):
    """appeals off: nothing is filed, heard or granted."""
    got = series_of(eventful, appeals=0.0)
    for name in ("appeals_filed", "appeals_heard", "appeals_granted", "appeals_pending"):
        assert (got[name, "whole"] == 0.0).all(), name


def test_without_sensing_only_judgments_are_recorded(eventful):
    """sensing off: no false record, by tips or officials either, and none but of judgments."""
    got = series_of(eventful, sensing=0.0)
    assert got["false_records", "whole"].max() == 0.0
    assert 0.0 < got["recorded_share", "whole"].mean() < 3.0


def test_without_conduct_and_expression_nothing_happens(eventful):
    """conduct and expression off: no act, no tip, no word, no record."""
    got = series_of(eventful, conduct=0.0, expression=0.0)
    for name in ("offences", "service", "tips", "records", "dissent", "affirm", "latent"):
        assert (got[name, "whole"] == 0.0).all(), name


def test_without_adaptation_nobody_changes(eventful, small_country):
    """adaptation off: support, hardship and fear keep every bit."""
    eventful.values["adaptation"]["on"] = 0.0
    before = Society.settle(eventful, small_country, 600, (3,))
    after, _ = lived(eventful, small_country, plain=False)
    for name in ("support", "hardship", "fear"):
        assert getattr(before.state, name).tobytes() == getattr(after.state, name).tobytes()


def test_nobody_under_15_acts_is_listed_or_is_counted(eventful, small_country):
    """Children hold no record, stand on no list and show nothing."""
    society, _ = lived(eventful, small_country, plain=False)
    child = society.state.bits & 1 == 0
    assert child.any()
    assert not society.state.listing[child].any()
    assert not (society.last[child] & 0b10001111).any()
    assert not society.state.true_amount[child].any()


@pytest.mark.parametrize("part", [passes.expect_of_all, speech.speak, passes.serve,
                                  moves.adapt])
def test_a_compiled_pass_is_vector_code(eventful, small_country, tmp_path, monkeypatch, part):
    """Each pass over the people multiplies several at once, and never in double precision."""
    monkeypatch.setenv("COUNTERGAZE_CACHE", str(tmp_path))
    society = Society.settle(eventful, small_country, 600, (3,))
    terms = society.institutions.terms((eventful,), 0)
    desk = memory.scratch(1)
    inner = {passes.expect_of_all: (0, 0, terms),
             moves.adapt: (0, terms)}.get(part, (0, terms, desk))
    compiled = door.load(part)
    compiled(desk.me, 600, 0, *inner)
    text = "".join(compiled.inspect_asm().values())
    assert text.count("mulps") + text.count("fmul.4s") + text.count("fmul\tv") > 10
    assert text.count("mulsd") + text.count("mulpd") == 0


def in_week_1(settings, places):
    """Return a society after its first week, its engine, and what holds in the next."""
    society = Society.settle(settings, places, 600, (3,))
    engine = Engine(settings, society, plain=True)
    with np.errstate(over="ignore"):
        engine.step(0)
    return society, engine, Terms(society.institutions.terms((settings,), 1))


def test_acts_that_are_drawn_for_are_all_acts(eventful, small_country):
    """Looking only at whom their draw could bring an act finds what the rule finds of everybody."""
    society, engine, terms = in_week_1(eventful, small_country)
    n, found = int(society.geography.fill[0]), 0.0
    for k in range(3):
        desk = engine.desks[0]._replace(me=People(engine.desks[0].me.copy()))
        me, pc, kind = desk.me, terms.conduct[0], terms.act[0, 0, k]
        how = passes.recording(0, 0, kind, terms)
        with np.errstate(over="ignore"):
            before = me.acts[:n].copy()
            me.by_error[:n], me.made_up[:n] = 0.05 * me.adult[:n], 0.02 * me.adult[:n]
            passes.act(me, n, 0, 0, 0, k, terms, Sums(engine.sums[0]), desk)
            u_act, u_record = random.uniforms(terms.draws.act[0, k], desk.words[:n])
            acts = conduct.step(
                pc, kind, me.adult[:n], me.z[:n], me.hardship[:n], me.dread[:n], me.knows[:n],
                me.exposure[:n], me.stake[:n], how.court_share, me.by_error[:n], me.made_up[:n],
                how.case_records, how.on * me.reporting_ties[:n], how.localised * me.worker[:n],
                1.0 - how.erased * me.official[:n], u_act, u_record)
        assert (me.acts[:n] == before + acts.acts).all()
        assert (me.records[k, :n] == acts.records).all()
        assert (me.false_records[k, :n] == np.minimum(acts.false, 1.0)).all()
        assert acts.false.sum() > 0
        found += acts.acts.sum()
    assert found > 5


def test_visits_that_noise_could_bring_are_all_visits(eventful, small_country):
    """Looking only at whom some noise could bring a visit finds whom the rule finds."""
    society, engine, terms = in_week_1(eventful, small_country)
    pf, n = terms.forecasting[0], int(society.geography.fill[0])
    desk = engine.desks[0]._replace(me=People(engine.desks[0].me))
    me, rng = desk.me, np.random.default_rng(2)
    me.dissent_amount[:n], me.since_dissent_record[:n] = rng.random(n), 2.0
    me.since_visit[:n] = rng.choice([3.0, 12.0, 255.0], n)
    terms.city.foresight[0, 0], terms.city.gate_share[0, 0] = 1.0, 0.5
    for gate in (3.0, 9.0, 17.0, 24.0, 128.0):
        terms.city.gate_bin[0, 0] = gate
        before = me.since_visit[:n].copy()
        seen = forecasting.seen_risk(
            pf, me.dissent_amount[:n], me.since_dissent_record[:n],
            me.true_amount[:n] + me.false_amount[:n], terms.city.linked[0, 0], 1.0,
            terms.abroad[0].overseas_gain * me.kin_on_file[:n])
        noise, word = forecasting.noise_of, desk.words[:n]
        with np.errstate(over="ignore"):
            place = np.floor(forecasting.bin_of(seen + pf.risk_noise * noise(
                random.mix(terms.draws.forecast_noise[0] ^ word))))
            u_visit, _ = random.uniforms(terms.draws.visit[0], word)
            watch.forecast(me, n, 0, 0, 0, terms, Sums(engine.sums[0]), desk)
        wanted = forecasting.visited(pf, me.adult[:n], before, place, gate, 0.5, u_visit)
        assert (me.visited[:n] == wanted).all()
        assert (me.since_visit[:n] == (1.0 - wanted) * np.minimum(before + 1.0, 255.0)).all()
        assert 0 < wanted.sum() < me.adult[:n].sum() or gate > 20.0
        me.since_visit[:n] = before


def test_rows_of_scratch_space_do_not_share_sets_of_the_cache():
    """A row begins neither a multiple of 256 bytes after another nor off the line of a vector."""
    distance = 4 * STRIDE
    assert distance % 256 != 0 and distance % memory.LINE == 0 and STRIDE >= WIDTH
    for desk in [memory.scratch(1) for _ in range(3)]:
        for room in (desk.me, desk.words, desk.codes, *desk.store):
            assert room.size == 0 or room.ctypes.data % memory.LINE == 0
