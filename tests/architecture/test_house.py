"""Every rule of the house is a test, so that it outlives its author."""

from __future__ import annotations

import ast
import graphlib
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "countergaze"
MODULES = sorted(PACKAGE.rglob("*.py"))
PYTHON = sorted(p for folder in ("src", "tests", "docs", "benchmarks")
                for p in (ROOT / folder).rglob("*.py"))

LADDER = {name: floor for floor, name in enumerate((
    "declare", "data", "compute", "mechanisms", "week", "engine", "scenarios", "results",
    "experiments", "worlds", "claims", "reports", "api", "web", "cli"))}
NEVER = {"utils", "util", "common", "helpers", "core", "misc", "manager", "base"}
MOST_LINES, LONGEST_LINE = 400, 100


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> set[str]:
    """Return the full dotted names that a module takes from the package.

    After a bare `import countergaze` these are the names read from it.
    """
    package = ["countergaze", *path.relative_to(PACKAGE).parts[:-1]]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name != "countergaze"}
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.add(f"{node.value.id}.{node.attr}")
        elif isinstance(node, ast.ImportFrom):
            start = package[:len(package) - node.level + 1] if node.level else []
            stem = ".".join([*start, *([node.module] if node.module else [])])
            found |= {f"{stem}.{alias.name}" for alias in node.names}
    return {name for name in found if name.split(".")[0] == "countergaze"}


def place(parts: tuple[str, ...] | list[str]) -> str:
    """Return the first folder under the package, or "" for a module beside the folders."""
    return parts[0] if parts and parts[0] in LADDER else ""


def tracked() -> list[Path]:
    """Return the tracked text files, or skip where there is no checkout."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = [name for name in done.stdout.decode().split("\0") if name]
    if done.returncode or not names:
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in names if (ROOT / name).is_file()]
    return [path for path in paths if b"\0" not in path.read_bytes()]


def test_imports_run_one_way():
    """A module imports its own folder and those below it on the ladder, never one above."""
    wrong = []
    for path in MODULES:
        mine = place(path.relative_to(PACKAGE).parts)
        if not mine:
            continue
        for name in sorted(imports(path)):
            theirs = place(name.split(".")[1:])
            if theirs == mine or (theirs and LADDER[theirs] < LADDER[mine]):
                continue
            if name == "countergaze.__version__":
                continue
            wrong.append(f"{named(path)} imports {name}")
    assert not wrong, wrong


def module_of(name: str, modules: set[str]) -> str:
    """Return the module of the package that a dotted name lies in."""
    parts = name.split(".")
    return next(".".join(parts[:n]) for n in range(len(parts), 0, -1)
                if ".".join(parts[:n]) in modules)


def graph() -> dict[str, set[str]]:
    """Return module -> the modules of the package that it imports, wherever in it that stands.

    A module that is named in a text of the package's own `__init__` counts as imported there.
    """
    names = {".".join(["countergaze", *path.relative_to(PACKAGE).with_suffix("").parts])
             .removesuffix(".__init__"): path for path in MODULES}
    found = {}
    for name, path in names.items():
        wanted = imports(path) - {"countergaze.__version__"}
        if name == "countergaze":
            wanted |= {node.value for node in ast.walk(ast.parse(path.read_text("utf-8")))
                       if isinstance(node, ast.Constant) and node.value in names}
        found[name] = {module_of(one, set(names)) for one in wanted} - {name}
    return found


def test_no_imports_go_in_a_circle():
    """Within a function or for the type checker alone counts as well: a circle is one idea."""
    found = graph()
    assert found["countergaze"] and found["countergaze.api"]
    try:
        graphlib.TopologicalSorter(found).prepare()
    except graphlib.CycleError as fault:
        pytest.fail(" imports ".join(reversed(fault.args[1])))


def test_every_folder_stands_on_the_ladder():
    """A new folder of the package has to be given its place here."""
    folders = {p.parent.relative_to(PACKAGE).parts[0] for p in MODULES if p.parent != PACKAGE}
    assert folders <= LADDER.keys(), folders - LADDER.keys()


def test_mechanisms_do_not_import_each_other():
    """A mechanism can be read alone; `society_x` counts as a part of `society`."""
    files = sorted(set((PACKAGE / "mechanisms").glob("*.py"))
                   - {PACKAGE / "mechanisms" / "__init__.py"})
    wrong = [f"{named(path)} imports {name}" for path in files
             for name in imports(path) if name.startswith("countergaze.mechanisms")
             and [*name.split("."), ""][2].split("_")[0] != path.stem.split("_")[0]]
    assert not wrong, wrong


DOOR, OTHER_TARGET = PACKAGE / "compute" / "door", PACKAGE / "web" / "kernel_wasm.py"
"""Who may import Numba; and who makes code for another machine of the module that it gives."""


def test_numba_has_one_door():
    """Only compute/door may import Numba: speed does not leak into the science."""
    wrong = [named(path) for path in MODULES
             if path.parent != DOOR and path != OTHER_TARGET
             and re.search(r"^\s*(?:import|from) +(?:numba|llvmlite)\b",
                           path.read_text(encoding="utf-8"), re.M)]
    assert not wrong, wrong


HANDED_OVER = {"svg.py", "arms_charts.py", "rendering.py"}
"""What may say that its text is HTML already: charts, and the style sheet of the page."""


def test_only_charts_and_styles_are_handed_over_as_html():
    """Pages are made by templates that escape: no `safe` in them, no tag in a view."""
    folder = PACKAGE / "reports"
    wrong = [named(path) for path in folder.rglob("*.html")
             if re.search(r"\|\s*safe\b|\bautoescape\b", path.read_text(encoding="utf-8"))]
    for path in folder.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        texts = [node.value for node in ast.walk(ast.parse(text))
                 if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        if path.name not in HANDED_OVER and "Markup(" in text:
            wrong.append(f"{named(path)}: Markup")
        if path.name not in HANDED_OVER | {"effects_picture.py"}:
            wrong += [f"{named(path)}: {found[:60]}" for found in texts
                      if re.search(r"</?[a-z][a-z0-9]*[ >/]", found)]
    assert not wrong, wrong


def test_no_module_is_named_for_nothing():
    """A name such as that of a drawer for odds and ends says nothing about what is inside."""
    wrong = [named(path) for path in MODULES
             if NEVER & {*path.relative_to(PACKAGE).with_suffix("").parts}]
    assert not wrong, wrong


def test_files_and_lines_stay_short():
    """A file over 400 lines holds two ideas; a line has at most 100 characters."""
    long_files, long_lines = [], []
    for path in PYTHON:
        lines = path.read_text(encoding="utf-8").splitlines()
        if len(lines) > MOST_LINES:
            long_files.append(f"{named(path)}: {len(lines)} lines")
        long_lines += [f"{named(path)}:{n}: {len(line)} characters"
                       for n, line in enumerate(lines, 1) if len(line) > LONGEST_LINE]
    assert not long_files + long_lines, long_files + long_lines


def test_every_module_and_public_name_says_what_it_is():
    """A module, public class or public function begins with a docstring."""
    silent = []
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if not ast.get_docstring(tree):
            silent.append(named(path))
        silent += [f"{named(path)}: {node.name}" for node in tree.body
                   if isinstance(node, (ast.FunctionDef, ast.ClassDef))
                   and not node.name.startswith("_") and not ast.get_docstring(node)]
    assert not silent, silent


def test_no_file_names_a_machine_or_a_package_registry():
    """A clone works anywhere: no home folder of a machine, no host of a package registry."""
    machine = re.compile(r"(?<![\w.~}])/(?:work|root|home|Users)/|[A-Z]:\\Users\\")
    registry = re.compile(r"pythonhosted\.|\bpypi\.(?:org|python)|npmjs\.|deb\.debian\.")
    wrong = []
    for path in tracked():
        if path.resolve() == Path(__file__).resolve():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if machine.search(line) or registry.search(line):
                wrong.append(f"{named(path)}:{number}: {line.strip()[:80]}")
    assert not wrong, wrong


def test_nothing_is_left_unfinished():
    """Unfinished work is an issue, never a remark in the source."""
    marks = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|NotImplemented" r"Error)\b")
    wrong = [named(path) for path in MODULES if marks.search(path.read_text(encoding="utf-8"))]
    assert not wrong, wrong


GUIDES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
TOP = ("src/", "docs/", "tests/", "benchmarks/", ".ci/")


@pytest.mark.parametrize("guide", GUIDES, ids=named)
def test_a_path_named_in_a_guide_exists(guide):
    """A guide that names a missing file is worse than none."""
    text = guide.read_text(encoding="utf-8")
    links = {(guide.parent / link.split("#")[0])
             for link in re.findall(r"\]\(([^)\s]+)\)", text)
             if link.split("#")[0] and not link.startswith(("http", "mailto:"))}
    paths = {ROOT / word for span in re.findall(r"`([^`\n]+)`", text) for word in span.split()
             if word.startswith(TOP)}
    missing = sorted(str(path) for path in links | paths if not path.exists())
    assert not missing, missing


def test_no_test_leaves_a_process_behind(no_process_left):
    """The fixture that ends them is in force for every test: `subprocess` is the one it watches."""
    assert subprocess.Popen.__qualname__ == "no_process_left.<locals>.Ended"
