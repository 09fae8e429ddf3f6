"""What officials sell: a way off the lists, for those who can pay."""

from __future__ import annotations

from countergaze.compute import random
from countergaze.mechanisms import officials
from countergaze.week.records import People, Terms


def buys(me: People, i, r, city, terms: Terms, word):
    """Return whether a listed person buys their way off every list, `officials` (3)."""
    po = terms.officials[r]
    u_sale, unused = random.uniforms(terms.draws.sale[r], word)
    return u_sale < officials.chance_to_buy(po, terms.city.misuse[r, city], me.hardship[i])
