"""How to cite a run: every work named has an entry, and only what is used is told."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module

import pytest
from click.testing import CliRunner

from countergaze import mechanisms
from countergaze.cli.main import main
from countergaze.data import literature
from countergaze.mechanisms import TABLES, every_parameter
from countergaze.reports import citing
from countergaze.scenarios import load

NAME = r"[A-Z][\w'-]+"
CITED = re.compile(rf"{NAME}(?:, {NAME})*(?:,? and {NAME}| et al\.)? \(?(?:19|20)\d\d\b")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")
NEVER = ("In", "Since", "Of", "Article", "Regulation", *MONTHS)
MODULES = sorted(found.name for found in pkgutil.iter_modules(mechanisms.__path__))


def call(*words):
    """Return the result of a command, run in this process."""
    return CliRunner().invoke(main, [str(word) for word in words])


def cited(text):
    """Return the "Name YEAR" in a text, as one line each."""
    flat = re.sub(r"\((\d{4})", r"\1", " ".join(text.split()))
    found = [match[0].replace("(", "") for match in CITED.finditer(flat)]
    return [name for name in found if name.split()[0] not in NEVER]


@pytest.mark.parametrize("module", MODULES)
def test_every_work_that_a_docstring_names_has_an_entry(module):
    """A name with a year leads to a work in the bibliography."""
    text = import_module(f"countergaze.mechanisms.{module}").__doc__
    missing = [name for name in cited(text) if not literature.named_in(name)]
    assert not missing, missing


def test_every_work_that_a_source_names_has_an_entry():
    """The same for the sources of parameters; facts named have their collection."""
    for key, p in every_parameter():
        missing = [name for name in cited(p.source) if not literature.named_in(name)]
        assert not missing, (key, missing)
        named = set(re.findall(r"\bC[1-9]\b", p.source))
        assert named == {part.key for part in literature.facts_in(p.source)}, key


def test_the_finder_of_names_finds_them():
    """The test above can see: names over a line's end, in brackets, of several authors."""
    text = "as Epstein (2002); Xu,\nKostka and Cao 2022; Liu and Rona-Tas 2024; Nobody 1999"
    assert cited(text) == ["Epstein 2002", "Xu, Kostka and Cao 2022", "Liu and Rona-Tas 2024",
                           "Nobody 1999"]
    assert [w.name for w in literature.named_in(text)] == [
        "Epstein 2002", "Liu and Rona-Tas 2024", "Xu, Kostka and Cao 2022"]
    assert not literature.named_in("Xu 20211") and not literature.named_in("Kostka and Cao 2022")


def test_entries_are_complete():
    """Each work has authors, a year, a venue, a key of its own, and what of it was read."""
    works = literature.works()
    assert len({work.key for work in works}) == len(works) > 25
    assert [work.name.lower() for work in works] == sorted(work.name.lower() for work in works)
    for work in works:
        assert work.authors and work.venue and work.read, work.name
        assert 1900 < work.year < 2030 and str(work.year) in work.name
        assert not work.doi or work.doi.startswith("10.")
    assert [part.key for part in literature.facts()] == [f"C{n}" for n in range(1, 9)]


def test_what_is_off_is_not_cited():
    """Sources of a mechanism count only where it is on at some time of the run."""
    baseline = citing.sources(load("baseline").settings)
    none = citing.sources(load("no-system").settings)
    assert "forecasting" in baseline.on and "forecasting" in none.off
    assert "Ensign et al. 2018" in {work.name for work, _ in baseline.works}
    assert "Ensign et al. 2018" not in {work.name for work, _ in none.works}
    assert "safeguards" in baseline.off
    assert "safeguards" in citing.sources(load("safeguarded").settings).on
    assert set(baseline.on) | set(baseline.off) == set(TABLES)


def test_only_numbers_with_a_source_are_listed():
    """The sources told are those of parameters that are not assumed, each key once."""
    found = citing.sources(load("baseline").settings)
    keys = [key for keys in found.sourced.values() for key in keys]
    assert len(keys) == len(set(keys))
    known = {key.replace(".*.", "."): p for key, p in every_parameter()}
    assert not any(known[key].assumed for key in keys)
    assert "sensing.smart" in keys and 0 < found.assumed < found.total


def test_the_text_says_how_to_cite():
    """Version, licence, tables, facts and works, at most 80 columns wide."""
    done = call("cite")
    assert done.exit_code == 0, done.stderr
    for words in ("Countergaze contributors", "Apache-2.0", "scenario baseline", "provinces.csv",
                  "Epstein", "10.1073/pnas.092080199", "C1  ", "are assumed"):
        assert words in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert citing.TITLE.split(":")[0] in done.stdout


def test_the_citation_file_says_the_same():
    """Authors, title and licence stand in CITATION.cff as well."""
    from pathlib import Path

    text = (Path(__file__).parents[2] / "CITATION.cff").read_text(encoding="utf-8")
    assert citing.TITLE in text and citing.AUTHORS in text and citing.LICENCE in text


def test_bibtex_is_well_formed():
    """Entries with keys of their own, braces in balance, nothing that TeX would run."""
    text = call("cite", "--bibtex").stdout
    entries = re.findall(r"^@(\w+)\{([\w-]+),$", text, re.M)
    assert len({key for _, key in entries}) == len(entries) > 15
    assert text.count("{") == text.count("}")
    assert not re.search(r"(?<!\\)[%&#]", text)
    assert entries[0] == ("software", "countergaze")


def test_a_run_is_cited_with_its_result(tmp_path):
    """A folder gives scenario, seed and result; one without a run, or no name, is refused."""
    out = tmp_path / "run"
    done = call("run", "no-system", "--people", "5000", "--weeks", "2", "--set",
                "society.burn_in=2", "--threads", "1", "--out", out, "--no-report", "--quiet")
    assert done.exit_code == 0, done.stderr
    done = call("cite", out)
    assert done.exit_code == 0 and "scenario no-system, seeds 1 to 5, people 5000" in " ".join(
        done.stdout.split())
    assert re.search(r"result\s+[0-9a-f]{12}", done.stdout)
    refused = call("cite", tmp_path)
    assert refused.exit_code == 2 and "holds no run" in refused.stderr
    assert call("cite", "nowhere").exit_code == 2
