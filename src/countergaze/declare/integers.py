"""Whole numbers as people hold them: Python's, NumPy's, pandas', whole floats, typed text."""

from __future__ import annotations

import operator
import re
from typing import Any

_GROUPED = re.compile("[+-]?[0-9]{1,3}([,_ \u00a0\u202f'])[0-9]{3}(?:\\1[0-9]{3})*")
_PLAIN = re.compile(r"[+-]?[0-9][0-9_]*(\.0*)?")
_POWER = re.compile(r"([+-]?)([0-9]{1,20})(?:\.([0-9]{1,20}))?[eE]\+?([0-9]{1,2})")
_ONE_DOT = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{3})+")


def whole(value: Any) -> int:
    """Return `value` as an int; raise ValueError with words for what follows "must be".

    Taken are integers of any library, floats that are whole, and arrays without an axis.
    """
    if hasattr(value, "item") and not getattr(value, "ndim", 0):
        value = value.item()
    if hasattr(value, "__len__") and not isinstance(value, str):
        raise ValueError(f"one whole number, not {_several(value)}")
    if isinstance(value, bool):
        raise ValueError(f"a whole number, not {value}")
    try:
        return operator.index(value)
    except TypeError:
        pass
    try:
        number = float(value) if not isinstance(value, str) else float("nan")
    except (TypeError, ValueError):
        number = float("nan")
    if not number.is_integer():
        raise ValueError(f"a whole number, not {_short(value)}")
    return int(value)


def typed(text: str) -> int:
    """Return the whole number of a typed text: 20000, 20,000, 20_000, 2e4 or 20000.0.

    Raise ValueError with words; "20.000" is refused, since it is twenty to one reader and twenty
    thousand to another.
    """
    word = text.strip()
    if _ONE_DOT.fullmatch(word):
        plain = word.replace(".", "")
        raise ValueError(f"a whole number, not {_short(text)}: write {plain} or "
                         f"{word.partition('.')[0]}")
    if _GROUPED.fullmatch(word):
        return int(re.sub(r"[^0-9+-]", "", word))
    if _PLAIN.fullmatch(word) and not word.rstrip(".0").endswith("_"):
        return int(word.partition(".")[0].replace("_", ""))
    power = _POWER.fullmatch(word)
    if power:
        sign, head, tail, zeros = power[1], power[2], (power[3] or "").rstrip("0"), int(power[4])
        if len(tail) <= zeros:
            return int(f"{sign}{head}{tail}{'0' * (zeros - len(tail))}")
    raise ValueError(f"a whole number, such as 20000, 20,000 or 2e4, not {_short(text)}")


def _several(value: Any) -> str:
    shape = getattr(value, "shape", None)
    if shape is not None and len(shape) != 1:
        return f"{_kind(value)} of shape {tuple(shape)}"
    return f"{_kind(value)} of {len(value):,}"


def _kind(value: Any) -> str:
    name = type(value).__name__
    return {"ndarray": "an array", "list": "a list", "tuple": "a tuple", "dict": "a table",
            "Series": "a Series"}.get(name, f"a {name}")


def _short(value: Any) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= 40 else text[:37] + "..."
