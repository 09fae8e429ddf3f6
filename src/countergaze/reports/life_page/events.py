"""What happened to one synthetic person, in words: the week, the bureau that acted, the deed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from countergaze.engine.trace import End, Life
from countergaze.mechanisms.appeals import KNOWS_OF_LISTING, PENDING
from countergaze.mechanisms.integration import LEAST_WEIGHT
from countergaze.mechanisms.lists import SCORE_LIST

SCHEME, BENCH, SELF, POLICE = "City point scheme", "Appeal bench", "The person", "public_security"
ENDS = {
    "settled": "listing ends: the judgment is settled",
    "unowed": "listing ends: a debt that was never owed is paid",
    "term": "listing ends with its term",
    "repaired": "listing ends by repair, after half a year without a record",
    "appeal": "listing ends: the granted appeal takes effect",
    "recovered": "listing ends: the score has recovered",
    "sold": "listing ends: an official sold the way out",
    "abolished": "listing ends: no lists are kept any more",
}
APART = 26
"""Weeks within which the same deed of the same bureau is told once."""


@dataclass(frozen=True)
class Event:
    """Something that happened, once or repeatedly in the weeks from `week` to `last`.

    lane: records, listed, refused, appeal, says or other: where its mark stands; reached:
    agencies that a record or a correction got to; mark: the sign of its mark in that lane.
    """

    week: int
    last: int
    bureau: str
    text: str
    lane: str
    mark: str = ""
    count: int = 1
    reached: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Return the deed with how often it was done and whom it reached."""
        times = f", {self.count} times" if self.count > 1 else ""
        reached = f"; copies reach {', '.join(self.reached)}" if self.reached else ""
        return self.text + times + reached


def refusals(life: Life) -> np.ndarray:
    """Return how often something was refused in each week."""
    now = life.weeks["refusals"]
    was = np.concatenate([[life.before["refusals"]], now[:-1]])
    refused = life.weeks["since_refused"] == 0
    return np.where(refused, np.maximum(now - was, 1), 0).astype(int)


def events(life: Life) -> list[Event]:
    """Return everything that happened to a person from week 0 on, in order."""
    found = _before(life)
    ends = {week: [end for end in life.ends if end.week == week]
            for week in {end.week for end in life.ends}}
    blocked = refusals(life)
    was = life.before
    for week in range(len(life.weeks["listing"])):
        now = {name: life.weeks[name][week] for name in life.weeks}
        found += _records(life, week, was, now)
        found += _lists(life, week, was, now, ends.get(week, []))
        found += _case(life, week, was, now, bool(blocked[week]), ends.get(week, []))
        found += _other(life, week, was, now)
        was = now
    found += _refused(life, blocked)
    order = ("records", "listed", "refused", "appeal", "says", "other")
    return _told_once(sorted(found, key=lambda e: (e.week, order.index(e.lane))))


def agency_titles(life: Life) -> list[str]:
    """Return the agencies in words, in the order of their bits."""
    return [str(row["title"]) for row in life.settings.rows["agencies"].values()]


def _named(life: Life, mask: int) -> tuple[str, ...]:
    """Return the agencies of a mask; bit 7 is the list by score."""
    found = [title for bit, title in enumerate(agency_titles(life)) if mask >> bit & 1]
    return tuple(found + ([SCHEME] if mask >> SCORE_LIST & 1 else []))


def _police(life: Life) -> str:
    row = life.settings.rows["agencies"].get(POLICE)
    return str(row["title"]) if row else "The state"


def _before(life: Life) -> list[Event]:
    """Return what the person brings from the years before week 0."""
    b = life.before
    found = []
    for bureau in _named(life, int(b["listing"])):
        wrong = bureau in _named(life, int(b["wrong"]))
        found.append(Event(0, 0, bureau, "has the person on its list from before week 0, "
                           f"{'wrongly' if wrong else 'on true records'}", "listed",
                           "wrong" if wrong else "just"))
    if int(b["holds_false"]):
        holders = ", ".join(_named(life, int(b["holds_false"])))
        found.append(Event(0, 0, holders, "false record on file from before week 0", "records",
                           "held"))
    if int(b["case"]) & PENDING:
        found.append(Event(0, 0, SELF, "waits for an appeal filed before week 0", "appeal"))
    return found


def _records(life: Life, week: int, was: dict, now: dict) -> list[Event]:
    """Return records made in the week, copies, corrections, and records that came back."""
    found = []
    agencies = list(life.settings.rows["agencies"])
    titles = agency_titles(life)
    for true, made in ((True, life.records[week]), (False, life.false[week])):
        mask = "holds_true" if true else "holds_false"
        new = int(now[mask]) & ~int(was[mask])
        for count, row in zip(made, life.settings.rows["acts"].values(), strict=True):
            if count > 0.5:
                home = agencies.index(row["home"])
                found.append(Event(
                    week, week, titles[home],
                    f"files a {'true' if true else 'false'} record ({row['title']})", "records",
                    "true" if true else "false", round(count), _named(life, new & ~(1 << home))))
    return found + _corrections(life, week, was, now)


def _corrections(life: Life, week: int, was: dict, now: dict) -> list[Event]:
    """Return where false records on file were cleared, faded, or came back."""
    had, has = int(was["holds_false"]), int(now["holds_false"])
    lost, left = had & ~has, _named(life, has)
    found = []
    if lost and not has and 0.0 < now["false_amount"] < LEAST_WEIGHT:
        found.append(Event(week, week, "", "the false record fades; it was never corrected "
                           "everywhere", "other"))
    elif lost:
        bench = heard(life, week, was, now) == "granted"
        rest = f"; {', '.join(left)} still hold it" if left else "; nobody holds it any more"
        found.append(Event(week, week, BENCH if bench else "Re-check of files",
                           f"correction reaches {', '.join(_named(life, lost))}{rest}", "other"))
    if has & ~had and not life.false[week].any():
        for bureau in _named(life, has & ~had):
            found.append(Event(week, week, bureau, "the false record that was cleared comes back",
                               "records", "held"))
    return found


def _lists(life: Life, week: int, was: dict, now: dict, ends: list[End]) -> list[Event]:
    """Return listings that began or ended, redlists included."""
    found = []
    entered = int(now["listing"]) & ~int(was["listing"])
    for bureau in _named(life, entered):
        if bureau in _named(life, int(now["wrong"])):
            found.append(Event(week, week, bureau, "lists the person wrongly: true records alone "
                               "do not meet the criterion", "listed", "wrong"))
        else:
            found.append(Event(week, week, bureau, "lists the person: true records meet the "
                               "criterion", "listed", "just"))
    for end in ends:
        for bureau in _named(life, 1 << end.bit):
            found.append(Event(week, week, bureau, ENDS[end.reason], "listed"))
    for before, after, text in ((was, now, "puts the person on its redlist"),
                                (now, was, "takes the person off its redlist")):
        found += [Event(week, week, bureau, text, "other")
                  for bureau in _named(life, int(after["redlist"]) & ~int(before["redlist"]))]
    return found


def heard(life: Life, week: int, was: dict, now: dict) -> str:
    """Return what a hearing of the week decided: "granted", "turned down", or "" without one."""
    if not int(was["case"]) & PENDING or int(now["case"]) & PENDING:
        return ""
    if now["leaving"] > 0 or any(e.week == week and e.reason == "appeal" for e in life.ends):
        return "granted"
    return "turned down" if int(now["listing"]) else ""


def _case(life: Life, week: int, was: dict, now: dict, blocked: bool,
          ends: list[End]) -> list[Event]:
    """Return what became of the person's case: learnt, filed, decided."""
    found = []
    old, new = int(was["case"]), int(now["case"])
    if new & ~old & KNOWS_OF_LISTING:
        how = "when a seat is refused" if blocked else "by notice"
        found.append(Event(week, week, SELF, f"learns of the listing {how}", "appeal"))
    if new & ~old & PENDING:
        found.append(Event(week, week, SELF, "appeals", "appeal"))
    decided = heard(life, week, was, now)
    if decided:
        text = "grants the appeal" if decided == "granted" else "turns the appeal down"
        found.append(Event(week, week, BENCH, text, "appeal", decided))
    elif old & PENDING and not new & PENDING and ends:
        found.append(Event(week, week, "", "the appeal falls away with the listing", "appeal"))
    return found


def _other(life: Life, week: int, was: dict, now: dict) -> list[Event]:
    """Return warnings, visits, and what comes through the household."""
    found = []
    if now["warned"] > 0.5:
        found.append(Event(week, week, _police(life), "warns the person for what they said",
                           "says", "warned"))
    if now["visited"] > 0.5:
        never = "; their grievance would never have made them speak" if now["unjust"] > 0.5 else ""
        found.append(Event(week, week, _police(life),
                           f"visits the person for what they might do{never}", "other",
                           "visited"))
    before = was.get("home", 0.0)
    if now["home"] > 0.5 and before < 0.5:
        since = " from before week 0" if week == 0 and now["home_new"] < 0.5 else ""
        found.append(Event(week, week, "", f"someone of the household is listed{since}", "other",
                           "household"))
    elif now["home"] < 0.5 and before > 0.5:
        found.append(Event(week, week, "", "nobody of the household is listed any more", "other"))
    return found


def _refused(life: Life, blocked: np.ndarray) -> list[Event]:
    """Return one event a spell of being listed in which seats were refused."""
    by = list(dict.fromkeys(
        str(life.settings.rows["agencies"][row["agency"]]["title"])
        for row in life.settings.rows["services"].values() if row["travel"]))
    found: list[Event] = []
    inside: list[int] = []
    listed = life.weeks["listing"] != 0
    for week in range(len(blocked) + 1):
        if week < len(blocked) and (listed[week] or blocked[week]):
            inside += [week] if blocked[week] else []
        elif inside:
            found.append(Event(inside[0], inside[-1], ", ".join(by), "refuses a seat", "refused",
                               "refused", int(blocked[inside].sum())))
            inside = []
    return found


def _told_once(found: list[Event]) -> list[Event]:
    """Return events with a deed that recurs within `APART` weeks told once, with its count."""
    out: list[Event] = []
    for event in found:
        place = next((i for i in range(len(out) - 1, -1, -1) if _same(out[i], event)), None)
        if place is None or event.week - out[place].last > APART or any(
                e.lane in ("listed", "appeal") and e.week > out[place].week for e in out[place:]):
            out.append(event)
        else:
            first = out[place]
            reached = dict.fromkeys((*first.reached, *event.reached))
            out[place] = replace(first, last=event.last, count=first.count + event.count,
                                 reached=tuple(reached))
    return out


def _same(one: Event, other: Event) -> bool:
    repeats = one.mark in ("true", "false", "warned", "visited")
    return repeats and (one.bureau, one.text, one.lane) == (other.bureau, other.text, other.lane)


def as_record(event: Event) -> dict[str, Any]:
    """Return an event as JSON holds it."""
    return {"week": event.week, "last_week": event.last, "bureau": event.bureau or None,
            "text": event.words, "lane": event.lane, "count": event.count,
            "reached": list(event.reached)}
