"""A way to a member that they chose: opened on Discord first, then written together with what they chose with it."""

from dataclasses import dataclass
from datetime import datetime

from storage.members import MemberChanges, MemberStore
from storage.records.members import Reach
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Way:
    """A way that is open, and not written yet; for a private thread, the thread."""

    reach: Reach
    thread_id: int | None = None


async def keep_way(work: Work, guild_id: int, member_id: int, way: Way, now: datetime) -> None:
    """In the transaction of whatever else was chosen: all of it, or nothing."""
    await MemberStore(work).change(guild_id, member_id, MemberChanges(reach=way.reach), now)
    if way.thread_id is not None:
        await MemberStore(work).found_way(guild_id, member_id, way.thread_id)
