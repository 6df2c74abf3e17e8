"""Every limit of storage in one frozen record; tests shrink them, the bot may set them."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, bytes and counts. `busy_seconds` is how long a write waits for another process before it fails as
    Busy; below `free_share` of free disk storage is unwell. PostgreSQL's `extra_readers` are closed again after use."""

    busy_seconds: float = 2.0
    connect_seconds: float = 5.0
    statement_seconds: float = 30.0
    wal_bytes: int = 64 * MEBIBYTE
    ballast_bytes: int = 8 * MEBIBYTE
    free_share: float = 0.10
    readers: int = 4
    extra_readers: int = 12
