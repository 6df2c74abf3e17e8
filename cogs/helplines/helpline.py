"""One line of help, as our data holds it, and what follows from its columns alone."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from cogs.helplines.tables import words_of

TOPICS = (
    "emergency", "suicide", "crisis", "self-harm", "alcohol", "drugs", "overdose", "gambling", "eating-disorder",
    "domestic-violence", "sexual-violence", "lgbtq", "youth", "veterans", "general-mental-health", "meetings",
    "directory",
)  # fmt: skip
GROUPS = (
    "youth", "veterans", "lgbtq", "women", "men", "older", "relatives", "deaf", "indigenous", "faith", "speakers",
    "particular",
)  # fmt: skip
CHANNELS = ("call", "text", "chat", "whatsapp")
REMARKS = ("law-enforcement", "police", "mobile", "outages")

_MENU = re.compile(r"(?P<number>[^()]+?)(?: \((?P<choice>[^()]+)\))?")


@dataclass(frozen=True)
class Helpline:
    """A row of the directory. Texts are as stored; an empty one means not known, or does not apply."""

    id: str
    country: str
    region: str
    name: str
    operator: str
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    phone: str
    phone_e164: str
    sms: str
    chat_url: str
    website: str
    whatsapp: str
    hours: str
    timezone: str
    cost: str
    audience: str
    groups: tuple[str, ...]
    source_url: str
    second_source_url: str
    evidence_date: str
    confidence: str
    pair: str
    abroad: str
    remark: str
    notes: str
    # A line that the server's moderators added: shown as theirs, not as one of ours.
    own: bool = False

    @cached_property
    def channels(self) -> tuple[str, ...]:
        """The ways to speak or write with a person there."""
        held = (self.phone, self.sms, self.chat_url, self.whatsapp)
        return tuple(channel for channel, contact in zip(CHANNELS, held, strict=True) if contact)

    @property
    def web_only(self) -> bool:
        return not self.channels

    @property
    def urgent(self) -> bool:
        """One of the country's emergency numbers."""
        return self.topics[:1] == ("emergency",)

    @property
    def number(self) -> str:
        """The phone number as dialled inside the country, without the menu choice."""
        return menu(self.phone)[0]

    def speaks(self, language: str) -> bool:
        """Whether that language is stated; `pt` and `pt-BR` are one to a person who asks."""
        wanted = language.lower().partition("-")[0]
        return any(spoken.lower().partition("-")[0] == wanted for spoken in self.languages)


def helpline(row: Mapping[str, str]) -> Helpline:
    """The record of one row of the files. KeyError for a column that is missing."""
    return Helpline(
        id=row["id"],
        country=row["country"],
        region=row["region"],
        name=row["name"],
        operator=row["operator"],
        topics=words_of(row["topics"]),
        languages=words_of(row["languages"]),
        phone=row["phone"],
        phone_e164=row["phone_e164"],
        sms=row["sms"],
        chat_url=row["chat_url"],
        website=row["website"],
        whatsapp=row["whatsapp"],
        hours=row["hours"],
        timezone=row["timezone"],
        cost=row["cost"],
        audience=row["audience"],
        groups=words_of(row["groups"]),
        source_url=row["source_url"],
        second_source_url=row["second_source_url"],
        evidence_date=row["evidence_date"],
        confidence=row["confidence"],
        pair=row["pair"],
        abroad=row["abroad"],
        remark=row["remark"],
        notes=row["notes"],
    )


COLUMNS = tuple(name for name in Helpline.__dataclass_fields__ if name != "own")


def menu(phone: str) -> tuple[str, str]:
    """`988 (press 1)` -> the number and the menu choice (empty without one)."""
    found = _MENU.fullmatch(phone)
    return (found["number"], found["choice"] or "") if found else (phone, "")


def evidence_from(evidence: str) -> date | None:
    """The first day that a date given as year, month or day may mean; None for an unknown one. ValueError if bad."""
    if not evidence:
        return None
    year, month, day = (*evidence.split("-"), "01", "01")[:3]
    return date(int(year), int(month), int(day))


def evidence_until(evidence: str) -> date | None:
    """The last day that it may mean."""
    first = evidence_from(evidence)
    if first is None or evidence.count("-") == 2:
        return first
    if "-" in evidence:
        return first.replace(day=monthrange(first.year, first.month)[1])
    return first.replace(month=12, day=31)


def is_stale(evidence: str, at: datetime, age: timedelta) -> bool:
    """Whether the newest evidence may be older than `age` at `at`; unknown counts as old."""
    first = evidence_from(evidence)
    return first is None or at.date() - first > age
