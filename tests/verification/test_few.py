"""What only few people have: kept for them alone, whatever the runs of cells, and found again."""

from __future__ import annotations

import numpy as np
import pytest

from countergaze.data.tables import census_places
from countergaze.declare.state import BYTE, FLOAT
from countergaze.engine import few, memory
from countergaze.engine.society import Society
from countergaze.engine.step import Engine
from countergaze.scenarios.scenario import defaults
from countergaze.week import records
from countergaze.week.records import FIELDS, OWNERS, tables_of_few

FIRST = np.array([0, 700, 700 + 1024, 1725, 2000])
AT_HOME = np.array([True, True, True, False])
NAMES = [name for names in tables_of_few() for name in names]
CUTS = ([(0, 4)], [(0, 1), (1, 2), (2, 3), (3, 4)], [(0, 2), (2, 4)], [(0, 3), (3, 4)])


def values_of(share: float, seed: int = 1) -> dict[str, np.ndarray]:
    """Return fields of people of whom a share is not at the start, nobody abroad."""
    rng = np.random.default_rng(seed)
    found = {}
    for name in NAMES:
        field = FIELDS[name]
        drawn = rng.random(FIRST[-1]) * 1e3 if field.type == FLOAT else rng.integers(
            0, 256 if field.type == BYTE else 65536, FIRST[-1])
        some = (rng.random(FIRST[-1]) < share) & (np.arange(FIRST[-1]) < FIRST[3])
        found[name] = np.where(some, drawn, field.start).astype(field.type)
    return found


def filled(values: dict[str, np.ndarray], room=None) -> few.FewKept:
    """Return what keeps these fields."""
    kept = few.FewKept(FIRST, AT_HOME, room)
    for name, value in values.items():
        kept.put(name, value)
    return kept


@pytest.mark.parametrize("share", [0.0, 0.03, 0.6, 1.0])
@pytest.mark.parametrize("on_disk", [False, True])
def test_what_is_set_is_read_again_however_cells_are_cut_into_runs(share, on_disk, tmp_path):
    """Every field of every cell comes back to the last bit, in memory and in files."""
    values = values_of(share)
    kept = filled(values, memory.files(tmp_path) if on_disk else None)
    for turns in CUTS:
        kept.cut(turns)
        for name in NAMES:
            assert kept.read(name, 0, 4).tobytes() == values[name].tobytes(), name
            assert np.array_equal(kept.read(name, 1, 3), values[name][FIRST[1]:FIRST[3]])
    other = few.FewKept(FIRST, AT_HOME)
    other.restore(kept.saved())
    assert all(other.read(name, 0, 4).tobytes() == values[name].tobytes() for name in NAMES)


def test_who_has_nothing_takes_no_room_and_who_has_all_takes_all_of_it():
    """Two bytes for the slot and the fields of a table, for each who has any of it."""
    nobody, all_ = (filled(values_of(share)).nbytes for share in (0.0, 1.0))
    a_cell = 2 * len(tables_of_few())
    assert nobody == 4 * a_cell
    sizes = {name: np.dtype(FIELDS[name].type).itemsize for name in NAMES}
    least = FIRST[3] * (2 * len(tables_of_few()) + sum(sizes.values()))
    assert all_ == pytest.approx(nobody + least, rel=0.01)


def test_nobody_abroad_can_have_what_few_have():
    """The week of a cell abroad neither reads nor keeps any, so it cannot be set there."""
    value = np.zeros(FIRST[-1], np.uint8)
    value[-1] = 1
    with pytest.raises(ValueError, match="nobody abroad can have listing"):
        few.FewKept(FIRST, AT_HOME).put("listing", value)


def test_tables_are_those_of_the_mechanisms(monkeypatch):
    """One a mechanism; beyond the bits of a mask the last ones share a table."""
    tables = tables_of_few()
    assert len(tables) <= records.MOST_TABLES
    assert all(len({OWNERS[name] for name in names}) == 1 for names in tables)
    monkeypatch.setattr(records, "MOST_TABLES", 3)
    fewer = tables_of_few()
    assert len(fewer) == 3 and sum(fewer, []) == sum(tables, [])


def test_a_person_takes_few_bytes():
    """Half a year into the baseline, what few have is 3 bytes a person; everybody takes 23."""
    settings = defaults()
    society = Society.settle(settings, census_places(), 5_000, (1,))
    engine = Engine(settings, society)
    for week in range(-26, 0):
        engine.step(week)
    kept = society.few.nbytes / society.layout.n_total
    assert memory.bytes_a_person() <= 24
    assert 0.5 < kept < 4.0


def test_what_is_drawn_cannot_be_set():
    """A code of a person follows from their address."""
    society = Society.settle(defaults(), census_places(), 2_000, (1,))
    with pytest.raises(ValueError, match="z_code is drawn"):
        society.state.put("z_code", society.state.z_code)
    with pytest.raises(AttributeError, match="people have no nothing"):
        society.state.nothing  # noqa: B018
