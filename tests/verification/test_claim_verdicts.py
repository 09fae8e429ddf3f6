"""The verdict rule by closed cases, and against worlds whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from countergaze.claims.claim import Measure
from countergaze.claims.in_world import (
    NIL, REVERSED, SHOWN, UNCLEAR, Estimates, all_of, any_of, contrast_of, estimates, states_of,
)
from countergaze.claims.verdict import (
    CONDITIONAL, CONTRADICTED, MIXED, NO_EFFECT, RESAMPLES, SUPPORTED, UNDECIDED, UNRESOLVED,
    Counts, best_cut, by_variant, counts, plain_word, verdict,
)

NO_HINGES: dict[str, np.ndarray] = {}


def measure(sign, smallest=1.0, limit=None):
    return Measure(of="offences", contrast="a - b", sign=sign, smallest=smallest, limit=limit)


def state(sign, effect, low, high, **about):
    found = Estimates(*(np.array([value]) for value in (effect, low, high)))
    return int(states_of(measure(sign, **about), found)[0])


@pytest.mark.parametrize("sign, effect, low, high, said", [
    ("+", 2.0, 1.0, 3.0, SHOWN), ("-", 2.0, 1.0, 3.0, REVERSED), ("+", -2, -3, -1, REVERSED),
    ("+", 0.0, -0.9, 0.9, NIL), ("+", 0.5, 0.2, 0.8, NIL), ("+", 0.9, 0.5, 1.3, UNCLEAR),
    ("+", 2.0, -0.1, 4.1, UNCLEAR), ("0", 0.0, -0.9, 0.9, SHOWN), ("0", 2, 1.1, 2.9, REVERSED),
    ("0", 1.0, 0.5, 1.5, UNCLEAR), ("0", -2.0, -2.5, -1.5, REVERSED),
    ("-", np.nan, np.nan, np.nan, UNCLEAR), ("0", np.nan, np.nan, np.nan, UNCLEAR)])
def test_states_of_a_part(sign, effect, low, high, said):
    """Sign, smallest effect of interest and interval together."""
    assert state(sign, effect, low, high) == said


@pytest.mark.parametrize("sign, low, high, said", [
    ("at least", -0.4, 0.2, SHOWN), ("at least", -0.9, -0.6, REVERSED),
    ("at least", -0.9, -0.4, UNCLEAR), ("at most", -0.9, -0.6, SHOWN),
    ("at most", -0.4, 0.2, REVERSED), ("at most", -0.9, -0.4, UNCLEAR)])
def test_states_against_a_limit(sign, low, high, said):
    """Not worse than a limit: the whole interval has to be on its side."""
    assert state(sign, (low + high) / 2, low, high, limit=-0.5) == said


def test_a_claim_holds_where_all_parts_do_and_fails_where_one_is_reversed():
    s, r, n, u = SHOWN, REVERSED, NIL, UNCLEAR
    one = np.array([s, s, s, s, n, u, r])
    two = np.array([s, r, n, u, r, n, u])
    assert all_of([one, two]).tolist() == [s, r, n, u, r, n, r]
    assert any_of([one, two]).tolist() == [s, s, s, s, r, u, u]
    assert any_of([np.array([n]), np.array([n])]).tolist() == [n]


def test_a_contrast_is_worked_out_seed_by_seed_on_its_scale():
    a, b, c, d = (np.array([[value, value]]) for value in (8.0, 4.0, 3.0, 2.0))
    assert contrast_of("difference", [a]).tolist() == a.tolist()
    assert contrast_of("difference", [a, b, c, d])[0, 0] == pytest.approx(3.0)
    assert contrast_of("log", [a, b, c, d])[0, 0] == pytest.approx(np.log(2) - np.log(1.5))
    assert contrast_of("closed", [-b, a])[0, 0] == pytest.approx(0.5)
    assert contrast_of("closed", [c, d, a, b])[0, 0] == pytest.approx(-0.5 - -1.0)
    assert np.isnan(contrast_of("log", [a - 8.0, b])).all()


def test_the_variance_of_a_world_is_shrunk_to_that_of_all():
    """(own + 4 pooled) / 5 on five degrees of freedom, with two seeds."""
    contrast = np.array([[1.0, 1.0], [1.0, 3.0], [np.nan, 1.0]])
    found = estimates(contrast)
    pooled = (0.0 + 2.0) / 2
    half = 2.570582 * np.sqrt(np.array([4 * pooled, 2.0 + 4 * pooled]) / 5 / 2)
    assert found.effect[:2].tolist() == [1.0, 2.0]
    assert found.high[:2] - found.effect[:2] == pytest.approx(half, rel=1e-5)
    assert np.isnan(found.effect[2]) and np.isnan(found.low[2])


@pytest.mark.parametrize("holds, fails, nil, unclear, at_defaults, said", [
    (38, 2, 0, 0, SHOWN, SUPPORTED), (32, 2, 3, 3, SHOWN, SUPPORTED),
    (37, 3, 0, 0, SHOWN, UNDECIDED), (31, 0, 9, 0, SHOWN, UNDECIDED),
    (40, 0, 0, 0, UNCLEAR, UNDECIDED), (2, 32, 6, 0, REVERSED, CONTRADICTED),
    (3, 37, 0, 0, REVERSED, UNDECIDED), (2, 2, 36, 0, NIL, NO_EFFECT),
    (0, 3, 37, 0, NIL, UNDECIDED), (0, 0, 0, 0, UNCLEAR, UNDECIDED)])
def test_counts_make_the_word(holds, fails, nil, unclear, at_defaults, said):
    """Bounds of the rule, of 40 worlds."""
    assert plain_word(Counts(holds, fails, nil, unclear), at_defaults) == said


def test_undecided_says_whether_more_seeds_could_help():
    mixed = np.repeat([SHOWN, REVERSED, UNCLEAR], [20, 12, 8])
    unresolved = np.repeat([SHOWN, REVERSED, UNCLEAR], [20, 11, 9])
    assert verdict(mixed, SHOWN, NO_HINGES).kind == MIXED
    assert verdict(unresolved, SHOWN, NO_HINGES).kind == UNRESOLVED


def test_a_number_named_beforehand_parts_the_worlds_if_it_does_so_again_on_fresh_ones():
    """Without fresh worlds the claim stays undecided, with the cut told."""
    number = np.arange(40) / 40
    states = np.where(number < 0.55, SHOWN, REVERSED)
    fresh = np.arange(24) / 24
    alike, other = np.where(fresh < 0.55, SHOWN, NIL), np.full(24, SHOWN)
    hinges = {"b": np.full(40, 1.0), "a": number}
    first = verdict(states, SHOWN, hinges)
    assert (first.word, first.kind, first.cut.parameter) == (UNDECIDED, MIXED, "a")
    assert first.cut.at == pytest.approx(0.5375) and first.cut.inside == (22, 22)
    again = verdict(states, SHOWN, hinges, (alike, {"a": fresh, "b": fresh}))
    assert again.word == CONDITIONAL and again.cut.fresh == ((13, 13), (1, 11))
    assert again.stable == RESAMPLES
    assert verdict(states, SHOWN, hinges, (other, {"a": fresh, "b": fresh})).word == UNDECIDED


def test_a_form_parts_the_worlds_by_its_variants():
    form = np.array(["stake", "certainty", "perceived", "stake"] * 10, dtype=object)
    states = np.where(form == "certainty", NIL, SHOWN)
    cut = best_cut(states, {"form": form})
    assert set(cut.low) == {"stake", "perceived"} and cut.holds_low
    assert cut.inside == (30, 30) and cut.outside == (0, 10)
    shown = dict(by_variant(states, form))
    assert shown["certainty"] == Counts(0, 0, 10, 0) and shown["stake"].holds == 20
    assert by_variant(states, np.arange(40.0))[0][0] == "below 19.5"


def test_a_side_with_few_worlds_is_no_condition():
    """A fifth of the worlds at least, and eight of the fresh ones."""
    states = np.where(np.arange(40) < 7, REVERSED, SHOWN)
    assert best_cut(states, {"a": np.arange(40.0)}) is None
    states = np.where(np.arange(40) < 8, REVERSED, SHOWN)
    assert best_cut(states, {"a": np.arange(40.0)}) is not None


def made(rng, effects, noise=0.5):
    """Return states of worlds with these true effects, two seeds each, smallest effect 1."""
    pairs = effects[:, None] + noise * rng.standard_normal((len(effects), 2))
    return states_of(measure("+"), estimates(pairs))


def test_worlds_of_known_truth_are_rarely_called_the_opposite():
    """Of 8,000 worlds, noise half of the smallest effect: at most 2 % of no effect is called an
    effect, an effect of twice the smallest is seen in nearly all and reversed in none."""
    rng = np.random.default_rng(1)
    none = np.concatenate([made(rng, np.zeros(40)) for _ in range(200)])
    real = np.concatenate([made(rng, np.full(40, 2.0)) for _ in range(200)])
    assert ((none == SHOWN) | (none == REVERSED)).mean() < 0.02
    assert (real == SHOWN).mean() > 0.95 and not (real == REVERSED).any()


@pytest.mark.parametrize("share, said", [(0.02, 0.95), (0.05, 0.68), (0.10, 0.22), (0.15, 0.05)])
def test_how_often_a_claim_with_a_failing_region_is_called_supported(share, said):
    """The rule's own operating characteristic: at most 2 of 40 worlds may fail."""
    assert binom.cdf(2, 40, share) == pytest.approx(said, abs=0.01)
    rng, trials = np.random.default_rng(2), 200
    got = sum(plain_word(counts(made(rng, np.where(rng.random(40) < share, -3.0, 3.0))), SHOWN)
              == SUPPORTED for _ in range(trials)) / trials
    assert abs(got - said) < 0.12


def test_pure_noise_on_eight_named_hinges_is_rarely_called_conditional():
    """Half of the worlds hold at random: the cut chosen on 40 must not repeat on 24."""
    rng = np.random.default_rng(3)

    def draw(n):
        return (np.where(rng.random(n) < 0.5, SHOWN, REVERSED),
                {f"h{k}": rng.random(n) for k in range(8)})

    words = [verdict(*(lambda s, h: (s, SHOWN, h))(*draw(40)), confirm=draw(24)).word
             for _ in range(100)]
    assert words.count(CONDITIONAL) == 0 and words.count(UNDECIDED) == 100


def test_stability_says_how_near_a_verdict_is_to_another():
    """All worlds alike: the same in every resample; at the bound: in about half."""
    sure = verdict(np.full(40, SHOWN), SHOWN, NO_HINGES)
    near = verdict(np.repeat([SHOWN, REVERSED], [38, 2]), SHOWN, NO_HINGES)
    assert sure.stable == RESAMPLES
    assert abs(near.stable / RESAMPLES - binom.cdf(2, 40, 0.05)) < 0.06
