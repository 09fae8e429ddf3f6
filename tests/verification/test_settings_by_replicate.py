"""Institutions of several worlds in one call: each to the last bit as it is alone."""

import numpy as np
import pytest

from countergaze.data.tables import census_places
from countergaze.declare import Settings
from countergaze.engine import parameters
from countergaze.engine.society import Society
from countergaze.scenarios.scenario import defaults
from countergaze.week import records
from countergaze.week.institutions.country import CARRYING
from countergaze.week.institutions.reported import Reported
from countergaze.week.institutions.settings_by_replicate import SettingsByReplicate
from countergaze.week.institutions.totals import CityTotals

SEEDS, WEEKS = (1, 2, 3, 4), 8
FORMS = {
    "incidents": {"unrest_form": "latent", "handling_form": "pooled", "unrest_power": 2.0},
    "officials": {"reports_form": "target"}, "grid": {"rules_form": "ad_hoc"},
    "governance": {"budget_form": "insecure", "propaganda_form": "signal", "u0": 0.3},
    "economy": {"procurement_form": "budget", "export_control": 0.5},
    "sensing": {"coupling_form": "weakest", "attention_form": "control_first", "smart": 0.6},
    "integration": {"rollout_form": "resisted", "purpose_limit": 0.5},
    "appeals": {"decision_form": "anchored", "load_power": 0.5, "seats": 0.01},
    "firms": {"alignment_form": "herd", "localisation": 0.4, "standing": 1.0},
    "abroad": {"lever_form": "kin"}, "forecasting": {"discount": 0.3}, "scoring": {"pilot": 0.5},
    "sanctions": {"graded": 1.0}, "expression": {"focal_rate": 0.2}}
OTHER_FORMS = {
    "incidents": {"unrest_form": "exogenous", "handling_form": "priority", "unrest_power": 0.5},
    "officials": {"reports_form": "honest", "loyal": 0.5}, "grid": {"rules_form": "none"},
    "governance": {"budget_form": "confirmed", "propaganda_form": "none"},
    "economy": {"procurement_form": "none", "tech_gain": 0.05},
    "sensing": {"coupling_form": "bypass", "attention_form": "fixed", "grid": 0.8},
    "integration": {"rollout_form": "at_once", "start": 3}, "scoring": {"political": 1.0},
    "appeals": {"decision_form": "fixed"}, "firms": {"alignment_form": "defiant"},
    "abroad": {"lever_form": "none", "export_rate": 0.002}}
OFF = {name: {"on": 0.0} for name in ("incidents", "grid", "officials", "governance", "economy",
                                      "sensing", "firms", "lists", "forecasting", "abroad")}


def world(changed, change=None) -> Settings:
    """Return the defaults without a history, with some numbers of their own from week 4 on."""
    settings = defaults()
    for table, fields in {"society": {"burn_in": 0}, **changed}.items():
        settings.values[table].update(fields)
    return Settings(settings.values, settings.rows, ((4, change, {}),) if change else ())


def worlds() -> list[Settings]:
    """Return four worlds that differ in forms, numbers, switches, rows and changes."""
    one, two = world({}), world(FORMS, {"incidents": {"handling_form": "fluid"}})
    three, four = world(OTHER_FORMS), world(OFF, {"economy": {"on": 1.0}, "grid": {"on": 1.0}})
    two.rows["firm_kinds"]["joint"]["share"] = 0.2
    two.rows["incident_kinds"]["traffic"]["rate"] = 0.9
    three.rows["firm_sizes"]["large"]["asked"] = 2.0
    three.rows["agencies"]["market_and_customs"]["within"] = 0.4
    three.rows["hosts"]["A"]["protect"] = 0.9
    three.rows["list_families"]["courts"]["kinds"] = ["judgment", "fraud"]
    four.rows["acts"]["order"].update(coverage=2.0, points=-9.0, gravity=3.0)
    four.rows["services"]["loans"]["severity"] = 7.0
    return [one, two, three, four]


def totals(society: Society, week: int, seed: int) -> CityTotals:
    """Return made-up sums of a week for one replicate."""
    luck = np.random.default_rng(1000 * seed + week)
    held = society.institutions.country
    _, cities, kinds = held.sensing.level.shape
    agencies = held.lists.entries.shape[2] + 1

    def some(*shape: int) -> np.ndarray:
        return luck.integers(0, 40 * 2**18, (1, cities, *shape))

    return CityTotals(some(len(records.TALLIES), len(records.GROUPS)),
                      some(agencies, len(records.AGENCY_TALLIES)),
                      some(kinds, len(records.KIND_TALLIES)))


def simulated(settings: list[Settings], seeds):
    """Yield what a society's institutions bring, carry and report in each week."""
    society = Society.settle(settings, census_places(), 3_000, seeds)
    held = society.institutions
    in_force: dict[tuple[int, bool], Settings] = {}
    for week in range(WEEKS):
        now = [in_force.setdefault((id(one), week >= 4), parameters.in_force(one, week))
               for one in settings]
        terms = held.terms(now, week)
        brought = [array.copy() for array in terms]
        parts = [totals(society, week, seed) for seed in seeds]
        held.learn(CityTotals(*(np.concatenate([getattr(part, name) for part in parts])
                                for name in ("tallies", "agencies", "kinds"))))
        luck = [np.random.default_rng(seed + week) for seed in seeds]
        held.histogram = np.stack([one.integers(0, 30, held.histogram.shape[1]) for one in luck])
        yield brought, held.country, Reported(held.country)


def test_four_worlds_together_are_each_as_alone():
    """Forms, switches, numbers, rows of tables, a dated change: arrays, states and reports of
    each replicate are those of a call of its own, bit by bit, for eight weeks."""
    settings = worlds()
    alone = [simulated([one], (seed,)) for one, seed in zip(settings, SEEDS)]
    for together, *each in zip(simulated(settings, SEEDS), *alone):
        for r, one in enumerate(each):
            for name, mine, its in zip(records.TermsArrays._fields, together[0], one[0]):
                assert mine[r].tobytes() == its[0].tobytes(), (name, r)
            for mechanism, declared in CARRYING.items():
                for field in declared.fields.values():
                    for mine, its in zip(together[1:], one[1:]):
                        if not (field.reported if isinstance(mine, Reported)
                                else not field.told):
                            continue
                        mine, its = (getattr(getattr(held, mechanism), field.name)
                                     for held in (mine, its))
                        assert mine[r].tobytes() == its[0].tobytes(), (mechanism, field.name, r)


def test_numbers_that_differ_are_arrays_and_others_are_not():
    """Equal numbers stay plain, so that rules are as cheap as for one world; none is equal to
    none; rows of tables have a leading axis."""
    one, two = world({}), world({"economy": {"list_drag": 0.7}})
    both = SettingsByReplicate((one, two))
    assert both.p.economy.list_drag.tolist() == [[0.3], [0.7]]
    assert both.p.economy.control_drag == 0.2 and np.isnan(both.p.integration.start)
    assert both.column("acts", "base").shape == (2, len(one.rows["acts"]))
    alike = SettingsByReplicate((one, one))
    assert alike.alike and alike.p.economy.list_drag == 0.3
    assert alike.column("acts", "base").shape == (1, len(one.rows["acts"]))
    assert both.holds((one, two)) and not both.holds((two, one)) and not both.holds((one,))


@pytest.mark.parametrize("change", [{"economy": {"list_drag": 0.7}}])
def test_settings_are_read_once_for_as_long_as_they_hold(change):
    """The same objects week after week leave the numbers as they were read; a change does not."""
    one, other = world({}), world(change)
    society = Society.settle([one, one], census_places(), 3_000, (1, 2))
    country = society.institutions.country
    country.begin([one, one], 0)
    read = country.settings
    country.begin([one, one], 1)
    assert country.settings is read
    country.begin([one, other], 2)
    assert country.settings is not read and country.p.economy.list_drag.shape == (2, 1)
