"""Sentences in which some words stand out: as text with marks, then as pieces, never as HTML.

A sentence is made of plain text, in which `strong` and `coloured` words stand between two control
characters; `pieces` parts it, so that a view stays plain data and a template alone writes tags.
"""

from __future__ import annotations

import re

OPEN, CLOSE = "\x0e", "\x0f"
STRONG, CODE, ARM = "b", "c", "a"
Piece = dict[str, str | int]


def _marked(kind: str, text: str) -> str:
    bare = text.replace(OPEN, "").replace(CLOSE, "")
    return f"{OPEN}{kind}{bare}{CLOSE}"


def strong(text: str) -> str:
    """Return words that weigh more."""
    return _marked(STRONG, text)


def code(text: str) -> str:
    """Return the name of a file or a setting."""
    return _marked(CODE, text)


def coloured(label: str, k: int) -> str:
    """Return the label of an arm that is shown in the colour k (one digit)."""
    return _marked(f"{ARM}{k}", label)


def pieces(text: str) -> list[Piece]:
    """Return the pieces of a sentence: each a kind ("", "b", "c" or "a"), its text, and of an
    arm its colour k."""
    out: list[Piece] = []
    for part in re.split(f"({OPEN}[^{CLOSE}]*{CLOSE})", text):
        if part.startswith(OPEN):
            kind, rest = part[1], part[2:-1]
            out.append({"kind": kind, "text": rest[1:], "k": int(rest[0])} if kind == ARM
                       else {"kind": kind, "text": rest})
        elif part:
            out.append({"kind": "", "text": part})
    return out
