"""How storage fails, by name: what callers above this package may catch without knowing SQL."""

# ruff: noqa: N818  a failure is named by what happened, as everywhere in this house
import sqlite3

from sqlalchemy.exc import DBAPIError


class StorageError(Exception):
    """Any failure of storage that has a name; its text is a sentence for the operator, free of members' words."""


class Refused(StorageError):
    """This address must not be used; the text says why and what to do."""


class AlreadyOpen(Refused):
    """Another process (or this one) has the same database file open."""


class Corrupt(StorageError):
    """The database file is damaged; the text names the newest good backup."""


class NewerSchema(StorageError):
    """The database was written by a newer version of the program."""


class OlderSchema(StorageError):
    """The database was written by an older version, and was not to be changed."""


class WrongKey(StorageError):
    """The master key or the keys are missing or belong to something else; nothing was changed."""


class Unwritable(StorageError):
    """The database cannot be used at this moment; trying again later is sound."""


class Busy(Unwritable):
    """Another process held the database for longer than we wait."""


class DiskFull(Unwritable):
    """No room is left; the transaction was rolled back whole."""


class Unreachable(Unwritable):
    """The database server did not answer; the transaction, unless it was being committed, did not happen."""


class SnapshotEnded(StorageError):
    """This reading block was open so long that the write-ahead log grew without bound; it was ended."""


class Tampered(StorageError):
    """Sealed bytes do not belong to the row they stand in, or were changed."""


class KeyGone(StorageError):
    """The key of sealed bytes has been destroyed: the person was erased."""


_BY_SQLITE_CODE: dict[int, tuple[type[StorageError], str]] = {
    sqlite3.SQLITE_BUSY: (Busy, "The database is locked by another process."),
    sqlite3.SQLITE_LOCKED: (Busy, "The database is locked by another process."),
    sqlite3.SQLITE_FULL: (DiskFull, "The disk of the database is full."),
    sqlite3.SQLITE_READONLY: (Unwritable, "The database file is read-only."),
    sqlite3.SQLITE_IOERR: (Unwritable, "The disk of the database reported an error."),
    sqlite3.SQLITE_CANTOPEN: (Unwritable, "The database file could not be opened."),
    sqlite3.SQLITE_CORRUPT: (Corrupt, "The database file is damaged."),
    sqlite3.SQLITE_NOTADB: (Corrupt, "The database file is not a database."),
}
_BY_SQLSTATE: dict[str, tuple[type[StorageError], str]] = {
    "53100": (DiskFull, "The disk of the database server is full."),
    "55P03": (Busy, "The database server is busy."),
    "40P01": (Busy, "Two transactions waited for each other; this one was rolled back."),
    "40001": (Busy, "Two transactions met; this one was rolled back."),
    "57014": (Busy, "A statement took too long and was stopped."),
    "25006": (Unwritable, "The database server is read-only."),
    "28P01": (Refused, "The database server refused the user name or password."),
    "28000": (Refused, "The database server refused this user."),
    "3D000": (Refused, "The database server has no database of that name."),
}


def named(error: Exception) -> StorageError | None:
    """The named failure behind a driver's error, or None (a constraint, a mistake in a statement)."""
    found: object = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return Unreachable("The connection to the database was lost.")
    if isinstance(found, (OSError, TimeoutError)):
        return Unreachable("The database server cannot be reached.")
    code: object = getattr(found, "sqlite_errorcode", None)
    known = None
    if isinstance(code, int):
        known = _BY_SQLITE_CODE.get(code & 0xFF)  # the low byte is the primary code
    state: object = getattr(found, "sqlstate", None)
    if isinstance(state, str):
        known = _BY_SQLSTATE.get(state)
        if known is None and state[:2] in {"08", "57", "53"}:
            known = (Unreachable, "The database server closed the connection.")
    return None if known is None else known[0](known[1])


def without_values(error: DBAPIError) -> DBAPIError:
    """The same failure without what was being written: PostgreSQL repeats values in its words, SQLite does not."""
    state: object = getattr(error.orig, "sqlstate", None)
    if isinstance(error.orig, sqlite3.Error) or error.orig is None:
        return error
    broke_constraint = isinstance(state, str) and state.startswith("23")  # its first line names the constraint only
    told = str(error.orig).partition("\n")[0] if broke_constraint else f"{type(error.orig).__name__} {state}"
    return type(error)(error.statement, None, Exception(told), hide_parameters=True)
