"""Whole numbers that are asked for: within bounds, or all that is wrong in one message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from countergaze.api.seeds import MOST_SEED
from countergaze.declare import typed, whole
from countergaze.declare.errors import CountergazeError

LEAST_PEOPLE = 5_000
MOST_WEEKS = 100_000
MOST_THREADS = 1_024
MOST_PAIRS = 1_000
MOST_ARMS = 100


class BadRequest(CountergazeError, ValueError):
    """A number of people, weeks, threads or a seed that no run can have; says all at once."""


def check_request(people: int, weeks: int, seeds: Sequence[int], threads: int,
                  found: Sequence[str] = ()) -> tuple[int, ...]:
    """Return people, weeks, each seed and threads as whole numbers.

    Raise BadRequest with what was found wrong and every number out of its bounds.
    """
    numbers, wrong = whole_numbers(
        ("people", people, LEAST_PEOPLE, 10**10), ("weeks", weeks, 1, MOST_WEEKS),
        *(("seed", seed, 0, MOST_SEED) for seed in seeds), ("threads", threads, 1, MOST_THREADS))
    wrong = [*found, *dict.fromkeys(wrong)]
    if wrong:
        raise BadRequest("; ".join(wrong))
    return numbers


def check_pairs(seeds: int, people: int, weeks: int, window: int, jobs: int,
                found: Sequence[str] = ()) -> tuple[int, ...]:
    """Return the numbers asked for, in that order, as whole numbers.

    Raise BadRequest with what was found wrong and every number out of its bounds.
    """
    numbers, wrong = whole_numbers(
        ("seeds", seeds, 2, MOST_PAIRS), ("people", people, LEAST_PEOPLE, 10**10),
        ("weeks", weeks, 1, MOST_WEEKS), ("window", window, 1, MOST_WEEKS),
        ("jobs", jobs, 1, MOST_THREADS))
    wrong = [*found, *wrong]
    if not wrong and numbers[3] > numbers[2]:
        wrong.append(f"window must be at most the {numbers[2]:,} weeks that are run, not "
                     f"{numbers[3]:,}")
    if wrong:
        raise BadRequest("; ".join(wrong))
    return numbers


def window_of(window: int | None, weeks: int | None) -> int:
    """Return how many of the last weeks means are taken over: as given, else 52 or all."""
    if window is not None:
        return window
    try:
        return 52 if weeks is None else min(52, max(whole(weeks), 1))
    except ValueError:
        return 52  # what is wrong of the weeks is told with the other numbers


def typed_number(name: str, word: str) -> int:
    """Return the number of a word; raise BadRequest, with the name, if it is none."""
    try:
        return typed(word)
    except ValueError as fault:
        raise BadRequest(f"{name} must be {fault}") from None


def whole_numbers(*asked: tuple[str, Any, int, int]) -> tuple[tuple[int, ...], list[str]]:
    """Return the value of each (name, value, least, most), and a sentence for each mistake."""
    found, wrong = [], []
    for name, given, low, high in asked:
        try:
            value = whole(given)
        except ValueError as fault:
            wrong.append(f"{name} must be {fault}")
            continue
        found.append(value)
        if value < low:
            wrong.append(f"{name} must be at least {low:,}, not {value:,}")
            if name == "people":
                wrong[-1] += " (below 5,000 people sampling noise dominates)"
        elif value > high:
            wrong.append(f"{name} must be at most {high:,}, not {value:,}")
    return tuple(found), wrong
