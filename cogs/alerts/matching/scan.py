"""`bot.py scan`: one JSON message per line in, one JSON answer per line out, in constant memory."""

import codecs
from typing import IO, cast

import orjson

from cogs.alerts.matching.engine import Engine, Hit, starter_engine

LONGEST_LINE = 8 << 20
"""Bytes of one input line; a longer one is answered with an error and skipped."""


def described(hit: Hit) -> dict[str, object]:
    """The hit as `scan` prints it; `suppressed` and `exception` only where an exception applies."""
    answer: dict[str, object] = {
        "category": hit.category,
        "severity": hit.severity.word,
        "rule": hit.rule,
        "start": hit.start,
        "end": hit.end,
        "text": hit.text,
    }
    if hit.suppressed_by is not None:
        answer["suppressed"] = True
        answer["exception"] = hit.suppressed_by
    return answer


def _encoded(answer: dict[str, object]) -> bytes:
    try:
        return orjson.dumps(answer)
    except TypeError:  # half of a character pair cannot be written as UTF-8
        return orjson.dumps(_writable(answer))


def _writable(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_writable(key): _writable(item) for key, item in cast("dict[object, object]", value).items()}
    if isinstance(value, list):
        return [_writable(item) for item in cast("list[object]", value)]
    return value


def _read_message(line: bytes) -> tuple[object, str]:
    """Id and text of one input line; ValueError with the reason otherwise."""
    try:
        message: object = orjson.loads(line)
    except orjson.JSONDecodeError:
        message = _read_loosely(line)
    if not isinstance(message, dict):
        raise ValueError("not a JSON object with id and text")  # noqa: TRY004 - one error for every unusable line
    fields = cast("dict[str, object]", message)
    text = fields.get("text")
    if not isinstance(text, str):
        raise ValueError("'text' is missing or no string")  # noqa: TRY004 - one error for every unusable line
    return fields.get("id"), text


def _read_loosely(line: bytes) -> object:
    """Lone surrogates and the like: the standard reader takes what the strict one refuses."""
    import json

    try:
        return json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise ValueError("not valid JSON") from None


def _answer(engine: Engine, line: bytes) -> dict[str, object]:
    message_id, text = _read_message(line)
    return {"id": message_id, "hits": [described(hit) for hit in engine.scan(text)]}


def scan_lines(stdin: IO[bytes], stdout: IO[bytes], engine: Engine | None = None) -> int:
    """Answers every line; 0 if all could be read, 1 if any answer is an {"error": …} line.

    Blank lines are skipped. Each answer is written before the next line is read.
    """
    engine = engine or starter_engine()
    number = 0
    failed = False
    while line := stdin.readline(LONGEST_LINE):
        number += 1
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)  # what Windows writes in front of a text
        if len(line) >= LONGEST_LINE and not line.endswith(b"\n"):
            while (rest := stdin.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            answer: dict[str, object] = {"error": f"line {number} is longer than {LONGEST_LINE} bytes"}
        elif not line.strip():
            continue
        else:
            try:
                answer = _answer(engine, line)
            except ValueError as reason:
                answer = {"error": f"line {number}: {reason}"}
        failed = failed or "error" in answer
        stdout.write(_encoded(answer) + b"\n")
        stdout.flush()
    return 1 if failed else 0
