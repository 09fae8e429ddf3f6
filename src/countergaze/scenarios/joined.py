"""Packages of arms: what several changes do together, and what each of them adds to the rest.

`all=bench+repair` is an arm with the changes of the arms `bench` and `repair`, and beside it an arm
without each of them, so that what a part adds is the package less the package without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from countergaze.scenarios.arms import own_name, parted, split
from countergaze.scenarios.source import Problem, ScenarioError, printable

WITHOUT = "-without-"


def with_packages(asked: Sequence[str], packages: Sequence[str]) -> list[str]:
    """Return the arms with those of each package after them; raise ScenarioError with mistakes.

    packages: "NAME=ARM+ARM+..." over names of arms that are changed at week 0 from one base.
    """
    known = dict(_named(text) for text in asked)
    problems: list[Problem] = []
    made: list[str] = []
    for text in packages:
        name, mark, joined = (part.strip() for part in text.partition("="))
        parts = [part.strip() for part in joined.split("+")]
        wrong = _wrong(name, mark, parts, known)
        if wrong:
            problems += [Problem(f"--package {printable(text, 80)}", 0, *one) for one in wrong]
            continue
        made.append(_arm(name, parts, known))
        made += [_arm(f"{name}{WITHOUT}{left}", [part for part in parts if part != left], known)
                 for left in parts]
    if problems:
        raise ScenarioError(problems)
    return [*asked, *made]


def parts_of(arms: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return package -> part -> the arm without it, among names of arms."""
    found: dict[str, dict[str, str]] = {}
    for arm in arms:
        package, mark, part = arm.partition(WITHOUT)
        if mark and package in arms:
            found.setdefault(package, {})[part] = arm
    return found


def _named(text: str) -> tuple[str, tuple[str, Mapping[str, str]]]:
    """Return the name of an arm, its base, and its changes as they are typed."""
    name, rest = own_name(text)
    base, tail = parted(rest, files=True)
    changes = {}
    for part in split(tail) if tail else []:
        key, _, value = part.partition("=")
        changes[key.strip()] = value.strip()
    return name or rest, (base, changes)


def _wrong(name: str, mark: str, parts: Sequence[str],
           known: Mapping[str, tuple[str, Mapping[str, str]]]) -> list[tuple[str, str]]:
    """Return (what, why not) for each mistake of a package."""
    if not mark or not name or len(parts) < 2 or not all(parts):
        return [(name or "a package",
                 "is no package: write NAME=ARM+ARM, such as all=bench+repair")]
    if name in known:
        return [(name, "is the name of an arm already")]
    missing = [part for part in parts if part not in known]
    if missing:
        return [(part, f"is no arm of this comparison: {', '.join(known)}") for part in missing]
    found = [(part, "is there twice") for part in dict.fromkeys(parts) if parts.count(part) > 1]
    found += [(part, "changes nothing at week 0, so it adds nothing to a package")
              for part in parts if not known[part][1]]
    if len({known[part][0] for part in parts}) > 1:
        found.append((name, "has parts of more than one scenario"))
    held: dict[str, tuple[str, str]] = {}
    for part in parts:
        for key, value in known[part][1].items():
            other, given = held.setdefault(key, (part, value))
            if given != value:
                found.append((key, f"is {given} in {other} and {value} in {part}"))
    return found


def _arm(name: str, parts: Sequence[str], known: Mapping[str, tuple[str, Mapping[str, str]]]
         ) -> str:
    """Return an arm with the changes of some others, as it is typed."""
    changes = {key: value for part in parts for key, value in known[part][1].items()}
    base = known[parts[0]][0]
    return f"{name}={base}:{','.join(f'{key}={value}' for key, value in changes.items())}"
