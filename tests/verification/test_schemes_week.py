"""City point schemes in the week of a society: where they are alive, and what stays as it was."""

import numpy as np

from countergaze.engine.simulation import simulate
from countergaze.results.manifest import hash_of_series
from tests.verification.worlds import base, changed

PEOPLE, WEEKS = 6_000, 52
ALIVE = {"scoring.pilot": 1.0, "scoring.grade_closes": 0.5, "scoring.display": 1.0,
         "sensing.smart": 0.9, "society.burn_in": 150}


def ran(**changes):
    """Return the series of a short run, and by indicator and scope."""
    run, = simulate(changed(base(), changes), people=PEOPLE, weeks=WEEKS, cache=False)
    return run.series, {(name, scope): np.array(values) for name, scope, values in run.series}


def test_grades_and_display_where_there_is_no_scheme_change_nothing():
    """Whatever they are set to, and to the bit."""
    plain, _ = ran(**{"scoring.pilot": 0.0})
    shown, _ = ran(**{**ALIVE, "scoring.pilot": 0.0, "sensing.smart": 0.3, "society.burn_in": 60})
    assert hash_of_series(plain) == hash_of_series(shown)


def test_schemes_are_alive_where_people_know_of_them():
    """On display nearly everybody does, fewer offend and more serve for points; services closed
    by grade are hardship, and without grades and display few know and little moves."""
    _, without = ran(**{**ALIVE, "scoring.pilot": 0.0})
    _, alive = ran(**ALIVE)
    _, bare = ran(**{**ALIVE, "scoring.grade_closes": 0.0, "scoring.display": 0.0})
    level = {name: [of[name, "whole"].mean() for of in (without, bare, alive)]
             for name in ("offences", "performative")}
    assert alive["aware_of_scheme", "whole"].mean() > 70.0
    assert bare["aware_of_scheme", "whole"].mean() < 20.0
    assert level["offences"][2] < 0.9 * level["offences"][0]
    assert level["offences"][1] > 0.97 * level["offences"][0]
    assert level["performative"][2] > 3.0 * level["performative"][1]
    assert (alive["closed_by_grade", "whole"] > 0.0).all()
    assert not bare["closed_by_grade", "whole"].any()


def test_closed_services_are_hardship():
    """By grade alone, with nothing on display: those below 850 are the only ones it can reach."""
    _, shut = ran(**{**ALIVE, "scoring.display": 0.0, "scoring.grade_closes": 1.0,
                     "conduct.deterrence": 0.0})
    _, open_ = ran(**{**ALIVE, "scoring.display": 0.0, "scoring.grade_closes": 0.0,
                      "conduct.deterrence": 0.0})
    assert (shut["hardship", "whole"] > open_["hardship", "whole"]).all()
