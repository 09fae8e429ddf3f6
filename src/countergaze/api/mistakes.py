"""Failures of checks that do not hang on each other, told in one go."""

from __future__ import annotations

from types import TracebackType

from countergaze.declare.errors import CountergazeError


class SeveralMistakes(CountergazeError, ValueError):
    """More than one thing that was asked for cannot be had; `found` are the failures."""

    def __init__(self, found: list[CountergazeError]) -> None:
        super().__init__("\n".join(map(str, found)))
        self.found = found
        self.exit_code = found[0].exit_code  # type: ignore[misc]

    def message(self) -> str:
        """Return what the command line prints, each failure with a head of its own."""
        return "\nerror: ".join(fault.message() for fault in self.found)


class Mistakes:
    """Checks, each in a block of its own (`with mistakes:`), whose failures `tell` raises."""

    def __init__(self) -> None:
        self.found: list[CountergazeError] = []

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None,
                 trace: TracebackType | None) -> bool:
        if isinstance(fault, CountergazeError):
            self.found.append(fault)
        return isinstance(fault, CountergazeError)

    def tell(self) -> None:
        """Raise what was found: a single failure as it is."""
        if len(self.found) == 1:
            raise self.found[0]
        if self.found:
            raise SeveralMistakes(self.found)
