"""A comparison as a link: the words of the command line after a "#", where they reach no log.

`#baseline&baseline:safeguards.appeal_bench=1&--seeds=8` is what one types after `countergaze
compare`, with "&" between the words.  A page, the command line and Python read the same link.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from urllib.parse import quote, unquote

from countergaze.scenarios.source import Problem, ScenarioError, printable

OPTIONS = ("seeds", "people", "weeks", "window")
"""Options of a comparison that a link may hold."""
MOST_LETTERS = 8_000
PLAIN = ":.=,-_()[]"
"""Signs of the command line that a link may hold as they are."""


def written(arms: Sequence[str], numbers: Mapping[str, int] | None = None) -> str:
    """Return the link of some arms, from its "#" on; numbers: options, such as seeds."""
    words = [*arms, *(f"--{name}={value}" for name, value in (numbers or {}).items())]
    return "#" + "&".join(quote(word, safe=PLAIN) for word in words)


def is_link(text: str) -> bool:
    """Return whether a text is a link: it has a "#", or is an address."""
    return "#" in text


def read(link: str) -> tuple[list[str], dict[str, str]]:
    """Return the arms of a link and its options as typed; what stands before the "#" is dropped.

    Raises ScenarioError with every mistake.
    """
    if len(link) > MOST_LETTERS:
        raise ScenarioError([Problem("the link", 0, "", f"It has {len(link):,} letters; a link has "
                                     f"at most {MOST_LETTERS:,}.")])
    arms: list[str] = []
    options: dict[str, str] = {}
    problems = []
    for part in link.partition("#")[2].split("&"):
        word = unquote(part).strip()
        if not word.startswith("--"):
            arms += [word] if word else []
            continue
        name, _, value = word[2:].partition("=")
        if name in OPTIONS and value:
            options[name] = value
        else:
            near = difflib.get_close_matches(name[:60], OPTIONS, 1)
            why = (f"Did you mean --{near[0]}=NUMBER?" if near and near[0] != name else
                   f"It may hold {', '.join(f'--{one}=NUMBER' for one in OPTIONS)}.")
            problems.append(Problem("the link", 0, printable(word),
                                    f"is not an option of a link. {why}"))
    if problems:
        raise ScenarioError(problems)
    return arms, options
