"""Marks on a track, in 100 of its width: bars, dots and lines beside the words of a row."""

from __future__ import annotations

Mark = dict[str, str]


def mark(kind: str, left: float | None = None, width: float | None = None, digits: int = 1) -> Mark:
    """Return a mark: its kind, and its place and width where they are not those of the kind."""
    places = [f"{name}:{value:.{digits}f}%" for name, value in (("left", left), ("width", width))
              if value is not None]
    return {"kind": kind, "style": ";".join(places)}
