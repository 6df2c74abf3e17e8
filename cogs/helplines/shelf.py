"""What a server changed in the directory, kept in memory: its own lines, and what its moderators took out.

Answers never wait for the database: what is here counts, and a database that is down takes nothing away.
"""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, TypeVar

from cogs.helplines.countries import INTERNATIONAL
from cogs.helplines.helpline import COLUMNS, Helpline, helpline
from storage.database import Database
from storage.errors import StorageError
from storage.helplines import HelplineStore
from storage.records.helplines import HelplineChoice, OwnLine

log = logging.getLogger(__name__)

T = TypeVar("T")
WITHIN = 0.8  # seconds that somebody who asks for help waits for what only makes it nicer


def own_id(line: OwnLine) -> str:
    """The id under which a server's own line is shown and reported: `own-` and its row."""
    return f"own-{line.own_line_id}"


def as_helpline(line: OwnLine) -> Helpline:
    cells = dict.fromkeys(COLUMNS, "") | {name: text for name, text in line.cells.items() if name in COLUMNS}
    return replace(helpline(cells | {"id": own_id(line)}), own=True)


class Shelf:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._own: dict[int, tuple[Helpline, ...]] = {}
        self._hidden: dict[int, frozenset[str]] = {}
        self.loaded = False

    def own(self, guild_id: int | None) -> tuple[Helpline, ...]:
        return () if guild_id is None else self._own.get(guild_id, ())

    def hidden(self, guild_id: int | None) -> frozenset[str]:
        return frozenset() if guild_id is None else self._hidden.get(guild_id, frozenset())

    async def load(self) -> None:
        """Read everything anew; StorageError leaves what is here as it is."""
        async with self._database.reading() as work:
            store = HelplineStore(work)
            lines, hidden = await store.lines(), await store.hidden()
        own: dict[int, list[Helpline]] = {}
        for line in lines:
            if line.cells.get("country") != INTERNATIONAL:
                own.setdefault(line.guild_id, []).append(as_helpline(line))
        taken: dict[int, set[str]] = {}
        for guild_id, line_id in hidden:
            taken.setdefault(guild_id, set()).add(line_id)
        self._own = {guild_id: tuple(held) for guild_id, held in own.items()}
        self._hidden = {guild_id: frozenset(ids) for guild_id, ids in taken.items()}
        self.loaded = True

    async def load_if_needed(self) -> None:
        """At the start, and again until it worked once; never raises for a database that is down."""
        if not self.loaded:
            await soon(self.load(), None)

    async def choice(self, guild_id: int | None, member_id: int) -> HelplineChoice | None:
        """What the member asked us to keep; None also while the database cannot say."""
        return None if guild_id is None else await soon(self._choice(guild_id, member_id), None)

    async def _choice(self, guild_id: int, member_id: int) -> HelplineChoice | None:
        async with self._database.reading() as work:
            return await HelplineStore(work).choice(guild_id, member_id)


async def soon(asked: Coroutine[Any, Any, T], otherwise: T, within: float = WITHIN) -> T:
    """What the database answers, or `otherwise` when it fails or takes too long; it is left to finish by itself."""
    task = asyncio.ensure_future(asked)
    done, _ = await asyncio.wait({task}, timeout=within)
    if not done:
        task.add_done_callback(_look_at_failure)
        log.warning("the database is slow: help is answered without it")
        return otherwise
    try:
        return task.result()
    except (StorageError, OSError) as error:
        log.warning("the database cannot be read: help is answered without it (%s)", type(error).__name__)
        return otherwise


def _look_at_failure(task: "asyncio.Future[Any]") -> None:
    if not task.cancelled() and task.exception() is not None:
        log.warning("a late reading failed: %s", type(task.exception()).__name__)
