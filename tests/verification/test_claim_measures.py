"""What claims are measured by, in the week of a society: identities and limits."""

import numpy as np
import pytest

from countergaze.declare import Settings
from countergaze.engine.simulation import simulate
from tests.verification.worlds import base, busy, changed

PEOPLE, WEEKS = 6_000, 30


def ran(world: Settings, weeks: int = WEEKS) -> dict[tuple[str, str], np.ndarray]:
    """Return the series of one run by indicator and scope."""
    run, = simulate(world, people=PEOPLE, weeks=weeks, cache=False)
    return {(name, scope): np.array(values) for name, scope, values in run.series}


def test_parts_make_up_the_whole():
    """Recorded shares of kinds, and of sensed and other cities, lie around that of all acts."""
    got = ran(busy())
    whole = got["recorded_share", "whole"]
    for parts in ([("recorded_share_by_kind", f"act:{kind}") for kind in ("order", "fraud")]
                  + [("recorded_share_by_kind", "act:judgment")],
                  [("recorded_share_by_sensing", f"cities:{k}") for k in ("sensed", "other")]):
        shares = np.array([got[part] for part in parts])
        assert (np.nanmin(shares, axis=0) <= whole).all()
        assert (whole <= np.nanmax(shares, axis=0)).all()
    offences = np.array([got["offences_by_sensing", f"cities:{k}"] for k in ("sensed", "other")])
    assert (offences.min(axis=0) <= got["offences", "whole"]).all()
    assert (got["offences", "whole"] <= offences.max(axis=0)).all()
    assert (got["first_offences", "whole"] < got["offences", "whole"]).all()


def test_without_a_sensed_city_there_is_nothing_to_say_of_one():
    """No value where no city senses, and the others are then the whole."""
    got = ran(changed(busy(), {"sensing.smart": 0.0}))
    assert np.isnan(got["recorded_share_by_sensing", "cities:sensed"]).all()
    assert got["recorded_share_by_sensing", "cities:other"] == pytest.approx(
        got["recorded_share", "whole"])


def test_a_scheme_that_nothing_reaches_marks_nobody_down():
    """Without links and without a view of its own it hears of no record and tells nothing; with
    links it hears of all of them, and tells of support where opinions are in the tariff."""
    deaf = {"scoring.own_view": 0.0, "integration.horizontal": 0.0, "scoring.points_assoc": 0.0,
            "scoring.points_service": 0.0,
            "lists.on": 0.0, "scoring.political": 1.0, "society.burn_in": 120}
    apart = ran(changed(busy(), deaf))
    linked = ran(changed(busy(), {**deaf, "integration.horizontal": 1.0}))
    assert not apart["score_bad", "whole"].any()
    assert (linked["score_bad", "whole"] > 1.0).all()
    assert apart["score_support_auc", "whole"] == pytest.approx(50.0)
    assert (linked["score_support_auc", "whole"] > 52.0).all()


def test_one_dated_line_is_a_shock():
    """It raises load and dissent for a while; recovery has no value before and ends after it."""
    calm = base()
    shocked = Settings(calm.values, calm.rows, ((5, {"incidents": {"shock": 1.0}}, {}),))
    before, after = ran(calm, 60), ran(shocked, 60)
    assert np.isnan(after["recovery_time", "whole"][:5]).all()
    assert (after["recovery_time", "whole"][5:13] == np.arange(1.0, 9.0)).all()
    assert (after["load", "whole"] - before["load", "whole"])[5:13].min() > 5.0
    raised = after["load", "whole"] - before["load", "whole"]
    assert abs(raised[40:].mean()) < 0.25 * raised[5:13].mean()
    assert after["expected_dissent", "whole"][5] > 1.2 * before["expected_dissent", "whole"][5]
    waits = after["recovery_time", "whole"][13:]
    assert (np.diff(waits) >= 0.0).all() and 9.0 < waits[-1] < 40.0


def test_those_who_opt_out_support_the_state_less():
    """Opted out is opt_out where support does not matter, and less where it does and is above 0."""
    alike, unlike = (ran(changed(base(), {"sensing.opt_out": 0.3, "sensing.opt_out_service": 0.0,
                                          "sensing.opt_out_support": support}))
                     for support in (0.0, 1.0))
    assert alike["opted_out", "whole"].mean() == pytest.approx(30.0, abs=1.0)
    mean_support = unlike["support", "whole"].mean() / 100.0
    assert unlike["opted_out", "whole"].mean() == pytest.approx(
        30.0 * (1.0 - mean_support), abs=1.0)
