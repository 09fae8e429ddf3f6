"""The folder of a run as a research object: `ro-crate-metadata.json`, after RO-Crate 1.1.

It says in the words of schema.org what each file is, which software made it from which table of
places, when, and what is measured in which unit, for repositories and catalogues that know nothing
of this package.  `manifest.json` stays the record that a run is checked and simulated again by.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from countergaze.mechanisms import INDICATORS

CRATE = "ro-crate-metadata.json"
CONTEXT = ["https://w3id.org/ro/crate/1.1/context", {"sha256": "http://schema.org/sha256"}]
"""The terms of RO-Crate 1.1, which leaves out that word of schema.org."""
PARQUET = "application/vnd.apache.parquet"
FILES = {
    "manifest.json": ("application/json", "Record of what was run: every setting, versions, hashes "
                      "of all files, facts about the society"),
    "indicators.parquet": (PARQUET, "Indicators, one row a week, indicator and scope"),
    "effects.parquet": (PARQUET, "Paired differences between worlds, with intervals"),
    "runs.parquet": (PARQUET, "Means of each run over the last weeks"),
    "samples.parquet": (PARQUET, "Points of a sweep: the value of each key"),
    "outcomes.parquet": (PARQUET, "What each point of a sweep gave"),
    "sensitivity.parquet": (PARQUET, "What each outcome hangs on"),
    "worlds.parquet": (PARQUET, "Means of each arm in plausible worlds"),
    "weekly.parquet": (PARQUET, "Every 4th week of each run, for the whole society"),
    "report.html": ("text/html", "Report, one page that opens offline"),
    "tried.parquet": (PARQUET, "Worlds that were tried, and what the facts say of each"),
    "plausible.parquet": (PARQUET, "Worlds that the facts do not rule out"),
    "places.csv": ("text/csv", "The user's own table of places that the society was made by"),
    "systems.md": ("text/markdown", "What each system does, as a page"),
    "means.parquet": (PARQUET, "Window means, one row an arm, world, seed, indicator and scope"),
    "claims.html": ("text/html", "The board of claims with the evidence, one page"),
    "claims.md": ("text/markdown", "The board of claims, as a page for the docs"),
    "what-the-report-got-right.html": ("text/html", "What the report got right, from the verdicts"),
    "what-the-report-got-right.md": ("text/markdown", "The same, as a page for the docs"),
    "phase.html": ("text/html", "The phase diagram of integration and integrity"),
    "phase.md": ("text/markdown", "What the phase diagram shows, in words"),
    "phase.svg": ("image/svg+xml", "The phase diagram, as a picture"),
    "packages.html": ("text/html", "Safeguards alone, together and in packages, with their price"),
    "packages.md": ("text/markdown", "The same, as a page for the docs"),
    "safeguards.md": ("text/markdown", "What each safeguard does, as a page"),
}
"""Name -> media type, what it holds."""
NO_FORECAST = "Synthetic people made from census totals. Not a forecast."
TERMS = ("Made by whoever ran the software, who decides on its terms. Nothing in it is about real "
         "persons.")


def metadata(files: Mapping[str, Mapping[str, Any]], told: Mapping[str, Any]) -> bytes:
    """Return the file of a folder with these files (name -> sha256, bytes) and this manifest."""
    names = [*files, "manifest.json"]
    table = told.get("table") or {}
    source = {"@id": "places.csv" if table.get("own") else "#places"}
    graph = [
        {"@id": CRATE, "@type": "CreativeWork", "about": {"@id": "./"},
         "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"}},
        {"@id": "./", "@type": "Dataset", "name": _name(told), "description": _description(told),
         "datePublished": told["written"], "license": {"@id": "#terms"},
         "hasPart": [{"@id": name} for name in names], "mentions": {"@id": "#made"},
         "identifier": str(told["result"]),
         "variableMeasured": [{"@id": f"#{name}"} for name in INDICATORS]},
        {"@id": "#terms", "@type": "CreativeWork", "name": "Terms of use", "description": TERMS},
        *(_file(name, files.get(name)) for name in names),
        {"@id": "#countergaze", "@type": "SoftwareApplication", "name": "Countergaze",
         "softwareVersion": str((told.get("versions") or {}).get("countergaze")),
         "license": {"@id": "https://www.apache.org/licenses/LICENSE-2.0"},
         "description": "A laboratory of synthetic societies under social-credit-style governance"},
        {"@id": "https://www.apache.org/licenses/LICENSE-2.0", "@type": "CreativeWork",
         "name": "Apache License, version 2.0", "description": "Terms of the software"},
        {"@id": "#made", "@type": "CreateAction", "name": "Simulation",
         "instrument": {"@id": "#countergaze"}, "object": source, "endTime": told["written"],
         "result": [{"@id": name} for name in names]},
        *([] if table.get("own") else [
            {"@id": "#places", "@type": "Dataset", "name": str(table.get("file", "")),
             "description": "Table of places that comes with the software, SHA-256 "
             f"{table.get('sha256', 'not recorded')}"}]),
        *({"@id": f"#{about.name}", "@type": "PropertyValue", "name": about.name,
           "alternateName": about.title, "unitText": about.unit,
           "description": about.definition} for about in INDICATORS.values()),
    ]
    whole = {"@context": CONTEXT, "@graph": graph}
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()


def _name(told: Mapping[str, Any]) -> str:
    if "about" in told:
        return str(told["about"]["name"])
    if "arms" in told:
        return "Comparison of " + ", ".join(str(arm["name"]) for arm in told["arms"])
    seeds = told.get("seeds") or [told["seed"]]
    return f"Run of {told['scenario']['name']}, seed{'s' * (len(seeds) > 1)} " + ", ".join(
        map(str, seeds))


def _description(told: Mapping[str, Any]) -> str:
    if "about" in told:
        return f"{told['about']['description']} {NO_FORECAST}"
    count = len(told.get("seeds") or [0])
    seeds = (f"{count} seeds of each world" if "arms" in told
             else "one run" if count == 1 else f"{count} seeds")
    return (f"{told['people']:,} synthetic people over {told['weeks']:,} weeks, {seeds}. "
            f"{NO_FORECAST}")


def _file(name: str, about: Mapping[str, Any] | None) -> dict[str, Any]:
    kind, what = FILES[name]
    entity = {"@id": name, "@type": "File", "name": name, "description": what,
              "encodingFormat": kind}
    if about:
        entity |= {"contentSize": str(about["bytes"]), "sha256": about["sha256"]}
    return entity
