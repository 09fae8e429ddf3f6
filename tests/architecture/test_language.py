"""What a user reads keeps to the standard terms of the field: words that must not come back."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import countergaze
from countergaze.data.targets import targets
from countergaze.mechanisms import INDICATORS
from countergaze.results.derived import DERIVED

SOURCE = Path(countergaze.__file__).parent
READ = ("cli", "reports", "web")
OLD = {
    r"\bluck\b": "random seed, common random numbers or sampling noise",
    r"\blived\b|\bto live\b": "simulated, run",
    r"no clear difference": "no difference detected",
    r"could have been seen": "minimum detectable effect",
    r"\bspreads\b": "between-seed SD",
    r"fault of ours": "internal error",
    r"\bin 100\b(?!,)": "%",
    r"round in a loop": "circular extends",
}
TITLES = {
    "silenced": "Self-censored dissent", "latent": "Latent dissent",
    "falsification_gap": "Preference falsification gap", "chilling": "Chilling effect",
    "listing_ratio": "Listing rate ratio, group to rest",
    "collateral": "Household members affected",
}


def strings(source: str) -> list[str]:
    """Return the strings of a module but for names of columns and for docstrings that no help
    prints."""
    tree = ast.parse(source)
    silent = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            command = isinstance(node, ast.FunctionDef) and any(
                ".command" in ast.unparse(one) for one in node.decorator_list)
            silent.update(id(line.value) for line in node.body
                          if isinstance(line, ast.Expr) and not command)
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)
            and isinstance(node.value, str) and id(node) not in silent
            and not node.value.isidentifier()]


def old_words(text: str) -> list[str]:
    """Return the old words in a text, each with what to write instead."""
    return [f"{found.group()}: write {new}" for old, new in OLD.items()
            if (found := re.search(old, text, re.IGNORECASE))]


@pytest.mark.parametrize("room", READ)
def test_text_that_a_user_reads_has_no_old_word(room):
    """Strings of commands and pages, and the text of templates outside their expressions."""
    wrong = []
    for file in sorted((SOURCE / room).rglob("*.py")):
        wrong += [(file.name, one) for text in strings(file.read_text("utf-8"))
                  for one in old_words(text)]
    for file in sorted((SOURCE / room).rglob("*.html")):
        text = re.sub(r"{[{%].*?[%}]}", " ", file.read_text("utf-8"), flags=re.DOTALL)
        wrong += [(file.name, one) for one in old_words(text)]
    assert not wrong


def test_titles_units_and_definitions_have_no_old_word():
    """Shares are in %; only rates keep a denominator, such as 100,000 residents."""
    wrong = [(about.name, one) for about in {**INDICATORS, **DERIVED}.values()
             for text in (about.title, about.unit, about.definition) for one in old_words(text)]
    wrong += [(target.id, one) for target in targets() for one in old_words(target.unit)]
    assert not wrong


@pytest.mark.parametrize("name", TITLES)
def test_titles_are_the_terms_of_the_field(name):
    """Those of the literature on preference falsification and on chilling effects."""
    assert {**INDICATORS, **DERIVED}[name].title == TITLES[name]


@pytest.mark.parametrize("text", ["the same luck", "34 in 100 adults", "Weeks to live.",
                                  "no clear difference; 3 could have been seen"])
def test_an_old_word_is_found(text):
    """And a rate in 100,000 is none."""
    assert old_words(text) and not old_words("722 in 100,000 residents")
