"""The entries of the catalogue, read from the files beside this one and from the mechanisms.

Whatever a mechanism declares already is taken from there: which mechanisms a system lies in, what
a safeguard sets and costs, which indicators carry a metric.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib import resources
from typing import Any

from countergaze.claims import claim_files
from countergaze.claims.arms import told
from countergaze.claims.claim import Claim
from countergaze.declare.errors import CountergazeError
from countergaze.mechanisms import INDICATORS, ROWS, TABLES, safeguards
from countergaze.results.derived import DERIVED

BASELINE, VISION = "baseline", "report-vision"
SHOWN_IN_VISION_TOO = ("score_only_rewards", "scoring_ban")
"""What these set hardly exists in the baseline: scores that list, and opinions in the tariff."""


class NoEntry(CountergazeError, LookupError):
    """There is no such kind or id; the message says what there is."""


@dataclass(frozen=True)
class System:
    """A system of the report.

    parameters: those beside what `patch` sets; where: "FILE NAME" of the line of the engine at
    which it acts; scenarios: in which it is shown; patch: full name -> value that removes it at
    week 0; against: the scenario without it, in place of a patch; world: full name -> value of
    both worlds from their first week; whole_run: means are taken over the whole run; from_start:
    the patch holds from the first week of a history of its own, as what the system once did stays
    for good; note: where little can move, and why.
    """

    id: str
    title: str
    meaning: str
    parameters: tuple[str, ...]
    indicators: tuple[str, ...]
    where: tuple[str, ...]
    scenarios: tuple[str, ...]
    patch: Mapping[str, Any] = field(default_factory=dict)
    against: str = ""
    world: Mapping[str, Any] = field(default_factory=dict)
    whole_run: bool = False
    from_start: bool = False
    note: str = ""

    @property
    def every_parameter(self) -> tuple[str, ...]:
        """What removes it and what else shapes it, each once."""
        return tuple(dict.fromkeys([*self.patch, *self.world, *self.parameters]))

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """The mechanisms that its parameters belong to."""
        return tuple(dict.fromkeys(mechanism_of(key) for key in self.every_parameter))


@dataclass(frozen=True)
class Safeguard:
    """A safeguard; sets: full name -> target; hours: (staff hours, for each of what) or None."""

    id: str
    name: str
    title: str
    meaning: str
    sets: Mapping[str, float | None]
    hours: tuple[float, str] | None
    indicators: tuple[str, ...]
    scenarios: tuple[str, ...]


@dataclass(frozen=True)
class Metric:
    """A measure of harm, and the indicators that carry it."""

    id: str
    title: str
    meaning: str
    indicators: tuple[str, ...]


Entry = System | Claim | Safeguard | Metric


def mechanism_of(key: str) -> str:
    """Return the mechanism that a parameter or a field of a row belongs to, "" without any."""
    table = key.partition(".")[0]
    if table in ROWS:
        module = ROWS[table].__module__
        return next((name for name, t in TABLES.items() if t.__module__ == module), "")
    return table if table in TABLES else ""


def _content(name: str) -> dict[str, dict[str, Any]]:
    text = resources.files("countergaze.claims").joinpath(f"{name}.toml").read_text("utf-8")
    return {key: {at: tuple(value) if isinstance(value, list) else value
                  for at, value in body.items()}
            for key, body in tomllib.loads(text).items()}


@cache
def systems() -> dict[str, System]:
    """Return the systems by id, in the order of their ids."""
    return {key: System(id=key, **body) for key, body in _content("systems").items()}


@cache
def claims() -> dict[str, Claim]:
    """Return the claims by id."""
    return claim_files.claims()


@cache
def metrics() -> dict[str, Metric]:
    """Return the measures of harm by id."""
    every = [*INDICATORS.values(), *DERIVED.values()]
    return {key: Metric(key, **body, indicators=tuple(
        i.name for i in every if i.metric == key)) for key, body in _content("metrics").items()}


@cache
def guards() -> dict[str, Safeguard]:
    """Return the safeguards by id."""
    found = {}
    for key, name in safeguards.IDS.items():
        about = safeguards.Parameters.fields[name]
        found[key] = Safeguard(
            key, name, name.replace("_", " ").capitalize(),
            about.meaning.removeprefix(f"{key}: "), safeguards.SETS[name],
            safeguards.HOURS.get(name), tuple(about.expected_effects),
            (BASELINE, VISION) if name in SHOWN_IN_VISION_TOO else (BASELINE,))
    return found


KINDS: dict[str, Callable[[], dict[str, Any]]] = {
    "systems": systems, "claims": claims, "safeguards": guards, "metrics": metrics,
}


def kind(name: str) -> dict[str, Any]:
    """Return the entries of a kind; raise NoEntry with a near name."""
    if name not in KINDS:
        raise NoEntry(_not_there(f"{name[:40]} is not a kind of entry", name, list(KINDS)))
    return KINDS[name]()


def entry(of: str, key: str) -> Entry:
    """Return one entry; raise NoEntry with a near id, or the kind that holds the id."""
    found = kind(of)
    if key.upper() in found:
        return found[key.upper()]
    other = next((name for name, read in KINDS.items() if key.upper() in read()), "")
    if other:
        raise NoEntry(f"{key.upper()} is not one of the {of}. It is one of the {other}: "
                      f"countergaze catalogue {other} {key.upper()}")
    raise NoEntry(_not_there(f"{key[:40]} is not one of the {of}", key.upper(), list(found)))


def ids_of(of: str, text: str) -> list[str]:
    """Return the ids of a list such as "S07,S08" in the order of the catalogue.

    Raise NoEntry with every id that is not there.
    """
    asked, wrong = [], []
    for part in filter(None, map(str.strip, text.split(","))):
        try:
            asked.append(entry(of, part).id)
        except NoEntry as fault:
            wrong.append(str(fault))
    if wrong:
        raise NoEntry("; ".join(wrong))
    if not asked:
        raise NoEntry(f"no id is given; the {of} are {_span(list(kind(of)))}")
    return [key for key in kind(of) if key in asked]


def _not_there(what: str, text: str, known: list[str]) -> str:
    near = difflib.get_close_matches(text[:40], known, 1, 0.6)
    return f"{what}. " + (f"Did you mean {near[0]}?" if near else f"There are {_span(known)}")


def _span(known: list[str]) -> str:
    return ", ".join(known) if len(known) < 6 else f"{known[0]} to {known[-1]}"


def record(found: Entry) -> dict[str, Any]:
    """Return an entry as JSON holds it."""
    if isinstance(found, Claim):
        return claim_record(found)
    about = {at.name: getattr(found, at.name) for at in fields(found)}
    if isinstance(found, System):
        about |= {"parameters": found.every_parameter, "mechanisms": found.mechanisms}
    return {key: list(value) if isinstance(value, tuple) else
            dict(value) if isinstance(value, Mapping) else value for key, value in about.items()}


def claim_record(claim: Claim) -> dict[str, Any]:
    """Return a claim as JSON holds it: what is asked, of which arms, and what would deny it."""
    return {
        "id": claim.id, "statement": claim.statement, "hedged": claim.hedged,
        "systems": list(claim.systems), "mechanisms": list(claim.mechanisms),
        "indicators": list(claim.indicators),
        "arms": [f"{name}: {told(text.arm)}" for name, text in claim.arms.items()],
        "holds_if": [part.says for part in claim.parts if not part.built_in],
        "built_in": [part.says for part in claim.parts if part.built_in],
        "false_if": claim.false_if, "hinges": list(claim.hinges), "scope": claim.scope,
        "out_of_scope": claim.out_of_scope}
