"""Commands that show how the model is built: the order of the week, a rule and its copy."""

from __future__ import annotations

import importlib
from typing import Any

import click

from countergaze.cli.look import near_name


@click.command()
def week() -> None:
    """Print the order of the week: each step, its mechanism, what it reads and may change."""
    from countergaze.week.schedule import lines

    for part, steps in lines().items():
        click.echo(click.style(part, bold=True))
        for step in steps:
            click.echo(f"  {step.call:<34} {step.mechanism:<12} {step.purpose}")
            if step.changes:
                click.echo(f"{'':49} changes {', '.join(step.changes)}")
            if step.reads:
                click.echo(f"{'':49} reads {', '.join(step.reads)}")
        click.echo("")


@click.command()
@click.argument("name")
def kernel(name: str) -> None:
    """Print a rule, such as conduct.stake, and what the compiler is given in its place."""
    from countergaze.compute import door

    rule = _rule(name)
    source, text = door.shown(rule)
    click.echo(source)
    click.echo(text)


def _rule(name: str) -> Any:
    """Return a rule of a mechanism or a step of the week; refuse an unknown name in words."""
    from countergaze.mechanisms import MODULES

    found: dict[str, Any] = {}
    for mechanism in MODULES:
        for room in ("mechanisms", "week"):
            try:
                module = importlib.import_module(f"countergaze.{room}.{mechanism}")
            except ModuleNotFoundError:
                continue
            for rule_name, rule in vars(module).items():
                if callable(rule) and getattr(rule, "__module__", "") == module.__name__ and (
                        hasattr(rule, "__code__")):
                    found[f"{mechanism}.{rule_name}"] = rule
    if name not in found:
        near = near_name(name, list(found))
        raise click.UsageError(f"there is no rule {name} (give MECHANISM.RULE, such as "
                               f"conduct.stake){near}")
    return found[name]
