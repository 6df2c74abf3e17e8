"""What responders wrote to a person through the bot: sealed for that person, and gone with the quoted words."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, or_, select, update

from storage.errors import KeyGone
from storage.records.letters import Letter
from storage.tables.alerts import cases
from storage.tables.case_letters import case_letters
from storage.work import Work

_COLUMNS = [column for column in case_letters.c if column.name != "words"]
_OF_CASE = select(*_COLUMNS).where(case_letters.c.case_id == bindparam("case")).order_by(case_letters.c.written_at)


class LetterStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def write(self, letter: Letter, words: str) -> None:
        sealed = await self.work.seal(
            "case_letters", "words", letter.letter_id, letter.guild_id, letter.member_id, words
        )
        await self.work.execute(
            insert(case_letters).values(
                letter_id=letter.letter_id,
                case_id=letter.case_id,
                guild_id=letter.guild_id,
                member_id=letter.member_id,
                by_member_id=letter.by_member_id,
                channel_id=letter.channel_id,
                words=sealed,
                written_at=letter.written_at,
                refused=letter.refused,
            )
        )

    async def get(self, guild_id: int, letter_id: int) -> Letter | None:
        query = select(*_COLUMNS).where(case_letters.c.guild_id == guild_id, case_letters.c.letter_id == letter_id)
        row = (await self.work.execute(query)).one_or_none()
        return None if row is None else _letter(row)

    async def of_case(self, case_id: int) -> tuple[Letter, ...]:
        return tuple(_letter(row) for row in await self.work.execute(_OF_CASE, {"case": case_id}))

    async def words(self, letter: Letter) -> str | None:
        """None when they are no longer kept."""
        query = select(case_letters.c.words).where(case_letters.c.letter_id == letter.letter_id)
        sealed = (await self.work.execute(query)).scalar_one_or_none()
        if sealed is None:
            return None
        try:
            return await self.work.unseal(
                "case_letters", "words", letter.letter_id, letter.guild_id, letter.member_id, sealed
            )
        except KeyGone:
            return None  # the person is being erased at this moment

    async def refused(self, letter_id: int) -> None:
        await self.work.execute(update(case_letters).where(case_letters.c.letter_id == letter_id).values(refused=True))

    async def forget_words_closed_before(self, before: datetime) -> int:
        closed = select(cases.c.case_id).where(cases.c.resolved_at < before)
        result = await self.work.execute(
            update(case_letters)
            .where(case_letters.c.words.is_not(None), case_letters.c.case_id.in_(closed))
            .values(words=None)
        )
        return result.rowcount

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        query = select(*_COLUMNS).where(
            case_letters.c.guild_id == guild_id,
            or_(case_letters.c.member_id == member_id, case_letters.c.by_member_id == member_id),
        )
        found = [_letter(row) for row in await self.work.execute(query.order_by(case_letters.c.written_at))]
        return {
            "written_to_you": [
                {"at": letter.written_at, "words": await self.words(letter)}
                for letter in found
                if letter.member_id == member_id
            ],
            "you_wrote_as_a_responder": [{"at": one.written_at} for one in found if one.by_member_id == member_id],
        }

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        here = case_letters.c.guild_id == guild_id
        await self.work.execute(delete(case_letters).where(here, case_letters.c.member_id == member_id))
        await self.work.execute(
            update(case_letters).where(and_(here, case_letters.c.by_member_id == member_id)).values(by_member_id=None)
        )

    async def erase_guild(self, guild_id: int) -> None:
        await self.work.execute(delete(case_letters).where(case_letters.c.guild_id == guild_id))


def _letter(row: Any) -> Letter:
    return Letter(
        letter_id=row.letter_id,
        case_id=row.case_id,
        guild_id=row.guild_id,
        member_id=row.member_id,
        by_member_id=row.by_member_id,
        channel_id=row.channel_id,
        written_at=row.written_at,
        refused=row.refused,
    )
