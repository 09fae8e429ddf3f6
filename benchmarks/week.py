"""Time the week: the rows of `countergaze bench`, as ratios to two loops run beside it.

Run it from the root of a checkout: `python benchmarks/week.py [people ...]`.
"""

from __future__ import annotations

import json
import sys

from countergaze.engine.bench import rows
from countergaze.scenarios.scenario import default

SIZES = (100_000, 1_000_000, 10_000_000)

if __name__ == "__main__":
    sizes = tuple(int(word.replace("_", "")) for word in sys.argv[1:]) or SIZES
    for row in rows(default().settings, sizes, (1, 2)):
        print(json.dumps(row))
