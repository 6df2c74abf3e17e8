"""H17: an audit of dependencies that checked nothing fails loudly."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

AUDIT = Path(__file__).parents[2] / ".ci" / "audit"
Answers = Callable[[list[Any]], tuple[int, bytes]]


@pytest.fixture
def database() -> Iterator[Callable[[Answers], str]]:
    """A database of known holes on this machine, that answers as it is told to."""
    running: list[ThreadingHTTPServer] = []

    def serve(answers: Answers) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
                status, body = answers(asked)
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        running.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/"

    yield serve
    for server in running:
        server.shutdown()
        server.server_close()


def audit(address: str) -> tuple[int, str]:
    ran = subprocess.run([sys.executable, str(AUDIT), address], capture_output=True, text=True, timeout=60, check=False)
    return ran.returncode, ran.stdout


def _nothing_known(asked: list[Any]) -> tuple[int, bytes]:
    return 200, json.dumps({"results": [{} for _ in asked]}).encode()


def _one_hole(asked: list[Any]) -> tuple[int, bytes]:
    assert {"name": "aiohttp", "ecosystem": "PyPI"} in [one["package"] for one in asked]
    known = [{"vulns": [{"id": "A-HOLE-1"}]} if one["package"]["name"] == "aiohttp" else {} for one in asked]
    return 200, json.dumps({"results": known}).encode()


def test_every_pinned_package_is_asked_about_and_nothing_known_passes(database: Callable[[Answers], str]) -> None:
    code, said = audit(database(_nothing_known))
    assert code == 0
    assert int(said.split()[0]) > 40
    assert "0 known holes" in said


def test_a_known_hole_is_named_and_fails(database: Callable[[Answers], str]) -> None:
    code, said = audit(database(_one_hole))
    assert code == 1
    assert "A-HOLE-1" in said
    assert "aiohttp" in said


@pytest.mark.parametrize(
    "answers",
    [
        lambda asked: (500, b"{}"),
        lambda asked: (200, b"<html>a proxy</html>"),
        lambda asked: (200, b"{}"),
        lambda asked: (200, b'{"results": []}'),
        lambda asked: (200, json.dumps({"results": [{} for _ in asked[1:]]}).encode()),
    ],
)
def test_an_answer_that_is_none_or_too_short_fails(database: Callable[[Answers], str], answers: Answers) -> None:
    code, said = audit(database(answers))
    assert code == 1
    assert "FAILED" in said


def test_a_database_that_cannot_be_reached_fails() -> None:
    code, said = audit("http://127.0.0.1:9/")
    assert code == 1
    assert "nothing was checked" in said
