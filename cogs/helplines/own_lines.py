"""A server's own lines and what people say is wrong: checked by the directory's rules, decided by moderators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from cogs.helplines.checks import own_line_problems
from cogs.helplines.helpline import COLUMNS
from cogs.helplines.hours import ALWAYS
from storage.helplines import HelplineStore
from storage.outbox import OutboxStore
from storage.records.helplines import OwnLine, ReportState, Wrong
from storage.records.outbox import Lane, Target, ToSay
from storage.servers import ServerStore
from storage.work import Work

MOST_LINES, MOST_REPORTS = 50, 10  # of a server; of one person in an hour
REPORTED = "helplines.reported"


class NotTaken(StrEnum):
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Unfit:
    """The rules of the directory that the line does not keep, by name, each once."""

    rules: Sequence[str]


def cells_of(typed: Mapping[str, str], now: datetime) -> dict[str, str]:
    """All columns of one line from what a moderator typed; the number with its country code is worked out."""
    cells = dict.fromkeys(COLUMNS, "") | dict(typed)
    cells |= {"id": "own", "operator": typed["name"], "confidence": "medium"}
    cells["cost"] = typed.get("cost") or "unknown"
    cells["evidence_date"] = typed.get("evidence_date") or now.date().isoformat()
    cells["phone_e164"] = _with_country_code(typed.get("phone", ""), typed["country"])
    if cells["hours"] in ("", ALWAYS):
        cells["timezone"] = ""
    return cells


async def add_line(
    work: Work, guild_id: int, by_member_id: int, typed: Mapping[str, str], now: datetime
) -> OwnLine | Unfit | NotTaken:
    cells = cells_of(typed, now)
    rules = [problem.rule for problem in own_line_problems(cells, now.date())]
    if rules:
        return Unfit(tuple(dict.fromkeys(rules)))
    store = HelplineStore(work)
    if len(await store.lines(guild_id)) >= MOST_LINES:
        return NotTaken.TOO_MANY
    return await store.add_line(guild_id, cells, by_member_id, now)


async def report_line(
    work: Work, guild_id: int, line_id: str, by_member_id: int, what: Wrong, now: datetime
) -> bool | NotTaken:
    """Note it, and tell the moderators where they are told of things; False when they have no such place."""
    store = HelplineStore(work)
    if await store.reports_by(guild_id, by_member_id, now - timedelta(hours=1)) >= MOST_REPORTS:
        return NotTaken.TOO_MANY
    report_id = await store.report(guild_id, line_id, by_member_id, what, now)
    server = await ServerStore(work).get(guild_id)
    if server is None or server.alert_channel_id is None:
        return False
    to_say = ToSay(
        key=f"{REPORTED}:{guild_id}:{report_id}",
        kind=REPORTED,
        lane=Lane.ANSWERS,
        target=Target.CHANNEL,
        target_id=server.alert_channel_id,
        guild_id=guild_id,
        arguments={"report": str(report_id)},
    )
    await OutboxStore(work).add(to_say, now)
    return True


async def decide(work: Work, guild_id: int, line_id: str, state: ReportState, by_member_id: int, now: datetime) -> None:
    """A moderator's word settles every report of that line here."""
    await HelplineStore(work).decide(guild_id, line_id, state, by_member_id, now)


def _with_country_code(phone: str, country: str) -> str:
    """Empty for a short code, or what is no number there: the check then says so."""
    try:
        parsed = phonenumbers.parse(phone, country)
    except NumberParseException:
        return ""
    valid = phonenumbers.is_valid_number(parsed)
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164) if valid else ""
