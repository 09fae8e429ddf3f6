"""How a number is written, wherever it stands: few digits, thousands apart, a true sign."""

from __future__ import annotations

import math
from typing import Any

MINUS = "\N{MINUS SIGN}"
NO_VALUE = "none recorded"
MOST_DIGITS = 6


def number(value: float, digits: int = 1) -> str:
    """Return a level in few digits; whole from 100 on; "none recorded" where there is none."""
    if not math.isfinite(value):
        return NO_VALUE
    text = f"{value:,.{digits}f}" if abs(value) < 100 else f"{value:,.0f}"
    return _true(text)


def _true(text: str) -> str:
    """Return a written number with a true minus, and 0 for every way to write nothing."""
    return "0" if float(text.replace(",", "")) == 0.0 else text.replace("-", MINUS)


def signed(value: float, digits: int = 1) -> str:
    """Return a level that is a difference, with a true plus or minus; no sign on zero."""
    text = number(value, digits)
    return f"+{text}" if value > 0.0 and text != "0" and math.isfinite(value) else text


def count(value: float) -> str:
    """Return a number of people: whole, unless it is a small mean."""
    whole = not math.isfinite(value) or value >= 10 or abs(value - round(value)) < 0.05
    return number(value, 0 if whole else 1)


def in_full(value: float) -> str:
    """Return a round number, such as a tick of an axis, in as many digits as it has."""
    return f"{value:,.6g}".replace("-", MINUS)


def setting(value: Any) -> str:
    """Return the value of a parameter, or of a field of a row."""
    if value is None:
        return "none"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(setting, value)) or "nothing"
    if isinstance(value, dict):
        return ", ".join(f"{key} {setting(part)}" for key, part in value.items()) or "nothing"
    return f"{value:g}".replace("-", MINUS) if isinstance(value, float) else str(value)


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


def interval(low: float, high: float, digits: int) -> str:
    """Return an interval: (−12 to −9)."""
    return f"({plus(low, digits)} to {plus(high, digits)})"


def visible(value: float) -> str:
    """Return a smallest visible difference in two figures."""
    if not math.isfinite(value):
        return "cannot be told"
    if value == 0.0:
        return "any"
    return f"{value:,.{min(max(0, 1 - math.floor(math.log10(value))), MOST_DIGITS)}f}"
