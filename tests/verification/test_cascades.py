"""What a focal event of a given anger does, and what the tail of cascades is made of."""

import numpy as np
import pytest

from countergaze.data.tables import census_places
from countergaze.declare import Settings
from countergaze.engine.simulation import Engine
from countergaze.engine.society import Society
from countergaze.week.records import TALLIES
from countergaze.scenarios.scenario import defaults

PEOPLE = 20_000


def quiet_world(form: str) -> Settings:
    """Return the defaults without focal events of their own, under a form of safety."""
    settings = defaults()
    settings.values["expression"].update(focal_rate=0.0, safety_form=form)
    return settings


def peak_dissent(anger: float, form: str = "smooth", metric: str = "dissent") -> float:
    """Return the peak share of people who dissent in a week after an event in every city."""
    settings = quiet_world(form)
    society = Society.settle(settings, census_places(), PEOPLE, (1,))
    engine = Engine(settings, society)
    for week in range(-40, 0):
        engine.step(week)
    society.institutions.country.expression.focal_left[:] = 5
    society.institutions.country.expression.anger[:] = anger
    place = list(TALLIES).index(metric)
    return max(engine.step(week).by_group[0, place, 0] / 2**18 / PEOPLE
               for week in range(4))


@pytest.mark.parametrize(("anger", "share"), [(0.05, 0.03), (0.1, 0.07), (0.2, 0.23), (0.3, 0.44)])
def test_peak_of_dissent_after_a_focal_event(anger, share):
    """With perceived risk falling smoothly in numbers, the peak after events of anger 0.05, 0.1,
    0.2 and 0.3 lies near the prototype's 3, 7, 23 and 44 % of all people."""
    got = peak_dissent(anger)
    assert abs(got - share) < max(0.025, 0.1 * share), got


def test_the_peak_grows_smoothly_with_anger():
    """Without a floor on the ratio of watchers to dissenters nothing tips: four steps of anger
    of 0.05 raise the peak by less than a third of all people each, and always upwards."""
    peaks = [peak_dissent(anger) for anger in (0.1, 0.15, 0.2, 0.25)]
    steps = np.diff(peaks)
    assert (steps > 0).all() and (steps < 0.33).all(), peaks


PEAKS = {"alone": (0.05, 0.15, 0.30), "smooth": (0.07, 0.23, 0.44),
         "epstein": (0.08, 0.29, 0.46), "kuran": (0.20, 0.41, 0.52)}
"""The prototype's peaks after events of anger 0.1, 0.2 and 0.3, as shares of all people."""


@pytest.mark.parametrize("form", list(PEAKS))
def test_peaks_by_form_of_safety(form):
    """Each form's peaks lie near the prototype's, in which a little more dissent was latent."""
    got = [peak_dissent(anger, form) for anger in (0.1, 0.2, 0.3)]
    assert got == pytest.approx(PEAKS[form], abs=0.06), got


def test_forms_of_safety_in_order_of_what_they_let_out():
    """Alone lets out least, then smooth, then rounded down; Kuran's city lets out all there is."""
    peaks = [peak_dissent(0.2, form) for form in ("alone", "smooth", "epstein", "kuran")]
    assert peaks == sorted(peaks) and peaks[0] < 0.5 * peaks[3]
    latent = peak_dissent(0.2, "kuran", "latent")
    assert peaks[3] == pytest.approx(latent, rel=0.03)
