"""Differences of two arms in numbers: as many digits as they are worth, with a true sign."""

from __future__ import annotations

import math
from typing import NamedTuple

from countergaze.reports.words import number

MINUS = "\N{MINUS SIGN}"
MOST_DIGITS = 6


class Side(NamedTuple):
    """One arm against the reference in one quantity."""

    arm: str
    value: float
    reference: float
    effect: float
    low: float
    high: float
    pairs: int
    below: int
    above: int

    @property
    def clear(self) -> bool:
        """Whether the interval lies on one side of zero."""
        return self.low > 0.0 or self.high < 0.0

    @property
    def same(self) -> bool:
        """Whether no pair differs."""
        return self.pairs > 0 and self.effect == 0.0 and self.below == self.above == 0

    @property
    def alike(self) -> int:
        """How many pairs do not differ."""
        return self.pairs - self.below - self.above

    @property
    def agreeing(self) -> int:
        """In how many pairs the difference has the sign of the mean."""
        return self.above if self.effect > 0.0 else self.below


def decimals(low: float, high: float) -> int:
    """Return the decimals that an interval is worth: one figure of its half-width.

    Below zero: tens, hundreds and so on.
    """
    half = abs(high - low) / 2.0
    least = min(abs(low), abs(high))
    digits = 0
    if half > 0.0 and math.isfinite(half):
        digits = min(-math.floor(math.log10(half) + 1e-9), MOST_DIGITS)
    elif math.isfinite(least) and least > 0.0:
        digits = min(max(0, 2 - math.floor(math.log10(least))), MOST_DIGITS)
    # an interval that is clear of zero is not written as if it touched it
    clear = low > 0.0 or high < 0.0
    while clear and digits < MOST_DIGITS and round(least, digits) == 0.0:
        digits += 1
    # nor one that only just holds zero as if it began there
    return digits + (not clear and least > 0.0 == round(least, digits) and digits < MOST_DIGITS)


def size(value: float, digits: int) -> str:
    """Return a number without its sign, to so many decimals, or tens, or hundreds."""
    return f"{round(abs(value), digits):,.{max(digits, 0)}f}"


def plus(value: float, digits: int) -> str:
    """Return a difference with its sign, to so many decimals; no sign on zero."""
    text = size(value, digits)
    if float(text.replace(",", "")) == 0.0:
        return text
    return f"{'+' if value > 0 else MINUS}{text}"


def spread(low: float, high: float, digits: int) -> str:
    """Return an interval: (−12 to −9)."""
    return f"({plus(low, digits)} to {plus(high, digits)})"


def visible(value: float) -> str:
    """Return a smallest visible difference in two figures."""
    if not math.isfinite(value):
        return "cannot be told"
    if value == 0.0:
        return "any"
    return f"{value:,.{min(max(0, 1 - math.floor(math.log10(value))), MOST_DIGITS)}f}"


def share(value: float) -> str:
    """Return what pairing took out of the variance, in 100."""
    if not math.isfinite(value):
        return "saved: cannot be told"
    return f"saved {number(100.0 * value, 0)} in 100"
