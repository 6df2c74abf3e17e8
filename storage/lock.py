"""The instance lock: a SQLite file belongs to one process, and a second one is told so."""

import os
import sys
from pathlib import Path

from storage.errors import AlreadyOpen, Refused


class InstanceLock:
    """Held as long as the process lives; the system lets go of it when the process dies, however it dies."""

    def __init__(self, database: Path) -> None:
        self.path = Path(f"{database}.lock")
        try:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Refused(
                f"{database.parent} cannot be written to ({error.strerror}). Give it to the user that runs the bot."
            ) from None
        try:
            _take(self._file)
        except OSError:
            os.close(self._file)
            raise AlreadyOpen(
                f"{database} is in use by another running bot. Stop that one first: two bots on one file would"
                " send everything twice. (To run several, use PostgreSQL.)"
            ) from None

    def release(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


if sys.platform == "win32":
    import msvcrt

    def _take(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
