"""The write-ahead log of SQLite: how big it is, and folding it back into the file."""

from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from storage.cancellation import to_the_end


async def truncate_log(engine: AsyncEngine, *, patience: float = 0.0) -> bool:
    """Fold the log back and cut it to nothing, on the writing engine only; False when a reader was in the way for
    longer than `patience` seconds, during which nobody can write.

    Goes past SQLAlchemy because a checkpoint must run outside any transaction.
    """
    return await to_the_end(_truncate(engine, int(patience * 1000)))


async def _truncate(engine: AsyncEngine, patience_ms: int) -> bool:
    async with engine.connect() as connection:
        raw = await connection.get_raw_connection()
        driver: Any = raw.driver_connection
        usual = (await _one(driver, "PRAGMA busy_timeout"))[0]
        await _one(driver, f"PRAGMA busy_timeout={patience_ms}")
        try:
            busy, _, _ = await _one(driver, "PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            await _one(driver, f"PRAGMA busy_timeout={usual}")
    return busy == 0


async def _one(driver: Any, statement: str) -> Any:
    cursor = await driver.execute(statement)
    row = await cursor.fetchone()
    await cursor.close()
    return row


def log_bytes(path: Path) -> int:
    """How big the write-ahead log is now."""
    try:
        return Path(f"{path}-wal").stat().st_size
    except FileNotFoundError:
        return 0
