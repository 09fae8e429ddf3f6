"""The page in a container: built from this checkout, not as root, closed without its key."""

from __future__ import annotations

import http.client
import shutil
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEY = "k" * 48
INSIDE = "127.0.0.1:8765"


def docker(*words: str, seconds: float = 60.0) -> str:
    """Return what a docker command prints; fail with what it complains of."""
    done = subprocess.run(["docker", *words], capture_output=True, text=True, timeout=seconds,
                          check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stdout.strip()


def runs() -> bool:
    """Return whether there is a Docker that answers."""
    return bool(shutil.which("docker")) and subprocess.run(
        ["docker", "info"], capture_output=True, timeout=60, check=False).returncode == 0


@pytest.fixture(scope="module")
def container(tmp_path_factory):
    """Build the image and start it; return its name."""
    if not runs():
        pytest.skip("no Docker that answers: the container is not built")
    key = tmp_path_factory.mktemp("key") / "key"
    key.write_text(KEY)
    key.chmod(0o644)
    key.parent.chmod(0o755)
    docker("build", "-t", "countergaze-test", str(ROOT), seconds=1_500)
    name = docker("run", "--rm", "-d", "-p", "127.0.0.1::8765", "-v",
                  f"{key}:/run/countergaze-key:ro", "countergaze-test")
    yield name
    docker("rm", "-f", name)


def answer(container: str, path: str) -> int:
    """Return the status that a path is answered with, once the server listens."""
    port = int(docker("port", container, "8765").rpartition(":")[2])
    until = time.monotonic() + 60.0
    while True:
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            asked.request("GET", path, headers={"host": INSIDE})
            return asked.getresponse().status
        except (OSError, http.client.HTTPException):
            if time.monotonic() > until:
                raise
            time.sleep(0.5)
        finally:
            asked.close()


@pytest.mark.slow
def test_the_container_serves_whoever_has_the_key_and_is_not_root(container):
    assert answer(container, "/") == 403
    assert answer(container, f"/?key={KEY}") == 303
    assert docker("exec", container, "id", "-u") == "10001"
