"""The catalogue names only what exists, is complete, and its rows can be told apart."""

import ast
import itertools
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import ttest_1samp

import countergaze
from countergaze.claims import entries, trials
from countergaze.claims import significance as found
from countergaze.experiments.effects import paired
from countergaze.mechanisms import INDICATORS, ROWS, TABLES, safeguards
from countergaze.results.derived import DERIVED
from countergaze.scenarios import load, shipped
from countergaze.week.institutions import rulebook

PACKAGE = Path(countergaze.__file__).parent
SIZES = {"systems": ("S", 27), "claims": ("C", 42), "safeguards": ("G", 22), "metrics": ("M", 23)}
SYSTEMS, CLAIMS = entries.systems(), entries.claims()


def is_parameter(key: str) -> bool:
    """Return whether a full name is that of a parameter, or of a field of rows."""
    table, *inner = key.split(".")
    if table in TABLES:
        return len(inner) == 1 and inner[0] in TABLES[table].fields
    if table not in ROWS or len(inner) != 2:
        return False
    return inner[1] in ROWS[table].fields and inner[0] in ("*", *ROWS[table].rows)


def names_in(path: Path) -> set[str]:
    """Return the functions of a module, those of a class as CLASS.NAME."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    return named | {f"{node.name}.{inner.name}" for node in tree.body
                    if isinstance(node, ast.ClassDef) for inner in node.body
                    if isinstance(inner, ast.FunctionDef)}


@pytest.mark.parametrize("kind", SIZES)
def test_the_catalogue_is_complete(kind):
    """Every id of the lists is there, in their order."""
    letter, count = SIZES[kind]
    assert list(entries.kind(kind)) == [f"{letter}{n:02d}" for n in range(1, count + 1)]


@pytest.mark.parametrize("key", SYSTEMS)
def test_a_system_names_only_what_exists(key):
    """Its parameters, indicators, scenarios, and the place in the week can all be looked up."""
    system = SYSTEMS[key]
    wrong = [name for name in system.every_parameter if not is_parameter(name)]
    wrong += [name for name in system.indicators if name not in INDICATORS]
    wrong += [name for name in (*system.scenarios, system.against) if name
              and name not in shipped()]
    for at in system.where:
        file, _, name = at.partition(" ")
        if not (PACKAGE / file).is_file() or name not in names_in(PACKAGE / file):
            wrong.append(at)
    assert not wrong, wrong
    assert system.scenarios and system.where and system.mechanisms
    assert all(name in TABLES for name in system.mechanisms)
    assert bool(system.patch) != bool(system.against)


@pytest.mark.parametrize("key", SYSTEMS)
def test_a_system_can_be_taken_out(key):
    """The world without it differs from the world with it, from week 0 or from the start."""
    system = SYSTEMS[key]
    for scenario in system.scenarios:
        base, bare = trials.base_of(system, scenario), trials.without(system, scenario)
        now, then = base.settings.at(0), bare.settings.at(0)
        assert (now.values, now.rows) != (then.values, then.rows)


def test_without_ministries_courts_and_police_deny_as_much_as_before():
    """S15: the four agencies list nobody and deny nothing; what the two others deny stays."""
    system = SYSTEMS["S15"]
    with_all, bare = (rulebook.of(made.settings.at(0)) for made in (
        trials.base_of(system, "baseline"), trials.without(system, "baseline")))
    courts, police, others = 0, 1, slice(2, None)
    assert bare.own_alone[[courts, police]] == pytest.approx(with_all.own_alone[[courts, police]])
    assert bare.seen_alone[courts] == pytest.approx(with_all.own_alone[police])
    assert with_all.own_alone[others].all() and not bare.own_alone[others].any()
    kinds = {int(agency): mask for agency, mask, *_ in bare.families}
    assert not any(kinds[agency] for agency in (2, 3, 4, 5)) and kinds[courts] and kinds[police]


def test_no_two_systems_share_a_patch():
    """What takes one system out takes out no other: not as written, nor in what is in force."""
    without = {}
    for key, system in SYSTEMS.items():
        told = dict(system.patch) or {"against": system.against}
        for other, before in without.items():
            assert before != told, (key, other)
        without[key] = told
    for scenario in ("baseline", "report-vision"):
        known = load(scenario).settings.at(0)
        worlds = {}
        for key, system in SYSTEMS.items():
            patch = {name: value for name, value in system.patch.items() if is_parameter(name)}
            if patch == dict(system.patch) and not system.against:
                made = load(scenario).at_week_0({k: list(v) if isinstance(v, tuple) else v
                                                 for k, v in patch.items()}).settings.at(0)
                if (made.values, made.rows) != (known.values, known.rows):
                    worlds[key] = made.values, made.rows
        for one, other in itertools.combinations(worlds, 2):
            assert worlds[one] != worlds[other], (scenario, one, other)


@pytest.mark.parametrize("key", CLAIMS)
def test_a_claim_names_only_what_exists(key):
    """Systems, mechanisms, indicators, and worlds in which it could be seen."""
    claim = CLAIMS[key]
    wrong = [name for name in claim.systems if name not in SYSTEMS]
    wrong += [name for name in claim.mechanisms if name not in TABLES]
    wrong += [name for name in claim.indicators if name not in {**INDICATORS, **DERIVED}]
    assert not wrong, wrong
    assert claim.statement.endswith(".")


def test_every_system_is_part_of_a_claim():
    """A system that no claim is about would be in the report for nothing."""
    assert set(SYSTEMS) == {key for claim in CLAIMS.values() for key in claim.systems}


@pytest.mark.parametrize("key", entries.metrics())
def test_a_metric_is_carried_by_an_indicator(key):
    """Each measure of harm is reported."""
    assert entries.metrics()[key].indicators


def test_every_metric_that_an_indicator_names_is_in_the_catalogue():
    """An indicator cannot carry a measure that nobody explains."""
    named = {i.metric for i in (*INDICATORS.values(), *DERIVED.values())} - {""}
    assert named <= entries.metrics().keys()


@pytest.mark.parametrize("key", safeguards.IDS)
def test_a_safeguard_is_told_from_its_declaration(key):
    """What it sets exists, what it costs is counted, and its row changes it alone."""
    guard = entries.guards()[key]
    assert all(is_parameter(name) for name in guard.sets) and guard.sets
    assert guard.title and guard.meaning and guard.indicators
    assert not guard.meaning.startswith("G")
    for scenario in guard.scenarios:
        made = trials.with_safeguard(guard, scenario)
        assert made.differences == ((f"week 0: safeguards.{guard.name}", 0.0, 1.0),)


def test_p_is_that_of_the_pairs():
    """By the library's paired test; no difference at all has p 1, one same everywhere 2 / 2^n.

    Where luck touches neither world a difference is exact.
    """
    rng = np.random.default_rng(3)
    differences = rng.normal(0.3, 1.0, (10, 40))
    mean = differences.mean(0)
    error = differences.std(0, ddof=1) / np.sqrt(10)
    high = mean + 2.2621571628 * error
    got = found.chances(mean, high, np.full(40, 10), np.ones(40))
    assert got == pytest.approx(ttest_1samp(differences, 0.0).pvalue, rel=1e-6)
    same = np.array([0.0, 2.0, 2.0])
    alike = found.chances(same, same, np.full(3, 10), np.array([0.0, 1.0, 0.0]))
    assert alike.tolist() == [1.0, 2.0 / 1024, 0.0]


def test_the_rounding_of_sums_is_no_difference():
    """Runs that differ in the last bits only have no spread, and two such worlds no difference."""
    tiny = 86.7 * (1.0 + 1e-15 * np.arange(6.0))[:, None]
    mean, spread = found.mean_and_spread(tiny)
    assert mean[0] == pytest.approx(86.7) and spread[0] == 0.0
    got = found.exact(paired(tiny, np.full((6, 1), 86.7)), mean)
    assert got["effect"][0] == got["low"][0] == got["high"][0] == got["mde"][0] == 0.0
    apart = found.exact(paired(tiny + 1.3, np.full((6, 1), 86.7)), mean)
    assert apart["low"][0] == apart["high"][0] == apart["effect"][0] == pytest.approx(1.3)
    luck = found.exact(paired(np.array([[1.0], [3.0]]), np.array([[0.0], [1.0]])), np.array([0.5]))
    assert luck["low"][0] < 1.5 < luck["high"][0] and luck["mde"][0] > 0.0


def test_looking_at_many_is_corrected_for():
    """By hand: the k-th smallest of m is worth p m / k, and never more than the next one."""
    p = np.array([0.001, 0.04, np.nan, 0.03, 0.5])
    assert found.corrected(p) == pytest.approx(
        [0.004, 0.04 * 4 / 3, np.nan, 0.04 * 4 / 3, 0.5], nan_ok=True)


def test_a_row_that_moves_nothing_rarely_says_that_it_does():
    """Of rows of 80 indicators that are luck alone about 1 in 20 shows any move."""
    rng = np.random.default_rng(8)
    pairs, rows = np.full(80, 10), 400
    wrong = 0
    for _ in range(rows):
        luck = rng.normal(0.0, 1.0, (10, 80))
        half = 2.2621571628 * luck.std(0, ddof=1) / np.sqrt(10)
        p = found.chances(luck.mean(0), luck.mean(0) + half, pairs, np.ones(80))
        wrong += bool((found.corrected(p) <= found.LEVEL).any())
    assert wrong / rows == pytest.approx(0.05, abs=0.033)  # three standard errors
