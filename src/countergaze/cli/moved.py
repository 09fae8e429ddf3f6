"""What `explain` says of how far a number or form goes with the headline indicators."""

from __future__ import annotations

from typing import Any

from countergaze.cli import terminal

MEANING = ("An association over settings in which all else that is not known was drawn as well, "
           "each fitted to the published figures; not the effect of this one with all others held "
           "fast.")


def lines(key: str) -> list[str]:
    """Return the lines about one number or form; none for what is not drawn in any world."""
    from countergaze.worlds import moves
    from countergaze.worlds.space import by_key

    if key in moves.fitted():
        return ["", terminal.paragraph(
            "In plausible worlds it is fitted to the published figures, not drawn: what it moves "
            "cannot be read from them.")]
    table, about = moves.shipped()
    rows = table[table["key"] == key]
    if key not in by_key() or rows.empty:
        return []
    told = rows[rows["told"]].sort_values("p")
    head = f"  headline indicators, over {about['settings']:,} settings of what is not known"
    least = moves.least_told(about["settings"], about["looks"])
    if told.empty:
        first = rows.sort_values("p").iloc[0]
        found = [terminal.paragraph("none told beyond chance; nearest to it: " + _row(first), 4)]
    else:
        found = [terminal.paragraph(_row(row), 4) for _, row in told.iterrows()]
        if len(told) < len(rows):
            found.append(terminal.paragraph(
                f"none told beyond chance of the other {len(rows) - len(told)}", 4))
    return ["", head, *found, terminal.paragraph(
        f"{MEANING} A rank correlation of {least:.2f} or more is told four times in five.")]


def _row(row: Any) -> str:
    """Return one indicator as a sentence: how much over the range, how sure, rank correlation."""
    from countergaze.mechanisms import INDICATORS
    from countergaze.reports.numbers import decimals, plus

    about = INDICATORS[row["indicator"]]
    low, high = row["change_low"], row["change_high"]
    digits = decimals(low, high)
    if row["variants"]:
        said = f"{plus(row['change'], digits)} between its variants ({row['variants']})"
        tail = ""
    else:
        said = f"{plus(row['change'], digits)} over its range"
        tail = f"; rank correlation {row['rho']:+.2f}"
    return (f"{about.title}, {about.unit}: {said}, 95 % interval {plus(low, digits)} to "
            f"{plus(high, digits)}{tail}")
