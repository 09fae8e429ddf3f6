"""The page in a real browser: read, heard, moved by keys, fast, offline, and gone with its server.

Needs a Chromium of the system; without one every test here is skipped and says so.  Pictures of the
screens are kept in the folder that COUNTERGAZE_SCREENSHOTS names.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from countergaze.engine.simulation import processors

sync_api = pytest.importorskip("playwright.sync_api")
axe_core = pytest.importorskip("axe_playwright_python.sync_playwright")

BROWSER = next((found for name in ("chromium", "chromium-browser", "google-chrome", "chrome")
                if (found := shutil.which(name))), "")
pytestmark = pytest.mark.skipif(not BROWSER, reason="no Chromium on this system: install chromium "
                                "to test the page in a browser")
SMALL = "--people=5000&--seeds=2&--weeks=26&--window=13"
LINK = f"#baseline&baseline:safeguards.appeal_bench=1&{SMALL}"
MOST_MILLISECONDS = 250
WHEN_BUSY = 5_000
"""Where other work has the processors, a figure is taken and little is asked of it."""
SCREENS = ("question/appeal-bench", "package", "bench", "effects", "life", "claims", "phase",
           "story", "sheet")
LOOKS = {
    "light": {"color_scheme": "light"}, "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
    "320": {"viewport": {"width": 320, "height": 640}},
}


class Server:
    """A server of its own process, and what a browser needs to come in."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "countergaze", "serve", "--port", "0", "--no-browser"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        line = self.process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, line
        self.first = found[0]
        self.at = self.first.partition("/?")[0]

    def children(self) -> list[int]:
        """Return the processes that it started."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
            if parent == self.process.pid:
                found.append(int(folder.name))
        return found


@pytest.fixture(scope="module")
def server():
    made = Server()
    yield made
    made.process.send_signal(signal.SIGINT)
    try:
        made.process.wait(15)
    except subprocess.TimeoutExpired:
        made.process.kill()


@pytest.fixture(scope="module")
def chromium():
    with sync_api.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def cookie(server, chromium):
    """Return what a browser keeps after its first address, for every context of the tests."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(server.first)
    kept = context.storage_state()
    context.close()
    return kept


class Watched:
    """A page of which every complaint and every request elsewhere is kept."""

    def __init__(self, context) -> None:
        self.page = context.new_page()
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text)
                     if said.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        context.route(re.compile(r"^(?!(http://127\.0\.0\.1|file:|data:))"), self._refuse)

    def _refuse(self, route) -> None:
        self.elsewhere.append(route.request.url)
        route.abort()


@pytest.fixture
def opened(server, chromium, cookie):
    """Return what opens a screen by its name, in a look of its own."""
    contexts = []

    def open_screen(screen, at=None, **look):
        look.setdefault("viewport", {"width": 1440, "height": 900})
        context = chromium.new_context(storage_state=cookie, **look)
        contexts.append(context)
        made = Watched(context)
        made.page.goto(f"{at or server.at}/{screen}")
        return made

    yield open_screen
    for context in contexts:
        context.close()


def picture(page, name, tmp_path) -> None:
    """Keep a picture of a screen."""
    folder = Path(os.environ.get("COUNTERGAZE_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(folder / f"{name}.png"), full_page=True)


def wait_for(page, what, seconds=120.0):
    """Wait until the page has seen something; return when, on its clock."""
    until = time.monotonic() + seconds
    while not (found := page.evaluate(f"countergaze.{what}")):
        assert time.monotonic() < until, f"{what} never came: {page.inner_text('main')[:400]}"
        page.wait_for_timeout(20)
    return found


def test_an_answer_is_there_before_anything_is_simulated(opened):
    """Guess by keys alone, and the finding is told: seen, and spoken once."""
    made = opened("question/appeal-bench")
    page = made.page
    assert page.locator("#revealed").is_hidden()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.focus("input[name=guess]")
    page.keyboard.press("Space")
    sync_api.expect(page.locator("#revealed")).to_be_visible()
    headline = page.inner_text(".finding h2")
    assert headline.startswith("A staffed appeal bench: ")
    assert page.inner_text("#status").count(headline) == 1
    assert page.inner_text("#guessed").startswith("You said fewer. In this model: ")
    assert page.inner_text(".depth").startswith("Simulated in advance: ")
    assert not made.complaints and not made.elsewhere


def test_a_key_press_shows_simulated_weeks_at_once(opened, record_property):
    """Between two stops: an estimate, then the model itself, measured from the key to the frame."""
    page = opened("question/appeal-bench").page
    page.click("#show")
    page.focus("#lever")
    taken = []
    for key in ["ArrowLeft"] * 9:
        page.keyboard.press(key)
        if not page.inner_text(".depth").startswith("Simulated in advance"):
            page.wait_for_timeout(30)
        if float(page.input_value("#lever")) in (0.0, 0.25, 0.5, 0.75, 1.0):
            continue
        first = wait_for(page, "first", 400.0)  # the very first may have to compile the model
        taken.append(first - page.evaluate("countergaze.asked"))
    taken = taken[1:]  # the first has the process settle its society
    record_property("milliseconds", statistics.median(taken))
    print("key to pixels, ms:", [round(one) for one in taken])
    busy = os.getloadavg()[0] > processors()
    assert min(taken) < (WHEN_BUSY if busy else MOST_MILLISECONDS)


def test_twelve_quick_moves_leave_one_question(opened):
    """The last one: its words, its link, its estimate."""
    made = opened("question/way-out")
    page = made.page
    page.click("#show")
    page.focus("#lever")
    for _ in range(12):
        page.keyboard.press("ArrowLeft")
    assert float(page.input_value("#lever")) == pytest.approx(0.4)
    sync_api.expect(page.locator(".finding")).to_have_attribute(
        "data-arms", "baseline&baseline:safeguards.repair_path=0.4")
    assert page.url.endswith("#baseline&baseline:safeguards.repair_path=0.4")
    page.goto("about:blank")
    assert not made.complaints


def test_a_link_opens_the_same_arms_and_ends_with_a_result(opened, tmp_path):
    """On the bench, and on the screen of all effects; undo is the browser's."""
    made = opened(f"bench{LINK}")
    page = made.page
    wait_for(page, "done")
    assert page.get_attribute(".columns", "data-link") == LINK
    assert re.fullmatch(r"[0-9a-f]{64}", page.inner_text("#result"))
    assert "--seeds 2 --people 5000 --weeks 26 --window 13" in page.inner_text("#command")
    picture(page, "bench-done", tmp_path)
    page.fill("#B-safeguards-appeal_bench", "7")
    page.keyboard.press("Tab")
    sync_api.expect(page.locator("#problem")).to_contain_text("safeguards")
    page.fill("#B-safeguards-appeal_bench", "0.5")
    page.keyboard.press("Tab")
    sync_api.expect(page.locator(".columns")).to_have_attribute(
        "data-link", LINK.replace("=1&", "=0.5&"))
    page.click("#undo")
    sync_api.expect(page.locator(".columns")).to_have_attribute("data-link", LINK)
    wait_for(page, "done")
    other = opened(f"effects{LINK}")
    wait_for(other.page, "done")
    assert other.page.locator("#effects .effect").count() > 50
    picture(other.page, "effects-done", tmp_path)
    assert not other.complaints and not other.elsewhere


def test_a_life_is_shown_with_its_lanes(opened, tmp_path):
    """Marks are placed although the policy allows no style in a mark."""
    made = opened("life")
    page = made.page
    page.select_option("#find", "listed")
    page.click("#again")
    wait_for(page, "done", 240.0)
    spell = page.locator(".spell").first
    assert spell.evaluate("one => one.getBoundingClientRect().width") > 1.0
    picture(page, "life-done", tmp_path)
    assert not made.complaints


def test_a_square_of_the_diagram_opens_its_world_on_the_bench(opened):
    """By a click, and by two sliders and a link; the command beside them says the same."""
    page = opened("phase").page
    squares = page.evaluate("JSON.parse(document.getElementById('squares').textContent)")
    page.focus("#axis-links")
    page.keyboard.press("End")
    assert f"integration.horizontal={squares['links'][-1]}," in page.inner_text("#command")
    assert page.get_attribute("#bench", "href").endswith("&--people=10000&--seeds=2&--weeks=104")
    place = squares["integrity"].index(0.1) * len(squares["links"]) + 3
    page.locator("svg.phase rect:not([fill])").nth(place).click()
    page.wait_for_url(re.compile("/bench#"))
    assert (f"&baseline:integration.horizontal={squares['links'][3]},integration.vertical="
            f"{squares['links'][3]},officials.integrity=0.1&") in page.url
    sync_api.expect(page.locator("#number-seeds")).to_have_value("2")


def test_a_claim_opens_by_its_link(opened):
    """Evidence is folded, and a link to it unfolds it."""
    page = opened("claims#C04").page
    assert page.locator("#C04").is_visible() and not page.locator("#C05").is_visible()
    assert page.locator(".counted i").first.evaluate(
        "one => one.getBoundingClientRect().width") > 1.0


def test_arms_are_simulated_in_plausible_worlds_when_asked(opened):
    """As many as are chosen, with the command that makes the same."""
    made = opened(f"bench{LINK}")
    page = made.page
    wait_for(page, "done")
    page.select_option("#how-many", "8")
    page.click("#in-worlds")
    sync_api.expect(page.locator("#phase")).to_contain_text("lausible world", timeout=60_000)
    sync_api.expect(page.locator("#over-worlds h2")).to_have_text(
        "Over 8 plausible worlds", timeout=240_000)
    assert page.inner_text("#over-worlds pre").endswith("--worlds 8")
    assert page.locator("#over-worlds .row").count() > 5
    assert not made.complaints


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_has_no_barrier(opened, tmp_path, screen, look):
    """By axe-core under the strict policy; nothing but code scrolls sideways."""
    made = opened(screen, **LOOKS[look])
    page = made.page
    if screen.startswith("question"):
        page.click("#show")
    if screen == "bench":
        page.click("#levers > summary")
        page.wait_for_selector(".lever-row")
    for step in page.locator(".step .show").all():
        if step.is_visible():
            step.click()
    found = axe_core.Axe().run(page, options={"resultTypes": ["violations"]})
    picture(page, f"{screen.replace('/', '-')}-{look}", tmp_path)
    assert not found.response["violations"], found.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{wide} px too wide"
    assert not made.complaints and not made.elsewhere


def test_with_reduced_motion_no_line_grows(opened):
    """One change at the end of a pair, none by the week."""
    page = opened("question/appeal-bench", reduced_motion="reduce").page
    page.click("#show")
    page.focus("#lever")
    page.keyboard.press("ArrowLeft")
    sync_api.expect(page.locator("#phase")).to_contain_text("week", timeout=120_000)
    assert page.locator("path.live").count() == 0


def test_nothing_is_left_of_a_server_that_is_killed():
    """Its processes end with it, whatever ends it."""
    made = Server()
    until = time.monotonic() + 30.0
    while not (children := made.children()) and time.monotonic() < until:
        time.sleep(0.1)
    assert children
    made.process.kill()
    made.process.wait()
    until = time.monotonic() + 15.0
    while any(Path(f"/proc/{pid}").exists() for pid in children) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return the address of a folder that was written without a server."""
    from countergaze.web import site

    path, _ = site.write(tmp_path_factory.mktemp("site") / "folder")
    return path


def test_the_folder_opens_from_a_disk(folder, opened, tmp_path):
    """A question answered, moved to each stop, by one classic script and without any server."""
    made = opened("index.html", at=folder.as_uri())
    page = made.page
    page.click("#show")
    page.focus("#lever")
    headlines = {page.inner_text(".finding h2")}
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
        headlines.add(page.inner_text(".finding h2"))
    assert len(headlines) >= 4
    assert page.locator("#again").count() == 0
    picture(page, "site-question", tmp_path)
    page.click("a >> text=Safeguards together")
    page.check("input[name=appeal_bench]")
    assert page.inner_text("#depth").startswith("Simulated in advance: ")
    page.check("input[name=repair_path]")
    page.check("input[name=ability_to_pay]")
    assert page.inner_text("#depth").startswith("Estimated by sums")
    picture(page, "site-package", tmp_path)
    assert not made.complaints and not made.elsewhere


def test_sums_of_a_page_are_those_of_the_formula(folder, opened):
    """D(a, b, c) = D(a) + D(b) + D(c) + what each two share, as the page's script adds it."""
    from countergaze.web import advance, surface

    names = ("appeal_bench", "repair_path", "ability_to_pay")
    sums = surface.data()
    k = advance.PACKAGES.index("listed")
    alone = {one: sums["made"][one][k][0] for one in names}
    total = sum(alone.values())
    for a, b in (names[:2], names[1:], names[::2]):
        total += sums["made"][f"{a},{b}"][k][0] - alone[a] - alone[b]
    link = ",".join(f"safeguards.{name}=1" for name in names)
    page = opened(f"package.html#baseline&baseline:{link}", at=folder.as_uri()).page
    shown = page.locator('#told [data-name="listed"] td').nth(2).inner_text()
    number = float(shown.replace("\N{MINUS SIGN}", "-").replace("about", "").replace(",", ""))
    assert number == pytest.approx(total, abs=0.6)


def test_the_story_goes_by_its_links(folder, opened, tmp_path):
    """Six steps, one at a time; the sheet prints them on two pages."""
    made = opened("story.html#story=3", at=folder.as_uri())
    page = made.page
    assert page.locator(".step:visible").count() == 1
    page.locator("#step-3 .show").click()
    assert "cannot pay" in page.inner_text("#step-3 .reveal")
    page.goto(f"{folder.as_uri()}/story.html#story=5")
    page.check("input[name=appeal_bench]")
    assert page.inner_text("#challenge").startswith(("Halved", "Not halved"))
    page.goto(f"{folder.as_uri()}/story.html#story=2")
    page.locator("#step-2 .show").click()
    spell = page.locator("#step-2 .spell").first
    assert spell.evaluate("one => one.getBoundingClientRect().width") > 1.0
    picture(page, "site-story", tmp_path)
    page.goto(f"{folder.as_uri()}/sheet.html")
    pages = page.pdf(format="A4").count(b"/Type /Page\n")
    assert pages <= 2
    assert not made.complaints
