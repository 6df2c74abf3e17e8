"""Before somebody is erased: what stands in circles in their name is covered, and their name goes from others' cards.

Afterwards nobody knows any more which messages these were. What covers them names nobody, and so outlives the erasure.
"""

from datetime import datetime

from cogs.journeys.reaching import redraw_to_say
from storage.database import Database
from storage.milestones import MilestoneStore
from storage.outbox import OutboxStore
from storage.records.milestones import MilestoneState
from storage.records.outbox import ToSay

NOBODYS = "0"


async def cover_what_is_posted(database: Database, guild_id: int, member_id: int, now: datetime) -> None:
    async with database.transaction() as work:
        store, outbox = MilestoneStore(work), OutboxStore(work)
        for one in await store.of_member(guild_id, member_id):
            if one.message_id is not None and one.state is MilestoneState.CELEBRATED:
                await outbox.add(_nameless(redraw_to_say(one)), now)
        for other in await store.congratulated_by(guild_id, member_id):
            await store.no_congratulation(other, member_id)
            if other.message_id is not None and other.state is MilestoneState.CELEBRATED:
                await outbox.redraw(redraw_to_say(other), now)


def _nameless(to_say: ToSay) -> ToSay:
    """An edit that finds nothing under its number, and so covers the message."""
    return to_say._replace(key=f"{to_say.key}:nameless", about_member_id=None, arguments={"milestone_id": NOBODYS})
