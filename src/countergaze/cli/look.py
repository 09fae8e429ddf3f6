"""Commands that only show: scenarios, parameters, indicators, the schema, speed."""

from __future__ import annotations

import difflib
import json
from typing import Any

import click

from countergaze.cli import moved, terminal

BENCH_SIZES = (100_000, 1_000_000, 10_000_000)


@click.command()
@click.option("--show", metavar="NAME", help="Print the file of one scenario.")
def scenarios(show: str | None) -> None:
    """List the shipped scenarios, or print one."""
    from countergaze.scenarios import load, shipped

    if show is not None:
        terminal.say(load(show).text.rstrip("\n"))
        return
    rows = [("name", "extends", "differs in", "title")]
    for key in shipped():
        found = load(key)
        rows.append((key, found.extends or "-", str(len(found.differences)), found.title))
    terminal.say(terminal.table(rows))


@click.command()
@click.argument("prefix", default="")
@click.option("--assumed", is_flag=True, help="Only those that no source gives.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def parameters(prefix: str, assumed: bool, as_json: bool) -> None:
    """List parameters whose name begins with PREFIX (a table, such as lists)."""
    from countergaze.mechanisms import every_parameter

    every = every_parameter()
    chosen = [(key, p) for key, p in every if key.startswith(prefix)
              and (p.assumed or not assumed)]
    if not any(key.startswith(prefix) for key, _ in every):
        raise click.UsageError(f"no parameter begins with {prefix!r}" + near_name(
            prefix, [key for key, _ in every] + [key.split(".")[0] for key, _ in every]))
    if as_json:
        terminal.say(json.dumps([_record(key, p) for key, p in chosen], indent=1))
        return
    if not chosen:
        terminal.say("none")
        return
    rows = [("parameter", "default", "range", "kind", "unit")]
    rows += [(key, terminal.written(p.default), p.plausible or "-", p.kind,
              p.unit + (" (assumed)" if p.assumed and not assumed else "")) for key, p in chosen]
    terminal.say(terminal.table(rows))
    count = len(chosen)
    terminal.say(f"{count} parameter{'' if count == 1 else 's'}"
                 f"{', assumed' if assumed else ''}; more about one: "
                 f"countergaze explain {chosen[0][0]}")


def _span(span: tuple[float, float] | None) -> str:
    return f"{span[0]:g} to {span[1]:g}" if span else "-"


def _record(key: str, p: Any) -> dict[str, Any]:
    """Return a parameter as JSON holds it."""
    return {"key": key, "default": p.default, "unit": p.unit, "kind": p.kind,
            "bounds": p.bounds, "range": p.range, "relative": p.relative, "scale": p.scale,
            "choices": list(p.choices),
            "may_change": p.may_change, "assumed": p.assumed, "source": p.source,
            "meaning": p.meaning, "expected_effects": p.expected_effects}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def indicators(as_json: bool) -> None:
    """List what a run reports, people first."""
    from countergaze.declare import FAMILIES
    from countergaze.mechanisms import INDICATORS

    chosen = sorted(INDICATORS.values(), key=lambda i: FAMILIES.index(i.family))
    if as_json:
        terminal.say(json.dumps([
            {"name": i.name, "title": i.title, "unit": i.unit, "family": i.family,
             "definition": i.definition, "metric": i.metric, "harm": i.harm,
             "scopes": list(i.scopes)} for i in chosen], indent=1))
        return
    rows = [("indicator", "family", "id", "unit")]
    terminal.say(terminal.table(rows + [(i.name, i.family, i.metric, i.unit) for i in chosen]))


@click.command()
@click.argument("key")
def explain(key: str) -> None:
    """Explain a parameter (conduct.deterrence) or an indicator (listed).

    Of a number or form that nobody knows it also says how far the headline indicators go with it
    over its range, in settings that were tried.
    """
    from countergaze.mechanisms import INDICATORS, ROWS, TABLES, every_parameter

    if key in INDICATORS:
        i = INDICATORS[key]
        terminal.say(f"{terminal.name(key)}  {i.title}, {i.unit}")
        terminal.say(terminal.paragraph(i.definition))
        terminal.say(f"  family {i.family}{f', {i.metric}' if i.metric else ''}; recorded for: "
                     f"{', '.join(i.scopes)}")
        return
    table, _, rest = key.partition(".")
    row, _, inner = rest.rpartition(".")
    p = TABLES[table].fields.get(rest) if table in TABLES else None
    value = p.default if p else None
    if p is None and table in ROWS and (row in ("", "*") or row in ROWS[table].rows):
        p = ROWS[table].fields.get(inner)
        value = ROWS[table].rows.get(row, {}).get(inner, p.default) if p else None
    if p is None:
        raise click.UsageError(f"{key} is neither a parameter nor an indicator" + near_name(
            key, [k for k, _ in every_parameter()] + list(INDICATORS)))
    for line in [*_explained(key, p, value), *moved.lines(key)]:
        terminal.say(line)


def _explained(key: str, p: Any, value: Any) -> list[str]:
    """Return the lines about one parameter."""
    rows = [("  value", terminal.written(value))] if p.kind in ("text", "name", "names") else [
        ("  default", f"{terminal.written(value)} ({p.unit})" if p.kind != "form" else
         terminal.written(value)),
        ("  kind", {"lever": "lever: somebody could choose it",
                    "uncertainty": "uncertainty: nobody knows it well; sweeps sample its range",
                    "constant": "constant: fixed by convention or by a source",
                    "form": "form: a structural variant, chosen by the scientist",
                    "switch": "switch: on or off"}[p.kind])]
    if p.kind == "form":
        rows.append(("  choices", ", ".join(p.choices)))
    if p.range:
        rows.append(("  range", f"{p.plausible} (what a sweep samples)"))
    if p.bounds:
        rows.append(("  bounds", f"{_span(p.bounds)} (outside is refused)"))
    rows.append(("  changes", "may change during a run" if p.may_change
                 else "is fixed before the first week"))
    if p.source:
        rows.append(("  source", p.source))
    if p.expected_effects:
        rows.append(("  expected effects", ", ".join(
            f"{name} {'up' if sign == '+' else 'down'}"
            for name, sign in p.expected_effects.items())))
    meaning = terminal.paragraph(p.meaning[0].upper() + p.meaning[1:] + ".")
    return [terminal.name(key), meaning, terminal.table(rows)]


def near_name(text: str, known: list[str]) -> str:
    """Return a question that names the known name nearest to a text, or ""."""
    names = known + [key.rpartition(".")[2] for key in known]
    near = difflib.get_close_matches(text[:60], names, 1)
    full = next((key for key in known if near and f".{key}".endswith(f".{near[0]}")), "")
    return f". Did you mean {full}?" if full else ""


@click.command()
def schema() -> None:
    """Print the JSON Schema of a scenario file, for editors."""
    from countergaze.scenarios import schema as made

    terminal.say(json.dumps(made(), indent=1))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--quick", is_flag=True, help="Only 100,000 people.")
def bench(as_json: bool, quick: bool) -> None:
    """Measure speed and memory on this machine, beside two reference loops."""
    from countergaze.engine.bench import rows as measured
    from countergaze.scenarios import defaults

    found = measured(defaults(), BENCH_SIZES[:1] if quick else BENCH_SIZES, (1, 2))
    if as_json:
        terminal.say(json.dumps(found, indent=1))
        return
    names = list(found[0]) if found else []
    terminal.say(terminal.table([names, *(
        [f"{row[name]:,.3g}" if isinstance(row[name], float) and row[name] < 1000
         else f"{row[name]:,.0f}" if isinstance(row[name], (int, float)) else str(row[name])
         for name in names] for row in found)]))
