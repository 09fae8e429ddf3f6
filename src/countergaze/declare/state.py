"""The words in which a mechanism states what it stores, works out, draws and counts.

`FIELDS` are stored for every person; `QUANTITIES` live for one week of one cell; `CITY_COLUMNS`
are what a city brings to the week of its people; `DRAWS` are purposes of random draws; `TALLIES`
are added up over people each week.  Memory, loading and storing, sums, saved states and the pages
of the docs are made from these declarations, so nothing about a field is written twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

FLOAT, HALF, BYTE = "float32", "uint16", "uint8"
KINDS_AT_MOST = 8
"""Kinds of act at most: a mask of kinds, and rows by kind, have room for so many."""
LISTS_AT_MOST = 8
"""Lists at most: seven agencies and the list by score, the bits of one byte."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One stored number of a person.

    type: of the array; fixed: set when people are settled and never changed; start: value in the
    first week; dense: brought into the week's scratch block for everybody and written back;
    drawn: kept nowhere, but drawn again from the person's address whenever it is asked for; few:
    at its start for nearly everybody, so kept only of those for whom any such field of its
    mechanism is not.
    """

    type: str
    meaning: str
    fixed: bool = False
    start: float = 0.0
    dense: bool = False
    drawn: bool = False
    few: bool = False
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """One number of a person that lives for a week; span: how many, one a kind of act or a list."""

    meaning: str
    span: int = 1
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One number that a city brings to the week of its people, or a named tuple of them."""

    meaning: str
    made: Any = None
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Draw:
    """One purpose of random draws.

    number: of the purpose, never used twice; people: drawn by people in their week (else by
    cities or when people are settled); span: consecutive numbers, one a kind of act; ahead: next
    week's draw is known too, as NAME_ahead; once: the same draw in every week.
    """

    number: int
    meaning: str
    people: bool = False
    span: int = 1
    ahead: bool = False
    once: bool = False
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """One weekly sum over adults.

    of: the quantity or field that is added up as it stands, or "" where the step counts by
    itself; groups: also by group; everyone: over residents, not adults; units: what is added up
    are whole numbers below 2**14, which is faster.
    """

    meaning: str
    of: str = ""
    groups: bool = False
    everyone: bool = False
    units: bool = False
    name: str = ""


def number(meaning: str, start: float = 0.0, few: bool = False) -> Field:
    """Return a field of four bytes that everybody's week reads and writes."""
    return Field(type=FLOAT, meaning=meaning, start=start, dense=True, few=few)


def weeks_since(meaning: str, few: bool = False) -> Field:
    """Return a counter of weeks since something, 255 for longer ago or never."""
    return Field(type=BYTE, meaning=meaning, start=255.0, dense=True, few=few)


def dense_byte(meaning: str) -> Field:
    """Return a field of one byte that everybody's week reads and writes."""
    return Field(type=BYTE, meaning=meaning, dense=True)


def byte(meaning: str, **about: Any) -> Field:
    """Return a field of one byte that is read and written one person at a time."""
    return Field(type=BYTE, meaning=meaning, **about)


def drawn_byte(meaning: str) -> Field:
    """Return a field of one byte that is drawn from a person's address and never changes."""
    return Field(type=BYTE, meaning=meaning, fixed=True, drawn=True)


def half(meaning: str, **about: Any) -> Field:
    """Return a field of two bytes that is read and written one person at a time."""
    return Field(type=HALF, meaning=meaning, **about)


def by_kind(meaning: str) -> Quantity:
    """Return a quantity with one value a kind of act."""
    return Quantity(meaning=meaning, span=KINDS_AT_MOST)


def by_list(meaning: str) -> Quantity:
    """Return a quantity with one value a list."""
    return Quantity(meaning=meaning, span=LISTS_AT_MOST)


def total(of: str, meaning: str, groups: bool = False, everyone: bool = False) -> Tally:
    """Return a tally that adds up one quantity or field over people as it stands."""
    return Tally(of=of, meaning=meaning, groups=groups, everyone=everyone)


def units(of: str, meaning: str, groups: bool = False, everyone: bool = False) -> Tally:
    """Return a tally that adds up whole numbers over people, such as 1 for each of some."""
    return Tally(of=of, meaning=meaning, groups=groups, everyone=everyone, units=True)


def count(meaning: str, groups: bool = True) -> Tally:
    """Return a tally that a step counts by itself, where what is counted happens."""
    return Tally(meaning=meaning, groups=groups)


def person_draw(number: int, meaning: str, **about: Any) -> Draw:
    """Return a purpose that people draw for in their week."""
    return Draw(number=number, meaning=meaning, people=True, **about)


def draw(number: int, meaning: str) -> Draw:
    """Return a purpose that cities draw for, or that is drawn when people are settled."""
    return Draw(number=number, meaning=meaning)


Word = TypeVar("Word", Field, Quantity, Column, Draw, Tally)


def _named(words: dict[str, Word]) -> tuple[Word, ...]:
    return tuple(replace(word, name=name) for name, word in words.items())


def fields(**named: Field) -> tuple[Field, ...]:
    """Return what a mechanism stores of every person, in the order given."""
    return _named(named)


def quantities(**named: str | Quantity) -> tuple[Quantity, ...]:
    """Return what a mechanism works out about people in a week."""
    return _named({name: word if isinstance(word, Quantity) else Quantity(meaning=word)
                   for name, word in named.items()})


def columns(**named: str | tuple[type, str]) -> tuple[Column, ...]:
    """Return what cities bring to the week of their people; a pair is a named tuple of numbers."""
    return _named({name: Column(meaning=word) if isinstance(word, str)
                   else Column(made=word[0], meaning=word[1]) for name, word in named.items()})


def tallies(**named: Tally) -> tuple[Tally, ...]:
    """Return what a mechanism adds up over people each week."""
    return _named(named)


PURPOSES: dict[str, int] = {}
"""Every purpose of draws by name; numbers are given once and never used again."""


def draws(**named: Draw) -> tuple[Draw, ...]:
    """Return the purposes that a mechanism draws for.

    Raises ValueError if a name or a number is taken by another purpose.
    """
    made = _named(named)
    for word in made:
        taken = _numbers_taken(name for name in PURPOSES if name != word.name)
        mine = set(range(word.number, word.number + word.span))
        if PURPOSES.get(word.name, word.number) != word.number or mine & taken:
            raise ValueError(f"the draw {word.name} cannot have number {word.number}: "
                             "it, or its name, belongs to another purpose")
        PURPOSES[word.name] = word.number
        _SPANS[word.name] = word.span
    return made


_SPANS: dict[str, int] = {}


def _numbers_taken(names: Iterable[str]) -> set[int]:
    return {PURPOSES[name] + k for name in names for k in range(_SPANS[name])}
