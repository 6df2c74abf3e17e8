"""What was read lately and no commit has touched since: settings, rotas, a case just written.

Exact, because one process writes through one block at a time: each commit names the tables it wrote, and whatever was
read from one of them is forgotten. On PostgreSQL other processes write as well, so nothing is remembered there.
"""

from collections import OrderedDict
from collections.abc import Hashable, Iterable
from typing import Any

_KEPT = 2_000


class Recall:
    def __init__(self) -> None:
        self._version: dict[str, int] = {}
        self._kept: OrderedDict[Hashable, tuple[tuple[int, ...], tuple[str, ...], Any]] = OrderedDict()

    def changed(self, tables: Iterable[str]) -> None:
        """A commit wrote to these."""
        for table in tables:
            self._version[table] = self._version.get(table, 0) + 1

    def forget_all(self) -> None:
        """A commit wrote to nobody knows what."""
        self._kept.clear()

    def keep(self, key: Hashable, tables: tuple[str, ...], value: Any) -> None:
        """Remember what follows from these tables as they are now."""
        self._kept[key] = (self._versions(tables), tables, value)
        self._kept.move_to_end(key)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def find(self, key: Hashable) -> Any:
        """None: never read, or no longer true."""
        found = self._kept.get(key)
        if found is None:
            return None
        versions, tables, value = found
        if versions != self._versions(tables):
            del self._kept[key]
            return None
        return value

    def _versions(self, tables: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(self._version.get(table, 0) for table in tables)
