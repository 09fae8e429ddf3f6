"""What went wrong, as a tree of classes, so that programs tell failures apart by class.

Every failure that the package explains to its user derives from `CountergazeError`.
"""

from __future__ import annotations

from typing import ClassVar

BAD_INPUT, IN_USE, CANNOT_WRITE = 2, 3, 5


class CountergazeError(Exception):
    """A request that cannot be met, explained in its message.

    exit_code: what the command line returns for it, 2 (bad input) unless a class says otherwise.
    """

    exit_code: ClassVar[int] = BAD_INPUT

    def message(self) -> str:
        """Return what the command line prints."""
        return str(self)
