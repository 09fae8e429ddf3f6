"""The claims put to plausible worlds: carried out, written as a folder, checked again."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from countergaze.claims import frozen, work
from countergaze.claims.claim import Claim
from countergaze.claims.claim_files import check
from countergaze.claims.claim_files import claims as all_claims
from countergaze.claims.outcomes import Asked, Outcome, effects, to_confirm, unsure
from countergaze.results import manifest as records
from countergaze.results import pages, store
from countergaze.results.columns import parquet
from countergaze.results.run import NotARun, read_manifest
from countergaze.scenarios import Scenario
from countergaze.scenarios import load as load_scenario

MARK = "claims"
"""The word in a manifest that tells such a folder from others."""
SHIPPED = "verdicts.json"
"""The verdicts that come with the package, as `docs/claims.py` leaves them."""
WORLDS, QUICK, FRESH = work.WHOLE, 8, 24
SEEDS, MORE_SEEDS = (1, 2), (3, 4)


class Setting(NamedTuple):
    """A world as a folder keeps it: its number, and what differs from the base."""

    number: int
    changes: Mapping[str, Any]


@dataclass(frozen=True)
class Order:
    """What a run is asked for.

    claims: ids, in their order; worlds: how many; resolve: two more seeds for what is unclear;
    confirm: fresh worlds for hinges that part these; base: the scenario of all worlds.
    """

    claims: tuple[str, ...]
    worlds: int = WORLDS
    resolve: bool = False
    confirm: bool = False
    base: str = "baseline"

    @property
    def asked(self) -> tuple[Claim, ...]:
        """The claims."""
        return tuple(all_claims()[key] for key in self.claims)

    @property
    def command(self) -> str:
        """The command that makes the same again."""
        ids = "" if self.claims == tuple(all_claims()) else " " + " ".join(self.claims)
        more = " --resolve" * self.resolve + " --confirm" * self.confirm
        return f"countergaze claims{ids} --worlds {self.worlds}{more} --out DIR"


@dataclass(frozen=True, eq=False, repr=False)
class Board:
    """Claims with their verdicts.

    means: window means of every arm, world and seed; worlds, fresh: in which; facts: seconds,
    versions and the like.
    """

    order: Order
    means: pd.DataFrame
    worlds: tuple[Setting, ...]
    fresh: tuple[Setting, ...]
    seeds: tuple[int, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Return what it is, in one line."""
        return f"<Board: {len(self.order.claims)} claims in {len(self.worlds)} worlds>"

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Every reading of every claim."""
        return _asked(self.order, self.means, self.worlds, self.fresh, self.seeds).outcomes

    @property
    def first(self) -> tuple[Outcome, ...]:
        """Each claim once, in its own reading."""
        return tuple(one for one in self.outcomes if one.first)

    @cached_property
    def result(self) -> str:
        """The SHA-256 of all window means."""
        rows = self.means.sort_values(work.COLUMNS[:-1])
        keys = rows[work.COLUMNS[:-1]].astype(str).agg("\0".join, axis=1)
        return records.hash_of_series([("\n".join(keys), "", rows["value"].to_numpy(float))])

    @property
    def nearer(self) -> frozenset[int]:
        """The numbers of the half of the worlds that is nearer to the facts, if that was asked."""
        return frozenset(self.facts.get("nearer") or ())

    def to_pandas(self) -> pd.DataFrame:
        """Return the effects, one row a claim, reading, part, measure and world."""
        return effects(self.outcomes)

    def record(self) -> dict[str, Any]:
        """Return the verdicts as JSON holds them."""
        return {"worlds": len(self.worlds), "fresh": len(self.fresh), "seeds": list(self.seeds),
                "result": self.result, "command": self.order.command,
                "frozen": frozen.frozen().date, "changed_since": frozen.changed(),
                "claims": [told(one) for one in self.outcomes]}

    def save(self, folder: str | Path, force: bool = False, own: str = "") -> Path:
        """Write the folder, whole or not at all; return its path."""
        files = {"means.parquet": parquet(self.means), "effects.parquet": parquet(self.to_pandas()),
                 "claims.html": pages.make("claims_board", self).encode(),
                 "claims.md": pages.make("claims_markdown", self).encode(),
                 "what-the-report-got-right.html": pages.make("claims_right", self).encode(),
                 "what-the-report-got-right.md": pages.make("claims_right_markdown",
                                                            self).encode()}
        about = {"format": records.FORMAT, MARK: list(self.order.claims),
                 "about": {"name": f"Verdicts on {len(self.order.claims)} claims",
                           "description": f"In {len(self.worlds)} worlds that fit the facts."},
                 "order": {"worlds": self.order.worlds, "resolve": self.order.resolve,
                           "confirm": self.order.confirm, "base": self.order.base},
                 "worlds": [[one.number, dict(one.changes)] for one in self.worlds],
                 "fresh": [[one.number, dict(one.changes)] for one in self.fresh],
                 "seeds": self.seeds, "result": self.result, "claim_files": frozen.now(),
                 "verdicts": self.record()["claims"], "facts": dict(self.facts),
                 **records.made_with(), "written": records.written_now()}
        return store.write_whole(folder, records.with_manifest(files, about), force, own)


def told(one: Outcome) -> dict[str, Any]:
    """Return an outcome as JSON holds it."""
    verdict, cut = one.verdict, one.verdict.cut
    return records.plain({
        "id": one.claim.id, "reading": one.reading if one.claim.readings else "",
        "statement": one.claim.statement, "verdict": verdict.word, "kind": verdict.kind,
        **verdict.counts._asdict(), "worlds": verdict.counts.worlds, "stable": verdict.stable,
        "why": one.why, "hinge": None if cut is None else {
            "parameter": cut.parameter, "variants": list(cut.low),
            "at": None if cut.low else cut.at, "holds_below": cut.holds_low,
            "inside": list(cut.inside), "outside": list(cut.outside),
            "fresh": None if cut.fresh is None else [list(side) for side in cut.fresh],
            "confirmed": cut.confirmed}})


def shipped() -> dict[str, Any] | None:
    """Return the verdicts that come with the package (see `Board.record`), None without any."""
    path = resources.files("countergaze.claims").joinpath(SHIPPED)
    return json.loads(path.read_text("utf-8")) if path.is_file() else None


def blocks(order: Order) -> list[work.Block]:
    """Return what an order has to simulate before anything is known of its results."""
    return work.blocks(order.asked, order.worlds)


def carry_out(order: Order, plausible: Callable[[int], Sequence[Any]], defaults: Any,
              simulate_arms: work.Simulate, progress: work.Say | None = None,
              nearer: Callable[[list[int]], Sequence[int]] | None = None,
              **options: Any) -> Board:
    """Put claims to worlds and return the board.

    plausible: count -> worlds; defaults: the world in which all is as shipped; nearer: the half of
    some worlds that is nearer to the facts; options: handed on to
    `simulate_arms`.  Raise ClaimError with every mistake of the claim files.
    """
    began = time.monotonic()
    base = load_scenario(order.base)
    check(order.asked, base)
    worlds = tuple(plausible(order.worlds))
    seeds: tuple[int, ...] = SEEDS
    simulated = [work.simulate(blocks(order), worlds, defaults, seeds, simulate_arms, progress,
                               **options)]

    def asked(fresh: Sequence[Any] = ()) -> Asked:
        means = pd.concat(simulated, ignore_index=True)
        return _asked(order, means, worlds, fresh, seeds, base)

    if order.resolve and (more := unsure(asked().outcomes)):
        simulated.append(work.simulate(work.blocks(more, order.worlds), worlds, defaults,
                                       MORE_SEEDS, simulate_arms, progress, **options))
        seeds = SEEDS + MORE_SEEDS
    fresh: tuple[Any, ...] = ()
    if order.confirm and (parted := to_confirm(asked().outcomes)):
        every = tuple(plausible(order.worlds + FRESH))
        fresh = every[order.worlds:]
        anew = [claim.model_copy(update={"worlds": 0}) for claim in parted]
        simulated.append(work.simulate(work.blocks(anew, len(every), first=order.worlds), every,
                                       defaults, SEEDS, simulate_arms, progress, **options))
    failed = {world: why for frame in simulated for world, why in frame.attrs["failed"].items()}
    numbers = [int(world.number) for world in worlds]
    facts = {"seconds": time.monotonic() - began, "failed": failed,
             "nearer": [int(number) for number in nearer(numbers)] if nearer else []}
    return Board(order, pd.concat(simulated, ignore_index=True), _settings(worlds),
                 _settings(fresh), seeds, facts)


def _settings(worlds: Sequence[Any]) -> tuple[Setting, ...]:
    return tuple(Setting(int(world.number), dict(world.changes)) for world in worlds)


def _asked(order: Order, means: pd.DataFrame, worlds: Sequence[Any], fresh: Sequence[Any],
           seeds: Sequence[int], base: Scenario | None = None) -> Asked:
    return Asked(order.asked, means, worlds, fresh, base or load_scenario(order.base), seeds)


def load(folder: str | Path) -> Board:
    """Return what a folder holds; raise NotARun where it holds no claims."""
    manifest = read_manifest(folder)
    try:
        means = pd.read_parquet(io.BytesIO((Path(folder) / "means.parquet").read_bytes()))
        order = Order(tuple(manifest[MARK]), **manifest["order"])
        return Board(order, means, tuple(Setting(*told) for told in manifest["worlds"]),
                     tuple(Setting(*told) for told in manifest["fresh"]),
                     tuple(manifest["seeds"]), manifest["facts"])
    except (OSError, KeyError, TypeError, ValueError) as fault:
        raise NotARun(f"{folder} holds no claims that can be read: {fault}") from fault


def verify(folder: str | Path) -> list[str]:
    """Return what differs between a folder and its manifest, one sentence each.

    The verdicts are made anew from the means, by the claim files as they are now.
    """
    manifest = read_manifest(folder)
    wrong = records.differing_files(Path(folder), manifest)
    if wrong:
        return wrong
    board = load(folder)
    if board.result != manifest["result"]:
        wrong.append("means.parquet gives another result than the manifest tells")
    other = [key for key, value in frozen.now().items()
             if key in (*board.order.claims, "smallest") and manifest["claim_files"][key] != value]
    wrong += [f"the file of {key} is another now" for key in other]
    now = records.plain(board.record()["claims"])
    wrong += [f"{new['id']} is {new['verdict']} now and was {old['verdict']}"
              if new["verdict"] != old["verdict"] else
              f"{new['id']} is {new['verdict']} as it was, with other counts or another hinge"
              for old, new in zip(manifest["verdicts"], now) if old != new]
    return wrong
