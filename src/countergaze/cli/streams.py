"""The streams that a command speaks to: what becomes of its words never changes what it does.

A stream that is missing, closed, full or that cannot write a letter costs words, and neither a
result nor an exit code.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

_PLAIN = str.maketrans({
    "\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{EM DASH}": "-", "\N{MULTIPLICATION SIGN}": "x",
    "\N{HORIZONTAL ELLIPSIS}": "...", "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ",
    "\N{MIDDLE DOT}": "-", "\N{BULLET}": "*", "\N{GREATER-THAN OR EQUAL TO}": ">=",
    "\N{LESS-THAN OR EQUAL TO}": "<=", "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"', "\N{RIGHT SINGLE QUOTATION MARK}": "'",
})
"""Letters of ours that a narrow encoding may lack, as plain as they can be written."""
NOBODY_READS = (errno.EPIPE, errno.EBADF, errno.ESHUTDOWN, errno.EINVAL)
"""EINVAL is what Windows says of a pipe whose reader has gone."""


class Forgiving:
    """A text stream whose failures are its own; without `buffer`, so that nobody goes round it."""

    def __init__(self, stream: TextIO | None) -> None:
        self.stream = stream
        self.fault: BaseException | None = None

    @property
    def encoding(self) -> str:
        """The encoding of the stream."""
        return getattr(self.stream, "encoding", None) or "utf-8"

    @property
    def errors(self) -> str:
        """What is done about letters that cannot be written."""
        return "replace"

    def write(self, text: str) -> int:
        """Write what can be written."""
        if self.stream is not None and self.fault is None:
            try:
                try:
                    self.stream.write(text)
                except UnicodeError:
                    plain = text.translate(_PLAIN).encode(self.encoding, "replace")
                    self.stream.write(plain.decode(self.encoding))
            except (OSError, ValueError) as fault:
                self._is_lost(fault)
        return len(text)

    def flush(self) -> None:
        """Send what was written."""
        if self.stream is not None and self.fault is None:
            try:
                self.stream.flush()
            except (OSError, ValueError) as fault:
                self._is_lost(fault)

    def isatty(self) -> bool:
        """Return whether somebody looks."""
        try:
            return self.stream is not None and self.fault is None and self.stream.isatty()
        except (OSError, ValueError):
            return False

    def fileno(self) -> int:
        """Return the descriptor; raise OSError where there is none."""
        if self.stream is None:
            raise OSError(errno.EBADF, "there is no stream")
        return self.stream.fileno()

    def writable(self) -> bool:
        """Return that it may be written to, whatever becomes of it."""
        return True

    def _is_lost(self, fault: BaseException) -> None:
        """Stop writing, and let what waits in the stream go nowhere when the process ends."""
        self.fault = fault
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
        except (OSError, ValueError, AttributeError):
            pass  # a stream without a descriptor keeps nothing back


@contextmanager
def forgiving() -> Iterator[None]:
    """Let the streams of the process forgive for the length of a command.

    What could not be written for another reason than that nobody reads is told on the other
    stream at the end.
    """
    _open_missing_descriptors()
    before = sys.stdout, sys.stderr
    out, err = Forgiving(before[0]), Forgiving(before[1])
    replaced: Any = (out, err)
    sys.stdout, sys.stderr = replaced
    try:
        yield
    finally:
        out.flush()
        if isinstance(out.fault, OSError) and out.fault.errno not in NOBODY_READS:
            err.write(f"standard output could not be written: {out.fault.strerror}\n")
        err.flush()
        sys.stdout, sys.stderr = before


def _open_missing_descriptors() -> None:
    """Give 0 to 2 to the null device where they are closed, or the next files opened get them."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
