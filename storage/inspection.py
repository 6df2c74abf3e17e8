"""Looking at a SQLite file before trusting it: is it whole, and if not, which backup is."""

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from storage.errors import Busy, Corrupt

_SAFE_SINCE = (3, 51, 3)


def refuse_if_damaged(path: Path, backups: Path | None, busy_seconds: float) -> None:
    """Run the quick check on an existing file; raises Corrupt, naming the newest good backup, and changes nothing."""
    if not path.exists() or path.stat().st_size == 0:
        return
    try:
        whole = is_whole(path, "quick_check", busy_seconds)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise Busy("The database is locked by another process.") from error
        whole = False
    if whole:
        return
    folder = backups or path.parent / "backups"
    good = newest_good_backup(folder)
    advice = f"The newest good backup is {good}." if good else f"No good backup was found in {folder}."
    raise Corrupt(f"{path} is damaged. It was left as it is. {advice}")


def is_whole(path: Path, check: str = "integrity_check", busy_seconds: float = 2.0) -> bool:
    """Whether a file passes SQLite's own check; a file that is no database does not."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=busy_seconds)) as file:
            return file.execute(f"PRAGMA {check}").fetchall() == [("ok",)]
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return False


def newest_good_backup(folder: Path) -> Path | None:
    """The youngest file in a folder of backups that passes the full check."""
    if not folder.is_dir():
        return None
    files = [file for file in folder.iterdir() if file.is_file()]
    for file in sorted(files, key=lambda f: f.stat().st_mtime, reverse=True):
        try:
            if file.stat().st_size and is_whole(file):
                return file
        except sqlite3.OperationalError:
            continue
    return None


def library_warnings(dialect: str) -> list[str]:
    """What to tell the operator about this build of SQLite."""
    if dialect != "sqlite" or sqlite3.sqlite_version_info >= _SAFE_SINCE:
        return []
    told = (
        f"SQLite {sqlite3.sqlite_version} has a rare fault (mended in 3.51.3): two programs writing at once can damage"
        " a database. The bot alone is safe; don't open its file for writing with anything else."
    )
    return [told]
