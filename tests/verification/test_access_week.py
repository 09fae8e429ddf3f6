"""Access and rectification in the week of a society: limits, and what it leaves alone."""

import numpy as np
import pytest

from countergaze.engine.simulation import simulate
from countergaze.results.manifest import hash_of_series
from tests.verification.worlds import base, changed

PEOPLE, WEEKS = 6_000, 40
AT_ONCE = {
    "access.request": 1.0, "access.answered": 1.0, "access.ask": 1.0, "access.burden": 0.0,
    "access.decided": 1.0, "access.granted": 1.0, "officials.competence": 1.0,
    "officials.competence_spread": 0.0, "integration.correction_reach": 1.0,
}


def ran(**changes):
    """Return the series of a short run in which one record in four is false."""
    world = changed(base(), {"sensing.false_rate": 0.3, **changes})
    run, = simulate(world, people=PEOPLE, weeks=WEEKS, cache=False)
    return run.series, {(name, scope): np.array(values) for name, scope, values in run.series}


def test_off_is_the_same_as_nobody_asking():
    """Without the mechanism, and with nobody who asks for a file or a correction, all is alike."""
    off, _ = ran(**{"access.on": 0.0})
    silent, _ = ran(**{"access.request": 0.0, "access.ask": 0.0})
    known = {"rectification_funnel"}  # learning of a record does not hang on the right to see it
    assert hash_of_series([one for one in off if one[0] not in known]) == hash_of_series(
        [one for one in silent if one[0] not in known])


def test_with_everything_at_once_a_false_record_lasts_three_weeks():
    """Made, then known; a week later asked, another later decided and gone everywhere: by Little's
    law people with a false record are those whom three weeks make."""
    _, got = ran(**AT_ONCE)
    made = got["rectification_funnel", "step:made"].mean() / 52.0
    with_one = got["wrong_records", "whole"].mean()
    residents_an_adult = got["false_records", "whole"].mean() / 52.0 / made
    assert residents_an_adult == pytest.approx(1.0)
    assert got["rectification_funnel", "step:cleared"].sum() > 0.0
    assert 1.0 < with_one / made < 3.2


def test_the_funnel_narrows_and_a_right_to_correction_widens_it():
    """Each step has at most what came before it, and the right leaves fewer false records."""
    _, weak = ran()
    _, strong = ran(**{"safeguards.access_right": 1.0})
    for got in (weak, strong):
        steps = [got["rectification_funnel", f"step:{step}"].sum()
                 for step in ("ask", "decided", "granted", "cleared")]
        assert all(later < 1.03 * earlier for earlier, later in zip(steps, steps[1:])), \
            "what was pending in the first week is decided later"
    assert strong["rectified", "whole"].mean() > 2.0 * weak["rectified", "whole"].mean()
    assert strong["wrong_records", "whole"][-1] < 0.98 * weak["wrong_records", "whole"][-1]
    assert strong["safeguard_hours", "whole"].min() > 0.0
    assert not weak["safeguard_hours", "whole"].any()
