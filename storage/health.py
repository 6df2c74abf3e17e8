"""Is storage well: can it write at this moment, is there room, is the log small."""

import secrets
import shutil
from dataclasses import dataclass

from sqlalchemy import update

from storage.database import Database
from storage.errors import StorageError
from storage.tables.facts import storage_facts


@dataclass(frozen=True, slots=True)
class StorageHealth:
    """`unwritable` is the reason in words when a commit could not be synced; `free_share` is None when unknown."""

    unwritable: str | None
    log_bytes: int
    free_share: float | None
    room_is_low: bool

    @property
    def well(self) -> bool:
        return self.unwritable is None and not self.room_is_low


async def look(database: Database) -> StorageHealth:
    """Write one small thing to the disk and look around; never raises for a database that cannot write."""
    unwritable = None
    try:
        async with database.transaction() as work:
            values = {"name": "pulse", "value": secrets.token_hex(4)}
            if not await work.insert_if_new(storage_facts, values):
                await work.execute(update(storage_facts).where(storage_facts.c.name == "pulse").values(**values))
    except StorageError as error:
        unwritable = str(error)
    share = _free_share(database)
    low = share is not None and share < database.limits.free_share
    return StorageHealth(unwritable, database.log_bytes(), share, low)


def _free_share(database: Database) -> float | None:
    if database.path is None:
        return None
    room = shutil.disk_usage(database.path.parent)
    return room.free / room.total
