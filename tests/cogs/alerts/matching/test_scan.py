"""`scan`: JSON lines in, JSON lines out, whatever comes in."""

import io
import json
from typing import Any

import pytest

from cogs.alerts.matching.scan import LONGEST_LINE, scan_lines


def scanned(data: bytes) -> tuple[int, list[dict[str, Any]]]:
    out = io.BytesIO()
    status = scan_lines(io.BytesIO(data), out)
    return status, [json.loads(line) for line in out.getvalue().splitlines()]


def message(text: str, message_id: object = "1") -> bytes:
    return json.dumps({"id": message_id, "text": text}).encode() + b"\n"


def test_each_message_gets_one_line() -> None:
    status, answers = scanned(message("hello there", 7) + message("i want to kill myself", "b"))
    assert status == 0
    assert answers[0] == {"id": 7, "hits": []}
    (hit, *_) = answers[1]["hits"]
    assert (answers[1]["id"], hit["category"], hit["severity"]) == ("b", "suicide", "high")
    assert set(hit) == {"category", "severity", "rule", "start", "end", "text"}


def test_a_suppressed_hit_says_which_exception() -> None:
    _, ((answer),) = scanned(message("i'm not going to kill myself"))
    assert all(hit["suppressed"] is True and hit["exception"] == "denied" for hit in answer["hits"])
    assert answer["hits"]


@pytest.mark.parametrize(
    "line", [b"{", b"[]", b'"text"', b'{"id": 1}', b'{"id": 1, "text": 5}', b"\xff\xfe{}", b"[" * 5000]
)
def test_a_line_that_is_no_message_is_answered_with_an_error_and_the_rest_goes_on(line: bytes) -> None:
    status, answers = scanned(line + b"\n" + message("hello"))
    assert status == 1
    assert "error" in answers[0]
    assert answers[1] == {"id": "1", "hits": []}


def test_odd_characters_are_scanned_and_answered() -> None:
    line = b'{"id": "\\ud800", "text": "i want to \\u0000 die \\ud83d and kill myself \\udfff"}\n'
    status, (answer,) = scanned(line + b"\n")
    assert status == 0
    assert any(hit["category"] == "suicide" for hit in answer["hits"])


def test_a_megabyte_in_one_message_is_scanned() -> None:
    status, (answer,) = scanned(message("na " * 400_000 + "i want to kill myself"))
    assert status == 0
    assert answer["hits"]


def test_a_line_without_end_is_skipped_in_pieces() -> None:
    status, answers = scanned(b"x" * (LONGEST_LINE + 10) + b"\n" + message("hello"))
    assert status == 1
    assert "longer" in answers[0]["error"]
    assert answers[1]["hits"] == []


def test_nothing_in_nothing_out() -> None:
    assert scanned(b"") == (0, [])
    assert scanned(b"\n\n") == (0, [])


def test_a_text_from_windows_may_begin_with_its_mark() -> None:
    out = io.BytesIO()
    assert scan_lines(io.BytesIO(b'\xef\xbb\xbf{"id":1,"text":"i want to kill myself"}\r\n'), out) == 0
    assert b'"hits":[{"category":"suicide"' in out.getvalue()
