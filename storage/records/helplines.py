"""A server's own lines, reports about lines, and a member's kept choices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Wrong(StrEnum):
    NOBODY = "nobody"  # nobody answers
    OTHERS = "others"  # somebody else answers
    CHANGED = "changed"  # hours, cost or name are not so
    ELSE = "else"


class ReportState(StrEnum):
    OPEN = "open"
    HIDDEN = "hidden"  # a moderator agreed: the line is not shown on this server
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class OwnLine:
    """`cells` are the texts of one line by column of the directory's files."""

    own_line_id: int
    guild_id: int
    cells: Mapping[str, str]
    added_by_member_id: int | None
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    report_id: int
    guild_id: int
    line_id: str
    what: Wrong
    by_member_id: int | None
    state: ReportState
    decided_by_member_id: int | None
    reported_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class HelplineChoice:
    """What a member said may be kept, so that they need not say it again."""

    country: str
    language: str | None = None
    channel: str | None = None
    audience: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """How often one thing was said about one line; nobody is named."""

    line_id: str
    what: str
    state: str
    count: int
    newest: datetime
