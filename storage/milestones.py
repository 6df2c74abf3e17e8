"""Steps reached, what became of each, and who was glad with whom."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.errors import KeyGone
from storage.ids import new_id
from storage.records.milestones import Milestone, MilestoneState, NewMilestone
from storage.tables.milestones import congratulations, milestones
from storage.work import Work

_TABLE, _WORDS = "milestones", "words"


class MilestoneStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def add_many(self, reached: Sequence[NewMilestone], now: datetime) -> dict[str, int]:
        """Write a batch; answers the ids by `once`. What has been reached before is left as it is, and not answered."""
        if not reached:
            return {}
        into = postgresql.insert(milestones) if self.work.dialect == "postgresql" else sqlite.insert(milestones)
        rows = [{"milestone_id": new_id(now), **_values(one, one.once, now)} for one in reached]
        await self.work.execute(into.on_conflict_do_nothing(), rows)
        wanted = {row["milestone_id"] for row in rows}
        query = select(milestones.c.once, milestones.c.milestone_id).where(milestones.c.milestone_id.in_(wanted))
        return {row.once: row.milestone_id for row in await self.work.execute(query)}

    async def get(self, milestone_id: int, guild_id: int | None = None) -> Milestone | None:
        """By its id; presses in a DM know no server, there the member is checked by who calls."""
        query = select(milestones).where(milestones.c.milestone_id == milestone_id)
        if guild_id is not None:
            query = query.where(milestones.c.guild_id == guild_id)
        row = (await self.work.execute(query)).one_or_none()
        return None if row is None else await self._read(row)

    async def steps_said(self, journey_ids: Sequence[int]) -> Mapping[int, set[tuple[int | None, str]]]:
        """Run and step of everything that each journey has reached, for deciding what comes next."""
        query = select(milestones.c.journey_id, milestones.c.run_id, milestones.c.step).where(
            milestones.c.journey_id.in_(journey_ids)
        )
        found: dict[int, set[tuple[int | None, str]]] = {journey_id: set() for journey_id in journey_ids}
        for row in await self.work.execute(query):
            found[row.journey_id].add((row.run_id, row.step))
        return found

    async def of_journey(self, journey_id: int) -> tuple[Milestone, ...]:
        """Latest first."""
        query = select(milestones).where(milestones.c.journey_id == journey_id)
        query = query.order_by(milestones.c.reached_on.desc(), milestones.c.milestone_id.desc())
        return tuple([await self._read(row) for row in (await self.work.execute(query)).all()])

    async def of_member(self, guild_id: int, member_id: int) -> tuple[Milestone, ...]:
        """Latest first."""
        query = select(milestones).where(_of(guild_id, member_id))
        query = query.order_by(milestones.c.reached_on.desc(), milestones.c.milestone_id.desc())
        return tuple([await self._read(row) for row in (await self.work.execute(query)).all()])

    async def answer(self, milestone: Milestone, now: datetime) -> None:
        """Write what the member wants with it (made with `dataclasses.replace`)."""
        one = milestone
        words = None
        if one.words:
            words = await self.work.seal(_TABLE, _WORDS, one.milestone_id, one.guild_id, one.member_id, one.words)
        await self.work.execute(
            update(milestones)
            .where(milestones.c.milestone_id == one.milestone_id)
            .values(state=one.state.value, circle_id=one.circle_id, named=one.named, words=words, answered_at=now)
        )

    async def keep_words(self, milestone: Milestone) -> None:
        """The member's own words for it, before they have answered (made with `dataclasses.replace`)."""
        one, words = milestone, None
        if one.words:
            words = await self.work.seal(_TABLE, _WORDS, one.milestone_id, one.guild_id, one.member_id, one.words)
        which = milestones.c.milestone_id == one.milestone_id
        await self.work.execute(update(milestones).where(which).values(words=words))

    async def asked(self, milestone_id: int, now: datetime) -> None:
        await self.work.execute(
            update(milestones).where(milestones.c.milestone_id == milestone_id).values(asked_at=now)
        )

    async def posted(self, milestone_id: int, channel_id: int, message_id: int) -> None:
        await self.work.execute(
            update(milestones)
            .where(milestones.c.milestone_id == milestone_id)
            .values(channel_id=channel_id, message_id=message_id)
        )

    async def remove(self, milestone_ids: Sequence[int]) -> None:
        """They turn out not to be reached, and nobody was told."""
        await self.work.execute(delete(milestones).where(milestones.c.milestone_id.in_(milestone_ids)))

    async def put_back(self, removed: Sequence[Milestone], now: datetime) -> None:
        """Reached after all, under their own ids; words are not kept of what was not answered yet."""
        for one in removed:
            values = _values(one, f"{one.run_id}:{one.step}", now)
            ids = {"milestone_id": one.milestone_id, "asked_at": one.asked_at}
            await self.work.insert_if_new(milestones, {**values, **ids})

    async def unspoken(self, guild_id: int, member_id: int) -> tuple[Milestone, ...]:
        """What a member is asked about, or told of quietly, and has not answered."""
        waiting = (MilestoneState.DUE.value, MilestoneState.QUIET.value)
        query = select(milestones).where(
            _of(guild_id, member_id), milestones.c.state.in_(waiting), milestones.c.answered_at.is_(None)
        )
        return tuple([await self._read(row) for row in (await self.work.execute(query)).all()])

    async def move(self, from_journey_id: int, to_journey_id: int) -> None:
        """Two journeys have become one."""
        await self.work.execute(
            update(milestones).where(milestones.c.journey_id == from_journey_id).values(journey_id=to_journey_id)
        )

    async def move_runs(self, run_ids: Sequence[int], to_journey_id: int) -> None:
        """Runs are with another journey again; what they reached goes with them."""
        await self.work.execute(
            update(milestones).where(milestones.c.run_id.in_(run_ids)).values(journey_id=to_journey_id)
        )

    async def congratulate(self, milestone: Milestone, member_id: int, now: datetime) -> bool:
        """False when their name stands there already."""
        return await self.work.insert_if_new(
            congratulations,
            {
                "milestone_id": milestone.milestone_id,
                "member_id": member_id,
                "guild_id": milestone.guild_id,
                "created_at": now,
            },
        )

    async def no_congratulation(self, milestone: Milestone, member_id: int) -> None:
        await self.work.execute(
            delete(congratulations).where(
                congratulations.c.milestone_id == milestone.milestone_id, congratulations.c.member_id == member_id
            )
        )

    async def congratulated_by(self, guild_id: int, member_id: int) -> tuple[Milestone, ...]:
        """The steps of others under which their name stands."""
        theirs = (congratulations.c.guild_id == guild_id, congratulations.c.member_id == member_id)
        query = select(milestones).where(
            milestones.c.milestone_id.in_(select(congratulations.c.milestone_id).where(*theirs))
        )
        return tuple([await self._read(row) for row in (await self.work.execute(query)).all()])

    async def glad(self, milestone_id: int) -> tuple[int, ...]:
        """Who congratulated, in the order of doing so."""
        query = (
            select(congratulations.c.member_id)
            .where(congratulations.c.milestone_id == milestone_id)
            .order_by(congratulations.c.created_at, congratulations.c.member_id)
        )
        return tuple((await self.work.execute(query)).scalars())

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        mine = select(congratulations.c.created_at).where(
            congratulations.c.guild_id == guild_id, congratulations.c.member_id == member_id
        )
        return {
            "steps_you_reached": [
                {
                    "step": one.label,
                    "on": one.reached_on,
                    "what_you_wanted": one.state.value,
                    "words": one.words,
                }
                for one in await self.of_member(guild_id, member_id)
            ],
            "you_congratulated_someone": [dict(row) for row in (await self.work.execute(mine)).mappings()],
        }

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        mine = and_(congratulations.c.guild_id == guild_id, congratulations.c.member_id == member_id)
        await self.work.execute(delete(congratulations).where(mine))
        await self.work.execute(delete(milestones).where(_of(guild_id, member_id)))

    async def erase_guild(self, guild_id: int) -> None:
        for table in (congratulations, milestones):
            await self.work.execute(delete(table).where(table.c.guild_id == guild_id))

    async def _read(self, row: Any) -> Milestone:
        words = ""
        if row.words is not None:
            try:
                whose = (row.milestone_id, row.guild_id, row.member_id)
                words = await self.work.unseal(_TABLE, _WORDS, *whose, row.words)
            except KeyGone:
                words = ""  # the person is being erased at this moment
        return Milestone(
            milestone_id=row.milestone_id,
            guild_id=row.guild_id,
            member_id=row.member_id,
            journey_id=row.journey_id,
            run_id=row.run_id,
            ladder=row.ladder,
            step=row.step,
            label=row.label,
            unit=row.unit,
            amount=row.amount,
            colour=row.colour,
            reached_on=row.reached_on,
            due_at=row.due_at,
            state=MilestoneState(row.state),
            circle_id=row.circle_id,
            named=row.named,
            words=words,
            channel_id=row.channel_id,
            message_id=row.message_id,
            asked_at=row.asked_at,
            answered_at=row.answered_at,
        )


def _of(guild_id: int, member_id: int) -> ColumnElement[bool]:
    return and_(milestones.c.guild_id == guild_id, milestones.c.member_id == member_id)


def _values(one: NewMilestone | Milestone, once: str, now: datetime) -> dict[str, Any]:
    """What is written when it is reached; its id, and what its member says to it, come beside."""
    return {
        "guild_id": one.guild_id,
        "member_id": one.member_id,
        "journey_id": one.journey_id,
        "run_id": one.run_id,
        "once": once,
        "ladder": one.ladder,
        "step": one.step,
        "label": one.label,
        "unit": one.unit,
        "amount": one.amount,
        "colour": one.colour,
        "reached_on": one.reached_on,
        "due_at": one.due_at,
        "state": one.state.value,
        "circle_id": one.circle_id,
        "named": one.named,
        "created_at": now,
    }
