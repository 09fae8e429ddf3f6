"""How people change: fear, support and hardship.

Of a person's n ties, m were warned, v dissent, l are listed, e newly so; B_c is what a listing
brings here.

1. f* = f0 + fear_watch (hit(C_dissent) - 0.05) + fear_warned [m > 0] + fear_rumour B_c l / n;
   f' = clip(f + fear_return (f* - f) + fear_own [warned] + fear_visit [visited], 0, 2)
2. a0' = a + support_return (a0 - a) + support_service (q - q_d) + support_media (propaganda -
   0.5) (1 - a)/2 + support_peers ((w - v)/n) (1 - |a|)
3. loss = min(0.9, loss_warned [warned] + loss_wrong [newly wrongly listed, or a false record
   learnt of, chance 0.2] + loss_just [newly justly listed] + loss_tie [e > 0] + loss_visit
   [unjust visit]);
   a' = (1 + a0') (1 - loss) - 1; who is redlisted: a' = 1 - (1 - a') (1 - gain_reward reward)
4. h' = h + hard_return (clip(h0 + hard_list B + hard_assoc assoc B_c [household listed]
   - hard_reward reward [redlisted] + opt_out_price [opted out] + hard_service (q_ref - q)
   + hard_economy (1 - Y)) - h); Y: what the city makes in the week (`economy`)

Injustice moves support and, through it, speech; not compliance directly. The listed household's
own breadth is not visible to the person, so B_c stands for it.

Forms.  `fear_form`: "coverage" is (1); "news" has no term of being watched; "seen" takes fear
from what is punished among what is seen, f* = 2 (1 + m) / (2 / f0 + v); "own" has only own
warnings.  `support_form`: "injustice" is (3); "any_sanction" costs as much support when just as
when unjust; "deference" raises support by a just listing (loss_just = -0.03); "none" has no loss.

Sources: Walters and Bolger 2019 (through legitimacy); Penney 2016 (chilling, about 20 %); Xu,
Kostka and Cao 2022 (-12 % on learning of repressive use); Stoycheff 2016 (those who think watching
justified keep silent most: that they also support a just listing more, "deference", is assumed);
numbers are assumed.
"""

from __future__ import annotations

from typing import NamedTuple

from countergaze.compute.maths import clip, exp, hit, maximum, minimum, select, truth
from countergaze.declare import Indicator, Table, form, switch, uncertainty
from countergaze.declare.state import columns, fields, number, quantities, tallies, total

WATCH_REFERENCE = 0.05
LARGEST_LOSS = 0.9
LARGEST_FEAR = 2.0
LEARNT = 0.2
DEFERENCE = -0.03


class Parameters(Table, table="adaptation"):
    """Numbers of adaptation."""

    on = switch(1.0, meaning="whether people change at all")
    fear_form = form("coverage", "news", "seen", "own", meaning="where fear comes from: being "
                     "watched and what is heard, what is heard, what is seen punished among what "
                     "is seen, or one's own warnings")
    support_form = form("injustice", "any_sanction", "deference", "none", source="assumed; "
                        "Stoycheff 2016 for deference", meaning="what sanctions cost in support: "
                        "most when unjust, the same when just, support when just, or nothing")
    f0 = uncertainty(0.30, "fear", scale="log", range=(0.1, 0.6), bounds=(0.0, 2.0),
                     meaning="fear that ordinary policing leaves", expected_effects={"fear": "+"})
    fear_return = uncertainty(0.05, "a week", scale="log", range=(0.02, 0.2), bounds=(0.0, 1.0),
                              meaning="how fast fear moves to what is seen",
                              expected_effects={"fear": "-"})
    fear_own = uncertainty(0.4, "fear", range=(0.0, 0.8), bounds=(0.0, 2.0),
                           meaning="fear that a warning adds", expected_effects={"fear": "+"})
    fear_visit = uncertainty(0.3, "fear", range=(0.0, 0.6), bounds=(0.0, 2.0),
                             meaning="fear that a visit adds", expected_effects={"fear": "+"})
    fear_watch = uncertainty(0.3, "fear per chance", range=(0.0, 1.5), bounds=(0.0, 10.0),
                             source="assumed (Penney 2016: a fall of about 20 %)",
                             meaning="how much being watched frightens",
                             expected_effects={"fear": "+"})
    fear_warned = uncertainty(0.4, "fear", range=(0.0, 1.0), bounds=(0.0, 2.0),
                              meaning="fear from a warned tie", expected_effects={"fear": "+"})
    fear_rumour = uncertainty(0.3, "fear", range=(0.0, 1.0), bounds=(0.0, 10.0),
                              meaning="fear from listed ties", expected_effects={"fear": "+"})
    support_return = uncertainty(0.01, "a week", scale="log", range=(0.005, 0.03),
                                 bounds=(0.0, 1.0), meaning="how fast support returns to its own "
                                 "level", expected_effects={"support": "+"})
    support_service = uncertainty(0.004, "a week", scale="log", range=(0.001, 0.01),
                                  bounds=(0.0, 1.0), meaning="support from service above what is "
                                  "expected", expected_effects={"support": "-"})
    support_media = uncertainty(0.002, "a week", range=(0.0, 0.005), bounds=(0.0, 1.0),
                                meaning="support from propaganda",
                                expected_effects={"support": "+"})
    support_peers = uncertainty(0.0, "a week", range=(0.0, 0.01), bounds=(0.0, 1.0),
                                meaning="pull of what ties say on support",
                                expected_effects={"support": "+"})
    loss_warned = uncertainty(0.10, "of 1 + a", range=(0.0, 0.25), bounds=(0.0, 0.9),
                              meaning="support lost by a warning",
                              expected_effects={"support": "-"})
    loss_wrong = uncertainty(0.15, "of 1 + a", scale="log", range=(0.05, 0.3), bounds=(0.0, 0.9),
                             source="assumed (Xu, Kostka and Cao 2022: -12 % on learning)",
                             meaning="support lost by a wrong listing",
                             expected_effects={"support": "-"})
    loss_just = uncertainty(0.03, "of 1 + a", range=(0.0, 0.1), bounds=(-0.9, 0.9),
                            meaning="support lost by a just listing",
                            expected_effects={"support": "-"})
    loss_tie = uncertainty(0.01, "of 1 + a", range=(0.0, 0.03), bounds=(0.0, 0.9),
                           meaning="support lost when a tie is listed",
                           expected_effects={"support": "-"})
    loss_visit = uncertainty(0.05, "of 1 + a", range=(0.0, 0.15), bounds=(0.0, 0.9),
                             meaning="support lost by an unjust visit",
                             expected_effects={"support": "-"})
    gain_reward = uncertainty(0.004, "a week", range=(0.0, 0.01), bounds=(0.0, 1.0),
                              meaning="support that full reward adds, of what is left to gain",
                              expected_effects={"support": "+"})
    hard_return = uncertainty(0.05, "a week", range=(0.02, 0.1), scale="log", bounds=(0.0, 1.0),
                              meaning="how fast hardship follows its causes",
                              expected_effects={"hardship": "+"})
    hard_list = uncertainty(0.15, "hardship", scale="log", range=(0.05, 0.35), bounds=(0.0, 1.0),
                            meaning="hardship of losing every service",
                            expected_effects={"hardship": "+"})
    hard_assoc = uncertainty(0.10, "hardship", range=(0.0, 0.2), bounds=(0.0, 1.0),
                             meaning="hardship through a listed household member",
                             expected_effects={"hardship": "+"})
    hard_service = uncertainty(0.2, "hardship", scale="log", range=(0.05, 0.4), bounds=(0.0, 5.0),
                               meaning="hardship of service below the reference",
                               expected_effects={"hardship": "+"})
    hard_economy = uncertainty(0.3, "hardship", range=(0.0, 0.6), bounds=(0.0, 5.0),
                               meaning="hardship of output below the reference",
                               expected_effects={"hardship": "+"})
    hard_reward = uncertainty(0.03, "hardship", range=(0.0, 0.1), bounds=(0.0, 1.0),
                              meaning="hardship that full reward takes away",
                              expected_effects={"hardship": "-"})


class Hit(NamedTuple):
    """What befell the person this week: 0 or 1 each, but breadth and reward in [0, 1].

    wronged: newly listed wrongly, or learnt of a false record; rewarded: reward of the redlisted;
    unjustly: visited without a grievance.
    """

    warned: float
    wronged: float
    newly_just: float
    breadth: float
    rewarded: float
    visited: float
    unjustly: float


class Public(NamedTuple):
    """What the city offers: q - q_d, q_ref - q, propaganda's push, its show, 1 - Y."""

    service_gap: float
    quality_lost: float
    persuasion: float
    show: float
    output_lost: float


class Seen(NamedTuple):
    """What the person saw of ties last week: counts; home_listed is 0 or 1."""

    dissenting: float
    affirming: float
    listed: float
    warned: float
    newly_listed: float
    reporting: float
    ties: float
    home_listed: float


def rumour(p, breadth, listed, ties):
    """Return the fear that listed ties leave, a term of equation (1)."""
    return p.fear_rumour * breadth * listed / ties


def rumour_felt(p, breadth, listed, ties):
    """Return the fear that listed ties leave under the form of fear in force, for M23."""
    heeds = truth(p.fear_form < 2.0)
    return heeds * rumour(p, breadth, listed, ties)


def next_fear(p, fear, watched, breadth, public, seen, hit_by):
    """Return fear next week, equation (1). watched: hit(C_dissent) of the city."""
    watch = p.fear_watch * (watched - WATCH_REFERENCE)
    heard = (p.fear_warned * truth(seen.warned > 0.5)
             + rumour(p, breadth, seen.listed, seen.ties))
    target = p.f0 + select(p.fear_form == 0.0, watch, 0.0) + select(p.fear_form == 3.0, 0.0, heard)
    punished = LARGEST_FEAR * (1.0 + seen.warned) / (LARGEST_FEAR / p.f0 + seen.dissenting)
    target = select(p.fear_form == 2.0, punished, target) + public.show
    change = (p.fear_return * (target - fear) + p.fear_own * hit_by.warned
              + p.fear_visit * hit_by.visited)
    return select(p.on > 0.0, clip(fear + change, 0.0, LARGEST_FEAR), fear)


def fear_moved(p, fear, target):
    """Return fear a week nearer to what it aims at, as in equation (1), for people abroad."""
    return clip(fear + p.on * p.fear_return * (target - fear), 0.0, LARGEST_FEAR)


def loss_when_just(p):
    """Return the support that a just listing costs under the form in force, of 1 + a."""
    of_just = select(p.support_form == 1.0, p.loss_wrong, p.loss_just)
    return select(p.support_form == 2.0, DEFERENCE, of_just)


def next_support(p, support, own_level, public, seen, hit_by):
    """Return private support next week, equations (2) and (3)."""
    pull = (seen.affirming - seen.dissenting) / seen.ties
    drifted = (support + p.support_return * (own_level - support)
               + p.support_service * public.service_gap
               + p.support_media * public.persuasion * (1.0 - support) * 0.5
               + p.support_peers * pull * (1.0 - maximum(support, 0.0 - support)))
    of_just = loss_when_just(p)
    loss = (p.loss_warned * hit_by.warned + p.loss_wrong * hit_by.wronged
            + of_just * hit_by.newly_just + p.loss_tie * truth(seen.newly_listed > 0.5)
            + p.loss_visit * hit_by.unjustly)
    loss = select(p.support_form == 3.0, 0.0, minimum(loss, LARGEST_LOSS))
    left = (1.0 + drifted) * (1.0 - loss) - 1.0
    raised = 1.0 - (1.0 - left) * (1.0 - p.gain_reward * hit_by.rewarded)
    return select(p.on > 0.0, clip(raised, -1.0, 1.0), support)


def next_hardship(p, hardship, own_level, assoc, city_breadth, price, public, seen, hit_by):
    """Return hardship next week, equation (4). price: of having opted out, 0 for others."""
    household = p.hard_assoc * assoc * city_breadth * seen.home_listed
    target = own_level + p.hard_list * hit_by.breadth + household + price
    target = target + p.hard_service * public.quality_lost + p.hard_economy * public.output_lost
    target = clip(target - p.hard_reward * hit_by.rewarded, 0.0, 1.0)
    return select(p.on > 0.0, hardship + p.hard_return * (target - hardship), hardship)


def hardship_of_listing(p, breadth, weeks):
    """Return the hardship that `weeks` weeks on a list of this breadth have added, for M23."""
    return p.hard_list * breadth * hit(p.hard_return * weeks)


def support_lost(p, support, wrong, weeks):
    """Return the support that a listing `weeks` weeks ago still costs, for M23."""
    loss = select(wrong, p.loss_wrong, loss_when_just(p)) * truth(p.support_form < 3.0)
    return (1.0 + support) * loss * exp(0.0 - p.support_return * weeks)


GROUPS = ("whole", "province", "group")

FIELDS = fields(
    support=number("private support, -1 to 1"),
    hardship=number("hardship, 0 to 1"),
    fear=number("perceived enforcement, 0 and above"),
)
QUANTITIES = quantities(
    support_above="support + 1, which is not below nothing and can be counted",
)
CITY_COLUMNS = columns(
    public=(Public, "what the city offers"),
    breadth="breadth of what a listing denies in the city",
)
TALLIES = tallies(
    hardship=total("hardship", "hardship", groups=True),
    fear=total("fear", "fear", groups=True),
    support=total("support_above", "support + 1", groups=True),
)

INDICATORS = (
    Indicator(name="hardship", title="Hardship", unit="points of 100", family="rights", harm=1,
              definition="Mean hardship of adults; 100 is the most.", scopes=GROUPS, digits=2),
    Indicator(name="fear", title="Fear", unit="points (100 = one unit of perceived enforcement)",
              family="rights", harm=1, definition="Mean perceived enforcement of adults.",
              scopes=GROUPS, digits=2),
    Indicator(name="support", title="Private support", unit="points, -100 to 100",
              family="control", definition="Mean private support of adults, which nobody in the "
              "simulated state can see.", scopes=GROUPS, digits=2),
)
