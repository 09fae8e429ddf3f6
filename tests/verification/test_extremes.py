"""Sanity at the extremes: every number at each end of what it may be, one world each.

The cases come from the registries, so a parameter added later is covered without a line here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
from tests.verification.worlds import busy

from countergaze.compute.maths import FIXED
from countergaze.data.tables import census_places
from countergaze.declare import Parameter, Settings
from countergaze.declare.state import KINDS_AT_MOST
from countergaze.engine.measure import Measure
from countergaze.engine.simulation import Engine
from countergaze.engine.society import Society
from countergaze.mechanisms.appeals import PENDING
from countergaze.week import records
from countergaze.week.institutions.country import CARRYING
from countergaze.week.institutions.reported import Reported
from countergaze.week.records import TALLIES
from countergaze.mechanisms import (
    INDICATORS, ROWS, TABLES, governance, lists, scoring, society_layout,
)
from countergaze.mechanisms.adaptation import LARGEST_FEAR
from countergaze.mechanisms.governance import LEAST_SHARE, SHARE_WIDTH
from countergaze.mechanisms.society import ADULT

pytestmark = pytest.mark.slow

PEOPLE, WEEKS = 5_000, 52
PLACES = census_places()
LIMITS = {"support": (-1.0, 1.0), "hardship": (0.0, 1.0), "fear": (0.0, LARGEST_FEAR),
          "score": (0.0, scoring.MOST), "true_amount": (0.0, np.inf),
          "false_amount": (0.0, np.inf)}
SHARE, POSITIVE = (0.0, 1.0), (0.0, np.inf)
OF_THE_STATE = {
    "governance.quality": SHARE, "governance.share": (LEAST_SHARE, LEAST_SHARE + SHARE_WIDTH),
    "governance.precision": SHARE, "governance.demand": SHARE, "officials.integrity": SHARE,
    "officials.competence": SHARE, "officials.misuse": SHARE, "incidents.erupted": SHARE,
    "sensing.attention": POSITIVE, "incidents.backlog": POSITIVE, "incidents.late": POSITIVE,
    "incidents.load": POSITIVE, "incidents.excited": POSITIVE, "incidents.dissent": POSITIVE,
    "forecasting.feedback": POSITIVE, "integration.linked": SHARE,
    "forecasting.concentration": (-1.0, 1.0), "sanctions.denials": POSITIVE}
"""What some of what institutions carry may be; all of it is finite."""
WITHOUT_VALUE = ("firms.", "scoring.auc")
"""Means of firms where there are none, and what a score tells apart where nobody has one or all are
of one mind."""
SIGNED = ("score_conduct",)
"""Sums that may be below nothing."""
NO_SHARES = ("load", "centre_load", "margin", "report_error", "belief_error", "rule_drift",
             "scrutiny_concentration", "recorded_share_by_sensing", "output", "technology",
             "procurement", "sensing")
OF_ADULTS = ("hardship", "latent", "expected_dissent", "listed", "wrongful_listing", "warned",
             "redlisted", "visits", "unjust_visits", "refused_in_year", "scored", "dissent",
             "affirm", "falsified", "service", "service_expected", "performative", "tips",
             "cannot_pay_listed", "pending", "breadth", "meets", "missed", "false_held")
"""Sums of what is at most one an adult."""
LATE = {"corrected_3", "corrected_4", "corrected_5"}
"""What takes more than the year."""
NO_KINDS = {f"acts_of_{k}" for k in range(3, KINDS_AT_MOST)}
"""Acts of kinds beyond the three that the shipped table has; dissent is counted by itself."""
Case = tuple[str, object]


def world() -> Settings:
    """Return a world in which nearly everything happens, and nothing came before it."""
    settings = busy()
    settings.values["society"]["burn_in"] = 0
    settings.values["scoring"].update(political=1.0, list_below=850.0)
    settings.values["lists"].update(retention=20.0)
    settings.values["appeals"].update(repair=0.02)
    settings.values["sanctions"].update(assoc=1.0)
    settings.values["officials"].update(quota=0.5, recheck=0.01)
    settings.values["forecasting"].update(visit=0.005)
    settings.values["society"].update(abroad_share=0.1)
    settings.values["sensing"].update(opt_out=0.1)
    settings.values["safeguards"].update(prior_notice=0.5, appeal_bench=0.5)
    settings.values["abroad"].update(source_rate=0.02, kin=1.0, overseas_gain=2.0)
    return settings


def ends(p: Parameter) -> list[object]:
    """Return what a parameter may be at most and at least, and at the ends of its range."""
    if p.kind == "form":
        return list(p.choices)
    found = [*(p.bounds or ()), *(p.range or ())]
    values = [int(value) if p.whole and isinstance(p.default, int) else float(value)
              for value in dict.fromkeys(found)]
    return [*values, None] if p.optional else values


def cases() -> dict[str, list[Case]]:
    """Return (full name, value) of every extreme, by table."""
    plain = world()
    found = {name: [(p.key, value) for p in table.fields.values() for value in ends(p)]
             for name, table in TABLES.items()}
    return found | {name: [(f"{name}.{key}.{p.name}", value) for key in plain.rows[name]
                           for p in row.fields.values() if p.bounds for value in ends(p)]
                    for name, row in ROWS.items()}


CASES = cases()


def at(case: Case) -> Settings:
    """Return the world with one number at an extreme."""
    settings = world()
    table, *inner, last = str(case[0]).split(".")
    into = settings.rows[table][inner[0]] if inner else settings.values[table]
    into[last] = case[1]
    return settings


@pytest.fixture(autouse=True, scope="module")
def households():
    """Lay out the same households once for all worlds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(society_layout, "template", cache(society_layout.template))
        yield


@pytest.mark.parametrize("table", [name for name, found in CASES.items() if found])
def test_nothing_breaks_at_an_extreme(table):
    """No NaN, no overflow, nothing below nothing, shares are shares, and nobody gets lost."""
    wrong = [f"{case[0]} = {case[1]}: {fault}" for case in CASES[table] for fault in faults(case)]
    assert not wrong, "\n".join(["", *wrong])


def test_the_world_lives_through_what_can_go_wrong():
    """Every sum is above nothing in the year of the world that all extremes are set in."""
    settings = world()
    society = Society.settle(settings, PLACES, PEOPLE, (1,))
    engine = Engine(settings, society)
    total = sum(engine.step(week).by_group for week in range(WEEKS))
    quiet = {name for place, name in enumerate(TALLIES) if not total[:, place, 0].any()}
    assert quiet <= LATE | NO_KINDS, quiet - LATE - NO_KINDS


def test_what_people_expect_stays_a_share():
    """Full propaganda cannot bring demand below nothing where there is no quality."""
    p = governance.Parameters.defaults(q_ref=0.0, propaganda=1.0, demand_shape=1.0)
    demand = np.array([0.0])
    for _ in range(WEEKS):
        demand = governance.next_demand(p, demand, np.array([0.0]))
    assert demand == 0.0


def test_no_sum_is_too_large_for_the_compiled_week():
    """Plain and compiled sums agree where acts, gravity, points and service are all at the top."""
    settings = world()
    for row in settings.rows["acts"].values():
        row.update(base=50.0, gravity=100.0, points=-1000.0)
    settings.values["conduct"].update(deterrence=0.0, service_base=20.0, service_for_points=20.0)
    settings.values["sanctions"].update(reward=1.0)
    settings.values["scoring"].update(pilot=1.0)
    sums = []
    for plain in (True, False):
        society = Society.settle(settings, PLACES, PEOPLE, (1,))
        engine = Engine(settings, society, plain=plain)
        with np.errstate(over="ignore"):  # words of draws wrap
            sums.append([engine.step(week) for week in range(2)][-1])
    np.testing.assert_array_equal(sums[0].by_place, sums[1].by_place)
    np.testing.assert_array_equal(sums[0].by_group, sums[1].by_group)
    assert not list(wrong_sums(sums[1], float(society.people_by_scope()[1][0, 0])))


def faults(case: Case) -> list[str]:
    """Return what is wrong in the world of a case, the first of each kind."""
    settings = at(case)
    found: dict[str, str] = {}
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        try:
            for name, fault in live(settings):
                found.setdefault(name, f"{name} {fault}")
        except (ArithmeticError, ValueError, IndexError) as fault:
            found["raised"] = f"raised {type(fault).__name__}: {fault}"
    return list(found.values())


def live(settings: Settings) -> Iterator[tuple[str, str]]:
    """Live a year; yield (name, fault) of whatever is wrong in any week."""
    society = Society.settle(settings, PLACES, PEOPLE, (1,))
    engine = Engine(settings, society)
    born = {name: getattr(society.state, name).copy() for name in records.FIXED}
    residents, adults = society.people_by_scope()
    measure = Measure(residents, adults, list(PLACES.name), list(settings.rows["agencies"]))
    for week in range(WEEKS):
        gathered = engine.step(week)
        now = engine.in_force(week)
        yield from wrong_sums(gathered, float(adults[0, 0]))
        if week % 13 in (0, 12):
            yield from wrong_indicators(measure.week(gathered, now))
            yield from wrong_people(society, settings)
            yield from wrong_state(society.institutions)
    for name, before in born.items():
        if not np.array_equal(before, getattr(society.state, name)):
            yield name, "of people changed"
    if not np.array_equal(society.people_by_scope()[0], residents) or residents[0, 0] != PEOPLE:
        yield "residents", f"are {residents[0, 0]:,.0f}"


def outside(values: np.ndarray, low: float, high: float) -> str:
    """Return how values leave [low, high], "" where none does; NaN does."""
    values = np.asarray(values, float)
    if not np.isfinite(values).all():
        return "is not finite"
    if values.size and (values.min() < low - 1e-6 or values.max() > high + 1e-6):
        return f"is {values.min():g} to {values.max():g}, outside {low:g} to {high:g}"
    return ""


def wrong_people(society: Society, settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield what is wrong in what is stored about people."""
    state = society.state
    for name, limits in LIMITS.items():
        if fault := outside(getattr(state, name), *limits):
            yield name, fault
    agencies = (1 << len(settings.rows["agencies"])) - 1
    on_lists = agencies | 1 << lists.SCORE_LIST
    for name, mask in (("listing", on_lists), ("wrong", on_lists), ("holds_true", agencies),
                       ("holds_false", agencies), ("false_home", agencies),
                       ("cleared", agencies), ("redlist", agencies)):
        if np.any(getattr(state, name) & ~np.uint8(mask)):
            yield name, "names an agency that is not there"
    child = (state.bits & ADULT) == 0
    for name, met in (
            ("wrong", state.wrong & ~state.listing), ("false_home", state.false_home
                                                       & ~(state.holds_false | state.cleared)),
            ("cleared", state.cleared & state.holds_false),
            ("redlist", (state.redlist > 0) & (state.listing > 0)),
            ("case", (state.case & PENDING > 0) & (state.listing == 0)),
            ("leaving", (state.leaving > 0) & (state.listing == 0)),
            ("children", child & (state.listing > 0))):
        if np.any(met):
            yield name, "contradicts another field"


def wrong_state(held) -> Iterator[tuple[str, str]]:
    """Yield what is wrong in what institutions carry."""
    reported = Reported(held.country)
    for mechanism, declared in CARRYING.items():
        for field in declared.fields.values():
            name = f"{mechanism}.{field.name}"
            value = getattr(getattr(reported if field.told else held.country, mechanism),
                            field.name)
            if name.startswith(WITHOUT_VALUE):
                value = np.nan_to_num(value)
            if fault := outside(value, *OF_THE_STATE.get(name, (-np.inf, np.inf))):
                yield name, fault


def wrong_sums(gathered, adults: float) -> Iterator[tuple[str, str]]:
    """Yield what is wrong in a week's sums, of which more are below nothing after an overflow."""
    for place, name in enumerate(TALLIES):
        if name not in SIGNED and min(gathered.by_place[:, :, place].min(),
                                      gathered.by_group[:, place].min()) < 0:
            yield name, "adds up to less than nothing"
        total = gathered.by_place[:, :, place].sum()
        if name in OF_ADULTS and total > adults * (FIXED + 1.0):
            yield name, f"is {total / FIXED:g} of {adults:g} adults"
    for name in ("agencies", "kinds"):
        if fault := outside(getattr(gathered, name), 0.0, np.inf):
            yield name, fault


def is_share(name: str) -> bool:
    """Return whether the unit of an indicator says that it is a part of a hundred."""
    unit = INDICATORS[name].unit
    # "%, by severity" is measured against a reference strength, which an extreme may exceed
    share = unit == "%" or unit.startswith("% ")
    of_100 = (share or unit.startswith("points of 100")) and " a year" not in unit
    return of_100 and name not in NO_SHARES


def limits_of(name: str) -> tuple[float, float]:
    """Return what an indicator may be at least and at most, by its unit."""
    if INDICATORS[name].unit.startswith("correlation"):
        return -100.0, 100.0
    return (0.0, 100.0) if is_share(name) else (-np.inf, np.inf)


def wrong_indicators(values: dict[tuple[str, str], np.ndarray]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong in a week's indicators; NaN says that there is nothing to divide by."""
    names = list(values)
    got = np.array([values[name][0] for name in names])
    low, high = np.array([limits_of(name) for name, _ in names]).T
    there = ~np.isnan(got)
    bad = there & (np.isinf(got) | (got < low - 1e-6) | (got > high + 1e-6))
    for k in np.flatnonzero(bad):
        yield names[k][0], f"of {names[k][1]} is {got[k]:g}"
