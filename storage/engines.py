"""Addresses and engines: where the database is, and how a connection to it behaves.

SQLite: one writing engine with a single connection whose every transaction begins IMMEDIATE, and a read-only one.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from storage.errors import Refused
from storage.limits import Limits
from storage.one_trip import OneTrip

_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "glusterfs", "lustre", "davfs"}
_NETWORK_FUSE = {"fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.s3fs", "fuse.rclone", "fuse.davfs2"}
MOUNTS = Path("/proc/self/mounts")


@dataclass(frozen=True, slots=True)
class Address:
    """A SQLite file (`path`) or a PostgreSQL server (`url`)."""

    dialect: Literal["sqlite", "postgresql"]
    path: Path | None = None
    url: URL | None = None


def parse(address: str) -> Address:
    """Read `sqlite:FILE` or `postgresql://…`; raises Refused with the reason. The address is never repeated: it
    may hold a password."""
    kind, _, rest = address.partition(":")
    if kind == "sqlite":
        return Address("sqlite", path=_file(rest))
    if kind in {"postgresql", "postgres"}:
        return Address("postgresql", url=_server(rest))
    raise Refused('The storage address must begin with "sqlite:" or "postgresql://".')


def _file(name: str) -> Path:
    name = name.removeprefix("///")  # the spelling of other tools: sqlite:///relative, sqlite:////absolute
    if not name or ":memory:" in name or "mode=memory" in name:
        raise Refused("A database in memory would forget everything at the next start. Name a file.")
    if name.startswith(("//", "\\\\")):
        raise Refused("The database file must not be on another machine: SQLite is not safe there. Use a local disk.")
    path = Path(name).absolute()
    if not path.parent.is_dir():
        raise Refused(f"The folder {path.parent} does not exist. Create it, readable by the bot's user only.")
    if path.is_dir():
        raise Refused(f"{path} is a folder. Name a file in it.")
    kind = _file_system(path.parent)
    if kind in _NETWORK or kind in _NETWORK_FUSE:
        raise Refused(f"{path.parent} is on a network disk ({kind}), where SQLite is not safe. Use a local one.")
    return path


def _file_system(folder: Path) -> str | None:
    """The kind of file system under a folder, where the system tells (Linux)."""
    try:
        lines = MOUNTS.read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    real = os.path.realpath(folder)
    found = ("", None)
    for line in lines:
        parts = line.split()
        point = parts[1].replace("\\040", " ")
        inside = real == point or real.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(found[0]):
            found = (point, parts[2])
    return found[1]


def _server(rest: str) -> URL:
    try:
        url = make_url(f"postgresql+asyncpg:{rest}")
    except ArgumentError:
        raise Refused("The PostgreSQL address cannot be read; it looks like postgresql://user@host/name.") from None
    ssl = url.query.get("sslmode")
    if isinstance(ssl, str):
        url = url.difference_update_query(["sslmode"]).update_query_dict({"ssl": ssl})
    return url


def sqlite_engine(path: Path, limits: Limits, *, read_only: bool = False) -> AsyncEngine:
    """An engine over one file. The writing one has exactly one connection and is the only one that checkpoints."""
    url = URL.create(
        "sqlite+aiosqlite",
        database="file:" + quote(str(path)),
        query={"uri": "true", "mode": "ro" if read_only else "rwc"},
    )
    engine = create_async_engine(
        url,
        module=OneTrip(),
        hide_parameters=True,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=limits.readers + limits.extra_readers if read_only else 1,  # one kept costs less than one opened
        max_overflow=0,
        pool_timeout=limits.statement_seconds,
        pool_reset_on_return=None,  # every block ends in its own commit or rollback
        connect_args={
            "timeout": limits.busy_seconds,
            "isolation_level": None,
            "cached_statements": 512,
            "check_same_thread": False,  # one statement after the other, but not all in the same thread
        },
    )
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    def on_connect(connection: Any, _record: Any) -> None:
        def pragmas(driver: Any) -> Any:
            return driver.executescript(_READER if read_only else _WRITER)

        connection.run_async(pragmas)
        if not read_only:
            _insist(connection)

    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "connect", on_connect)
    event.listen(engine.sync_engine, "begin", on_begin)
    return engine


_WRITER = """
    PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;
    PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;
"""
_READER = "PRAGMA query_only=ON; PRAGMA trusted_schema=OFF; PRAGMA wal_autocheckpoint=0;"
_GRANTED = (
    "SELECT journal_mode, synchronous, foreign_keys, secure_delete"
    " FROM pragma_journal_mode, pragma_synchronous, pragma_foreign_keys, pragma_secure_delete"
)


def _insist(connection: Any) -> None:
    """What was acknowledged must survive a power cut: refuse a file system or build that cannot promise it."""
    cursor = connection.cursor()
    cursor.execute(_GRANTED)
    granted = tuple(cursor.fetchone())
    cursor.close()
    if granted != ("wal", 2, 1, 1):
        raise Refused(f"SQLite does not grant what safety needs on this file ({granted}). Use an ordinary local disk.")


def postgres_engine(url: URL, limits: Limits, *, read_only: bool = False) -> AsyncEngine:
    """An engine that notices a restarted server at the next block (pre-ping)."""
    settings = {"application_name": "circlekeeper", "timezone": "UTC"}
    if read_only:
        settings["default_transaction_read_only"] = "on"
    else:
        settings["synchronous_commit"] = "on"  # acknowledged means on disk, whatever the server's own default is
    return create_async_engine(
        url,
        hide_parameters=True,
        pool_size=limits.readers if read_only else 1,
        max_overflow=limits.extra_readers if read_only else 0,
        pool_timeout=limits.statement_seconds,
        pool_pre_ping=True,
        isolation_level="REPEATABLE READ" if read_only else "READ COMMITTED",
        connect_args={
            "timeout": limits.connect_seconds,
            "command_timeout": limits.statement_seconds,
            "server_settings": settings,
        },
    )


def keep_private(path: Path) -> list[str]:
    """Make a database file and its companions readable by their owner only; says what had to be repaired."""
    if sys.platform == "win32":
        return []
    repaired: list[str] = []
    for file in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        if file.exists() and file.stat().st_mode & 0o077:
            file.chmod(0o600)
            repaired.append(f"{file} could be read by other users of this machine; that has been repaired.")
    return repaired
