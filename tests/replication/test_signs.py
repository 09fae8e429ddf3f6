"""Two models written apart say the same: signs of five contrasts, and sizes within a factor of two.

The independent model knows the documentation pages and nothing of the package's rules, so that a
fault in a rule, in the order of the week or in a page shows as a difference between the two.
"""

import numpy as np
import pytest

from tests.replication import table

LEAST_RESOLVED = 60
SIZES = (0.5, 2.0)
LEVELS = (0.7, 1.4)
RESTATED = {"listed", "list_entries", "list_exits", "appeals_filed", "appeals_heard",
            "appeals_pending", "cannot_pay_share", "domain_spread", "redlisted", "visits",
            "visit_precision", "visit_precision_soon", "aware_of_scheme"}
"""Gone by definition where there is no system: their agreement there proves nothing."""
RARE = {"wrongful_listing", "appeals_granted", "appeals_pending"}
"""A few people in ten thousand: their level in one small society is luck."""


@pytest.fixture(scope="module")
def rows():
    """Return every indicator of every contrast in both models, lived once."""
    return table.rows()


@pytest.mark.slow
def test_both_models_agree_on_signs_and_sizes(rows):
    """Where both resolve a difference it has one sign, and its sizes lie within a factor of two;
    sixty or more differences are resolved by both, in every contrast some."""
    both = [row for row in rows if row.both
            and not (row.contrast == "no system" and row.indicator in RESTATED)]
    assert len(both) >= LEAST_RESOLVED, len(both)
    assert {row.contrast for row in both} == set(table.CONTRASTS)
    signs = [(row.contrast, row.indicator) for row in both if row.package.sign != row.here.sign]
    assert not signs, f"other sign: {signs}"
    sizes = [(row.contrast, row.indicator, round(row.ratio, 2)) for row in both
             if not SIZES[0] <= row.ratio <= SIZES[1]]
    assert not sizes, f"another size: {sizes}"


@pytest.mark.slow
def test_both_models_have_the_same_baseline(rows):
    """Levels of the baseline lie near each other, so that no agreement of differences is luck."""
    levels = {row.indicator: row.here.level / row.package.level for row in rows
              if row.indicator not in RARE}
    wrong = {name: round(ratio, 2) for name, ratio in levels.items()
             if not LEVELS[0] <= ratio <= LEVELS[1]}
    assert not wrong, wrong


def test_a_difference_is_resolved_where_it_is_clear_of_luck_and_not_tiny():
    """Six pairs that differ by 2 a little more or less do; as much with luck of 10, or in a level
    of 1,000, does not; and a difference below zero has the sign of it."""
    level, luck = np.full(6, 100.0), np.array([-1.0, 1.0, -1.0, 1.0, -1.0, 1.0])
    assert table.difference(level + 2.0 + 0.1 * luck, level).sign == 1
    assert table.difference(level - 2.0 + 0.1 * luck, level).sign == -1
    assert table.difference(level + 2.0 + 10.0 * luck, level).sign == 0
    assert table.difference(10.0 * level + 2.0 + 0.1 * luck, 10.0 * level).sign == 0


def test_what_is_printed_names_every_contrast_and_a_sign_that_differs():
    """A row says what both models found, and where they do not agree it says so."""
    one = table.Row("silos", "fear", table.Difference(2.0, 0.1, 30.0),
                    table.Difference(-1.0, 0.1, 31.0))
    text = table.printed([one])
    assert all(name in text for name in table.CONTRASTS)
    assert "fear" in text and text.count("other sign") == 1
