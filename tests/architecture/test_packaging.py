"""What pyproject.toml, the pinned versions and the guides say agrees with the code."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def bare(requirement: str) -> str:
    return re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower().replace("_", "-")


IMPORTED_AS = {"scikit_learn": "sklearn", "python_docx": "docx", "salib": "SALib",
               "pillow": "PIL", "vl_convert_python": "vl_convert", "ipython": "IPython"}


def test_every_package_imported_is_a_declared_dependency():
    """An install without extras can import every module but those of the page; what an extra brings
    is imported where it is used, inside a function, so that its lack can be told in words."""
    core = imported(PROJECT["dependencies"]) | set(sys.stdlib_module_names) | {"countergaze"}
    extras = imported(r for name, needed in PROJECT["optional-dependencies"].items()
                      if name != "test" for r in needed)
    undeclared = set()
    for path in (ROOT / "src").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inner = {id(node) for function in ast.walk(tree)
                 if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
                 for node in ast.walk(function)}
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            page = path.parent.name == "web"
            allowed = core | extras if page or id(node) in inner else core
            undeclared |= {f"{path.name}: {name}" for name in names
                           if name.split(".")[0] not in allowed}
    assert not undeclared, undeclared


def imported(requirements) -> set[str]:
    """Return the names by which required packages are imported."""
    names = {bare(r).replace("-", "_") for r in requirements}
    return {IMPORTED_AS.get(name, name) for name in names}


def test_tested_versions_cover_every_dependency():
    """constraints.txt holds `name==version` only, and names every direct dependency."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", pin) for pin in pins), pins
    wanted = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]
    missing = {bare(r) for r in wanted} - {pin.split("==")[0] for pin in pins}
    assert not missing, missing


def test_the_version_stands_the_same_everywhere():
    """The package, the citation and the changelog name one version."""
    import countergaze

    version = PROJECT["version"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\nversion: {version}\n" in citation
    assert re.search(r"^## (\S+)", changelog, re.M)[1] == version
    assert countergaze.__version__ == version


def test_the_readme_has_two_lines_that_do_all_their_set_up():
    """Each starts from nothing but a clone and Python: one runs a society, one the tests."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [line for line in readme.splitlines() if line.startswith("python3 -m venv")]
    assert len(lines) == 2
    assert "countergaze run" in lines[0] and "pytest" in lines[1]
