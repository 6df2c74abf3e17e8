"""The write-ahead log of SQLite: how big it is, and folding it back into the file."""

from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from storage.cancellation import to_the_end


async def truncate_log(engine: AsyncEngine) -> bool:
    """Fold the log back and cut it to nothing, on the writing engine only; False when a reader was in the way.

    Goes past SQLAlchemy because a checkpoint must run outside any transaction.
    """
    return await to_the_end(_truncate(engine))


async def _truncate(engine: AsyncEngine) -> bool:
    async with engine.connect() as connection:
        raw = await connection.get_raw_connection()
        driver: Any = raw.driver_connection
        cursor = await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, _, _ = await cursor.fetchone()
        await cursor.close()
    return busy == 0


def log_bytes(path: Path) -> int:
    """How big the write-ahead log is now."""
    try:
        return Path(f"{path}-wal").stat().st_size
    except FileNotFoundError:
        return 0
