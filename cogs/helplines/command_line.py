"""`python bot.py helplines COUNTRY`: the answer that Discord would give, for scripts and people at a terminal."""

import argparse
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Never, TextIO

from cogs.helplines import countries
from cogs.helplines.directory import Answer, Directory, Entry
from cogs.helplines.helpline import CHANNELS, GROUPS, TOPICS, Helpline
from cogs.helplines.style import Plain
from cogs.helplines.text import answer_text, as_lines, unknown_country
from cogs.shared.words import Words, words_for

DONE, MISUSED, NOT_HELD = 0, 2, 3

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


class _FinishedError(Exception):
    """The parser has said all there is to say."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(said)
        self.code = code
        self.said = said


class _Parser(argparse.ArgumentParser):
    """Speaks through the streams that it is given, not through the process."""

    def error(self, message: str) -> Never:
        raise _FinishedError(MISUSED, f"{self.format_usage()}{self.prog}: {message}\n")

    def print_help(self, file: object = None) -> None:
        raise _FinishedError(DONE, self.format_help())


def run(argv: Sequence[str], stdout: TextIO, stderr: TextIO, now: datetime) -> int:
    """Answers on `stdout`. Returns 0; 2 for arguments that make no sense; 3, with a sentence on `stderr` and
    nothing on `stdout`, for a country that is unknown or not held.
    """
    try:
        asked = _arguments(argv)
    except _FinishedError as finished:
        (stdout if finished.code == DONE else stderr).write(finished.said)
        return finished.code
    w, text = words_for(None), " ".join(asked.country)
    country = countries.find(text)
    if country is None:
        stderr.write(f"{unknown_country(w, text, Plain())}\n")
        return NOT_HELD
    answer = Directory.load().answer(
        country,
        topic=asked.topic,
        audience=asked.audience,
        language=asked.language,
        channel=asked.channel,
        at=asked.at or now,
    )
    if not answer.held:
        stderr.write("\n".join(_said(w, answer)) + "\n")
        return NOT_HELD
    if asked.json:
        stdout.write(json.dumps(as_json(answer), ensure_ascii=False, indent=2) + "\n")
    else:
        stdout.write("\n".join(_said(w, answer)) + "\n")
    return DONE


def as_json(answer: Answer) -> dict[str, object]:
    """The answer for programs: unknown values are null, never a guess."""
    return {
        "country": answer.country.code,
        "region": answer.country.region,
        "name": countries.name(answer.country.code),
        "topic": answer.wish.topic,
        "audience": answer.wish.audience,
        "language": answer.wish.language,
        "channel": answer.wish.channel,
        "at": answer.at.isoformat(),
        "gaps": [str(gap) for gap in answer.gaps],
        "regions": list(answer.regions),
        "emergency": [_entry(entry) for entry in answer.emergency],
        "primary": [_entry(entry) for entry in answer.primary],
        "more": [_entry(entry) for entry in answer.more],
        "finders": [_entry(entry) for entry in answer.finders],
        "directories": [_entry(entry) for entry in answer.directories],
    }


def _entry(entry: Entry) -> dict[str, object]:
    return {
        **_line(entry.line),
        "open": entry.is_open,
        "not_checked_lately": entry.stale,
        "same_service": [_entry(other) for other in entry.also],
    }


def _line(line: Helpline) -> dict[str, object]:
    return {
        "id": line.id,
        "country": line.country,
        "region": line.region or None,
        "name": line.name,
        "operator": line.operator,
        "topics": list(line.topics),
        "languages": list(line.languages),
        "audience": line.audience,
        "phone": line.phone or None,
        "phone_e164": line.phone_e164 or None,
        "sms": line.sms or None,
        "whatsapp": line.whatsapp or None,
        "chat_url": line.chat_url or None,
        "website": line.website or None,
        "hours": line.hours or None,
        "timezone": line.timezone or None,
        "cost": None if line.cost == "unknown" else line.cost,
        "from_abroad": line.abroad or None,
        "source_url": line.source_url or None,
        "evidence_date": line.evidence_date or None,
        "confidence": line.confidence,
    }


def _said(w: Words, answer: Answer) -> list[str]:
    return as_lines(answer_text(w, answer, Plain()), w)


class _Asked(argparse.Namespace):
    country: list[str]
    topic: str | None
    audience: str | None
    language: str | None
    channel: str | None
    at: datetime | None
    json: bool


def _arguments(argv: Sequence[str]) -> _Asked:
    parser = _Parser(prog="bot.py helplines", description="Lines of help in one country, and who says so.")
    parser.add_argument("country", nargs="+", metavar="COUNTRY", help="name in any language we know, code or flag")
    parser.add_argument("--topic", choices=TOPICS, metavar="T", help=f"one of: {', '.join(TOPICS)}")
    parser.add_argument("--audience", choices=GROUPS, metavar="A", help=f"one of: {', '.join(GROUPS)}")
    parser.add_argument("--language", type=_language, metavar="L", help="a language code, such as en or pt-BR")
    parser.add_argument("--channel", choices=CHANNELS, metavar="C", help=f"one of: {', '.join(CHANNELS)}")
    parser.add_argument("--at", type=_moment, metavar="TIME", help="ISO 8601; without an offset it is UTC")
    parser.add_argument("--json", action="store_true", help="for programs")
    return parser.parse_args(argv, _Asked())


def _language(text: str) -> str:
    if not _LANGUAGE.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a language code such as en or pt-BR")
    return text


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(f"{text!r} is not a time such as 2026-03-01T18:30Z") from None
