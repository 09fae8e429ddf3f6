"""The modules of the page's script: they bind to each other, and can be one script."""

from __future__ import annotations

import re
from collections import Counter
from importlib import resources

import pytest

from countergaze.web import rendering

FOLDER = resources.files("countergaze.web").joinpath("scripts")
MOST_LINES, LONGEST_LINE = 200, 100


def text(name: str) -> str:
    return FOLDER.joinpath(f"{name}.js").read_text("utf-8")


def imported(name: str) -> dict[str, set[str]]:
    """Return module -> names that a module takes from it."""
    return {module: set(re.findall(r"\w+", names)) for names, module in re.findall(
        r'^import \{([^}]*)\} from "\./(\w+)\.js";$', text(name), re.MULTILINE)}


def declared(name: str, head: str = "(?:export )?") -> list[str]:
    """Return the names that a module declares outside its functions."""
    return re.findall(rf"^{head}(?:async )?(?:function|const|let|class) (\w+)", text(name),
                      re.MULTILINE)


def test_every_module_is_in_the_script_once():
    assert sorted(rendering.SCRIPTS) == sorted(
        one.name.removesuffix(".js") for one in FOLDER.iterdir())


@pytest.mark.parametrize("name", rendering.SCRIPTS)
def test_a_module_takes_only_what_those_before_it_export_and_uses_all(name):
    own = re.sub(r"^import .*\n", "", text(name), flags=re.MULTILINE)
    for module, names in imported(name).items():
        assert rendering.SCRIPTS.index(module) < rendering.SCRIPTS.index(name)
        assert names <= set(declared(module, "export ")), module
        unused = {one for one in names if not re.search(rf"\b{one}\b", own)}
        assert not unused, unused


def test_what_is_exported_is_imported():
    taken = {(module, one) for name in rendering.SCRIPTS
             for module, names in imported(name).items() for one in names}
    given = {(name, one) for name in rendering.SCRIPTS for one in declared(name, "export ")}
    assert given == taken


def test_no_two_modules_declare_the_same_name():
    """In one script the later function would silently take the place of the earlier."""
    counted = Counter(one for name in rendering.SCRIPTS for one in declared(name))
    assert [one for one, times in counted.items() if times > 1] == []


def test_the_script_is_classic():
    assert not re.search(r"^\s*(?:import|export)\b", rendering.script(), re.MULTILINE)


@pytest.mark.parametrize("name", rendering.SCRIPTS)
def test_a_module_is_short(name):
    lines = text(name).splitlines()
    assert len(lines) <= MOST_LINES and max(map(len, lines)) <= LONGEST_LINE
