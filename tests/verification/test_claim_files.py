"""The claim files: each names only what exists, and every mistake is told at once."""

from __future__ import annotations

import tomllib

import pytest

from countergaze.claims import claim_files
from countergaze.claims.arms import in_world
from countergaze.claims.claim import ArmText, Claim, arms_in
from countergaze.claims.entries import systems
from countergaze.scenarios import load

CLAIMS = claim_files.claims()
WRONG = """
statement = "Something."
source = "none"
systems = ["S01"]
mechanisms = ["sensin"]
hinges = ["incidents.alarm", "sensing.attention_form", "sensing.on"]
false_if = "never"
window = 200
[arms]
"smart0" = { "sensing.smrt" = 0 }
spare = {}
"+x" = { "sensing.smart" = 7 }
[[parts]]
says = "a"
of = "unrest_intensty"
contrast = "smart0 - smart1"
sign = "+"
smallest = 1
[[parts]]
says = "b"
of = "alignment"
scope = "host:x"
contrast = "smart0 / spare"
sign = "at least"
[[parts]]
says = "c"
reading = "B"
of = "scrutiny_concentration"
contrast = "smart0 - spare"
sign = "-"
"""


def test_every_claim_names_only_what_exists():
    """Arms in the baseline, indicators with their scopes, hinges, mechanisms, readings."""
    assert sorted(CLAIMS) == [f"C{number:02d}" for number in range(1, 43)]
    claim_files.check(CLAIMS.values())
    for claim in CLAIMS.values():
        assert set(claim.systems) <= set(systems()), claim.id


def test_a_claim_says_what_would_make_it_false_and_can_be_so():
    """An open claim names hinges before its run; one that cannot fail counts for nothing."""
    for claim in CLAIMS.values():
        assert claim.false_if and claim.source
        for reading in claim.its_readings:
            if claim.open_parts(reading):
                assert 1 <= len(claim.hinges) <= 8


def test_interactions_are_asked_as_contrasts_of_contrasts():
    """A run with and without one thing cannot test them."""
    for key in ("C08", "C20", "C40", "C41", "C42"):
        assert any(measure.is_interaction for part in CLAIMS[key].open_parts("A")
                   for measure in part.measures), key
    for key in ("C04", "C08", "C20"):
        assert len(CLAIMS[key].its_readings) == 2


@pytest.mark.parametrize("said", [
    "there is no mechanism sensin. Did you mean sensing?", "name forms first",
    "hinge sensing.on has neither variants nor a range", "[sensing] smrt", "outside 0 to 1",
    "arm +x: a name has", "there is no indicator unrest_intensty. Did you mean unrest_intensity?",
    "there is no arm smart1. Did you mean smart0?", "'smart0 / spare' is not A, A - B",
    'sign "at least" needs a limit', "alignment is not recorded for scope host:x",
    "there is no reading B", "scrutiny_concentration has no smallest effect",
    "window = 200 is longer than weeks = 104"])
def test_every_mistake_of_a_file_is_told_at_once(said):
    """Each with the name that was meant, where there is a near one."""
    claim = Claim.model_validate({"id": "C01", **tomllib.loads(WRONG)})
    with pytest.raises(claim_files.ClaimError) as fault:
        claim_files.check([claim])
    assert said in fault.value.message()


def test_a_file_of_another_shape_is_told_with_its_place():
    """A key that is unknown, a sign that is none, too many hinges."""
    made, faults = claim_files.read("C01", WRONG + 'colour = "red"\n')
    assert made is None and "colour" in faults[0]
    many = "hinges = [" + '"incidents.alarm",' * 9 + "]"
    made, faults = claim_files.read("C01", WRONG.replace(
        'hinges = ["incidents.alarm", "sensing.attention_form", "sensing.on"]', many))
    assert made is None and faults[0].startswith("C01: hinges:")
    assert claim_files.read("C01", "x = [")[1][0].startswith("C01: is not TOML")


def test_one_name_is_one_arm_in_every_claim():
    """Arms of one name are simulated once, so they must be the same world."""
    one, other = CLAIMS["C01"], CLAIMS["C04"]
    text = ArmText.model_validate({"sensing.smart": 0.5})
    odd = other.model_copy(update={"arms": {**other.arms, "smart0": text}})
    with pytest.raises(claim_files.ClaimError, match="C04: the arm smart0 differs from that of"):
        claim_files.check([one, odd])


def test_contrasts_are_read_as_written():
    assert arms_in("world") == ("world",)
    assert arms_in("smart1-auto - smart0") == ("smart1-auto", "smart0")
    assert arms_in("(a+b - c) - (d - e-f)") == ("a+b", "c", "d", "e-f")
    assert arms_in("a - b - c") == () and arms_in("A") == ()


def test_an_arm_holds_a_shock_and_gives_back_what_is_the_worlds_own():
    """Dated changes of an arm; a multiple is of the world's own value, not of the default."""
    world = load("baseline").with_changes({"expression.anger_mean": 0.08, "incidents.cap0": 9.0})
    shock = in_world(CLAIMS["C11"].arms["budget-fixed+shock"].arm, world).settings
    sizes = [shock.at(week).values["incidents"]["shock"] for week in (0, 51, 52)]
    assert sizes == [0.0, 0.0, 1.0]
    there_and_back = ArmText.model_validate({"later": [
        {"week": 5, "expression.anger_mean": 0.2},
        {"week": 6, "expression.anger_mean": {"times": 1}}]}).arm
    anger = in_world(there_and_back, world).settings
    assert [anger.at(week).values["expression"]["anger_mean"] for week in (0, 5, 6)] == [
        0.08, 0.2, 0.08]
    assert shock.at(0).values["governance"]["budget_form"] == "fixed"
    low = in_world(CLAIMS["C09"].arms["cap-low"].arm, world).settings.at(0)
    assert low.values["incidents"]["cap0"] == pytest.approx(6.3)


def test_an_arm_from_the_start_has_a_history_of_its_own():
    """Files abroad live for years, so a world without them is another world from the first week."""
    world = load("baseline")
    other = in_world(CLAIMS["C03"].arms["no-overseas"].arm, world).settings
    assert other.start().values["abroad"]["source_rate"] == 0.0
    assert other.history() != world.settings.history()
