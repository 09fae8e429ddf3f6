"""A setting that is shown as a difference acts, or the user is told that and why it cannot.

The slow test finds the whole kind by brute force: every number, switch and form of every table and
of one row of each keyed table is dated, in a world in which much happens.  What moves nothing must
be known (told as idle, or listed here as undecided with why), and what is told as idle must not
move.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence

import pytest
from click.testing import CliRunner

import countergaze
from countergaze import api
from countergaze.cli.main import main
from countergaze.engine.simulation import simulate
from countergaze.mechanisms import ROWS, TABLES, needs
from countergaze.results.manifest import hash_of_series
from countergaze.scenarios import ScenarioError, load, shipped
from countergaze.scenarios.acting import idle as idle_lines
from countergaze.scenarios.acting import notes, why_not
from tests.interface.own_tables import written

EVENTFUL = {
    "society.burn_in": 40, "lists.evidence_factor": 0.05, "lists.court_list_share": 0.9,
    "lists.cannot_pay_listed": 0.9, "lists.term": 20.0, "lists.removal_lag": 2.0,
    "lists.court_term": 30.0, "forecasting.visit": 0.05, "forecasting.discount": 0.2,
    "appeals.appeal_chance": 0.6, "appeals.notice": 0.9, "appeals.seats": 2.0,
    "appeals.repair": 0.3, "appeals.suspensive": 0.5, "sensing.smart": 0.9, "sensing.grid": 0.9,
    "sensing.coverage_dissent": 1.0, "sensing.false_rate": 0.3, "sensing.opt_out": 0.2,
    "sanctions.travellers": 0.5, "sanctions.redlist_weeks": 20.0,
    "sanctions.redlist_chance": 1.0, "sanctions.graded": 0.3,
    "sanctions.grace": 1.0, "scoring.pilot": 0.9, "scoring.list_below": 900.0,
    "scoring.political": 1.0, "officials.loyal": 0.5, "officials.quota": 0.9,
    "officials.recheck": 0.3, "officials.fabricate": 0.02, "integration.start": -30.0,
    "integration.within_weeks": 10.0, "integration.cross_start": 10.0,
    "integration.cross_weeks": 20.0, "integration.purpose_limit": 0.2, "firms.standing": 1.0,
    "firms.localisation": 0.3, "firms.blocking": 0.2, "economy.export_control": 0.4,
    "economy.tech_gain": 0.2, "incidents.shock": 0.1, "adaptation.support_peers": 0.1,
    "incidents.automation": 0.2, "acts.judgment.base": 2.0, "acts.order.base": 2.0,
    "acts.fraud.base": 2.0,
}
"""A world in which what is rare happens within weeks, and what is off by default is on."""
PEOPLE, WEEKS = 5_000, 30
UNDECIDED = {
    "conduct.score_alone": "1 - score_alone is what a list by score leaves of it",
    "governance.effort_push": "effort is at its reference unless audit or transparency are not",
    "agencies.civil_affairs.within": "no kind of act has its home there",
    "agencies.industry_and_it.within": "no kind of act has its home there",
    "incidents.shock_anger": "a shock lasts eight weeks, and that of the eventful world is over",
    "incident_kinds.traffic.shock": "the same",
    "abroad.kin_protection": "of fifty people abroad kin bring no file within the weeks",
}
"""What moves nothing even in the eventful world, and is not told as idle: why."""


def dated(world, key, value):
    """Return the world in which a setting changes at week 0."""
    return world.at_week_0({key: value})


def results(worlds: Sequence) -> list[str]:
    """Return the hash of each world's series; one call a world, the history from the cache."""
    return [hash_of_series(simulate(world.settings, people=PEOPLE, weeks=WEEKS)[0].series)
            for world in worlds]


def ends(parameter, held):
    """Return the values to try: the other forms, or the ends of the bounds."""
    if parameter.kind == "form":
        return [choice for choice in parameter.choices if choice != held]
    if parameter.kind in ("text", "name", "names"):
        return []
    low, high = parameter.bounds
    return [value for value in ((high, low) if held is not None else (max(low, 1.0), high))
            if value != held]


def settings_of(world):
    """Yield (full name, parameter, value in week 0) of all that may change in a run."""
    now = world.settings.at(0)
    for name, table in TABLES.items():
        for key, p in table.fields.items():
            if p.may_change:
                yield f"{name}.{key}", p, now.values[name][key]
    for name, row in ROWS.items():
        keys = list(now.rows[name]) if name == "agencies" else list(now.rows[name])[:1]
        for key in keys:
            for at, p in row.fields.items():
                if p.may_change:
                    yield f"{name}.{key}.{at}", p, now.rows[name][key][at]


@pytest.mark.slow
def test_every_setting_that_may_change_acts_or_is_told():
    """Dated to an end of its bounds each moves something, or is told as idle and moves nothing."""
    world = load("baseline").with_changes(EVENTFUL)
    usual, = results([world])
    silent, wrong = [], []
    for key, p, held in settings_of(world):
        for value in ends(p, held):
            changed = dated(world, key, value)
            told = bool(notes(changed.settings, changed.differences, WEEKS))
            moves = results([changed])[0] != usual
            if told and moves:
                wrong.append(f"{key} = {value} is told as idle and moves something")
            if told or moves:
                break
        else:
            if ends(p, held):
                silent.append(key)
    assert not wrong, wrong
    assert sorted(set(silent) - UNDECIDED.keys()) == []


LEFT = ("scoring.aware_fade", "incidents.budget_power", "forecasting.feedback_return",
        "firms.deadline", "firms.answer_pace", "firms.peer_pull", "firms.standing",
        "firm_kinds.domestic.share", "firm_sizes.small.share", "firms.threat",
        "firms.reverse_rate", "lists.evidence_factor")
"""What came before a mechanism was switched off fades by these: work that waits, what was heard of
a scheme, scrutiny that followed visits, demands upon firms, and entries on their way."""


@pytest.mark.slow
def test_what_a_switch_or_a_form_keeps_from_acting_is_told_rightly():
    """With a mechanism off or another form from week 0 on, what is told as idle moves nothing.

    Both come in the same week, after years in which the setting acted; what is left of those is
    named.
    """
    base = load("baseline").with_changes(EVENTFUL)
    gates = [(f"{name}.on", 0.0) for name, table in TABLES.items() if "on" in table.fields]
    gates += [(p.key, choice) for table in TABLES.values() for p in table.fields.values()
              if p.kind == "form" for choice in p.choices[1:]]
    wrong, count = [], 0

    def told(gate, closed, key, value):
        changed = base.at_week_0({gate: closed, key: value})
        return any(line.startswith(f"week 0: {key} ") for line in idle_lines(
            changed.settings, changed.differences))

    for gate, closed in gates:
        world = base.at_week_0({gate: closed})
        idle = [(key, value) for key, p, held in settings_of(world) for value in ends(p, held)[:1]
                if key.split(".")[0] == gate.split(".")[0]
                or needs.ROWS_OF.get(key.split(".")[0]) == gate.split(".")[0]
                if told(gate, closed, key, value) and not why_not(base.settings.at(0), key)]
        if not idle:
            continue
        usual, *found = results([world, *(
            base.at_week_0({gate: closed, key: value}) for key, value in idle)])
        count += len(idle)
        wrong += [f"with {gate} = {closed}: {key} = {value}" for (key, value), result in
                  zip(idle, found) if result != usual and key not in LEFT]
    assert not wrong and count > 100, (wrong, count)


def test_the_shipped_scenarios_hold_nothing_that_cannot_act():
    """All that they set acts."""
    for name in shipped():
        scenario = load(name)
        assert notes(scenario.settings, scenario.differences) == (), name


def test_every_need_names_what_there_is():
    """Keys, forms and rows of the conditions exist, so that a renamed one is found out."""
    def exists(name):
        table, *inner = name.split(".")
        if table in ROWS:
            return inner[-1] in ROWS[table].fields
        return table in TABLES and (inner[0] in TABLES[table].fields or inner == ["*"])

    for name, conditions in needs.NEEDS.items():
        assert exists(name), name
        for condition in conditions:
            key, sign, rest = condition.split(" ", 2)
            assert exists(key) and sign in ("=", "!=", "<", ">"), condition
            p = TABLES.get(key.split(".")[0], ROWS.get(key.split(".")[0])).fields[
                key.split(".")[-1]]
            if p.kind == "form":
                assert set(rest.split(", ")) <= set(p.choices), condition
            else:
                float(rest)
    assert all(map(exists, needs.ACT_WHEN_OFF))
    assert all(exists(f"{name.split('.')[0]}.*.{name.split('.')[1]}")
               for name in needs.ROWS_THAT_ACT_WHEN_OFF)


TOLD = [
    ({"conduct.emperor_cost": 0.5}, "it needs emperor for conduct.peers_form, which is reward"),
    ({"lists.on": 0, "lists.evidence_factor": 3.0}, "lists.on"),
    ({"officials.eff_audit": 3.0}, "another value than 0.3 for officials.audit"),
    ({"governance.propaganda_form": "signal"}, "governance.propaganda"),
    ({"list_families.courts.evidence": 3.0}, "list_families.courts.court"),
    ({"firm_kinds.foreign.customs": 0}, "agencies.market_and_customs.within"),
    ({"economy.substitute": 10.0}, "a value above 0 for economy.export_control"),
    ({"safeguards.prior_notice": 1, "appeals.notice": 0.3}, "safeguards.prior_notice holds"),
    ({"safeguards.export_control": 1, "economy.export_control": 0.6}, "protects as much"),
    ({"safeguards.consent": 1, "scoring.on": 0}, "what it sets cannot act"),
    ({"adaptation.support_media": 0.5}, "governance.propaganda"),
]


@pytest.mark.parametrize(("asked", "says"), TOLD)
@pytest.mark.parametrize("how", ["with_changes", "at_week_0"])
def test_what_cannot_act_is_told_with_its_reason(asked, says, how):
    """From the start or dated, and in one sentence a reason."""
    scenario = getattr(load("baseline"), how)(asked)
    told = notes(scenario.settings, scenario.differences)
    assert len(told) == 1 and says in told[0] and told[0].endswith(".")


def test_what_goes_on_for_a_while_is_told_only_where_it_never_began():
    """Appeals that wait when lists are abolished are still decided; without lists none ever is."""
    base = load("baseline")
    asked = {"lists.on": 0, "appeals.seats": 3.0}
    dated_, whole = base.at_week_0(asked), base.with_changes(asked)
    assert not notes(dated_.settings, dated_.differences)
    assert "appeals.seats = 3" in notes(whole.settings, whole.differences)[0]


def test_what_acts_later_or_earlier_is_not_told():
    """A form that is chosen later, a mechanism switched on in between: the setting acts then."""
    base = load("no-system")
    for changes in ({"sensing.smart": 0.9}, {"lists.on": 1, "lists.pay_cannot": 0.9},
                    {"conduct.peers_form": "emperor", "conduct.emperor_cost": 0.5}):
        scenario = base.with_changes(changes)
        assert not notes(scenario.settings, scenario.differences), changes


def test_dates_are_asked_about(tmp_path):
    """A change after the last week, and one of two in the same week, cannot act."""
    path = tmp_path / "late.toml"
    path.write_text('extends = "baseline"\n' + "".join(
        f"[[changes]]\nweek = {week}\n[changes.{table}]\n{key} = {value}\n"
        for week, table, key, value in (
            (50, "sensing", "smart", 0.9), (500, "sensing", "grid", 0.9),
            (60, "appeals", "seats", 3.0), (60, "appeals", "seats", 4.0),
            (70, "conduct", "emperor_tips", 3.0),
            (70, "conduct", "peers_form", '"emperor"'), (80, "lists", "pay_wont", 0.9))))
    scenario = load(path)
    told = notes(scenario.settings, scenario.differences, 260)
    assert len(told) == 1 and told[0].startswith("week 500: sensing.grid = 0.9 cannot act here: "
                                                 "the run ends after 260 weeks")
    assert not notes(scenario.settings, scenario.differences)
    done = CliRunner().invoke(main, ["check", str(path)])
    assert done.exit_code == 0 and "cannot act" not in done.output


def test_a_dated_change_of_who_travels_is_refused_and_an_arm_has_its_own_history():
    """`sanctions.travellers` is fixed when people are settled."""
    assert not TABLES["sanctions"].fields["travellers"].may_change
    arm = load("baseline").at_week_0({"sanctions.travellers": 0.9})
    assert arm.settings.values["sanctions"]["travellers"] == 0.9
    plan = api.plan_of(["baseline", "baseline:sanctions.travellers=0.9"], 2, 5000, 2, 1, 1)
    assert len(plan.histories()) == 2


def test_travellers_cannot_be_dated_in_a_file(tmp_path):
    """The file is refused as for every setting that is fixed before the first week."""
    path = tmp_path / "dated.toml"
    path.write_text("[[changes]]\nweek = 5\n[changes.sanctions]\ntravellers = 0.9\n")
    with pytest.raises(ScenarioError, match="fixed before the first week"):
        load(path)


def call(*words):
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


NOTE = "lists.cannot_pay_listed = 0.9 cannot act here: lists.on = 0"


def test_a_run_tells_it_before_in_the_report_and_in_the_manifest(tmp_path):
    """The example of a mechanism that is off: on the screen, in the page, in the record."""
    small = ["run", "no-system", "--people", 5000, "--weeks", 2, "--set", "society.burn_in=0",
             "--set", "lists.cannot_pay_listed=0.9"]
    words = call(*small, "--out", tmp_path / "r")
    assert NOTE in words and words.index("cannot act") < words.index("society ")
    assert NOTE in (tmp_path / "r" / "report.html").read_text("utf-8")
    assert NOTE in json.loads((tmp_path / "r" / "manifest.json").read_text("utf-8"))["notes"][0]
    assert NOTE in countergaze.load(tmp_path / "r").notes[0]
    record = json.loads(CliRunner().invoke(
        main, [*map(str, small), "--json", "--out", str(tmp_path / "j")]).stdout)
    assert NOTE in record["notes"][0]
    assert NOTE in call("check", tmp_path / "r")


def test_python_warns_of_it_and_of_nothing_else():
    """`simulate` and `compare` warn before they run; a usual run warns of nothing."""
    with pytest.warns(api.Remark, match="cannot act"):
        countergaze.simulate("no-system", people=5000, weeks=2, changes={
            "society.burn_in": 0, "lists.cannot_pay_listed": 0.9})
    with warnings.catch_warnings():
        warnings.simplefilter("error", api.Remark)
        countergaze.simulate("no-system", people=5000, weeks=2, changes={"society.burn_in": 0})
        with pytest.raises(api.Remark, match="lists.term"):
            countergaze.compare(["no-system", "no-system:lists.term=9"], seeds=2, people=5000,
                                weeks=2, window=1, jobs=1)


def test_a_comparison_and_a_table_of_thousands_are_told(tmp_path):
    """Before the runs, in the page and in the manifest of a comparison."""
    table = written(tmp_path / "t.csv", population=("1200", "4000"),
                    household_count=("450", "1500"))
    words = call("compare", "no-system", "no-system:lists.term=9", "--seeds", 2, "--people",
                 5000, "--weeks", 2, "--window", 1, "--jobs", 1, "--tables", table, "--out",
                 tmp_path / "c")
    assert words.index("lists.term = 9 cannot act") < words.index("simulated")
    page = (tmp_path / "c" / "report.html").read_text("utf-8")
    told = json.loads((tmp_path / "c" / "manifest.json").read_text("utf-8"))["facts"]["notes"]
    for text in (words, page, " ".join(told)):
        assert "cannot act here: lists.on = 0" in text and "in thousands?" in text
