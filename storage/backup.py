"""Backups: a whole, checked copy of the running database, never with its keys."""

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from storage.database import Database
from storage.engines import parse
from storage.errors import Corrupt, Refused, named
from storage.inspection import is_whole
from storage.master_key import sync_folder
from storage.points import reached

_FOR_POSTGRES = (
    "A PostgreSQL database is backed up with its own tool:"
    " pg_dump --exclude-schema=circlekeeper_keys --format=custom --file=FILE ADDRESS. Keep the keys out of it:"
    " backups without keys are what makes an erasure reach them."
)


async def backup(source: Database | str | Path, target: Path) -> None:
    """Copy a database (open here, or its address or file, running elsewhere) to `target`, 0600.

    The name appears only when the copy is complete, checked and on disk; an older file of that name is replaced.
    Writers are not held up. Raises Refused, Corrupt (the copy failed its check), DiskFull, Busy.
    """
    await asyncio.to_thread(_copy, _file_of(source), target)


def _file_of(source: Database | str | Path) -> Path:
    if isinstance(source, Database):
        path = source.path
    elif isinstance(source, str) and ":" in source.replace(":\\", ""):
        path = parse(source).path
    else:
        path = Path(source).absolute()
    if path is None:
        raise Refused(_FOR_POSTGRES)
    return path


def _copy(path: Path, target: Path) -> None:
    target = target.absolute()
    if not path.exists():
        raise Refused(f"There is no database at {path}.")
    if not target.parent.is_dir():
        raise Refused(f"The folder {target.parent} does not exist.")
    if target.is_dir() or target in {path, Path(f"{path}-wal"), Path(f"{path}-shm"), Path(f"{path}.lock")}:
        raise Refused(f"{target} cannot be a backup: name a new file in another folder.")
    if target.exists() and _is_vault(target):
        raise Refused(f"{target} holds keys. It must never be overwritten.")
    half = target.with_name(f".{target.name}.part")
    half.unlink(missing_ok=True)  # left behind by a backup that was killed
    os.close(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=10)) as running:
            running.execute("VACUUM INTO ?", (str(half),))
        reached("K13")
        if not is_whole(half):
            raise Corrupt("The copy did not pass its check; no backup was made. Check the disk.")
        _sync(half)
        half.replace(target)
        sync_folder(target.parent)
    except sqlite3.Error as error:
        raise named(error) or error from error
    finally:
        half.unlink(missing_ok=True)


def _is_vault(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)) as opened:
            return opened.execute("SELECT 1 FROM sqlite_schema WHERE name = 'data_keys'").fetchone() is not None
    except sqlite3.Error:
        return False


def _sync(file: Path) -> None:
    handle = os.open(file, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
