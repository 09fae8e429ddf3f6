"""Simulate the answers that come with the page, and write them: `python docs/answers.py`.

Takes the sizes of a full set unless told: 20 pairs of 20,000 people a question, 8 pairs of 10,000 a
package of safeguards, 32 plausible worlds (none with `--worlds 0`).  Runs that are kept are not
simulated again, so a stopped one goes on.
`python docs/answers.py --take runs/claims --take runs/phase` takes in the board of claims and the
phase diagram.
"""

import argparse
from pathlib import Path

from countergaze.engine.simulation import processors
from countergaze.web import advance, made_before, shipped, story
from countergaze.worlds.sample import available

FILE = Path(__file__).resolve().parents[1] / "src" / "countergaze" / "web" / shipped.FILE


def main() -> None:
    """Write the table of answers beside the page's source."""
    asked = argparse.ArgumentParser(description=__doc__)
    for name, value in (("people", 20_000), ("seeds", 20), ("package-people", 10_000),
                        ("package-seeds", 8), ("worlds", min(32, available())),
                        ("jobs", processors())):
        asked.add_argument(f"--{name}", type=int, default=value)
    asked.add_argument("--no-pairs", action="store_true", help="safeguards alone, not in pairs")
    asked.add_argument("--take", type=Path, action="append", default=[], metavar="DIR",
                       help="only take the screen of a folder of countergaze claims or phase")
    chosen = asked.parse_args()
    for folder in chosen.take:
        name, text = made_before.of_folder(folder)
        FILE.with_name(f"{name}.json").write_text(text, encoding="utf-8", newline="\n")
        print(f"{name}.json: {len(text):,} bytes")
    if chosen.take:
        return
    last = [""]

    def say(done: float, total: int, phase: str) -> None:
        text = f"{done:,.0f} of {total:,} runs ({phase})"
        if text != last[0]:
            last[0] = text
            print(text, flush=True)

    content = advance.answers(chosen.people, chosen.seeds, chosen.package_people,
                              chosen.package_seeds, chosen.jobs, pairs=not chosen.no_pairs,
                              worlds=chosen.worlds, progress=say)
    FILE.write_bytes(content)
    print(f"{FILE.name}: {len(content):,} bytes")
    lives = story.written_lives(chosen.people, 156)
    FILE.with_name(story.FILE).write_text(lives, encoding="utf-8", newline="\n")
    print(f"{story.FILE}: {len(lives):,} bytes")


if __name__ == "__main__":
    main()
