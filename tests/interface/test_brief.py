"""Briefs, and pages that are written again: whole, short, of the results that are there."""

import io
import re
from dataclasses import replace

import pandas as pd
import pytest
from click.testing import CliRunner

import countergaze
from countergaze.cli.main import main
from countergaze.experiments import over_worlds
from countergaze.experiments.comparison import Comparison
from countergaze.experiments.comparison import verify as whole_comparison
from countergaze.reports.brief import content, cost, files
from countergaze.results.run import verify
from tests.interface.made_comparisons import made as made_comparison
from tests.interface.made_runs import made

CHINA = cost.Country(1_400_000_000, 20.0, "EUR")


@pytest.fixture
def folder(tmp_path):
    """Return the folder of a run with several seeds."""
    made(300.0, seeds=3, listed=600.0, listed_wrongly=200.0).save(tmp_path / "r")
    return tmp_path / "r"


def call(*words, code=0):
    """Return what a command prints; it must end with the code."""
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exit_code == code, done.output
    return " ".join(done.output.split())


def test_costs_are_hours_posts_and_money():
    """2 hours per 1,000 residents a week of 1.4 billion people are 145.6 million hours a year."""
    assert cost.hours_a_year(2.0, 1_400_000_000) == pytest.approx(145.6e6)
    said = cost.control_line(2.0, 0.0, CHINA)
    assert "1.4 billion people" in said and "146 million hours a year" in said
    assert "91,000 posts of 1,600 hours" in said and "2.9 billion EUR" in said
    assert "no safeguard in force" in said
    assert "EUR" not in cost.control_line(2.0, 1.0, cost.Country(5_000_000))
    more = cost.extra_line("bench", (0.0, 0.0, 0.0), (0.1, 0.05, 0.15), cost.Country(10_000_000))
    assert more.startswith("bench, in a country of 10.0 million people: no other hours of control")
    assert "52,000 hours a year, or 32 posts" in more
    assert "(26,000 to 78,000 hours)" in more and "more of safeguards" in more


def test_a_brief_of_a_run_answers_in_three_sentences():
    """How many are listed, how often wrongly, who is silent; with ranges, cost and citation."""
    told = content.of(made(300.0, seeds=3, listed=600.0, listed_wrongly=200.0), CHINA)
    assert len(told.answers) == 3 and "33 of 100 of them wrongly" in told.answers[0]
    assert "in every run" in told.answers[1] and told.picture.startswith("<svg")
    assert [row[0] for row in told.rows][0] == "All residents" and len(told.rows) == 8
    assert "3 runs" in told.sure[0] and "are assumed" in told.sure[1] and told.assumed
    nobody = content.of(made(0.0), CHINA)
    assert nobody.answers[0] == "Nobody is on a list." and "One run" in nobody.sure[0]


def test_a_brief_of_a_comparison_names_both_sides():
    """Findings, the picture of effects, groups by arm, and the hours of each arm."""
    told = content.of(made_comparison(arms=3, seeds=12), CHINA)
    assert "baseline" in told.question and len(told.heads) == 3
    assert told.picture.startswith("<svg") and len(told.cost) == 2
    assert "12 pairs of runs" in told.sure[0] and "\x0e" not in "".join(told.answers)


@pytest.mark.parametrize("ending", [".html", ".pdf", ".docx"])
def test_a_brief_is_two_pages_at_most(folder, tmp_path, ending):
    """Each kind of file holds the words; a PDF has at most two pages."""
    for needed in {".pdf": ["weasyprint"], ".docx": ["docx", "weasyprint"]}.get(ending, []):
        pytest.importorskip(needed)
    pypdfium2 = pytest.importorskip("pypdfium2") if ending == ".pdf" else None
    out = tmp_path / f"b{ending}"
    call("brief", folder, "--out", out, "--wage", 20, "--money", "EUR")
    data = out.read_bytes()
    if ending == ".html":
        text = data.decode()
        assert "What it costs" in text and "EUR" in text and "<script" not in text
        assert not re.search("https?://(?!www.w3.org/2000/svg)", text)
    elif ending == ".pdf":
        assert data.startswith(b"%PDF") and len(pypdfium2.PdfDocument(data)) <= 2
    else:
        import docx

        document = docx.Document(io.BytesIO(data))
        text = " ".join(one.text for one in document.paragraphs)
        assert "How sure" in text and len(document.inline_shapes) == 1
        assert len(document.tables[0].rows) == 9
    assert "is there already" in call("brief", folder, "--out", out, code=2)
    call("brief", folder, "--out", out, "--force")


def test_what_a_brief_cannot_be_is_told_at_once(folder, tmp_path):
    """An unknown ending, no people and a wage below nothing, in one message."""
    said = call("brief", folder, "--out", tmp_path / "b.txt", "--population", 0, "--wage", -1,
                code=2)
    for part in (".pdf, .docx", "--population must be at least 1", "--wage must be 0 or more"):
        assert part in said
    assert "holds no run" in call("brief", tmp_path / "nothing", code=2)
    assert set(files.WRITERS) == {".html", ".pdf", ".docx"}


def test_a_page_is_written_again_and_the_folder_stays_whole(folder):
    """The page of another version is replaced; changed results are refused."""
    before = (folder / "indicators.parquet").read_bytes()
    (folder / "report.html").write_text("of another version", "utf-8")
    assert verify(folder)
    assert "report.html" in call("report", folder)
    assert verify(folder) == [] and (folder / "indicators.parquet").read_bytes() == before
    assert "<h1>" in (folder / "report.html").read_text("utf-8")
    (folder / "report.html").unlink()
    assert "holds no report.html" in call("open", folder, code=2)
    call("report", folder)
    assert verify(folder) == [] and not whole_comparison(folder) == []
    (folder / "places.csv").write_text("x", "utf-8")
    assert "not as it was written" in call("report", folder, code=2)


def over_three_worlds(of, apart=4.0):
    """Return a comparison with the means of its arms in three worlds, `apart` times k above."""
    rows = [(world, arm.name, seed, name, "whole", 20.0 + world + k * (apart + world) + 0.1 * seed)
            for world in (1, 5, 6) for k, arm in enumerate(of.arms) for seed in (1, 2)
            for name in ("listed", "listed_wrongly", "silenced")]
    made = Comparison(of.arms, of.reference, of.seeds, of.people, of.weeks, of.window, of.effects,
                      of.levels, of.weekly, facts={**of.facts, "worlds": {"count": 3, "asked": 3}})
    return replace(made, worlds=pd.DataFrame(rows, columns=over_worlds.LEVELS))


def test_a_brief_tells_chance_and_ignorance_apart():
    """A row a quantity and arm: its interval over pairs, and how many worlds agree."""
    told = content.of(over_three_worlds(made_comparison(arms=3, seeds=12, luck=0.1)), CHINA)
    assert len(told.both_rows) == 6 and "3 plausible worlds" in told.both
    name, seeds, worlds = told.both_rows[0]
    assert name.endswith(": safeguarded") and "95 % interval" in seeds and seeds.startswith("+2.99")
    assert worlds.startswith("higher in all 3 worlds; +5") and "+10 in nine of ten" in worlds
    many = content.of(over_three_worlds(made_comparison(arms=5, seeds=12)), CHINA)
    assert len(many.both_rows) == 4, "one quantity where there are many arms"
    assert content.of(made_comparison(arms=3, seeds=12), CHINA).both == ""


def test_a_brief_of_a_run_has_its_levels_in_worlds():
    """The range over seeds, that over worlds, and the sampling noise of one world."""
    rows = [(world, "baseline", seed, "listed", "whole", 500.0 + 100.0 * world + seed)
            for world in range(5) for seed in (1, 2)]
    levels = pd.DataFrame(rows, columns=over_worlds.LEVELS)
    told = content.of(made(300.0, seeds=3, listed=600.0), CHINA, levels)
    (name, seeds, worlds), = told.both_rows
    assert name.startswith("On a list") and seeds == "600 (600 in every run)"
    assert worlds.startswith("522 to 882 in nine of ten of 5; sampling noise of one")
    assert "5 plausible worlds" in told.both


@pytest.mark.parametrize("ending", [".html", ".pdf", ".docx"])
def test_both_fit_on_two_pages(ending):
    """Three arms with three quantities, and five arms with one."""
    for needed in {".pdf": ["weasyprint"], ".docx": ["docx", "weasyprint"]}.get(ending, []):
        pytest.importorskip(needed)
    for arms in (3, 5):
        told = content.of(over_three_worlds(made_comparison(arms=arms, seeds=12)), CHINA)
        data = files.WRITERS[ending](told)
        if ending == ".html":
            assert "Over plausible worlds" in data.decode()
        elif ending == ".pdf":
            assert len(pytest.importorskip("pypdfium2").PdfDocument(data)) <= 2
        else:
            import docx

            assert len(docx.Document(io.BytesIO(data)).tables) == 2


def test_the_command_simulates_the_worlds_that_are_asked_for(tmp_path):
    """A run that knows none, in two; the folder stays as it was; too many is told at once."""
    run = countergaze.simulate(people=5_000, weeks=3, seeds=2, progress=False,
                               changes={"society.burn_in": 3})
    run.save(tmp_path / "r")
    before = sorted(path.name for path in (tmp_path / "r").iterdir())
    said = call("brief", tmp_path / "r", "--worlds", 2)
    assert "2 plausible ones" in said
    page = (tmp_path / "r-brief.html").read_text("utf-8")
    assert "in nine of ten of 2" in page and "2 plausible worlds say" in page
    assert before == sorted(path.name for path in (tmp_path / "r").iterdir())
    said = call("brief", tmp_path / "r", "--worlds", 9999, "--wage", -1, "--force", code=2)
    assert "worlds must be 1 to" in said and "--wage must be 0 or more" in said
