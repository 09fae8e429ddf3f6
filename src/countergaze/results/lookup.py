"""Finding a series by name: what stands in the brackets of `run["listed"]`."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from countergaze.declare.errors import CountergazeError

WHOLE = "whole"
MOST_NAMED = 8
FIRST = "listed_wrongly"
"""What is drawn where nothing else is asked for."""


class UnknownIndicator(CountergazeError, KeyError):
    """A result holds no such indicator or scope; the message gives a near name."""

    def __str__(self) -> str:
        """Return the message itself; a KeyError would put it in quotes."""
        return str(self.args[0])


def asked(key: str | tuple[str, str], known: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """Return the (indicator, scope) that brackets ask for; a name alone is that of the whole.

    known: the pairs that there are.  Raise UnknownIndicator for any other.
    """
    pair = (key, WHOLE) if isinstance(key, str) else key
    if not (isinstance(pair, tuple) and len(pair) == 2
            and all(isinstance(part, str) for part in pair)):
        raise UnknownIndicator(f"{key!r} names no series: ask for 'listed', or for "
                               "('listed', 'group:minority')")
    pairs = list(known)
    if pair in pairs:
        return pair
    name, scope = pair
    scopes = [own for found, own in pairs if found == name]
    if scopes:
        raise UnknownIndicator(f"{name} was not recorded for {scope!r}; "
                               + _near(scope, scopes, "it was for"))
    names = list(dict.fromkeys(found for found, _ in pairs))
    raise UnknownIndicator(f"no indicator {name!r} was recorded; " + _near(
        name, names, "countergaze.indicators() lists all, such as"))


def all_asked(keys: Sequence[str | tuple[str, str]], known: Iterable[tuple[str, str]],
              usual: str) -> list[tuple[str, str]]:
    """Return each (indicator, scope) asked for, `usual` where none is; raise as `asked` does."""
    pairs = list(known)
    return [asked(key, pairs) for key in keys or (usual,)]


def _near(text: str, known: list[str], else_say: str) -> str:
    near = difflib.get_close_matches(text[:60], known, 1)
    if near:
        return f"did you mean {near[0]!r}?"
    more = ", ..." if len(known) > MOST_NAMED else ""
    return f"{else_say} {', '.join(known[:MOST_NAMED])}{more}"
