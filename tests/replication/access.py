"""Access to one's own file in the independent model, and rectification on request."""

from __future__ import annotations

from tests.replication.files import Files


class Requests(Files):
    """A society in which people may see what is on file of them and have it corrected."""

    def access_of_week(self) -> None:
        """Let people learn of false records, ask for a correction, be answered and corrected."""
        own, p = self.own, self.access
        held = self.holds_false.any(axis=0)
        sees = p["on"] * p["request"] * p["answered"]
        self.learnt = self.new_false & (self.draw() < 0.2)
        self.shown_file = self.draw() < sees
        on_file = (held | self.holds_true.any(axis=0)) & own.adult
        self.sum_shown = float(on_file.sum() * sees)
        self.count_rectified = 0.0
        if not p["on"]:
            return
        waiting = self.waits.copy()
        listing = self.knows & self.wrong.any(axis=0)
        self.knows_record |= held & (self.learnt | listing | self.shown_file)
        asks = held & self.knows_record & ~waiting & (
            self.draw() < p["ask"] * (p["ask_again"] ** self.refused_once))
        decided = waiting & held & (self.draw() < p["decided"])
        granted = decided & (self.draw() < p["granted"] * self.competence[own.city]
                             * (1 - p["burden"] * (1 - p["proof"])))
        self.waits = (waiting & ~decided) | asks
        self.refused_once |= decided & ~granted
        self.count_rectified = float(granted.sum())
        self.cleared |= self.holds_false & self.made_by & granted
        self.holds_false &= ~(self.made_by & granted)
        self.correct(granted)
        ends = self.listed & self.wrong & granted & (self.leaving < 0)
        ends[:-1] &= ~self.holds_false
        self.leaving[ends] = int(self.lists["removal_lag"])
