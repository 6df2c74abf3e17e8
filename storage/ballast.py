"""Ballast: a file that is given up when the disk is full, so that the last alert can still be written."""

import errno
import os
from pathlib import Path


class Ballast:
    def __init__(self, database: Path, size: int) -> None:
        self.path = Path(f"{database}.ballast")
        self.size = size

    def hold(self) -> list[str]:
        """Take the room, really written (a sparse file would hold nothing); says so when there is no room for it."""
        if not self.size or (self.path.exists() and self.path.stat().st_size >= self.size):
            return []
        try:
            file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(file, "wb") as out:
                out.write(os.urandom(self.size))  # a compressing file system cannot shrink it
        except OSError as error:
            self.path.unlink(missing_ok=True)
            why = "the disk is nearly full" if error.errno == errno.ENOSPC else "it could not be written"
            return [f"There is no ballast file for a full disk: {why}."]
        return []

    def release(self) -> bool:
        """Give the room back; False when it was given back before."""
        try:
            self.path.unlink()
        except OSError:
            return False
        return True
