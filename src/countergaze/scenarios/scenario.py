"""Scenarios: TOML files that extend each other, and the settings that they come down to.

A file holds tables named after mechanisms, keyed tables for rows (acts, agencies, ...), and dated
`[[changes]]`.  What a file does not say, the scenario that it extends says, and in the end the
defaults.  A base's changes and a file's own are put together in the order of their weeks; what
that means for a value that a file sets is said in `dated`.
"""

from __future__ import annotations

import copy
import difflib
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from typing import Any

from countergaze.declare import Parameter, Settings
from countergaze.declare.settings import Change
from countergaze.engine.parameters import defaults
from countergaze.mechanisms import ROWS, TABLES
from countergaze.scenarios import dated, recorded
from countergaze.scenarios.checks import names_that_lead_nowhere, problems_of, shown
from countergaze.scenarios.source import (
    Place, Problem, ScenarioError, fail, line_at, lines_of, parse, printable, read_text,
)

SHIPPED = ("no-system", "court-list", "silos", "baseline", "more-sensors", "more-automation",
           "tight-links", "political-tariff", "better-staff", "honest-staff", "clean-hands",
           "report-vision", "sensors", "captured", "safeguarded", "banned")
DEFAULT = "baseline"
LONGEST_CHAIN = 20
ASKED = "the changes asked for"


@dataclass(frozen=True)
class Scenario:
    """One world to run.

    extends: the base by its own words, None where a file starts from the defaults; chain: the
    bases, nearest first; differences: (key, value in the base, own value); text: the file;
    record: of the run that it was read back from, if it was.
    """

    name: str
    title: str
    summary: str
    extends: str | None
    chain: tuple[str, ...]
    settings: Settings = field(repr=False)
    differences: tuple[tuple[str, Any, Any], ...]
    text: str = field(repr=False)
    file: str = field(repr=False)
    content: dict[str, Any] = field(repr=False)
    base: Settings = field(repr=False)
    record: recorded.Recorded | None = field(default=None, repr=False, compare=False)

    def with_changes(self, changes: Mapping[str, Any] | None) -> Scenario:
        """Return this scenario with keys such as "conduct.deterrence" set to other values.

        A value may be text as in a scenario file ("0.5", "true", "certainty") or a value; it
        holds to the end, whatever dated changes of its key there are (see `dated`).
        """
        if not changes:
            return self
        added = _checked(changes)
        content = copy.deepcopy(self.content)
        content["changes"] = dated.without(content.get("changes", []), added)
        if content.get("burn_in") != "shared":
            _merge(content, added)
            made = _resolve(self.name, content, self.text, ASKED, self.base, self.chain)
            return replace(made, record=self.record)
        early, late = _parted_by_time(added)
        base = _resolve(self.name, early, "", ASKED, self.base, self.chain).settings
        _merge(content, late)
        content["changes"] += dated.held_on(base.changes, late)
        made = _resolve(self.name, content, self.text, ASKED, base, self.chain)
        first = tuple(_differences(self.base, base, []))
        return replace(made, differences=first + made.differences, base=self.base)

    def at_week_0(self, changes: Mapping[str, Any] | None) -> Scenario:
        """Return the world that shares this one's history and is changed at week 0.

        changes: as in `with_changes`.  Where one of them cannot change during a run, all hold
        from the first week: then it is another world, with a history of its own.
        """
        if not changes:
            return self
        added = _checked(changes)
        another = bool(_changes_too_late(self.settings, (), *_typed(added)))
        words = ", ".join(f"{key} = {value}" for key, value in changes.items())
        content = {**added, "title": f"{self.title}: {words}", "summary": self.summary,
                   "extends": self.name, "burn_in": "own" if another else "shared"}
        if another:  # as in an arm that parts at week 0, later changes stay
            content["changes"] = dated.after_week_0(self.settings.changes, added)
        made = _resolve(self.name, content, "", ASKED, self.settings, (self.name, *self.chain))
        return replace(made, record=self.record)


def shipped() -> tuple[str, ...]:
    """Return the names of the scenarios that come with the package."""
    return SHIPPED


def default() -> Scenario:
    """Return the scenario that runs when none is named."""
    return load(DEFAULT)


def load(scenario: str | Path) -> Scenario:
    """Return a shipped scenario by its name, or the one in a file or in the folder of a run.

    Raise ScenarioError with every mistake.
    """
    return _load(scenario, Path(), ())


def from_record(told: Mapping[str, Any], folder: str | Path) -> Scenario:
    """Return the scenario of the run that a manifest tells of; raise KeyError and the like."""
    about, record = told["scenario"], recorded.record_of(told, Path(folder))
    settings, extends = recorded.settings_of(about), about["extends"]
    content = {"title": about["title"], "summary": about.get("summary", ""),
               "extends": f"the run in {printable(folder, 200)}"}
    return Scenario(
        about["name"], about["title"], content["summary"], extends, (extends,) * bool(extends),
        settings, tuple((key, old, new) for key, old, new in about["differences"]), "",
        str(folder), content, settings, record)


def shipped_text(name: str) -> str:
    """Return the text of a shipped scenario."""
    return resources.files("countergaze.scenarios").joinpath(f"{name}.toml").read_text("utf-8")


def _load(scenario: str | Path, folder: Path, below: tuple[str, ...]) -> Scenario:
    """Return a scenario named in a file of `folder`; `below` are the files that led here."""
    asked = str(scenario)
    if asked in SHIPPED:
        name = file = identity = asked
        path = Path(asked)
        text = shipped_text(asked)
    elif (manifest := recorded.manifest_of(folder / asked)) is not None:
        told = recorded.read(manifest)
        made = from_record(told, manifest.parent)
        recorded.check(made.settings, manifest.parent, told["versions"].get("countergaze"))
        return made
    else:
        path = folder / asked
        name, file = printable(path.stem), printable(path, 200)
        if not _looks_like_a_path(asked) and not os.path.exists(path):
            near = difflib.get_close_matches(asked[:60], SHIPPED, 1)
            raise fail(file, "It is neither a shipped scenario nor a file. " + (
                f"Did you mean {near[0]}?" if near else f"Shipped: {', '.join(SHIPPED)}."))
        text = read_text(path)
        identity = str(path.resolve())
    if identity in below or len(below) >= LONGEST_CHAIN:
        way = " > ".join(Path(step).name for step in (*below, identity))
        raise fail(file, f"circular extends: {printable(way, 200)}."
                   if identity in below else f"More than {LONGEST_CHAIN} files extend each other.")
    content = parse(text, file)
    problems = problems_of(content, text, file)
    base = defaults()
    chain: tuple[str, ...] = ()
    if isinstance(content.get("extends"), str):
        try:
            parent = _load(content["extends"], path.parent, (*below, identity))
            base, chain = parent.settings, (parent.name, *parent.chain)
        except ScenarioError as fault:
            problems += fault.problems
    if problems:
        raise ScenarioError(problems)
    return _resolve(name, content, text, file, base, chain)


def _looks_like_a_path(asked: str) -> bool:
    return "/" in asked or "\\" in asked or asked.endswith(".toml")


def _resolve(name: str, content: dict[str, Any], text: str, file: str, base: Settings,
             chain: tuple[str, ...]) -> Scenario:
    """Return the scenario of a checked file over its base; raise what only now shows."""
    settings = base.start()
    inherited = base.changes
    lost: Any = ()
    own: list[tuple[int, Place, dict[str, Any]]] = []
    at_start = content.get("burn_in") == "shared"
    if at_start:
        own.append((0, (), {key: value for key, value in content.items() if key != "changes"}))
    own += [(int(change["week"]), ("changes", number), change)
            for number, change in enumerate(content.get("changes", []))]
    wrong: list[tuple[Place, str]] = []
    if at_start and not content.get("extends"):
        wrong.append((("burn_in",), "needs a scenario to extend, whose burn-in it shares."))
    if not at_start:
        wrong += _apply(settings, content)
        inherited, lost = dated.parted(base.changes, content)
    first = int(settings.values["society"]["burn_in"] or 0)
    changes = []
    for week, place, change in own:
        why = dated.why_not_in(week, first, not at_start) if file != ASKED else ""
        wrong += [((*place, "week"), why)] * bool(why)
        values, rows = _typed(change)
        wrong += _changes_too_late(settings, place, values, rows)
        changes.append((week, values, rows))
    wrong += names_that_lead_nowhere(settings.rows)
    together = tuple(sorted((*inherited, *changes), key=lambda change: change[0]))
    whole = Settings(settings.values, settings.rows, together)
    if not wrong:
        for week, _, _ in changes:
            wrong += [(place, why) for place, why in names_that_lead_nowhere(whole.at(week).rows)]
    if wrong:
        lines = lines_of(text)
        found = [Problem(file, line_at(lines, place), _called(place), why)
                 for place, why in dict.fromkeys(wrong)]
        raise ScenarioError(sorted(found, key=lambda problem: problem.line))
    return Scenario(name, content.get("title", name), content.get("summary", ""),
                    content.get("extends"), chain, whole,
                    tuple(_differences(base, whole, changes, lost)), text, file, content, base)


def _called(place: Place) -> str:
    parts = ["changes", *place[2:]] if place[:1] == ("changes",) else list(place)
    if parts == ["changes", "week"]:
        return "[[changes]] week"
    return f"[{'.'.join(printable(part, 40) for part in parts)}]"


def _value(parameter: Parameter, value: Any) -> Any:
    """Return a checked value of a file as the settings hold it."""
    if parameter.optional and value == "none":
        return None
    if isinstance(value, str) or parameter.kind in ("form", "text", "name"):
        return value
    if parameter.kind == "names":
        return list(value)
    whole = isinstance(parameter.default, int) and not isinstance(parameter.default, bool)
    return int(value) if whole and parameter.whole else float(value)


def _typed(content: dict[str, Any]) -> tuple[dict, dict]:
    """Return the tables and the rows of a checked file or change, values as settings hold."""
    values = {name: {key: _value(TABLES[name].fields[key], value)
                     for key, value in content[name].items()}
              for name in TABLES if name in content}
    rows = {name: {key: {at: _value(ROWS[name].fields[at], value) for at, value in row.items()}
                   for key, row in content[name].items()}
            for name in ROWS if name in content}
    return values, rows


def _apply(settings: Settings, content: dict[str, Any]) -> list[tuple[Place, str]]:
    """Write a file's tables and rows over `settings`; return what a new row does not say."""
    wrong: list[tuple[Place, str]] = []
    values, rows = _typed(content)
    for table, changed in values.items():
        settings.values[table].update(changed)
    for table, keyed in rows.items():
        for key, row in keyed.items():
            there = settings.rows[table].get(key)
            if there is None:
                there = {at: p.default for at, p in ROWS[table].fields.items()}
                missing = [at for at, value in there.items() if value is None and at not in row]
                if missing:
                    wrong.append(((table, key), f"is a new row and must say "
                                  f"{', '.join(missing)}."))
                    there.update({at: [] if ROWS[table].fields[at].kind == "names" else ""
                                  for at in missing})
            settings.rows[table][key] = {**there, **row}
    return wrong


def _changes_too_late(settings: Settings, place: Place, values: dict, rows: dict
                      ) -> list[tuple[Place, str]]:
    """Return what a dated change holds that has to hold from the start."""
    wrong = [((*place, table, key), "is fixed before the first week and cannot change in a run.")
             for table, changed in values.items() for key in changed
             if not TABLES[table].fields[key].may_change]
    for table, keyed in rows.items():
        for key, row in keyed.items():
            if key not in settings.rows[table]:
                wrong.append(((*place, table, key), "is not a row yet: rows are added in the "
                              "scenario itself, and a change may alter them."))
            wrong += [((*place, table, key, at), "is fixed before the first week and cannot "
                       "change in a run.") for at in row if not ROWS[table].fields[at].may_change]
    return wrong


def _differences(base: Settings, whole: Settings, changes: Sequence[Change],
                 lost: Sequence[Change] = ()) -> list[tuple[str, Any, Any]]:
    """Return (key, value in the base, own value) of all that differs, changes last.

    changes: own ones; lost: those of the base that are dropped.
    """
    def flat(settings: Settings) -> dict[str, Any]:
        found = {f"{table}.{key}": value for table, fields in settings.values.items()
                 for key, value in fields.items()}
        return found | {f"{table}.{key}.{at}": value for table, keyed in settings.rows.items()
                        for key, row in keyed.items() for at, value in row.items()}

    before, after = flat(base), flat(whole)
    found = [(key, before.get(key), value) for key, value in after.items()
             if key not in before or before[key] != value]
    dates = {(week, key): (flat(base.at(week)).get(key), flat(whole.at(week)).get(key))
             for week, values, rows in (*changes, *lost) for key in flat(Settings(values, rows))}
    moved = {key for key, _, _ in found} | {key for (_, key), (old, new) in dates.items()
                                            if old != new}
    own = {(week, key) for week, values, rows in changes for key in flat(Settings(values, rows))}
    return found + [(f"week {week}: {key}", old, new) for (week, key), (old, new) in dates.items()
                    if old != new or (key in moved and (week, key) in own)]


def _parted_by_time(added: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return changes that have to hold from the start, and those that may come at week 0."""
    early: dict[str, Any] = {}
    late: dict[str, Any] = {}
    for table, fields in added.items():
        for key, value in fields.items():
            if table in TABLES:
                may = TABLES[table].fields[key].may_change
            else:
                may = all(ROWS[table].fields[at].may_change for at in value)
            (late if may else early).setdefault(table, {})[key] = value
    return early, late


def _merge(content: dict[str, Any], added: dict[str, Any]) -> None:
    for key, value in added.items():
        if isinstance(value, dict) and isinstance(content.get(key), dict):
            _merge(content[key], value)
        else:
            content[key] = value


def _checked(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return changes given by full names as the tables of a file; raise what is wrong."""
    added, problems = _content_of(changes)
    problems = problems + problems_of(added, "", ASKED)
    if problems:
        raise ScenarioError(problems)
    return added


def _content_of(changes: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """Return changes given by full names as the tables of a file, and what is wrong."""
    content: dict[str, Any] = {}
    problems = []
    for key, value in changes.items():
        table, *inner = str(key).strip().split(".")
        depth = 1 if table in TABLES else 2 if table in ROWS else 0
        if not depth or len(inner) != depth:
            keys = [f"{name}.{at}" for name, t in TABLES.items() for at in t.fields]
            keys += [at.rpartition(".")[2] for at in keys]
            near = difflib.get_close_matches(str(key)[:60], keys, 1)
            full = next((at for at in keys if near and f".{at}".endswith(f".{near[0]}")), "")
            problems.append(Problem(
                ASKED, 0, f"{printable(key)} = {shown(value)}",
                "is not a parameter." + (f" Did you mean {full}?" if full else
                                         " A key is TABLE.NAME or TABLE.ROW.FIELD.")))
            continue
        if getattr(value, "ndim", 0):
            problems.append(Problem(ASKED, 0, printable(key), "must be one value, not an array "
                                    f"of shape {tuple(value.shape)}: ask for one run a value."))
            continue
        at = content.setdefault(table, {})
        for part in inner[:-1]:
            at = at.setdefault(part, {})
        at[inner[-1]] = _parsed(value)
    return content, problems


def _parsed(value: Any) -> Any:
    """Return a value as a file would hold it; text is read as in a file, or else is a word."""
    if hasattr(value, "item"):
        value = value.item()
    if value is None:
        return "none"
    if isinstance(value, tuple):
        return list(value)
    if not isinstance(value, str):
        known = isinstance(value, (bool, int, float, list, dict))
        return float(value) if not known and hasattr(value, "__float__") else value
    try:
        found = tomllib.loads(f"v = {value}")
    except (ValueError, RecursionError):
        return value
    return found["v"] if set(found) == {"v"} else value
