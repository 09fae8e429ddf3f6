"""What the mechanisms declare is read, owned and documented."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path

import pytest

from countergaze.declare import uncertainty
from countergaze.mechanisms import INDICATORS, ROWS, TABLES, safeguards

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "countergaze"
DECLARING = {"constant", "form", "lever", "name_of", "switch", "text", "uncertainty"}


def names_read(path: Path) -> set[str]:
    """Return names that a module reads as `.name`, `["name"]` or by a call with "name"."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            found.add(node.attr)
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            found.add(node.slice.value)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") not in DECLARING:
            found |= {a.value for a in node.args if isinstance(a, ast.Constant)}
    return {name for name in found if isinstance(name, str)}


SCIENCE = [*(PACKAGE / "mechanisms").glob("*.py"), *(PACKAGE / "week").rglob("*.py"),
           *(PACKAGE / "engine").glob("*.py")]
READ = set().union(*map(names_read, SCIENCE))
SHOWN = READ.union(*map(names_read, PACKAGE.rglob("*.py")))


@pytest.mark.parametrize("table", TABLES)
def test_every_parameter_is_read(table):
    """A lever wired to nothing is a lie: the mechanisms or the engine read each parameter.

    A safeguard is read by what it sets.
    """
    known = READ | safeguards.SETS.keys()
    unread = [p.key for p in TABLES[table].fields.values() if p.name not in known]
    assert not unread, unread


@pytest.mark.parametrize("table", ROWS)
def test_every_field_of_a_row_is_read(table):
    """A field of a row is read too; words for readers may be read by reports only."""
    unread = [p.key for p in ROWS[table].fields.values()
              if p.name not in (SHOWN if p.kind == "text" else READ)]
    assert not unread, unread


@pytest.mark.parametrize("table", [*TABLES, *ROWS])
def test_a_default_lies_within_its_range_and_its_range_within_its_bounds(table):
    """The default can be sampled, and whatever is sampled is allowed in a scenario file."""
    fields = ({**TABLES, **ROWS}[table]).fields.values()
    shipped = [(p, row.get(p.name, p.default)) for p in fields
               for row in (ROWS[table].rows.values() if table in ROWS else ({},))]
    for p, value in shipped:
        span = p.sampled(value) if isinstance(value, float) else None
        if p.bounds and isinstance(value, float):
            assert p.bounds[0] <= value <= p.bounds[1], p.key
        if span:
            assert span[0] <= value <= span[1], p.key
            assert p.bounds, p.key
            assert p.bounds[0] <= span[0] < span[1] <= p.bounds[1], p.key


def test_a_range_of_rows_is_in_multiples_of_their_own_value():
    """Half to twice 0.8 is 0.4 to 1.6, cut at the bounds; a row that is 0 or silent has none."""
    p = uncertainty(0.0, "-", range=(0.5, 2.0), relative=True, scale="log", bounds=(-5.0, 1.5),
                    meaning="x")
    assert p.sampled(0.8) == (0.4, 1.5)
    assert p.sampled(-0.8) == (-1.6, -0.4)
    assert p.sampled(0.0) is None and p.sampled(None) is None
    assert p.plausible == "0.5 to 2 times the row's own, in ratios"
    assert uncertainty(1.0, "-", range=(0.0, 2.0), bounds=None,
                       meaning="x").sampled(5.0) == (0.0, 2.0)
    with pytest.raises(ValueError, match="no ratios"):
        uncertainty(1.0, "-", range=(0.0, 2.0), bounds=None, scale="log", meaning="x")


@pytest.mark.parametrize("table", [*TABLES, *ROWS])
def test_a_number_that_is_assumed_has_a_range(table):
    """Who fixes a number gives a source or says that it is a convention; what nobody knows can be
    sampled, in ratios where its range spans a decade."""
    for p in ({**TABLES, **ROWS}[table]).fields.values():
        assert p.kind != "constant" or not p.assumed, f"{p.key}: give a source or a range"
        if p.kind == "uncertainty":
            assert p.range, p.key
            if p.range[0] > 0.0 and p.range[1] >= 10.0 * p.range[0]:
                assert p.scale == "log", p.key


@pytest.mark.parametrize("table", TABLES)
def test_a_parameter_says_what_it_is(table):
    """Unit, meaning and a source or the word assumed; what it moves is a named indicator."""
    for p in TABLES[table].fields.values():
        assert p.unit and p.meaning and p.source, p.key
        assert not p.meaning[0].isupper() or p.meaning[:2].isupper(), f"{p.key}: {p.meaning}"
        assert p.expected_effects.keys() <= INDICATORS.keys(), (p.key, p.expected_effects)
        assert set(p.expected_effects.values()) <= {"+", "-"}, (p.key, p.expected_effects)


@pytest.mark.parametrize("table", sorted(TABLES.keys() - {"society", "safeguards"}))
def test_a_mechanism_can_be_switched_off(table):
    """Every mechanism but the society itself has a switch; each safeguard is one."""
    assert TABLES[table].fields["on"].kind == "switch"


def test_every_indicator_belongs_to_the_mechanism_that_computes_it():
    """Indicator names are unique and each says what it means in a sentence."""
    for name, indicator in INDICATORS.items():
        assert indicator.name == name
        assert indicator.definition.endswith("."), name


def test_the_pages_of_the_mechanisms_are_fresh(monkeypatch):
    """docs/generate.py would write what is there; if not, run it."""
    monkeypatch.syspath_prepend(ROOT / "docs")
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    assert generate.stale() == []
