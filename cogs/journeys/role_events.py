"""The one sign that somebody's roles for steps may have to be given or taken: written with whatever may change them."""

from datetime import datetime

from storage.events import EventStore
from storage.records.journeys import Journey
from storage.work import Work

ROLES = "journeys.roles"


async def roles_may_change(work: Work, journey: Journey, now: datetime) -> None:
    """Only for members who said that they want one; what is right then is worked out when the event is handled."""
    if journey.wants_role:
        await EventStore(work).add(ROLES, journey.guild_id, journey.member_id, {}, now)
