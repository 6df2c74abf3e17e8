"""Erasures that were asked for: written before anything is deleted, so that an interrupted one is finished."""

from dataclasses import dataclass

from sqlalchemy import false, select, update

from storage.tables.erasures import erasures
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Erasure:
    """`member_id` None: the whole server."""

    erasure_id: int
    guild_id: int
    member_id: int | None


class ErasureStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def ask(self, erasure: Erasure) -> None:
        """Note what must be erased; noted again (an older copy was brought back) it waits again."""
        values = {"guild_id": erasure.guild_id, "member_id": erasure.member_id, "done": False}
        if not await self.work.insert_if_new(erasures, {"erasure_id": erasure.erasure_id, **values}):
            await self.work.execute(
                update(erasures).where(erasures.c.erasure_id == erasure.erasure_id).values(**values)
            )

    async def waiting(self) -> tuple[Erasure, ...]:
        rows = await self.work.execute(select(erasures).where(erasures.c.done == false()))
        return tuple(Erasure(row.erasure_id, row.guild_id, row.member_id) for row in rows)

    async def finish(self, erasure_id: int) -> None:
        """Done: the number stays, whom it was about is forgotten."""
        await self.work.execute(
            update(erasures).where(erasures.c.erasure_id == erasure_id).values(guild_id=None, member_id=None, done=True)
        )

    async def note_done(self, erasure_id: int) -> None:
        """An erasure of somebody who is not in this copy: remember that it was looked for."""
        await self.work.insert_if_new(erasures, {"erasure_id": erasure_id, "done": True})

    async def numbers(self) -> frozenset[int]:
        return frozenset((await self.work.execute(select(erasures.c.erasure_id))).scalars())
