"""A week of people abroad by hand: files, fear, speech, hosts, and what of it is reported."""

from types import SimpleNamespace

import numpy as np
import pytest

from countergaze.compute import random, ties
from countergaze.data.tables import census_places
from countergaze.declare import Settings
from countergaze.engine import checkpoint
from countergaze.engine.parameters import values
from countergaze.engine.simulation import Engine, simulate
from countergaze.engine.society import Society
from countergaze.week.indicators import abroad as indicators
from countergaze.week.institutions import rulebook
from countergaze.week.records import ABROAD_TALLIES, TALLIES, Terms
from countergaze.week.ties import FILE_BIT
from countergaze.mechanisms import expression
from countergaze.mechanisms import society as rules
from tests.verification.test_measures import counted

PEOPLE = 6_000
SEEDS = (1, 2)


@pytest.fixture
def far(world):
    """Return a world with many abroad, many files and lists, links at once and duties of firms."""
    for act in world.rows["acts"].values():
        act["base"] *= 8.0
    for family in world.rows["list_families"].values():
        family["evidence"] /= 4.0
    for name, changed in {
            "society": {"abroad_share": 0.33, "burn_in": 0},
            "abroad": {"source_rate": 0.05, "kin_report": 0.2, "purge": 0.1, "export_rate": 0.02},
            "integration": {"rollout_form": "at_once"}, "firms": {"localisation": 1.0},
            "economy": {"tech_level": 4.0, "tech_return": 0.1}}.items():
        world.values[name].update(changed)
    world.rows["agencies"]["market_and_customs"]["within"] = 0.5
    return world


class Abroad:
    """A society of `SEEDS`, with a record of the terms of its last week and of who is where."""

    def __init__(self, settings: Settings, seeds=SEEDS) -> None:
        self.society = Society.settle(settings, census_places(), PEOPLE, seeds)
        self.engine, self.seeds = Engine(settings, self.society), seeds
        offices = self.society.institutions
        self.country = offices.country
        plain = offices.terms
        offices.terms = lambda now, week: setattr(self, "terms", plain(now, week)) or (
            self.terms)
        layout = self.society.layout
        cells = np.arange(layout.n_home_cells, len(layout.cell_fill))
        fill = layout.cell_fill[cells]
        self.host = np.repeat(layout.cell_place[cells] - layout.n_home_places, fill)
        slot = np.arange(fill.sum()) - np.repeat(np.cumsum(fill) - fill, fill)
        self.word = random.person_word(np.repeat(layout.cell_word[cells], fill), slot)

    def of(self, r: int, name: str) -> np.ndarray:
        """Return a field of the people abroad of one replicate, or what they show."""
        layout = self.society.layout
        span = slice(r * layout.n_total + layout.n_home, (r + 1) * layout.n_total)
        held = self.society.last if name == "last" else getattr(self.society.state, name)
        return held[span].copy()

    def adult(self, r: int) -> np.ndarray:
        """Return who of them is an adult."""
        return (self.of(r, "bits") & 1) > 0

    def kin(self, r: int) -> tuple[np.ndarray, np.ndarray]:
        """Return who has kin who can be reached, and the city at home of each one's kin."""
        layout = self.society.layout
        home = ties.kin_at_home(layout.n_total - layout.n_home, layout.n_home, self.seeds[r])
        cell = np.searchsorted(layout.first, np.maximum(home, 0), "right") - 1
        return (home >= 0) & (self.of(r, "luck_code") < 128), layout.cell_city[cell]


def test_files_and_fear_of_a_week_by_hand(far):
    """After twelve weeks of lists each file that comes or goes, and each fear, is the equation's,
    from links, duties and breadth in the city of one's own kin and the protection of one's host."""
    world = Abroad(far)
    for week in range(12):
        world.engine.step(week)
    before = [(world.of(r, "last"), world.of(r, "fear")) for r in range(2)]
    world.engine.step(12)
    protected, place = world.country.abroad.protected, world.country.places.province
    handed = world.country.firms.handed
    breadth = Terms(world.terms).city.breadth
    assert protected.std() > 0.05 and breadth.max() > 0.01 and (handed > 0.9).all()
    assert (breadth[0] != breadth[1]).any() and (world.country.integration.linked > 0.3).all()
    for r, (shown, fear) in enumerate(before):
        had, adult, (kin, city) = (shown & FILE_BIT) > 0, world.adult(r), world.kin(r)
        safe = protected[r, world.host]
        chance = 0.05 * 0.5 * (1.0 - safe) + 0.2 * (1.0 - 0.5 * safe) * kin * (
            world.country.integration.linked[r, city] * (1.0 + handed[r, place[city]]))
        key = random.key_of(world.seeds[r], random.PURPOSES["abroad_file"], 12)
        luck = random.uniforms(key, world.word)[0]
        file = adult & np.where(had, luck >= 0.1, luck < chance)
        assert ((world.of(r, "last") & FILE_BIT > 0) == file).all() and file.any()
        felt = file + (1.0 - file) * 0.3
        aim = 0.05 + felt * (0.5 * breadth[r, city] * kin
                             + 0.3 * (world.of(r, "x_code") < 0.3 * 256) + 0.3 * (1.0 - safe))
        np.testing.assert_allclose(world.of(r, "fear"), fear + 0.05 * (aim - fear), atol=2e-6)


@pytest.mark.parametrize("form", ["smooth", "kuran"])
def test_speech_of_a_week_by_hand(far, form):
    """Where nobody is seen to dissent an adult abroad does so on ordinary occasions alone, with
    the support and hardship of one's own level and nothing to lose by a listing."""
    far.values["expression"]["safety_form"] = form
    far.values["scoring"]["political"] = 1.0
    far.values["society"].update(minority_a0=-0.5, minority_h0=0.2)
    world = Abroad(far)
    world.society.last &= FILE_BIT
    ps, pe, _ = (values(far, name) for name in ("society", "expression", "abroad"))
    means = rulebook.bins(ps)
    expected = np.zeros((2, len(world.country.places.hosts)))
    for r in range(2):
        minor = ((world.of(r, "bits") & rules.MINORITY) > 0) & world.adult(r)
        assert minor.any()
        support = np.clip(ps.a0_mean + ps.a0_sd * means[1][world.of(r, "a_code")] - 0.5 * minor,
                          -1.0, 1.0)
        hardship = np.clip(means[2][world.of(r, "h_code")] + 0.2 * minor, 0.0, 1.0)
        felt = hardship * (1.0 - support) / 2.0
        risk = (means[4][world.of(r, "r_code")] * pe.stake_at_liberty
                * (1.0 - np.exp(-2.3 * world.of(r, "fear"))))
        chance = pe.occasion_rate * expression.chance_to_speak(pe, felt - risk) * world.adult(r)
        expected[r] = np.bincount(world.host, chance)
    gathered = world.engine.step(0)
    got = gathered.abroad[..., list(ABROAD_TALLIES).index("expected_dissent")] / 2**18
    np.testing.assert_allclose(got, expected, rtol=2e-3)


def test_what_people_abroad_show_is_what_they_did(far):
    """Those who dissent show it and cool down from then on; no child shows or has anything."""
    far.values["expression"]["occasion_rate"] = 0.5
    world = Abroad(far)
    for week in range(3):
        gathered = world.engine.step(week)
    for r in range(2):
        shown, since = world.of(r, "last"), world.of(r, "since_dissent")
        assert not shown[~world.adult(r)].any()
        dissents = (shown & 3) >= 2
        assert dissents.any() and (since[dissents] == 0).all() and (since[~dissents] > 0).all()
        assert 0 < (since == 1).sum() < len(since), "who spoke last week is one week past it"
        for name, mask in (("dissent", dissents), ("affirm", (shown & 3) == 1),
                           ("files", shown & FILE_BIT > 0), ("adults", world.adult(r))):
            counted_ones = gathered.abroad[r, :, list(ABROAD_TALLIES).index(name)] / 2**18
            assert (counted_ones == np.bincount(world.host, mask)).all(), name
        fear = np.bincount(world.host, world.of(r, "fear") * world.adult(r))
        np.testing.assert_allclose(
            gathered.abroad[r, :, list(ABROAD_TALLIES).index("fear")] / 2**18, fear, atol=0.01)


def test_hosts_follow_the_technology_of_the_country(far):
    """adopted moves by rate K (1 - adopted) in each week, K the mean over a seed's residents;
    none while off."""
    world = Abroad(far)
    hosts, told = world.country.abroad, world.country.economy
    adopted, least = np.zeros((2, 5)), np.array([0.3, 0.5, 0.7, 0.3, 0.1])
    for week in range(15):
        world.engine.step(week)
        at_home = (told.technology * world.country.weight).sum(axis=1, keepdims=True)
        adopted = adopted + 0.02 * at_home * (1.0 - adopted)
    assert (at_home > 2.0).all()
    np.testing.assert_allclose(hosts.adopted, adopted)
    np.testing.assert_allclose(hosts.protected, np.maximum(least - 0.3 * adopted, 0.0))
    far.values["abroad"]["on"] = 0.0
    world = Abroad(far)
    world.engine.step(0)
    assert not world.country.abroad.adopted.any()


def test_a_state_that_lets_go_drops_every_file_within_a_week(far):
    """Switched off in week 5, files and what they bring end; fear goes back to ordinary."""
    world = Abroad(Settings(far.values, far.rows, ((5, {"abroad": {"on": 0.0}}, {}),)))
    for week in range(5):
        world.engine.step(week)
    assert (world.of(0, "last") & FILE_BIT).any()
    pressed = world.of(0, "fear")
    world.engine.step(5)
    assert not (world.of(0, "last") & FILE_BIT).any()
    np.testing.assert_allclose(world.of(0, "fear"), pressed + 0.05 * (0.05 - pressed), atol=1e-6)


def test_seeds_together_live_abroad_as_each_alone(far):
    """Two seeds in one call: every series of each is that of its own run, to the bit."""
    together = simulate(far, people=PEOPLE, weeks=8, seeds=SEEDS, cache=False)
    for run in together:
        alone, = simulate(far, people=PEOPLE, weeks=8, seeds=(run.seed,), cache=False)
        assert alone.facts["state_hash"] == run.facts["state_hash"]
        for (name, scope, one), (_, _, other) in zip(alone.series, run.series, strict=True):
            assert one.tobytes() == other.tobytes(), (name, scope)


def test_a_saved_world_goes_on_abroad(far, tmp_path):
    """Six weeks, saved, loaded, six more: what hosts took over, files and fear, to the bit."""
    through, half, again = (Abroad(far) for _ in range(3))
    for week in range(12):
        through.engine.step(week)
    for week in range(6):
        half.engine.step(week)
    checkpoint.save(tmp_path / "state.npz", half.society)
    checkpoint.load(tmp_path / "state.npz", again.society)
    for week in range(6, 12):
        again.engine.step(week)
    assert through.country.abroad.adopted.min() > 0.1
    for name in ("adopted", "protected"):
        one, other = (getattr(world.country.abroad, name) for world in (through, again))
        assert one.tobytes() == other.tobytes(), name
    for name in ("last", "fear"):
        assert through.of(1, name).tobytes() == again.of(1, name).tobytes(), name


def test_kin_on_file_are_those_whose_kin_are(far):
    """Counted at home: adults with reachable kin on file last week, and no others; a visit to
    one of them is a visit to kin."""
    far.values["forecasting"]["visit"] = 0.2
    far.values["abroad"]["overseas_gain"] = 100.0
    world = Abroad(far)
    layout = world.society.layout
    for week in range(4):
        world.engine.step(week)
    before = [world.of(r, "last") for r in range(2)]
    got = world.engine.step(4).by_group
    on_file, visited, visits = (got[:, list(TALLIES).index(name), 0] / 2**18
                                for name in ("kin_on_file", "kin_visited", "visits"))
    for r, shown in enumerate(before):
        home = ties.kin_at_home(len(shown), layout.n_home, SEEDS[r])
        kin, _ = world.kin(r)
        there = np.zeros(layout.n_home, bool)
        there[home[kin & (shown & FILE_BIT > 0)]] = True
        start = r * layout.n_total
        adult = (world.society.state.bits[start:start + layout.n_home] & 1) > 0
        seen = world.society.state.since_visit[start:start + layout.n_home] == 0
        assert on_file[r] == (there & adult).sum() > 0
        assert visited[r] == (there & seen).sum() > 0
        assert visits[r] == seen.sum() > visited[r]


def test_the_centre_visits_kin_of_people_on_file_first_where_that_weighs(far):
    """With a large overseas_gain they come to the top; with none they are visited as others are."""
    far.values["forecasting"]["visit"] = 0.2
    far.values["forecasting"]["risk_noise"] = 0.1
    rate = {}
    for gain in (0.0, 100.0):
        far.values["abroad"]["overseas_gain"] = gain
        world = Abroad(far)
        got = [world.engine.step(week) for week in range(2)][-1].by_group[..., 0]
        visited, on_file = (list(TALLIES).index(name) for name in ("kin_visited", "kin_on_file"))
        rate[gain] = got[:, visited] / got[:, on_file]
    assert (rate[0.0] < 0.4).all() and (rate[100.0] > 0.8).all()


def test_reports_of_people_abroad_by_hand():
    """Of two hosts of 100 and 300 adults: shares are of adults, silence is of latent dissent,
    means of hosts weigh by adults, and visits to kin are of kin on file, a year."""
    def sums(adults, expected, latent, files, fear):
        got = {"adults": adults, "expected_dissent": expected, "latent": latent, "files": files,
               "fear": fear, "dissent": 0.0, "affirm": 0.0, "falsified": 0.0}
        return np.array([[got[name] for name in ABROAD_TALLIES]])

    at = counted()
    at = at._replace(
        abroad={"A": sums(100.0, 1.0, 2.0, 20.0, 10.0), "B": sums(300.0, 3.0, 3.0, 30.0, 30.0)},
        reported=SimpleNamespace(abroad=SimpleNamespace(
            protected=np.array([[0.2, 0.6]]), adopted=np.zeros((1, 2)))),
        got=at.got | {"kin_visited": np.array([[1.0]]), "kin_on_file": np.array([[50.0]])})
    got = indicators.by_scope(at)
    for name, a, b, whole in (
            ("files_abroad", 20.0, 10.0, 12.5), ("silenced_abroad", 50.0, 0.0, 20.0),
            ("expected_dissent_abroad", 10.0, 10.0, 10.0), ("fear_abroad", 10.0, 10.0, 10.0),
            ("host_protection", 20.0, 60.0, 50.0)):
        assert [float(got[name, scope][0]) for scope in ("host:A", "host:B", "whole")] == (
            pytest.approx([a, b, whole])), name
    assert got["kin_visits", "whole"][0] == pytest.approx(1000.0 * 52.0 / 50.0)
