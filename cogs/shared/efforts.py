"""Efforts that features see somebody make: counted only for members who switched that on, and told on as an event.

Counted in the transaction of what they did, so that nothing is counted twice. Without a yes nothing at all is written.
"""

from datetime import datetime
from enum import StrEnum

from storage.events import EventStore
from storage.kindness import EffortStore
from storage.work import Work

MADE = "member.effort"


class Effort(StrEnum):
    URGE = "urge"  # ridden out with the tool for it
    HOSTED = "hosted"  # a question asked for the circle, in their words
    REPLY = "reply"  # to somebody else's answer
    HELP = "help"  # asked for a human before it was an emergency
    BACK = "back"  # a hard day was told, and it goes on


async def effort_made(work: Work, guild_id: int, member_id: int, effort: Effort, now: datetime) -> None:
    store = EffortStore(work)
    if await store.wanted(guild_id, member_id):
        times = await store.count(guild_id, member_id, effort.value, now)
        await EventStore(work).add(MADE, guild_id, member_id, {"effort": effort.value, "times": times}, now)
