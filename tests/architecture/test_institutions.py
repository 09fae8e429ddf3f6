"""What institutions carry, bring and report is declared, and changed by its owner alone."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from countergaze.week import records, schedule
from countergaze.week.indicators import firms
from countergaze.week.indicators.every import PARTS
from countergaze.week.institutions.country import CARRYING
from countergaze.week.institutions.totals import LEARNED

WEEK = Path(__file__).resolve().parents[2] / "src" / "countergaze" / "week"
STEPS = sorted(path for path in (WEEK / "institutions").glob("*.py")
               if path.stem in records.PARAMETERS)
FORMULAS = sorted(path for path in (WEEK / "indicators").glob("*.py") if path.stem in PARTS)
MUTATING = {"setattr", "fill", "put", "copyto", "itemset", "resize"}


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def targets(function: ast.AST) -> list[ast.expr]:
    """Return every expression that is assigned to, tuples taken apart."""
    found: list[ast.expr] = []
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            found += node.targets
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign)):
            found.append(node.target)
    parts = []
    while found:
        one = found.pop()
        if isinstance(one, (ast.Tuple, ast.List)):
            found += one.elts
        else:
            parts.append(one)
    return parts


def wrong_targets(path: Path) -> list[str]:
    """Return what a step assigns to that is neither a local name, nor its own, nor brought."""
    own = CARRYING[path.stem].fields if path.stem in CARRYING else {}
    wrong = []
    for target in targets(tree(path)):
        text = ast.unparse(target)
        if isinstance(target, ast.Attribute):
            if not (text.startswith(f"country.{path.stem}.") and target.attr in own):
                wrong.append(text)
        elif isinstance(target, ast.Subscript) and not text.endswith("[...]"):
            wrong.append(text)
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.AugAssign):
            wrong.append(f"{ast.unparse(node)}: changes an array in place")
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in MUTATING or any(word.arg == "out" for word in node.keywords):
                wrong.append(ast.unparse(node))
    return wrong


@pytest.mark.parametrize("path", STEPS, ids=lambda path: path.stem)
def test_a_step_changes_only_what_its_mechanism_declares(path):
    """Anything else is a request: the owner's function, called where the wish arises."""
    assert not wrong_targets(path)


@pytest.mark.parametrize("line", [
    "country.grid.drift = 0.0", "country.incidents.baklog = 0.0", "country.week = 1",
    "a, country.grid.drift = 1, 2", "country.incidents.load += 1.0", "mine.load = 0.0",
    "country.incidents.load[:, 0] = 0.0", "np.add(a, b, out=country.incidents.load)",
    "setattr(country.grid, 'drift', 0.0)", "a += 1.0"])
def test_a_step_that_reaches_further_is_found(tmp_path, line):
    """Each way to change what is another's, or is not declared, or in place."""
    path = tmp_path / "incidents.py"
    path.write_text(f"def handle(country):\n    {line}\n", encoding="utf-8")
    assert wrong_targets(path)
    path.write_text("def handle(country):\n    a, country.incidents.load = 1.0, 2.0\n",
                    encoding="utf-8")
    assert not wrong_targets(path)


def held(path: Path, read: bool = False) -> set[tuple[str, str]]:
    """Return (mechanism, field) of whatever a file reads or, without `read`, sets of a country."""
    found = set()
    for function in ast.walk(tree(path)):
        if not isinstance(function, ast.FunctionDef):
            continue
        short = {"mine": path.stem, **aliases(function)}
        for node in ast.walk(function):
            if isinstance(node, ast.Attribute) and not (read and isinstance(node.ctx, ast.Store)):
                whole = ast.unparse(node.value)
                whole = short.get(whole, whole)
                place = whole.removeprefix("country.").removeprefix("c.reported.")
                if place in CARRYING and (whole != place or ast.unparse(node.value) in short):
                    found.add((place, node.attr))
    return found


def aliases(function: ast.FunctionDef) -> dict[str, str]:
    """Return the local names of `country.MECHANISM` or `c.reported.MECHANISM` in a function."""
    found = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target, value in zip(
                    node.targets[0].elts if isinstance(node.targets[0], ast.Tuple)
                    else node.targets,
                    node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]):
                text = ast.unparse(value)
                name = text.removeprefix("country.").removeprefix("c.reported.")
                if isinstance(target, ast.Name) and name in CARRYING and name != text:
                    found[target.id] = name
    return found


READ = {path: held(path) for path in (*STEPS, *FORMULAS)}


@pytest.mark.parametrize("path", READ, ids=lambda path: f"{path.parent.stem}.{path.stem}")
def test_what_is_read_of_a_country_is_declared(path):
    """A slip of a name shows here, not after years of burn-in."""
    wrong = {name for name in READ[path] if name[1] not in CARRYING[name[0]].fields}
    assert not wrong, wrong


def test_everything_declared_is_read():
    """A quantity that nobody reads would be carried, saved and explained for nothing."""
    read = set().union(*(held(path, read=True) for path in READ))
    read |= {("firms", f"{name}{of}") for name in firms.SHOWN for of in ("", "_by_kind")}
    declared = {(name, field) for name, carried in CARRYING.items() for field in carried.fields}
    assert not declared - read, declared - read


def columns_brought(path: Path) -> set[str]:
    """Return the columns of cities that a step writes."""
    return {target.value.attr for target in targets(tree(path))
            if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Attribute)
            and ast.unparse(target.value.value) in ("city", "hosts")}


def test_a_column_of_cities_is_brought_by_the_mechanism_that_declares_it():
    """Every column of every city has one writer."""
    from countergaze.mechanisms import MODULES

    declared = {name: {column.name for column in getattr(module, "CITY_COLUMNS", ())}
                for name, module in MODULES.items()}
    brought = {path.stem: columns_brought(path) for path in STEPS}
    assert {name: columns for name, columns in brought.items() if columns} == {
        name: columns for name, columns in declared.items() if columns}


@pytest.mark.parametrize("path", [*STEPS, *FORMULAS],
                         ids=lambda path: f"{path.parent.stem}.{path.stem}")
def test_tallies_that_are_read_are_declared(path):
    """`tally.NAME` and `got["NAME"]` name sums over people that a mechanism adds up."""
    named = {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)
             and ast.unparse(node.value) == "tally"}
    named |= {node.slice.value for node in ast.walk(tree(path)) if isinstance(node, ast.Subscript)
              and ast.unparse(node.value) in ("got", "c.got")
              and isinstance(node.slice, ast.Constant)}
    kinds = records.TALLIES.keys() | (records.ABROAD_TALLIES.keys() if path.stem == "abroad"
                                      else set())
    assert named <= kinds, named - kinds


def test_what_institutions_learn_is_what_is_worked_out_for_them():
    """Each tally of `LEARNED` is read by a step, and no step reads another."""
    read = {node.attr for path in STEPS for node in ast.walk(tree(path))
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "tally"}
    assert read == set(LEARNED)


def test_the_printed_week_tells_what_institutions_read_and_change():
    """Through a short name, a tuple, a helper and a count; what a module is called is no field."""
    parts = schedule.lines()
    steps = {step.call: step for part in parts.values() for step in part}
    assert len(parts) == 7
    assert steps["officials.report"].changes == ("officials.belief", "officials.report")
    assert {"incidents.load", "officials.misuse"} <= set(steps["officials.report"].reads)
    assert "incidents.backlog" in steps["incidents.handle"].changes
    assert "city competence" in steps["officials.bring"].changes
    assert "count visits" in steps["forecasting.learn"].reads
    told = [name for step in steps.values() for name in (*step.reads, *step.changes)]
    assert "officials.inflation" not in told
