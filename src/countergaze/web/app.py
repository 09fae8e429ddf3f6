"""The server's application: its addresses, and what each answers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from countergaze.api import BadRequest
from countergaze.declare.errors import CountergazeError
from countergaze.experiments.comparison import Comparison
from countergaze.reports import citing, svg
from countergaze.web import (
    asked,
    bench,
    in_worlds,
    live,
    lives,
    made_before,
    questions,
    rendering,
    screens,
    shipped,
    tables,
)
from countergaze.web.desk import Desk
from countergaze.web.guard import Guard, Keys

PLACES = (("question", "Questions"), ("package", "Safeguards together"), ("bench", "Bench"),
          ("effects", "All effects"), ("life", "One life"), *made_before.there(),
          ("story", "Story"))
"""The screens, by address."""
MOST_WHOLE = 8
"""Whole comparisons that are kept for downloads."""
STREAM = "text/event-stream"
Handler = Callable[[Request], Awaitable[Response]]


def address(name: str) -> str:
    """Return the address of a screen."""
    return f"/{name}"


LINKS = screens.Links(address, "/page.css", "/page.js", "/icon.svg",
                      lambda name: f"/table/{name}.csv", live="yes")


STILL: dict[str, Callable[..., str]] = {
    "package": screens.package, "story": screens.lesson, "sheet": screens.sheet,
    **{name: partial(screens.before, name) for name, _ in made_before.there()}}
"""Screens that need no simulation."""


class Pages:
    """What the addresses answer; `desk` is there once the server has started."""

    def __init__(self, lanes: int, ahead: bool = True) -> None:
        """lanes: processes to keep warm; ahead: simulate the reference while nobody asks."""
        self.lanes, self.ahead = lanes, ahead
        self.desk: Desk | None = None
        self.whole: OrderedDict[str, Comparison] = OrderedDict()

    @asynccontextmanager
    async def running(self, app: Starlette) -> AsyncIterator[None]:
        """Keep the processes for as long as the server runs."""
        self.desk = Desk(self.lanes)
        try:
            if self.ahead:
                first = questions.every()[0]
                self.desk.work_ahead(shipped.plan_for(
                    first, first.start, {**asked.USUAL,
                                         "seeds": range(1, asked.USUAL["seeds"] + 1)}))
            yield
        finally:
            self.desk.close()

    def routes(self) -> list[Route]:
        """Return all addresses."""
        return [
            Route("/", self.question), Route("/question", self.question),
            Route("/question/{id}", self.question), Route("/live/question", self.live_question),
            Route("/bench", self.bench), Route("/effects", self.effects),
            Route("/bench/form", self.form), Route("/bench/levers", self.levers),
            Route("/live/bench", self.live_bench), Route("/live/worlds", self.live_worlds),
            Route("/life", self.life), Route("/live/life", self.live_life),
            Route("/table.csv", self.table), Route("/cite", self.cite),
            *(Route(LINKS.table(name), fixed(partial(tables.csv, made), "text/csv"))
              for name, made in tables.ready().items()),
            *(Route(f"/{name}", fixed(partial(made, LINKS, PLACES), "text/html"))
              for name, made in STILL.items()),
            Route("/page.css", fixed(rendering.style, "text/css")),
            Route("/page.js", fixed(rendering.script, "text/javascript")),
            Route("/icon.svg", fixed(svg.standing_mark, "image/svg+xml")),
        ]

    async def question(self, request: Request) -> Response:
        """Screen 1."""
        name = request.path_params.get("id", questions.every()[0].id)
        return HTMLResponse(screens.question(questions.asked(name), LINKS, PLACES))

    async def live_question(self, request: Request) -> Response:
        """Stream the answer at a value of the lever."""
        told = request.query_params
        one = questions.asked(told.get("id", ""))
        value = one.value(told.get("value", ""))
        return self._stream(live.question(
            self._desk, request.scope["visitor"], one, value, told.get("now") == "1",
            self._keep))

    async def bench(self, request: Request) -> Response:
        """Screen 2."""
        return HTMLResponse(screens.bench(LINKS, PLACES, live.waiting()))

    async def effects(self, request: Request) -> Response:
        """Screen 3."""
        return HTMLResponse(screens.effects(LINKS, PLACES))

    async def form(self, request: Request) -> Response:
        """The arms of a link, after a change to one of them if one is asked for."""
        told = request.query_params
        link = asked.whole_link(told.get("link", ""))
        if told.get("do"):
            arm = told.get("arm", "")
            link = bench.edited(link, told["do"], int(arm) if arm.isdecimal() else -1,
                                told.get("key", ""), told.get("value", ""))
        macro = "arms" if told.get("screen") == "effects" else "form"
        return HTMLResponse(str(rendering.fragment("results.html", macro, bench.form(link))))

    async def levers(self, request: Request) -> Response:
        """All that the bench can change."""
        return HTMLResponse(str(rendering.fragment("results.html", "levers", bench.levers())))

    async def live_bench(self, request: Request) -> Response:
        """Stream the results of the arms of a link."""
        told = request.query_params
        link = asked.whole_link(told.get("link", ""))
        asked.plan_of(link)
        screen = "effects" if told.get("screen") == "effects" else "bench"
        return self._stream(live.bench(self._desk, request.scope["visitor"], link, screen,
                                       self._keep))

    async def live_worlds(self, request: Request) -> Response:
        """Stream the arms of a link in plausible worlds."""
        told = request.query_params
        link = asked.whole_link(told.get("link", ""))
        asked.plan_of(link)
        count = in_worlds.count_of(told.get("worlds", ""))
        return self._stream(live.in_worlds(self._desk, request.scope["visitor"], link, count))

    async def life(self, request: Request) -> Response:
        """Screen 4."""
        return HTMLResponse(screens.follow(LINKS, PLACES))

    async def live_life(self, request: Request) -> Response:
        """Stream a life that is followed."""
        about = lives.read(request.query_params)
        return self._stream(live.life(self._desk, request.scope["visitor"], about))

    async def table(self, request: Request) -> Response:
        """All effects of a comparison that was simulated here, as CSV."""
        made = self._made(request)
        return Response(made.to_pandas().to_csv(index=False), media_type="text/csv", headers={
            "content-disposition": 'attachment; filename="effects.csv"'})

    async def cite(self, request: Request) -> Response:
        """How to cite a comparison that was simulated here, as BibTeX with all sources."""
        made = self._made(request)
        about = {"comparison of": " and ".join(arm.name for arm in made.arms),
                 "seeds": len(made.seeds), "people": made.people, "weeks": made.weeks,
                 "result": made.result[:12]}
        found = citing.sources(*(arm.settings for arm in made.arms))
        return PlainTextResponse(citing.bibtex(found, about, citing.Used()))

    def _keep(self, link: str, made: Comparison) -> None:
        self.whole[link] = made
        self.whole.move_to_end(link)
        while len(self.whole) > MOST_WHOLE:
            self.whole.popitem(last=False)

    def _made(self, request: Request) -> Comparison:
        link = asked.whole_link(request.query_params.get("link", ""))
        if link not in self.whole:
            raise BadRequest("this comparison has not been simulated here, or is no longer kept: "
                             "simulate it again")
        return self.whole[link]

    @property
    def _desk(self) -> Desk:
        assert self.desk is not None, "the server has not started"
        return self.desk

    def _stream(self, events: AsyncIterator[bytes]) -> Response:
        return StreamingResponse(events, media_type=STREAM)


def fixed(text: Callable[[], str], kind: str) -> Handler:
    """Return what answers with a text that never changes."""
    async def give(request: Request) -> Response:
        return Response(text(), media_type=kind)

    return give


async def refused(request: Request, fault: Exception) -> Response:
    """Say what is wrong with what was asked."""
    message = fault.message() if isinstance(fault, CountergazeError) else str(fault)
    return PlainTextResponse(message, 400)


def application(lanes: int, keys: Keys, hosts: set[str], port: int, ahead: bool = True) -> Any:
    """Return the guarded application; hosts: what the header Host may say."""
    pages = Pages(lanes, ahead)
    app = Starlette(routes=pages.routes(), lifespan=pages.running,
                    exception_handlers={CountergazeError: refused})
    return Guard(app, keys, hosts, port)
