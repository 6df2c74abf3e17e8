"""What a server chose about alerts, and what is known of its cases without naming anybody."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """Seconds throughout. `repeat_times`: how often everybody is asked again before the bot says that nobody answered.

    `tell_member`: the person is told, privately and truthfully, that nobody has answered. `webhooks`: what webhooks
    post is looked at as well. `report`: the weekly report. `has_hook`: an address to post to is stored.
    """

    repeat_every: int = 10 * 60
    repeat_times: int = 1
    hold_for: int = 20 * 60
    tell_member: bool = False
    webhooks: bool = False
    report: bool = True
    has_hook: bool = False


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Somebody wants to be reminded of a person a day after the case was closed."""

    case_id: int
    guild_id: int
    member_id: int
    by_member_id: int | None
    due_at: datetime | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseCount:
    """One closed case without any person: `hour` is the UTC hour in which it opened, `waited` seconds until the first
    human; None: nobody took it before it was closed."""

    day: date
    hour: int
    category: str
    severity: int
    rule: str
    outcome: str
    waited: int | None
