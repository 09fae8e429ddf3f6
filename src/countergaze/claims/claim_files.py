"""The claims of the catalogue, read from one file each, with every mistake told at once."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from pydantic import ValidationError

from countergaze.claims.arms import in_world
from countergaze.claims.claim import Claim, Measure, Part, arms_in
from countergaze.declare.errors import CountergazeError
from countergaze.mechanisms import INDICATORS, TABLES, every_parameter
from countergaze.scenarios import Scenario, ScenarioError, load

FOLDER = "catalogue"
SMALLEST = "smallest"
"""The file with each indicator's smallest effect of interest."""


class ClaimError(CountergazeError, ValueError):
    """Claim files that cannot be used; `problems` holds every mistake, "C01: what and why"."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))

    def message(self) -> str:
        """Return the mistakes, under a line that says that nothing came of them."""
        count = len(self.problems)
        return (f"{count} mistake{'s' * (count != 1)} in the claim files; nothing was run\n\n"
                + "\n".join(self.problems))


def texts() -> dict[str, bytes]:
    """Return the bytes of every file of the catalogue of claims by its name without ".toml"."""
    folder = resources.files("countergaze.claims").joinpath(FOLDER)
    return {file.name.removesuffix(".toml"): file.read_bytes()
            for file in sorted(folder.iterdir(), key=lambda one: one.name)
            if file.name.endswith(".toml")}


@cache
def smallest() -> dict[str, float]:
    """Return indicator (or ratio of two) -> smallest effect of interest, as the table has it."""
    told = tomllib.loads(texts()[SMALLEST].decode())
    return {key: float(row["smallest"]) for key, row in told.items()}


@cache
def claims() -> dict[str, Claim]:
    """Return the claims by id; raise ClaimError with every mistake of shape in every file."""
    found: dict[str, Claim] = {}
    wrong: list[str] = []
    for name, text in texts().items():
        if name == SMALLEST:
            continue
        made, faults = read(name, text.decode())
        wrong += faults
        if made is not None:
            found[name] = made
    if wrong:
        raise ClaimError(wrong)
    return found


def read(name: str, text: str) -> tuple[Claim | None, list[str]]:
    """Return the claim of a file, or None and what is wrong with its shape."""
    try:
        return Claim.model_validate({"id": name, **tomllib.loads(text)}), []
    except tomllib.TOMLDecodeError as fault:
        return None, [f"{name}: is not TOML: {fault}"]
    except ValidationError as fault:
        return None, [f"{name}: {'.'.join(map(str, error['loc']))}: {error['msg']}"
                      for error in fault.errors(include_url=False, include_context=False)]


def least_of(measure: Measure) -> float | None:
    """Return a measure's smallest effect of interest: its own, or that of the table."""
    if measure.smallest is not None or measure.scale != "difference":
        return measure.smallest
    return smallest().get(measure.of)


def check(asked: Iterable[Claim], base: Scenario | None = None) -> None:
    """Raise ClaimError with whatever these claims name that is not there."""
    asked = list(asked)
    base = base if base is not None else load("baseline")
    wrong = [f"{claim.id}: {fault}" for claim in asked for fault in problems_of(claim, base)]
    arms: dict[str, tuple[str, Any]] = {}
    for claim in asked:
        for name, text in claim.arms.items():
            first, other = arms.setdefault(name, (claim.id, text.arm))
            if other != text.arm:
                wrong.append(f"{claim.id}: the arm {name} differs from that of {first}; "
                             "arms of one name are one world, so give it a name of its own")
    if wrong:
        raise ClaimError(wrong)


def problems_of(claim: Claim, base: Scenario) -> list[str]:
    """Return what one claim names that is not there, and what it leaves out."""
    wrong = [_no(f"mechanism {name}", name, TABLES) for name in claim.mechanisms
             if name not in TABLES]
    wrong += _hinges(claim) + _arms(claim, base)
    for number, part in enumerate(claim.parts, 1):
        wrong += [f"part {number} ({part.says}): {fault}" for fault in _part(claim, part)]
    for reading in claim.its_readings:
        if not claim.out_of_scope and not any(p.reading == reading for p in claim.parts):
            wrong.append(f"no part has the reading {reading}")
    if claim.window > claim.weeks:
        wrong.append(f"window = {claim.window} is longer than weeks = {claim.weeks}")
    if not claim.out_of_scope and any(
            claim.open_parts(reading) for reading in claim.its_readings) and not claim.hinges:
        wrong.append("names no hinge: what could it turn on? (at most 8, before the run)")
    return wrong


def _hinges(claim: Claim) -> list[str]:
    about = dict(every_parameter())
    wrong = [_no(f"hinge {key}", key, about) for key in claim.hinges if key not in about]
    wrong += [f"hinge {key} has neither variants nor a range" for key in claim.hinges
              if key in about and not (about[key].choices or about[key].range)]
    kinds = [bool(about[key].choices) for key in claim.hinges if key in about]
    if kinds != sorted(kinds, reverse=True):
        wrong.append("hinges: name forms first, then numbers")
    return wrong


def _arms(claim: Claim, base: Scenario) -> list[str]:
    wrong = []
    for name, text in claim.arms.items():
        if arms_in(name) != (name,):
            wrong.append(f"arm {name}: a name has small letters, digits, - and + between them")
        try:
            in_world(text.arm, base)
        except ScenarioError as fault:
            wrong += [f"arm {name}: {problem.subject} {problem.text}"
                      for problem in fault.problems]
    used = {arm for part in claim.parts for measure in part.measures for arm in measure.arms}
    return wrong + [f"arm {name} is used in no part" for name in claim.arms if name not in used]


def _part(claim: Claim, part: Part) -> list[str]:
    wrong = []
    if part.reading not in claim.its_readings:
        wrong.append(_no(f"reading {part.reading}", part.reading, claim.its_readings))
    try:
        measures = part.measures
    except ValidationError as fault:
        return [*wrong, *(f"{'.'.join(map(str, error['loc']))}: {error['msg']}"
                          for error in fault.errors(include_url=False))]
    for measure in measures:
        if not measure.arms:
            wrong.append(f"contrast {measure.contrast!r} is not A, A - B or (A - B) - (C - D)")
        wrong += [_no(f"arm {arm}", arm, claim.arms) for arm in measure.arms
                  if arm not in claim.arms]
        wrong += _named(measure)
        if measure.sign in ("at least", "at most"):
            if measure.limit is None:
                wrong.append(f'sign "{measure.sign}" needs a limit')
        elif least_of(measure) is None:
            wrong.append(f"{measure.of} has no smallest effect of interest; say smallest = ...")
        elif len(measure.arms) == 1:
            wrong.append('a level is predicted with "at least" or "at most" and a limit')
        if measure.scale == "closed" and len(measure.arms) == 1:
            wrong.append('scale "closed" needs a pair')
    return wrong


def _named(measure: Measure) -> list[str]:
    wrong = [_no(f"indicator {name}", name, INDICATORS) for name in measure.indicators
             if name not in INDICATORS]
    kind = measure.scope.partition(":")[0]
    return wrong + [f"{name} is not recorded for scope {measure.scope}; it is for "
                    f"{', '.join(INDICATORS[name].scopes)}" for name in measure.indicators
                    if name in INDICATORS and kind not in INDICATORS[name].scopes]


def _no(what: str, name: str, known: Iterable[str] | Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(name, list(known), 1, 0.6)
    return f"there is no {what}." + (f" Did you mean {near[0]}?" if near else "")
