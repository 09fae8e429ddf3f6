"""Who may ask: this machine's browser alone, with a key that was shown in the terminal.

Every answer carries a policy under which a page loads from this server only.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_VISITORS = 2
LONGEST_QUERY = 8_192
MOST_BODY = 2**20
LETTERS = 32
"""Bytes of a key, before it is written as text."""
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
          "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
HEADERS = {
    "content-security-policy": POLICY, "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer", "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin", "cache-control": "no-store",
}


class Keys:
    """The key of the first address, and those of the browsers that came with it.

    A key serves once, and a new one takes its place; one from a file serves as long as there is
    room for another browser.
    """

    def __init__(self, fixed: str = "", made: Callable[[str], None] | None = None) -> None:
        """fixed: the key of a file; made: called with every new key."""
        self.fixed = fixed
        self.made = made or (lambda key: None)
        self.first = fixed or secrets.token_urlsafe(LETTERS)
        self.visitors: list[str] = []

    def exchange(self, key: str) -> str | None:
        """Return the key of a new browser for the one of the address, None where it is wrong."""
        if len(self.visitors) >= MOST_VISITORS or not _same(key, self.first):
            return None
        visitor = secrets.token_urlsafe(LETTERS)
        self.visitors.append(visitor)
        if not self.fixed and len(self.visitors) < MOST_VISITORS:
            self.first = secrets.token_urlsafe(LETTERS)
            self.made(self.first)
        return visitor

    def known(self, key: str) -> bool:
        """Return whether a browser has come before."""
        return any(_same(key, one) for one in self.visitors)


def _same(one: str, other: str) -> bool:
    return secrets.compare_digest(one.encode(), other.encode())


class Guard:
    """Refuses whatever does not come from a page of this server, in a browser that has a key."""

    def __init__(self, app: ASGIApp, keys: Keys, hosts: set[str], port: int) -> None:
        """hosts: what the header Host may say."""
        self.app, self.keys, self.hosts = app, keys, hosts
        self.cookie = f"countergaze-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        heads = {name.decode("latin-1").lower(): value.decode("latin-1")
                 for name, value in scope["headers"]}
        answer = self._answer(scope, heads)
        app = self.app if answer is None else answer

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.decode("latin-1").lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(
                    (name.encode(), value.encode()) for name, value in HEADERS.items()
                    if name not in given)]
            await send(message)

        await app(scope, receive, sent)

    def _answer(self, scope: Scope, heads: dict[str, str]) -> Any:
        """Return what to say in place of the page, None where the page may answer."""
        refused = self._refused(scope, heads)
        if refused:
            code, why = refused
            return PlainTextResponse(f"refused: {why}", code)
        query = parse_qs(scope["query_string"].decode("latin-1"))
        if "key" in query:
            visitor = self.keys.exchange(query["key"][0])
            if visitor is not None:
                answer = RedirectResponse(scope["path"], 303)
                answer.set_cookie(self.cookie, visitor, httponly=True, samesite="strict")
                return answer
        visitor = self._visitor(heads.get("cookie", ""))
        if visitor is None:
            return PlainTextResponse(
                "refused: the key is missing, wrong or used. Open the address that countergaze "
                "serve printed last.", 403)
        scope["visitor"] = visitor
        return None

    def _refused(self, scope: Scope, heads: dict[str, str]) -> tuple[int, str] | None:
        """Return the code and reason of a refusal that needs no key to be told."""
        host = heads.get("host", "")
        if host not in self.hosts:
            return 403, "this server answers to its own address only"
        if heads.get("origin") not in (None, f"http://{host}"):
            return 403, "a page of another origin asks"
        if heads.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return 403, "a page of another site asks"
        if len(scope["query_string"]) > LONGEST_QUERY:
            return 414, f"a query has at most {LONGEST_QUERY:,} letters"
        length = heads.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BODY:
            return 413, "a body has at most 1 MiB"
        if scope["method"] not in ("GET", "HEAD"):
            return 405, "this server is asked with GET alone"
        return None

    def _visitor(self, text: str) -> str | None:
        """Return the key of the browser that sent these cookies, None where it has none."""
        try:
            found = SimpleCookie(text).get(self.cookie)
        except CookieError:
            return None
        return found.value if found is not None and self.keys.known(found.value) else None
