"""The server's application: its addresses, and what each answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from countergaze.declare.errors import CountergazeError
from countergaze.reports import svg
from countergaze.web import asked, live, questions, rendering, screens, shipped
from countergaze.web.desk import Desk
from countergaze.web.guard import Guard, Keys

PLACES = (("question", "Questions"),)
STREAM = "text/event-stream"
Handler = Callable[[Request], Awaitable[Response]]


def address(name: str) -> str:
    """Return the address of a screen."""
    return f"/{name}"


LINKS = screens.Links(address, "/page.css", "/page.js", "/icon.svg", live="yes")


class Pages:
    """What the addresses answer; `desk` is there once the server has started."""

    def __init__(self, lanes: int, ahead: bool = True) -> None:
        """lanes: processes to keep warm; ahead: simulate the reference while nobody asks."""
        self.lanes, self.ahead = lanes, ahead
        self.desk: Desk | None = None

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
            Route("/page.css", fixed(rendering.style, "text/css")),
            Route("/page.js", fixed(rendering.script, "text/javascript")),
            Route("/icon.svg", fixed(icon, "image/svg+xml")),
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
            self._desk, request.scope["visitor"], one, value, told.get("now") == "1"))

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


def icon() -> str:
    """Return the mark as a picture that stands alone."""
    return str(svg.MARK).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


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
