"""How to cite a run: Countergaze itself, and the sources that its numbers rest on."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import click

from countergaze.cli import terminal


@click.command()
@click.argument("what", default="baseline", metavar="[FOLDER or SCENARIO]")
@click.option("--bibtex", "as_bibtex", is_flag=True, help="As BibTeX.")
def cite(what: str, as_bibtex: bool) -> None:
    """Say how to cite Countergaze, and what a run or a scenario rests on."""
    from countergaze.reports import citing

    settings, about, used = _asked(what)
    found = citing.sources(*settings)
    if as_bibtex:
        terminal.say(citing.bibtex(found, about, used))
        return
    for line in _lines(found, about, used):
        terminal.say(line)


def _asked(what: str) -> tuple[list[Any], dict[str, Any], Any]:
    """Return the settings of a folder or a scenario, what names them, and what was used."""
    from countergaze.reports.citing import Used
    from countergaze.scenarios import load
    from countergaze.scenarios.recorded import manifest_of

    manifest = manifest_of(Path(what))
    if manifest is not None:
        from countergaze.experiments import comparison
        from countergaze.results import run as runs
        from countergaze.results.series import named

        folder = manifest.parent
        told = runs.read_manifest(folder)
        if "arms" in told:
            made = comparison.load(folder)
            return [arm.settings for arm in made.arms], {
                "comparison of": " and ".join(arm.name for arm in made.arms),
                "seeds": len(made.seeds), "people": made.people, "weeks": made.weeks,
                "result": made.result[:12]}, Used.of(told)
        run = runs.load(folder)
        return [run.scenario.settings], {
            "scenario": run.scenario.name,
            f"seed{'s' * (len(run.seeds) > 1)}": named(run.seeds), "people": run.people,
            "weeks": run.weeks, "result": run.result[:12]}, Used.of(told)
    if Path(what).is_dir():
        from countergaze.results.run import NotARun

        raise NotARun(f"{what} holds no run (there is no manifest.json in it)")
    scenario = load(what)
    return [scenario.settings], {"scenario": scenario.name}, Used()


def _lines(found: Any, about: dict[str, Any], used: Any) -> list[str]:
    """Return the text, at most 80 columns wide but for what cannot be broken."""
    from countergaze.reports import citing

    run = ", ".join(f"{key} {value}" for key, value in about.items())
    lines = ["Cite as", *_item(f"{citing.AUTHORS}. {citing.TITLE}. Version {used.version}, "
                               f"{citing.LICENCE}. {run}."), ""]
    off = f"; off: {', '.join(found.off)}" if found.off else ""
    lines += [*textwrap.wrap(f"What it rests on: {len(found.on)} mechanisms{off}. "
                             f"{found.total - found.assumed} of {found.total} of their numbers "
                             f"have a source, {found.assumed} are assumed.", 78), "",
              "Numbers with a source"]
    for source, keys in found.sourced.items():
        lines += _item(f"{source}: {', '.join(keys)}")
    if not found.sourced:
        lines += ["  none"]
    lines += ["", "Tables"]
    for name, source in citing.tables_used(used):
        lines += _item(f"{name}. {source}")
    lines += ["", "Stylised facts"]
    for part in found.facts:
        lines += _item(f"{part.key}  {part.title}: {part.sources}")
    lines += ["", "Literature (in brackets: what of it was read, and which mechanisms name it)"]
    for work, names in found.works:
        lines += _item(f"{citing.written(work)} [{work.read}; {', '.join(names)}]")
    return [*lines, "", "countergaze cite --bibtex gives the same for a bibliography"]


def _item(text: str) -> list[str]:
    return textwrap.wrap(text, 78, initial_indent="  ", subsequent_indent="      ",
                         break_long_words=False, break_on_hyphens=False)
