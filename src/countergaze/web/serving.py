"""Run the server: bind, print the address, open the browser, end the processes with it."""

from __future__ import annotations

import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn

from countergaze.declare.errors import CountergazeError
from countergaze.engine.simulation import processors
from countergaze.web.app import application
from countergaze.web.guard import LETTERS, Keys

LOOPBACK = ("127.0.0.1", "localhost")
NAME = "127.0.0.1"


class CannotServe(CountergazeError):
    """The server cannot be started as asked."""


def key_in(file: Path | None) -> str:
    """Return the key that a file holds, "" without one; raise CannotServe for a weak one."""
    if file is None:
        return ""
    try:
        text = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise CannotServe(f"{file} cannot be read: {fault}") from None
    if len(text) < LETTERS or not text.isascii() or any(not c.isalnum() and c not in "-_"
                                                       for c in text):
        raise CannotServe(f"the key in {file} must have at least {LETTERS} letters, digits, - or _")
    return text


def serve(host: str, port: int, say: Callable[[str], None], file: Path | None = None,
          browser: bool = True, lanes: int | None = None) -> None:
    """Serve the page until interrupted.

    host: an address of this machine, another than loopback only with a key from a `file`; port: 0
    for any that is free; say: called with what the user is told; lanes: processes to keep warm.
    Raises CannotServe.
    """
    fixed = key_in(file)
    if host not in LOOPBACK and not fixed:
        raise CannotServe(f"--host {host} can be reached from other machines: it needs "
                          "--token-file FILE with a key of your own. Without --host only this "
                          "machine is served")
    bound = _bound(host, port)
    port = bound.getsockname()[1]
    shown = host if host not in ("0.0.0.0", "::") else NAME

    def tell(key: str) -> None:
        say(f"another browser:  http://{shown}:{port}/?key={key}")

    keys = Keys(fixed, tell)
    if host not in LOOPBACK:
        say(f"warning: {host} can be reached from other machines, without encryption; whoever has "
            "the key can have this machine simulate")
    first = f"http://{shown}:{port}/" + ("" if fixed else f"?key={keys.first}")
    say(f"open  {first}" + ("   with ?key= and the key of the file" if fixed else ""))
    if browser and not fixed:
        webbrowser.open(first)
    hosts = {f"{name}:{port}" for name in (*LOOPBACK, shown)}
    app = application(lanes or max(1, processors() - 1), keys, hosts, port)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False,
                                           server_header=False, timeout_graceful_shutdown=1))
    server.run(sockets=[bound])


def _bound(host: str, port: int) -> socket.socket:
    """Return a socket at an address; raise CannotServe where it is taken."""
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(kind, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as fault:
        made.close()
        raise CannotServe(f"{host}:{port} cannot be used: {fault.strerror or fault}. Give another "
                          "--port, or --port 0 for any that is free") from None
    return made
