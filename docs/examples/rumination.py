"""Rumination: who was warned or listed lately broods over it, and is a little more afraid.

A worked example of a mechanism from outside the package:

    countergaze run --mechanism docs/examples/rumination.py

(1)  m(t + 1) = (1 - f) m(t) + g (warned + newly listed), held inside [0, 1]

Left out: brooding changes nothing else; it is only reported, by group.  Assumed throughout.
"""

from countergaze.compute.maths import apart, clip, each
from countergaze.declare import Indicator, Table, switch, uncertainty
from countergaze.declare.state import fields, number, tallies, total
from countergaze.week.indicators.counted import over
from countergaze.week.records import People, Store, Terms

AFTER = "adaptation.adapt"


class Parameters(Table, table="rumination"):
    """How fast brooding comes and goes."""

    on = switch(1.0, meaning="people brood over what befell them")
    fading = uncertainty(0.05, "a week", bounds=(0.0, 1.0), range=(0.01, 0.2),
                         meaning="share of brooding that fades in a week")
    gain = uncertainty(0.5, "per event", bounds=(0.0, 1.0), range=(0.1, 1.0),
                       meaning="brooding that a warning or a new listing brings")


FIELDS = fields(brooding=number("how much the person broods, 0 to 1"))
TALLIES = tallies(brooding=total("brooding", "brooding", groups=True))
INDICATORS = (
    Indicator(name="brooding", title="Brooding", unit="points of 100", family="rights", harm=1,
              definition="Mean brooding of adults over warnings and listings; 100 is the most.",
              scopes=("whole", "province", "group"), digits=3, mechanism="rumination"),
)


def next_brooding(p, brooding, warned, newly_listed):
    """Return brooding after a week, equation (1)."""
    return p.on * clip((1.0 - p.fading) * brooding + p.gain * (warned + newly_listed), 0.0, 1.0)


@apart
def step(me: People, n, start, r, city, store: Store, terms: Terms, words):
    """Let people brood."""
    p = terms.rumination[r]
    for i in each(n):
        me.brooding[i] = next_brooding(p, me.brooding[i], me.warned[i],
                                       me.newly_listed[i] + me.newly_wronged[i])


def indicators(counted):
    """Return mean brooding of adults, of the whole and of each scope."""
    return {"brooding": 1e2 * over(counted.got["brooding"], counted.adults)}
