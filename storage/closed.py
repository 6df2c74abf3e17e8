"""Stands where a database should be that cannot be read: every block fails by the name of what is wrong."""

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from storage.database import Database
from storage.errors import StorageError
from storage.limits import Limits
from storage.work import Work


class ClosedDatabase(Database):
    def __init__(self, why: StorageError) -> None:
        """Opens nothing: deliberately without the parent's work."""
        self.why = why
        self.dialect = "sqlite"
        self.path = None
        self.recall = None
        self.limits = Limits()
        self.warnings = [str(why)]

    @property
    def is_open(self) -> bool:
        return False

    def transaction(self, *, urgent: bool = False) -> AbstractAsyncContextManager[Work]:
        return self._refuse()

    def reading(self, *, brief: bool = False) -> AbstractAsyncContextManager[Work]:
        return self._refuse()

    async def close(self) -> None:
        """Nothing is open."""

    def log_bytes(self) -> int:
        return 0

    async def fold_log(self, *, patience: float = 0.5) -> bool:
        return True

    @asynccontextmanager
    async def _refuse(self) -> AsyncGenerator[Work]:
        raise type(self.why)(str(self.why))
        yield
