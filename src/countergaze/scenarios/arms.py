"""The arms of a comparison as they are typed: NAME, FILE, or either with changes at week 0.

`baseline:lists.on=false,sensing.smart=0.6` is the baseline, changed at week 0; `quiet=baseline:...`
is the same under a name of one's own.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from countergaze.scenarios.scenario import SHIPPED, Scenario, load
from countergaze.scenarios.source import Problem, ScenarioError, fail, printable

_COLON = re.compile(r":(?=\s*[\w-]+\.|[^/\\]*$)")
"""The colon before the changes: not the one of a drive letter."""
_OWN_NAME = re.compile(r"\s*([\w-]{1,40})\s*=\s*(?=\S)(.*)", re.S)
"""A name of one's own before an arm."""


def read_arms(asked: Sequence[str | Path | Scenario], files: bool = True
              ) -> list[tuple[str, str, Scenario]]:
    """Return (name of the arm, name of its scenario, what is run) for each arm asked for.

    files: whether a text may name a file or a folder; without, shipped scenarios only, and nothing
    is looked for on the disk.  A name that was there gets a number: "baseline (2)".  Every mistake
    of every arm is raised in one ScenarioError.
    """
    found: list[tuple[str, str, Scenario]] = []
    problems: list[Problem] = []
    for arm in asked:
        try:
            if isinstance(arm, Scenario):
                found.append((arm.name, arm.name, arm))
            else:
                found.append(_read(str(arm), files))
        except ScenarioError as fault:
            problems += fault.problems
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    return _named_apart(found)


def own_name(text: str, files: bool = True) -> tuple[str, str]:
    """Return (name of one's own or "", the arm without it)."""
    found = _OWN_NAME.fullmatch(text)
    if found is None or (files and os.path.exists(text)):
        return "", text
    return found[1], found[2]


def _read(text: str, files: bool) -> tuple[str, str, Scenario]:
    own, text = own_name(text, files)
    name, base, scenario = _read_unnamed(text, files)
    return (own, base, replace(scenario, name=own)) if own else (name, base, scenario)


def _read_unnamed(text: str, files: bool) -> tuple[str, str, Scenario]:
    scenario_text, tail = parted(text, files)
    scenario = load(scenario_text if files else _shipped(scenario_text))
    if tail is None:
        return scenario.name, scenario.name, scenario
    name = printable(f"{scenario.name}:{tail}", 200)
    changes, problems = {}, []
    for part in split(tail):
        key, mark, value = (word.strip() for word in part.partition("="))
        if mark and key and value:
            changes[key] = value
        else:
            problems.append(Problem(name, 0, printable(part) or "nothing after the colon",
                                    "is not a change. An arm is NAME:TABLE.KEY=VALUE,..."))
    try:
        changed = scenario.at_week_0(changes)
    except ScenarioError as fault:
        problems += [replace(problem, file=name) for problem in fault.problems]
    if problems:
        raise ScenarioError(problems)
    return name, scenario.name, replace(changed, name=name)


def _shipped(name: str) -> str:
    """Return the name of a shipped scenario; raise ScenarioError for anything else."""
    if name in SHIPPED:
        return name
    near = difflib.get_close_matches(name[:60], SHIPPED, 1)
    raise fail(printable(name) or "an arm without a name", "It is not a shipped scenario. " + (
        f"Did you mean {near[0]}?" if near else f"Shipped: {', '.join(SHIPPED)}."))


def parted(text: str, files: bool) -> tuple[str, str | None]:
    """Return the scenario and the changes of an arm; None where it has no changes."""
    if not (files and os.path.exists(text)):
        for colon in _COLON.finditer(text):
            if colon.start() > 0:
                return text[:colon.start()], text[colon.end():].strip()
    return text, None


def split(text: str) -> list[str]:
    """Return the parts between commas, but not those inside brackets or quotes."""
    parts, depth, quote = [""], 0, ""
    for letter in text:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "[{":
            depth += 1
        elif letter in "]}":
            depth -= 1
        elif letter == "," and depth <= 0:
            parts.append("")
            continue
        parts[-1] += letter
    return [part.strip() for part in parts]


def _named_apart(found: list[tuple[str, str, Scenario]]) -> list[tuple[str, str, Scenario]]:
    taken: set[str] = set()
    out = []
    for name, scenario, arm in found:
        number, own = 1, name
        while own in taken:
            number += 1
            own = f"{name} ({number})"
        taken.add(own)
        out.append((own, scenario, arm))
    return out
