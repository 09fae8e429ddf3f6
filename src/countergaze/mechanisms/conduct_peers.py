"""Conduct, part two: the emperor's dilemma, people who enforce a norm that few of them hold.

A person sees n ties, of whom some enforce the norm (E = 1), some enforce its breach (E = -1), and
some comply.  A believer (support above believer_support) has belief B = 1 and strength S = 1, all
others B = -1 and S ~ U(0.01, 0.38):

1. pressure = -(B / n) sum of E_j
2. comply with one's own belief unless pressure > S
3. enforce against one's belief where pressure also exceeds S + emperor_cost
4. enforce one's belief where conduct follows it and S W > emperor_cost, W being the share of
   ties whose conduct differs from it
   (children are among the ties, and neither comply nor enforce)
5. who enforces the norm tips off emperor_tips times a year, others never

Source: Centola, Willer and Macy 2005 (equations; cost and law of S as in published code of the
model, not read in the paper); who believes and how often an enforcer tips off are assumed.
"""

from __future__ import annotations

from typing import NamedTuple

from countergaze.compute.maths import select, truth
from countergaze.mechanisms.conduct import WEEKS_A_YEAR

LEAST_STRENGTH = 0.01
STRENGTH_WIDTH = 0.37


class Norm(NamedTuple):
    """What a person does about the norm: comply 0 or 1, enforce -1, 0 or 1."""

    comply: float
    enforce: float


def norm(p, support, nerve, enforcing, complying, ties):
    """Return the `Norm` of a person, equations (1) to (4).

    nerve: the person's own uniform; enforcing: sum of E over ties; complying: ties that comply.
    """
    believes = truth(support > p.believer_support)
    belief = 2.0 * believes - 1.0
    strength = select(believes > 0.5, 1.0, LEAST_STRENGTH + STRENGTH_WIDTH * nerve)
    pressure = 0.0 - belief * enforcing / ties
    yields = truth(pressure > strength)
    differing = select(believes > 0.5, ties - complying, complying) / ties
    zeal = (1.0 - yields) * truth(strength * differing > p.emperor_cost)
    false_zeal = truth(pressure > strength + p.emperor_cost)
    comply = select(yields > 0.5, 1.0 - believes, believes)
    return Norm(comply, belief * (zeal - false_zeal))


def shown(norm):
    """Return what others see: 0 neither, 1 complies, 2 enforces the norm, 3 enforces its breach."""
    return norm.comply + truth(norm.enforce > 0.5) + 3.0 * truth(norm.enforce < -0.5)


def reports(p, adult, enforce, uniform):
    """Return 1 if the person tips off this week, equation (5)."""
    rate = adult * p.on * p.emperor_tips / WEEKS_A_YEAR
    return truth(enforce > 0.5) * truth(uniform < rate)
