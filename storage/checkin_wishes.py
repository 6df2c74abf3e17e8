"""How members want their own check-ins to behave: quiet hours, being left alone, and what happens if they go quiet."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from storage.errors import KeyGone
from storage.records.checkins import AwayHow, Wishes
from storage.tables.checkins import checkin_wishes
from storage.work import Work

_AT_ONCE = datetime(2020, 1, 1, tzinfo=UTC)
_TABLE, _WORDS = "checkin_wishes", "away_words"  # sealed for row 0: server and member are the key


class WishStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def get(self, guild_id: int, member_id: int) -> Wishes | None:
        row = (await self.work.execute(select(checkin_wishes).where(_of(guild_id, member_id)))).one_or_none()
        return None if row is None else await self._read(row)

    async def rest(self, guild_id: int, member_id: int, hours: tuple[int, int] | None, now: datetime) -> None:
        """Quiet hours, from and to, on the member's own clock; None: none."""
        begins, ends = (None, None) if hours is None else hours
        await self._keep(guild_id, member_id, now, rest_from=begins, rest_to=ends)

    async def leave_alone(self, guild_id: int, member_id: int, until: datetime, now: datetime) -> None:
        await self._keep(guild_id, member_id, now, left_alone_until=until)

    async def if_away(
        self,
        guild_id: int,
        member_id: int,
        days: int,
        to_member_id: int,
        how: AwayHow,
        words: str,
        at: datetime,
        now: datetime,
    ) -> None:
        """After so many days without an answer, that person may write to them, with these words."""
        sealed = await self.work.seal(_TABLE, _WORDS, 0, guild_id, member_id, words) if words else None
        await self._keep(
            guild_id,
            member_id,
            now,
            away_days=days,
            away_to_member_id=to_member_id,
            away_how=how.value,
            away_words=sealed,
            away_at=at,
        )

    async def never_mind(self, guild_id: int, member_id: int, now: datetime) -> None:
        """Nothing happens if they go quiet."""
        await self._keep(
            guild_id, member_id, now, away_days=None, away_to_member_id=None, away_words=None, away_at=None
        )

    async def who_named(self, guild_id: int, person_id: int) -> tuple[int, ...]:
        """The members who chose that person for when they go quiet."""
        query = (
            select(checkin_wishes.c.member_id)
            .where(checkin_wishes.c.guild_id == guild_id, checkin_wishes.c.away_to_member_id == person_id)
            .order_by(checkin_wishes.c.member_id)
        )
        return tuple((await self.work.execute(query)).scalars())

    async def is_back(self, guild_id: int, member_id: int, away_at: datetime | None) -> None:
        """They have answered: the days are counted from now on."""
        await self.work.execute(
            update(checkin_wishes)
            .where(_of(guild_id, member_id), checkin_wishes.c.away_days.is_not(None))
            .values(away_at=away_at)
        )

    async def away(self, now: datetime, limit: int) -> tuple[Wishes, ...]:
        """Who has been quiet as long as they said, and, without days, who does not name anybody any more because the
        person they named was erased; for sweeps."""
        query = select(checkin_wishes).where(checkin_wishes.c.away_at <= now).order_by(checkin_wishes.c.away_at)
        if self.work.dialect == "postgresql":
            query = query.with_for_update(skip_locked=True)
        return tuple([await self._read(row) for row in (await self.work.execute(query.limit(limit))).all()])

    async def next_away(self) -> datetime | None:
        return (await self.work.execute(select(func.min(checkin_wishes.c.away_at)))).scalar_one()

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        wishes = await self.get(guild_id, member_id)
        named = select(checkin_wishes.c.away_days).where(
            checkin_wishes.c.guild_id == guild_id, checkin_wishes.c.away_to_member_id == member_id
        )
        own = (
            []
            if wishes is None
            else [
                {
                    "quiet_hours_from": wishes.rest_from,
                    "quiet_hours_to": wishes.rest_to,
                    "left_alone_until": wishes.left_alone_until,
                    "if_quiet_for_days": wishes.away_days,
                    "in_this_way": wishes.away_how.value,
                    "with_these_words": wishes.away_words,
                }
            ]
        )
        return {
            "your_check_in_wishes": own,
            "you_may_be_asked_to_write_to_someone": [dict(row) for row in (await self.work.execute(named)).mappings()],
        }

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        """Whoever named them for going quiet names nobody now, and is due at once, so that they learn of it."""
        await self.work.execute(delete(checkin_wishes).where(_of(guild_id, member_id)))
        await self.work.execute(
            update(checkin_wishes)
            .where(checkin_wishes.c.guild_id == guild_id, checkin_wishes.c.away_to_member_id == member_id)
            .values(away_days=None, away_to_member_id=None, away_words=None, away_at=_AT_ONCE)
        )

    async def erase_guild(self, guild_id: int) -> None:
        await self.work.execute(delete(checkin_wishes).where(checkin_wishes.c.guild_id == guild_id))

    async def _keep(self, guild_id: int, member_id: int, now: datetime, **values: Any) -> None:
        made = {"guild_id": guild_id, "member_id": member_id, "changed_at": now, **values}
        if not await self.work.insert_if_new(checkin_wishes, made):
            await self.work.execute(
                update(checkin_wishes).where(_of(guild_id, member_id)).values(changed_at=now, **values)
            )

    async def _read(self, row: Any) -> Wishes:
        words = ""
        if row.away_words is not None:
            try:
                words = await self.work.unseal(_TABLE, _WORDS, 0, row.guild_id, row.member_id, row.away_words)
            except KeyGone:
                words = ""  # the person is being erased at this moment
        return Wishes(
            guild_id=row.guild_id,
            member_id=row.member_id,
            rest_from=row.rest_from,
            rest_to=row.rest_to,
            left_alone_until=row.left_alone_until,
            away_days=row.away_days,
            away_to_member_id=row.away_to_member_id,
            away_how=AwayHow(row.away_how),
            away_words=words,
            away_at=row.away_at,
        )


def _of(guild_id: int, member_id: int) -> ColumnElement[bool]:
    return and_(checkin_wishes.c.guild_id == guild_id, checkin_wishes.c.member_id == member_id)
