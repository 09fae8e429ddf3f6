"""The phase diagram as a page, and as a picture by itself."""

from __future__ import annotations

from typing import Any

import numpy as np

from countergaze.claims import phase
from countergaze.mechanisms import INDICATORS
from countergaze.reports import rendering
from countergaze.reports.numbers import number
from countergaze.reports.phase_page import words
from countergaze.reports.rendering import View
from countergaze.results.manifest import plain, version

SIDE = 480.0
CLASSES = 6
MARKED = (("baseline", 0.55, 0.7), ("silos", 0.0, 0.7))


def report(made: Any) -> str:
    """Return the page; made: a `claims.phase.Phase`."""
    return rendering.page(view(made))


def picture(made: Any) -> str:
    """Return the diagram by itself, an SVG file."""
    shown = view(made)
    return str(rendering.fragment({**shown, "sections": [
        {**section, "kind": "picture"} for section in shown["sections"]
        if section["id"] == "diagram"]}, "diagram"))


def view(made: Any) -> View:
    """Return what the page shows, as JSON holds it."""
    return plain({
        "page": "phase", "kind": "Experiment", "title": "Phase diagram",
        "skip": "Skip to the diagram", "contents": [], "sections": [
            {"id": "top", "kind": "top", "headline": words.headline(made), "deck": words.DECK,
             "about": [f"{made.cells} x {made.cells} settings", f"{len(phase.SEEDS)} seeds each",
                       f"{made.people:,} synthetic people", f"{phase.WEEKS} weeks"]},
            _diagram(made), _worlds(made),
            {"id": "reproduce", "kind": "reproduce", "command": made.command,
             "version": version(), "result": made.result, "not_meant": words.NOT_MEANT}]})


def _diagram(made: Any) -> View:
    regions = made.regions()[0]
    harm = made.levels[phase.HARM][0].mean(axis=0)
    bounds = _bounds(harm)
    size = SIDE / made.cells
    soft = made.agreeing < 0.75 * len(made.worlds) if made.worlds else np.zeros_like(regions, bool)
    links, honest = (phase.values(span, made.cells) for span in (phase.LINKS, phase.INTEGRITY))
    squares = [{"x": _place(k * size), "y": _place(SIDE - (j + 1) * size),
                "shade": int(np.searchsorted(bounds, harm[j, k], side="right")),
                "full": bool(regions[j, k] & phase.FULL),
                "links": links[k], "integrity": honest[j], "region": words.name(int(regions[j, k])),
                "harm": round(float(harm[j, k]), 1), "soft": bool(soft[j, k])}
               for j in range(made.cells) for k in range(made.cells)]
    return {
        "id": "diagram", "kind": "diagram", "side": f"{size + 0.3:.1f}", "squares": squares,
        "edges": _edges(regions & (phase.CONTROLS | phase.HARMS), size),
        "full_edges": _edges(regions & phase.FULL, size),
        "soft": [{"x": _place((k + 0.5) * size), "y": _place(SIDE - (j + 0.5) * size)}
                 for j, k in np.argwhere(soft)],
        "names": _names(regions, size), "marks": [_mark(*one, made.cells) for one in MARKED],
        "x_ticks": [{"at": _place(_along(at, phase.LINKS, made.cells)), "text": f"{at:g}"}
                    for at in (0, 0.25, 0.5, 0.75, 1)],
        "y_ticks": [{"at": _place(SIDE - _along(at, phase.INTEGRITY, made.cells)),
                     "text": f"{at:g}"} for at in (0.1, 0.3, 0.5, 0.7, 0.9)],
        "key": _key(bounds), "harm": f"{INDICATORS[phase.HARM].title}, "
                                     f"{INDICATORS[phase.HARM].unit}",
        "rules": words.rules(), "edges_line": words.edges(made),
        "agreement": words.agreement(made), "alt": words.headline(made)}


def _place(value: float) -> str:
    return f"{value:.1f}"


def _bounds(harm: np.ndarray) -> np.ndarray:
    """Return five round bounds between the classes of the ramp."""
    low, high = float(np.nanmin(harm)), float(np.nanmax(harm))
    step = (high - low) / CLASSES or 1.0
    unit = 10.0 ** np.floor(np.log10(step))
    return np.array([round((low + k * step) / unit) * unit for k in range(1, CLASSES)])


def _key(bounds: np.ndarray) -> list[View]:
    texts = [number(float(bound), 0) for bound in bounds]
    return [{"shade": 0, "text": f"under {texts[0]}"},
            *({"shade": k + 1, "text": f"{low} to {high}"}
              for k, (low, high) in enumerate(zip(texts, texts[1:]))),
            {"shade": CLASSES - 1, "text": f"{texts[-1]} and more"}]


def _edges(regions: np.ndarray, size: float) -> str:
    """Return the lines between cells of different regions, as the path of a drawing."""
    lines = []
    n = len(regions)
    for j in range(n):
        for k in range(n):
            if k + 1 < n and regions[j, k] != regions[j, k + 1]:
                lines.append(f"M{(k + 1) * size:.1f} {SIDE - (j + 1) * size:.1f}v{size:.1f}")
            if j + 1 < n and regions[j, k] != regions[j + 1, k]:
                lines.append(f"M{k * size:.1f} {SIDE - (j + 1) * size:.1f}h{size:.1f}")
    return "".join(lines)


def _names(regions: np.ndarray, size: float) -> list[View]:
    """Return the name of each region at the middle of its cells, where there are four or more."""
    out = []
    control = regions & (phase.CONTROLS | phase.HARMS)
    for region in sorted(set(control.flat)):
        cells = np.argwhere(control == region)
        if len(cells) < 4:
            continue
        middle = cells.mean(axis=0)
        j, k = cells[np.argmin(((cells - middle) ** 2).sum(axis=1))]
        x = float(np.clip((k + 0.5) * size, 95.0, SIDE - 95.0))
        out.append({"x": _place(x), "y": _place(SIDE - (j + 0.5) * size),
                    "text": words.name(int(region))})
    return out


def _mark(name: str, links: float, integrity: float, cells: int) -> View:
    return {"name": name, "x": _place(_along(links, phase.LINKS, cells)), "left": links > 0.7,
            "y": _place(SIDE - _along(integrity, phase.INTEGRITY, cells))}


def _along(value: float, span: tuple[float, float], cells: int) -> float:
    """Return the place of a value on an axis whose first and last value are middles of cells."""
    low, high = span
    return SIDE * ((value - low) / (high - low) * (cells - 1) + 0.5) / cells


def _worlds(made: Any) -> View:
    titles = [*words.CONTROL.values(), "Over capacity"]
    return {"id": "worlds", "kind": "worlds", "heads": titles,
            "rows": [{"name": name, "cells": [f"{told[key]:.0f} %" for key in titles]}
                     for name, told in words.by_world(made)]}
