"""Thousands of people whose check-in is due in this very minute, written at once: what is measured comes after."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert

from cogs.shared.recurrence import daily
from cogs.shared.recurrence_forms import to_row
from storage.database import Database
from storage.ids import new_ids
from storage.records.members import Reach
from storage.tables.checkins import checkin_schedules
from storage.tables.members import members


async def all_due(database: Database, guild_id: int, people: Sequence[tuple[int, int]], due: datetime) -> None:
    """Everybody (member and conversation) is asked each day by DM, was asked yesterday, and is due at `due`."""
    schedule = {
        "guild_id": guild_id, "at": due.strftime("%H:%M"), "zone": "UTC", "repeats": to_row(daily()), "stage": "any",
        "window_minutes": 720, "kinds": [], "title": "", "hosted": False, "threaded": False,
        "decided_to": due.date() - timedelta(days=1), "next_date": due.date(), "next_at": due,
        "created_at": due - timedelta(days=2),
    }  # fmt: skip
    chosen = {"guild_id": guild_id, "reach": Reach.DM.value, "zone": "UTC", "changed_at": due}
    named = zip(new_ids(due - timedelta(days=2), len(people)), people, strict=True)
    async with database.transaction() as work:
        await work.execute(
            insert(checkin_schedules), [schedule | {"schedule_id": key, "member_id": who} for key, (who, _) in named]
        )
        await work.execute(
            insert(members), [chosen | {"member_id": who, "reach_channel_id": way} for who, way in people]
        )
