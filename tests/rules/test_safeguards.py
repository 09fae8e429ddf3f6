"""Safeguards by hand: what each sets, which of two holds, and what it costs in hours."""

from types import SimpleNamespace

import pytest

from countergaze.mechanisms import TABLES, safeguards


def defaults():
    """Return every table's values at their defaults."""
    return {name: {field: getattr(table.defaults(), field) for field in table.fields}
            for name, table in TABLES.items()}


def with_safeguards(tables=None, **intensities):
    """Return the values after safeguards, starting from changed defaults."""
    values = defaults()
    for table, changed in (tables or {}).items():
        values[table].update(changed)
    values["safeguards"].update(intensities)
    return safeguards.applied(values)


def test_what_protects_more_already_stays():
    """Where less protects, a lower number stays; where more protects, a higher one does."""
    short = with_safeguards({"lists": {"retention": 26.0, "term": 520.0}}, retention_limit=1.0)
    assert (short["lists"]["retention"], short["lists"]["term"]) == (26.0, 52.0)
    told = with_safeguards({"appeals": {"notice": 0.95}}, prior_notice=1.0)
    assert told["appeals"]["notice"] == 0.95 and told["sanctions"]["grace"] == 4.0
    fine = with_safeguards({"scoring": {"points_assoc": -20.0}}, no_association=0.5)
    assert fine["scoring"]["points_assoc"] == -10.0


def test_none_is_taken_at_any_intensity():
    """A term where there was none, and no list by score where there was one, come at once."""
    got = with_safeguards({"lists": {"court_term": None}}, retention_limit=0.1)
    assert got["lists"]["court_term"] == 52.0
    score = with_safeguards({"scoring": {"list_below": 600.0}}, score_only_rewards=0.1)
    assert score["scoring"]["list_below"] is None


def test_of_two_safeguards_the_one_that_protects_more_holds():
    """Purpose limitation asks for 0.8 and the ban for 1: together 1, in whatever order."""
    both = with_safeguards(purpose_limitation=1.0, scoring_ban=1.0)
    assert both["integration"]["purpose_limit"] == 1.0
    assert with_safeguards(purpose_limitation=1.0)["integration"]["purpose_limit"] == 0.8


def test_hours_count_what_each_safeguard_makes_staff_do():
    """By hand: each safeguard's hours for its own events, by its intensity, but for those whose
    events come in proportion to it already."""
    counts = {"entries": 10.0, "heard": 4.0, "copies_cleared": 8.0, "repairs": 6.0,
              "considered": 20.0, "court_cases": 5.0, "rechecks": 7.0,
              "file_cases": 9.0}
    want = {"prior_notice": 2.5, "appeal_bench": 12.0, "travelling_correction": 2.0,
            "repair_path": 6.0, "minimum_evidence": 10.0, "ability_to_pay": 5.0,
            "independent_audit": 7.0, "human_review": 12.0, "graded_terms": 5.0,
            "access_right": 4.5}
    none = dict.fromkeys(safeguards.SETS, 0.0)
    assert safeguards.hours(SimpleNamespace(**none), counts) == 0.0
    for name in safeguards.SETS:
        whole = safeguards.hours(SimpleNamespace(**{**none, name: 1.0}), counts)
        half = safeguards.hours(SimpleNamespace(**{**none, name: 0.5}), counts)
        share = 1.0 if name in ("repair_path", "independent_audit") else 0.5
        assert whole == pytest.approx(want.get(name, 0.0)), name
        assert half == pytest.approx(share * want.get(name, 0.0)), name
