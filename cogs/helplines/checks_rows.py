"""Rules for one row of the directory; each yields what is wrong, in words."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import cast
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from babel import Locale
from babel.core import UnknownLocaleError, get_global

from cogs.helplines import countries
from cogs.helplines.helpline import GROUPS, REMARKS, TOPICS, evidence_from, evidence_until
from cogs.helplines.hours import ALWAYS, spans
from cogs.helplines.tables import DATA, read, words_of

Row = Mapping[str, str]

CONFIDENCES = ("high", "medium")
COSTS = ("free", "local rate", "unknown")
LINKS = ("chat_url", "website", "source_url", "second_source_url")

_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?")
_LOCAL = re.compile(
    r"file:|localhost|\b127\.\d|\b10\.\d+\.\d|\b192\.168\.|(?<![\w/.])/(?:home|Users|tmp|work|root|mnt)/|\b[A-Z]:\\"
)


def country(row: Row) -> Iterator[str]:
    code, region = row["country"], row["region"]
    if code != countries.INTERNATIONAL and code not in countries.codes():
        yield f"{code!r} is no country"
    if region and (not region.startswith(f"{code}-") or region not in _regions()):
        yield f"{region!r} is no region of {code} in regions.csv"


def topics(row: Row) -> Iterator[str]:
    yield from _words(row["topics"], TOPICS, "topic")
    if not row["topics"]:
        yield "has no topic"


def groups(row: Row) -> Iterator[str]:
    yield from _words(row["groups"], GROUPS, "group")


def languages(row: Row) -> Iterator[str]:
    if not row["languages"]:
        yield "names no language"
    for tag in words_of(row["languages"]):
        if not _LANGUAGE.fullmatch(tag) or not _is_language(tag):
            yield f"{tag!r} is no language tag"


def hours(row: Row) -> Iterator[str]:
    if row["hours"]:
        try:
            spans(row["hours"])
        except ValueError as wrong:
            yield f"hours: {wrong}"


def zone(row: Row) -> Iterator[str]:
    """Hours other than round the clock mean nothing without a zone."""
    name, needed = row["timezone"], row["hours"] not in ("", ALWAYS)
    if needed and not name:
        yield "has hours without a time zone"
    if name and not needed:
        yield "has a time zone without hours"
    if name and name not in _zones():
        yield f"{name!r} is no time zone"


def zone_country(row: Row) -> Iterator[str]:
    name = row["timezone"]
    if name in _zones() and _zone_countries().get(name) != row["country"]:
        yield f"{name} is not a zone of {row['country']}"


def links(row: Row) -> Iterator[str]:
    for column in LINKS:
        address = row[column]
        if not address:
            continue
        try:
            parts = urlsplit(address)
            host = parts.hostname or ""
        except ValueError:
            host, parts = "", urlsplit("")
        if parts.scheme != "https" or "." not in host or re.search(r"[\s<>|]", address) or parts.username:
            yield f"{column} is no https address: {address!r}"


def source(row: Row) -> Iterator[str]:
    if not row["source_url"]:
        yield "has no source"


def reachable(row: Row) -> Iterator[str]:
    if not any(row[column] for column in ("phone", "sms", "chat_url", "whatsapp", "website")):
        yield "has no number and no link"
    if not row["name"]:
        yield "has no name"


def cost(row: Row) -> Iterator[str]:
    yield from _words(row["cost"], COSTS, "cost")


def confidence(row: Row) -> Iterator[str]:
    if row["confidence"] not in CONFIDENCES:
        yield f"confidence {row['confidence']!r} does not ship"


def remark(row: Row) -> Iterator[str]:
    yield from _words(row["remark"], REMARKS, "remark")


def dates(row: Row, today: date) -> Iterator[str]:
    """A year, month or day that exists and has begun."""
    text = row["evidence_date"]
    if not text:
        return
    try:
        first = evidence_from(text) if _DATE.fullmatch(text) else None
        last = evidence_until(text) if first else None
    except ValueError:
        first = last = None
    if first is None or last is None:
        yield f"{text!r} is no year, month or day"
    elif first > today:
        yield f"{text} is in the future"


def plain_text(row: Row) -> Iterator[str]:
    """Nothing that is no text: markup, control characters, marks that turn a line around."""
    for column, text in row.items():
        if text != text.strip() or not (text.isprintable() or _is_seen(text)):
            yield f"{column} has spaces around it or characters that cannot be seen"
        if "<" in text and column != "notes":
            yield f"{column} has markup: {text!r}"


def _is_seen(text: str) -> bool:
    return not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn") for c in text)


def local_paths(row: Row) -> Iterator[str]:
    for column, text in row.items():
        if _LOCAL.search(text):
            yield f"{column} names a place on somebody's machine: {text!r}"


def _words(cell: str, allowed: tuple[str, ...], kind: str) -> Iterator[str]:
    words = words_of(cell)
    for word in words:
        if word not in allowed:
            yield f"{word!r} is no {kind}; one of {', '.join(allowed)}"
    if len(words) != len(set(words)):
        yield f"names a {kind} twice"


@cache
def _regions() -> frozenset[str]:
    return frozenset(row["region"] for row in read(DATA / "regions.csv"))


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _is_language(tag: str) -> bool:
    try:
        Locale.parse(tag, sep="-")
    except UnknownLocaleError:
        return tag in cast("dict[str, str]", Locale("en").languages)
    return True


@cache
def _zone_countries() -> dict[str, str]:
    aliases = cast("dict[str, str]", get_global("zone_aliases"))
    territories = cast("dict[str, str]", get_global("zone_territories"))
    return {**territories, **{zone: territories[real] for zone, real in aliases.items() if real in territories}}
