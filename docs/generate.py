"""Write one page a mechanism, their index, and the pages of the state and of tables of places.

`python docs/generate.py` writes them from what the mechanisms and the engine declare; with
`--check` it writes nothing and exits with 1 if a page is missing, stale or left over.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import cross_references

from countergaze.data import checks, tables
from countergaze.declare import Indicator, Parameter, Row, Table
from countergaze.engine.memory import bytes_a_person
from countergaze.mechanisms import INDICATORS, ROWS, TABLES, safeguards
from countergaze.reports import law
from countergaze.week import records, schedule

DOCS = Path(__file__).resolve().parent
NOTICE = "<!-- Written by docs/generate.py from the declarations; edit those instead. -->"


def pages() -> dict[str, str]:
    """Return the text of every page by its path in docs."""
    texts = {f"mechanisms/{name}.md": page(name, table) for name, table in TABLES.items()}
    return {"mechanisms/README.md": index(), "model/state.md": state_page(),
            "model/places.md": places_page(),
            "model/law.md": law_page(), "model/schedule.md": schedule_page(), **texts}


def law_page() -> str:
    """Return the annex of rules of law."""
    rows = [[harm.title, ", ".join(f"`{name}`" for name in harm.indicators),
             "; ".join(harm.rules), harm.modelled, harm.left_out] for harm in law.HARMS]
    return "\n\n".join([NOTICE, "# Harms and rules of law", prose(law.__doc__ or ""),
                        grid(["harm", "indicators", "rules that it touches", "modelled",
                              "not modelled"], rows), prose(law.BEYOND)]) + "\n"


def page(name: str, table: type[Table]) -> str:
    """Return the page of one mechanism: equations, parameters, rows, indicators."""
    module = sys.modules[table.__module__]
    parts = [NOTICE, f"# {name.capitalize()}", prose(module.__doc__ or "")]
    parts += [prose(part.__doc__ or "") for part in further_parts(module)]
    parts += ["## Parameters", f"Table `[{name}]` of a scenario file.",
              parameter_table(table.fields)]
    for row in ROWS.values():
        if row.__module__ == table.__module__:
            parts += [f"## Rows of `[{row.table}]`", prose(row.__doc__ or ""),
                      parameter_table(row.fields), "Shipped rows:", shipped_table(row)]
    if name == "safeguards":
        parts += ["## What each sets, and what it costs", safeguard_table()]
    reported = [i for i in INDICATORS.values() if i in getattr(module, "INDICATORS", ())]
    if reported:
        parts += ["## Indicators", indicator_table(reported)]
    found = list(cross_references.rules([module, *further_parts(module)]))
    if found:
        parts += ["## Rules", "Each by hand in the tests named; [the order of the week]"
                  "(../model/schedule.md) has the steps.",
                  grid(["rule", "what it returns", "used by", "tests"], found)]
    forms = [p for p in table.fields.values() if p.kind == "form"]
    if forms:
        parts += ["## Forms", "\n".join(
            f"- `{p.key}`: " + ", ".join(f"`{c}`" for c in p.choices) + ". The first is the "
            "reference." for p in forms)]
    return "\n\n".join(parts) + "\n"


def further_parts(module: Any) -> list[Any]:
    """Return the modules that hold the further parts of a mechanism, such as `conduct_peers`."""
    stem = Path(module.__file__).stem
    return [importlib.import_module(f"{module.__package__}.{path.stem}")
            for path in sorted(Path(module.__file__).parent.glob(f"{stem}_*.py"))]


def safeguard_table() -> str:
    """Return what each safeguard sets at full intensity, and its staff hours."""
    rows = []
    for key, word in safeguards.ALL.items():
        sets = ", ".join(f"`{what}` {'none' if target is None else format(target, 'g')}"
                         for what, target in word.sets.items())
        cost = f"{word.hours[0]:g} for each of: {word.hours[1].replace('_', ' ')}" if (
            word.hours) else "none counted"
        rows.append([word.id, f"`{key}`", word.meaning.removeprefix(f"{word.id}: "), sets, cost])
    return grid(["id", "safeguard", "what it is", "sets", "staff hours"], rows)


def index() -> str:
    """Return the page that lists the mechanisms and every indicator."""
    rows = []
    for name, table in TABLES.items():
        doc = (sys.modules[table.__module__].__doc__ or "").strip()
        assumed = sum(p.assumed for p in table.fields.values())
        rows.append([f"[{name}]({name}.md)", first_sentence(doc), str(len(table.fields)),
                     str(assumed)])
    return "\n\n".join([
        NOTICE, "# Mechanisms", "In the order in which a scenario file names them.",
        grid(["table", "what it is", "parameters", "of these assumed"], rows),
        "## All indicators", indicator_table(list(INDICATORS.values())),
    ]) + "\n"


def state_page() -> str:
    """Return the page of the fields of a person's state, each with its owner and its size."""
    rows = [[f"`{name}`", f"[{owner}](../mechanisms/{owner}.md)", field.type,
             "no" if field.fixed else "yes",
             "for nobody" if field.drawn else "for the few" if field.few else "for everybody",
             field.meaning]
            for name, field in records.FIELDS.items() for owner in [records.OWNERS[name]]]
    return "\n\n".join([
        NOTICE, "# A person's state",
        "Each field has one owner, the only mechanism that changes it. "
        f"Everybody takes {bytes_a_person()} bytes. What is kept for the few takes room only for "
        "those for whom some such field of its owner is not at its start: 3 bytes a person more "
        "in the baseline, 8 to 9 where a national score moves. What is kept for nobody is drawn "
        "again from the person's address whenever the week asks for it.",
        grid(["field", "owner", "type", "changes in a run", "kept", "what it is"], rows),
    ]) + "\n"


def schedule_page() -> str:
    """Return the page of the order of the week, read from the code that runs it."""
    parts = [NOTICE, "# The order of the week",
             "Each line is a call of `src/countergaze/week/order.py` or, for institutions, of "
             "`src/countergaze/week/institutions/order.py`. Reads and changes: fields of a person "
             "first, then quantities of the week, columns of cities, and what institutions carry "
             "(`officials.integrity`). `countergaze week` prints the same."]
    for title, steps in schedule.lines().items():
        rows = [[f"`{step.call}`", step.purpose, ", ".join(step.changes) or "nothing",
                 ", ".join(step.reads) or "nothing"] for step in steps]
        parts += [f"## {title}", grid(["step", "what it does", "may change", "reads"], rows)]
    return "\n\n".join(parts) + "\n"


def places_page() -> str:
    """Return the page of the columns that a table of places may have."""
    rows = [[f"`{name}`", "no" if name in tables.OPTIONAL else "yes", text]
            for name, text in tables.COLUMNS.items()]
    return "\n\n".join([
        NOTICE, "# Tables of places", prose(tables.__doc__ or ""),
        grid(["column", "needed", "what"], rows),
        f"At least {checks.LEAST_RESIDENTS:,} residents a row, at most {checks.MOST_ROWS:,} "
        "rows.",
        "The shipped table is `src/countergaze/data/provinces.csv`; where it comes from stands "
        "in `src/countergaze/data/SOURCES.md`.",
    ]) + "\n"


def prose(text: str) -> str:
    """Return a docstring as Markdown: its numbered equations are a list already."""
    lines = [line.strip() if not line.startswith("   ") else line for line in text.splitlines()]
    return "\n".join(lines).strip().replace("<", "&lt;")


def first_sentence(text: str) -> str:
    """Return the first sentence of a docstring on one line."""
    paragraph = " ".join(text.split("\n\n")[0].split())
    return paragraph.split(". ")[0].rstrip(".") + "."


def parameter_table(fields: dict[str, Parameter]) -> str:
    """Return the parameters of a table or of a row as a Markdown table."""
    head = ["name", "unit", "default", "range", "bounds", "kind", "may change", "source",
            "meaning"]
    return grid(head, [
        [f"`{p.name}`", p.unit, value(p.default), p.plausible or "-", span(p.bounds), p.kind,
         "yes" if p.may_change else "no", p.source, meaning(p)] for p in fields.values()
    ])


def meaning(parameter: Parameter) -> str:
    """Return what a parameter means, and what it moves in which direction."""
    moved = ", ".join(f"`{name}` {sign}" for name, sign in parameter.expected_effects.items())
    return f"{parameter.meaning} (moves {moved})" if moved else parameter.meaning


def shipped_table(row: type[Row]) -> str:
    """Return the shipped rows; where a row is silent stands the default of the field."""
    fields = [name for name in row.fields if any(name in r for r in row.rows.values())]
    return grid(["key", *fields], [
        [f"`{key}`", *(value(cells.get(name, row.fields[name].default)) for name in fields)]
        for key, cells in row.rows.items()
    ])


def indicator_table(indicators: list[Indicator]) -> str:
    """Return indicators as a Markdown table."""
    return grid(["name", "unit", "family", "metric", "scopes", "definition"], [
        [f"`{i.name}`", i.unit, i.family, i.metric, ", ".join(i.scopes), i.definition]
        for i in indicators
    ])


def grid(head: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |"
                     for line in lines)


def span(pair: tuple[float, float] | None) -> str:
    """Return `low to high`, or nothing."""
    return f"{value(pair[0])} to {value(pair[1])}" if pair else ""


def value(thing: Any) -> str:
    """Return a default or a cell as a reader writes it."""
    if thing is None:
        return ""
    if isinstance(thing, float):
        return f"{thing:.10g}"
    if isinstance(thing, (list, tuple)):
        return ", ".join(map(value, thing))
    return str(thing)


def stale() -> list[str]:
    """Return the paths of pages that are missing, out of date, or left over."""
    return sorted(left_over() + [
        name for name, text in pages().items() if not (DOCS / name).is_file()
        or (DOCS / name).read_text(encoding="utf-8") != text])


def left_over() -> list[str]:
    """Return pages of mechanisms that exist no more."""
    here = {path.relative_to(DOCS).as_posix() for path in (DOCS / "mechanisms").glob("*.md")}
    return sorted(here - pages().keys())


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check only say which are stale."""
    if arguments == ["--check"]:
        names = stale()
        for name in names:
            print(f"docs/{name} is stale; run python docs/generate.py")
        return 1 if names else 0
    if arguments:
        print("usage: python docs/generate.py [--check]", file=sys.stderr)
        return 2
    for name in left_over():
        (DOCS / name).unlink()
    wanted = pages()
    for name, text in wanted.items():
        (DOCS / name).parent.mkdir(exist_ok=True)
        (DOCS / name).write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(wanted)} pages written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
