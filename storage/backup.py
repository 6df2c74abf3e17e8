"""Backups: a whole, checked copy of the running database, never with its keys."""

import asyncio
import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from storage.database import Database
from storage.engines import parse
from storage.errors import Corrupt, DiskFull, Refused, Unwritable, named
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

    The name appears only when the copy is complete, checked and on disk; an older backup of that name is replaced,
    and no other file ever is. Writers are not held up. Raises Refused, Corrupt (the copy failed its check), DiskFull,
    Busy.
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
    if os.path.lexists(target):
        _refuse_to_replace(target)
    half = target.with_name(f".{target.name}.part")
    try:
        half.unlink(missing_ok=True)  # left behind by a backup that was killed
        os.close(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise Refused(f"{target.parent} cannot be written to ({error.strerror}). Name another folder.") from None
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
        known = named(error) or error
        raise (DiskFull(_no_room(target)) if isinstance(known, DiskFull) else known) from error
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        told = _no_room(target) if full else f"{target} could not be written ({error.strerror}). No backup was made."
        raise (DiskFull if full else Unwritable)(told) from error
    finally:
        half.unlink(missing_ok=True)


def _no_room(target: Path) -> str:
    return f"There is no room for the copy in {target.parent}; no backup was made. Name a folder on another disk."


def _refuse_to_replace(target: Path) -> None:
    """A slip in the name must not cost anybody a master key, their settings, or the database of another bot."""
    tables = _tables(target)
    if "data_keys" in tables:
        raise Refused(f"{target} holds keys. It must never be overwritten.")
    if any(Path(f"{target}{ending}").exists() for ending in ("-wal", ".lock")):
        raise Refused(f"{target} is the database of a bot. Name a new file.")
    if "storage_facts" not in tables:
        raise Refused(f"{target} exists and is no backup, so it was left as it is. Name a new file.")


def _tables(file: Path) -> set[str]:
    if not file.is_file():
        return set()
    try:
        with closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)) as opened:
            return {row[0] for row in opened.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    except sqlite3.Error:
        return set()


def _sync(file: Path) -> None:
    handle = os.open(file, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
