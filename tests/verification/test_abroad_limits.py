"""People abroad against closed forms, known limits, and a state at home that lets them be."""

import numpy as np
import pytest

from countergaze.compute import ties
from countergaze.data.tables import census_places
from countergaze.engine.simulation import Engine, simulate
from countergaze.engine.society import Society
from countergaze.week.institutions.abroad import files_at_start
from countergaze.week.records import ABROAD_TALLIES, TALLIES
from countergaze.week.ties import FILE_BIT

PEOPLE = 6_000


def column(value, n=1):
    """Return n equal float32 numbers."""
    return np.full(n, value, np.float32)


@pytest.fixture
def far(world):
    """Return the baseline with as many people abroad as a third of those at home, no history."""
    world.values["society"].update(abroad_share=0.33, burn_in=0)
    return world


def settled(world, seeds=(1,)):
    """Return the society of a world before its first week."""
    return Society.settle(world, census_places(), PEOPLE, seeds)


def lived(world, weeks=20):
    """Return the society after some weeks, and the last week's sums."""
    society = settled(world)
    engine = Engine(world, society)
    gathered = [engine.step(week) for week in range(weeks)][-1]
    return society, gathered


def test_kin_name_each_other():
    """The home person of somebody abroad is the one whom the permutation leads to them."""
    plan = ties.opened(ties.permutation_plan(5_003, ties.tie_key(4, -1)))
    home = ties.kin_at_home(60, 5_003, 4)
    known = np.flatnonzero(home >= 0)
    assert len(known) >= 58 and len(set(home[known])) == len(known)
    assert all(ties.forward(np.uint32(home[k]), plan) == k for k in known)
    assert (ties.kin_at_home(8, 5, 1)[5:] == -1).all(), "more abroad than at home"


def test_kin_see_each_other(far):
    """One who dissents abroad is counted among the ties of kin at home, and the other way."""
    society = settled(far)
    sight = society.institutions.network()
    assert np.array_equal(np.sort(sight.kin[0, 2]), np.arange(sight.kin.shape[2]))
    first = society.layout.first
    for c in range(society.layout.n_home_cells):
        for k in range(sight.kin_first[0, c], sight.kin_first[0, c + 1]):
            who = sight.kin[0, 0, sight.kin[0, 2, k]]
            assert first[c] <= who < first[c + 1]
            assert sight.kin[0, 1, sight.kin[0, 2, k]] == society.layout.cell_city[c]


@pytest.mark.parametrize("speaking", ["home", "abroad"])
def test_kin_hear_each_other(far, speaking):
    """Where everybody on one side of the border dissents, more of their kin do
    on the other."""
    expected = (list(TALLIES).index("expected_dissent"),
                list(ABROAD_TALLIES).index("expected_dissent"))
    got = {}
    for kin in (0.0, 1.0):
        far.values["abroad"].update(kin=kin, kin_report=0.0, lever_form="none")
        society = settled(far)
        side = slice(0, society.layout.n_home) if speaking == "home" else (
            slice(society.layout.n_home, None))
        society.last[side] |= 2
        gathered = Engine(far, society).step(0)
        got[kin] = (gathered.abroad[..., expected[1]].sum() if speaking == "home" else
                    gathered.by_place[..., expected[0]].sum())
    assert got[1.0] > 1.02 * got[0.0]


def test_files_start_where_they_settle(far):
    """The first week's share on file is the last's, within luck, and children have none."""
    society, _ = lived(far, 1)
    at_start = society.following[society.layout.n_home:] & FILE_BIT > 0
    abroad_bits = society.state.bits[society.layout.n_home:]
    assert not at_start[(abroad_bits & 1) == 0].any()
    adults = (abroad_bits & 1) > 0
    assert at_start[adults].mean() == pytest.approx(0.145, abs=0.035)


def test_off_leaves_ordinary_fear_and_no_file(far):
    """Without the mechanism nobody is on file, fear is ordinary, and home is as it would be with
    all its rates at nothing."""
    far.values["abroad"]["on"] = 0.0
    society, gathered = lived(far, 150)
    assert not (society.last[society.layout.n_home:] & FILE_BIT).any()
    adult = (society.state.bits[society.layout.n_home:] & 1) > 0
    fear = society.state.fear[society.layout.n_home:][adult]
    assert fear == pytest.approx(0.05, abs=0.002)
    far.values["abroad"].update(on=1.0, source_rate=0.0, kin_report=0.0, lever_form="none",
                                export_rate=0.0)
    far.values["integration"]["on"] = 0.0
    same = settled(far)
    same.last[...] &= 255 - FILE_BIT
    engine = Engine(far, same)
    for week in range(3):
        other = engine.step(week)
    kin = list(TALLIES).index("kin_on_file")
    assert other.by_place[..., kin].sum() == 0 == gathered.by_place[..., kin].sum()


@pytest.mark.parametrize("off", ["abroad", "adaptation"])
def test_who_is_not_reached_has_ordinary_fear_from_the_first_week(far, off):
    """Not the fear of home: without reach, or where nobody adapts, it is .05 to the last bit."""
    far.values[off]["on"] = 0.0
    society, _ = lived(far, 1)
    assert (society.state.fear[society.layout.n_home:] == np.float32(0.05)).all()
    assert society.state.fear[:society.layout.n_home].mean() > 0.2


def share_at_start(world, *, sources=0.0, kin=0.0):
    """Return the share of adults abroad on file before the first week, hosts protecting by .3."""
    world.values["abroad"].update(kin=1.0, source_rate=sources, kin_report=kin)
    for row in world.rows["hosts"].values():
        row["protect"] = 0.3
    society = Society.settle(world, census_places(), 30_000, (1,))
    adult = (society.state.bits[society.layout.n_home:] & 1) > 0
    return (society.last[society.layout.n_home:] & FILE_BIT > 0)[adult].mean()


def test_files_start_at_the_share_that_the_whole_scenario_asks_for(far):
    """Links within customs, a safeguard in force and the duties of firms count from the start:
    a / (a + .002) with a = .001 x .7 from sources or .001 x .85 x .425 (1 + duty) from kin."""
    def near(share):
        return pytest.approx(share, abs=0.02)

    assert share_at_start(far, sources=0.001) == near(0.7 / 2.7)
    assert share_at_start(far, kin=0.001) == near(0.36 / 2.36)
    far.values["firms"]["localisation"] = 1.0
    assert share_at_start(far, kin=0.001) == near(0.7225 / 2.7225)
    far.values["safeguards"]["host_protection"] = 1.0
    assert share_at_start(far, sources=0.001) == near(0.2 / 2.2)
    far.rows["agencies"]["market_and_customs"]["within"] = 0.5
    assert share_at_start(far, sources=0.001) == near(0.1 / 2.1)


def test_who_has_nobody_at_home_starts_without_a_file_by_kin(far):
    """Where only kin report, a person without kin has none, though luck says kin are in reach."""
    far.values["abroad"].update(kin=1.0, kin_report=0.5, source_rate=0.0)
    layout = settled(far).layout
    some = np.zeros(layout.n_total - layout.n_home, np.int64)
    for kin, any_file in ((some, True), (some - 1, False)):
        shown = files_at_start(far, layout, kin, np.zeros(len(some), np.uint8),
                               np.ones(len(some), np.uint8), 1)
        assert shown.any() == any_file


def test_files_start_by_what_each_host_protects(far):
    """Hosts that protect wholly start without files from overseas, others with many."""
    far.values["abroad"].update(kin_report=0.0, source_rate=0.01)
    for key, row in far.rows["hosts"].items():
        row["protect"] = 1.0 if key in "AD" else 0.0
    society = settled(far)
    cells = slice(society.layout.n_home_cells, None)
    host = np.repeat(society.layout.cell_place[cells] - society.layout.n_home_places,
                     society.layout.cell_fill[cells])
    files = np.bincount(host, society.last[society.layout.n_home:] & FILE_BIT > 0)
    names = society.institutions.country.places.hosts
    assert names == ("A", "B", "C", "D", "E")
    assert [name for name, count in zip(names, files, strict=True) if count] == ["B", "C", "E"]


def test_customs_offices_apart_bring_no_file_from_overseas(far):
    """Without links inside customs only kin bring files; without kin nobody does."""
    far.values["abroad"].update(source_rate=0.5, kin_report=0.0, purge=0.9)
    _, linked = lived(far)
    far.rows["agencies"]["market_and_customs"]["within"] = 0.0
    _, apart = lived(far)
    files = list(ABROAD_TALLIES).index("files")
    assert linked.abroad[0, :, files].sum() > 0 == apart.abroad[0, :, files].sum()


def test_hosts_add_up_to_the_whole(far):
    """Files of the whole are the mean over hosts, weighted by adults; nobody abroad, no value."""
    run, = simulate(far, people=PEOPLE, weeks=6, cache=False)
    got = {(name, scope): values for name, scope, values in run.series}
    hosts = [scope for name, scope in got if name == "files_abroad" and scope != "whole"]
    assert len(hosts) == 5
    low = np.min([got["files_abroad", h] for h in hosts], axis=0)
    high = np.max([got["files_abroad", h] for h in hosts], axis=0)
    assert (low < got["files_abroad", "whole"]).all() and (
        got["files_abroad", "whole"] < high).all()
    far.values["society"]["abroad_share"] = 0.0
    for row in far.rows["hosts"].values():
        row["share"] = 0.0
    run, = simulate(far, people=PEOPLE, weeks=2, cache=False)
    assert not any(name == "files_abroad" for name, _, _ in run.series)
