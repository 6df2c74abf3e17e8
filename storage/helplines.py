"""A server's own lines of help, reports that a line is wrong, and what a member asked us to keep."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from storage.ids import new_id
from storage.records.helplines import Counted, HelplineChoice, OwnLine, Report, ReportState, Wrong
from storage.tables.helplines import helpline_choices, helpline_reports, own_helplines
from storage.work import Work


class HelplineStore:
    def __init__(self, work: Work) -> None:
        self.work = work

    async def add_line(self, guild_id: int, cells: Mapping[str, str], by_member_id: int, now: datetime) -> OwnLine:
        line = OwnLine(new_id(now), guild_id, dict(cells), by_member_id, now)
        await self.work.insert_if_new(
            own_helplines,
            {
                "own_line_id": line.own_line_id,
                "guild_id": guild_id,
                "cells": dict(cells),
                "added_by_member_id": by_member_id,
                "added_at": now,
            },
        )
        return line

    async def remove_line(self, guild_id: int, own_line_id: int, now: datetime) -> bool:
        """False when it was not there any more."""
        result = await self.work.execute(
            update(own_helplines)
            .where(
                own_helplines.c.guild_id == guild_id,
                own_helplines.c.own_line_id == own_line_id,
                own_helplines.c.removed_at.is_(None),
            )
            .values(removed_at=now)
        )
        return result.rowcount == 1

    async def lines(self, guild_id: int | None = None) -> tuple[OwnLine, ...]:
        """The lines that stand, of one server or of all, oldest first."""
        query = select(own_helplines).where(own_helplines.c.removed_at.is_(None)).order_by(own_helplines.c.own_line_id)
        if guild_id is not None:
            query = query.where(own_helplines.c.guild_id == guild_id)
        return tuple(
            OwnLine(row.own_line_id, row.guild_id, row.cells, row.added_by_member_id, row.added_at)
            for row in await self.work.execute(query)
        )

    async def report(self, guild_id: int, line_id: str, member_id: int, what: Wrong, now: datetime) -> int:
        """Somebody says that a line is wrong; answers the id of the report."""
        report_id = new_id(now)
        await self.work.insert_if_new(
            helpline_reports,
            {
                "report_id": report_id,
                "guild_id": guild_id,
                "line_id": line_id,
                "what": what.value,
                "by_member_id": member_id,
                "state": ReportState.OPEN.value,
                "reported_at": now,
            },
        )
        return report_id

    async def get_report(self, guild_id: int, report_id: int) -> Report | None:
        query = select(helpline_reports).where(
            helpline_reports.c.guild_id == guild_id, helpline_reports.c.report_id == report_id
        )
        row = (await self.work.execute(query)).one_or_none()
        return None if row is None else _report(row)

    async def reports_by(self, guild_id: int, member_id: int, since: datetime) -> int:
        query = (
            select(func.count())
            .select_from(helpline_reports)
            .where(_reported_by(guild_id, member_id), helpline_reports.c.reported_at >= since)
        )
        return (await self.work.execute(query)).scalar_one()

    async def decide(self, guild_id: int, line_id: str, state: ReportState, by_member_id: int, now: datetime) -> None:
        """What a moderator says about a line settles every report of it on this server."""
        await self.work.execute(
            update(helpline_reports)
            .where(helpline_reports.c.guild_id == guild_id, helpline_reports.c.line_id == line_id)
            .values(state=state.value, decided_by_member_id=by_member_id, decided_at=now)
        )

    async def hidden(self) -> tuple[tuple[int, str], ...]:
        """Server and line of everything that moderators took out."""
        query = (
            select(helpline_reports.c.guild_id, helpline_reports.c.line_id)
            .where(helpline_reports.c.state == ReportState.HIDDEN.value)
            .distinct()
        )
        return tuple((row.guild_id, row.line_id) for row in await self.work.execute(query))

    async def counted(self, guild_id: int) -> tuple[Counted, ...]:
        """What was said to be wrong on one server, by line; nobody is named."""
        rows: Any = await self.work.execute(count_reports().where(helpline_reports.c.guild_id == guild_id))
        return tuple(Counted(*row) for row in rows)

    async def choice(self, guild_id: int, member_id: int) -> HelplineChoice | None:
        row = (await self.work.execute(select(helpline_choices).where(_chosen(guild_id, member_id)))).one_or_none()
        return None if row is None else HelplineChoice(row.country, row.language, row.channel, row.audience)

    async def keep_choice(self, guild_id: int, member_id: int, choice: HelplineChoice, now: datetime) -> None:
        values = {
            "country": choice.country,
            "language": choice.language,
            "channel": choice.channel,
            "audience": choice.audience,
            "changed_at": now,
        }
        made = {"guild_id": guild_id, "member_id": member_id, **values}
        if not await self.work.insert_if_new(helpline_choices, made):
            await self.work.execute(update(helpline_choices).where(_chosen(guild_id, member_id)).values(**values))

    async def forget_choice(self, guild_id: int, member_id: int) -> None:
        await self.work.execute(delete(helpline_choices).where(_chosen(guild_id, member_id)))

    async def export_member(self, guild_id: int, member_id: int) -> dict[str, list[dict[str, Any]]]:
        chosen = await self.work.execute(
            select(
                helpline_choices.c.country,
                helpline_choices.c.language,
                helpline_choices.c.channel,
                helpline_choices.c.audience,
                helpline_choices.c.changed_at,
            ).where(_chosen(guild_id, member_id))
        )
        reports = await self.work.execute(
            select(helpline_reports).where(_reported_by(guild_id, member_id)).order_by(helpline_reports.c.reported_at)
        )
        found = [_report(row) for row in reports.all()]
        decided = await self.work.execute(
            select(helpline_reports.c.line_id, helpline_reports.c.state, helpline_reports.c.decided_at).where(
                helpline_reports.c.guild_id == guild_id, helpline_reports.c.decided_by_member_id == member_id
            )
        )
        added = await self.work.execute(
            select(own_helplines.c.cells, own_helplines.c.added_at).where(
                own_helplines.c.guild_id == guild_id, own_helplines.c.added_by_member_id == member_id
            )
        )
        return {
            "your_choices_for_helplines": [dict(row) for row in chosen.mappings()],
            "helplines_you_said_are_wrong": [
                {"line": one.line_id, "what": one.what.value, "at": one.reported_at} for one in found
            ],
            "helplines_you_decided_about": [dict(row) for row in decided.mappings()],
            "helplines_you_added": [dict(row) for row in added.mappings()],
        }

    async def erase_member(self, guild_id: int, member_id: int) -> None:
        """Their choice goes; that a number is wrong, and a server's own lines, stay without their name."""
        await self.forget_choice(guild_id, member_id)
        await self.work.execute(
            update(helpline_reports).where(_reported_by(guild_id, member_id)).values(by_member_id=None)
        )
        for column, table in (
            (helpline_reports.c.decided_by_member_id, helpline_reports),
            (own_helplines.c.added_by_member_id, own_helplines),
        ):
            await self.work.execute(
                update(table).where(table.c.guild_id == guild_id, column == member_id).values({column.name: None})
            )

    async def erase_guild(self, guild_id: int) -> None:
        for table in (helpline_choices, helpline_reports, own_helplines):
            await self.work.execute(delete(table).where(table.c.guild_id == guild_id))


def _chosen(guild_id: int, member_id: int) -> ColumnElement[bool]:
    return and_(helpline_choices.c.guild_id == guild_id, helpline_choices.c.member_id == member_id)


def _reported_by(guild_id: int, member_id: int) -> ColumnElement[bool]:
    return and_(helpline_reports.c.guild_id == guild_id, helpline_reports.c.by_member_id == member_id)


def _report(row: Any) -> Report:
    return Report(
        report_id=row.report_id,
        guild_id=row.guild_id,
        line_id=row.line_id,
        what=Wrong(row.what),
        by_member_id=row.by_member_id,
        state=ReportState(row.state),
        decided_by_member_id=row.decided_by_member_id,
        reported_at=row.reported_at,
        decided_at=row.decided_at,
    )


def count_reports() -> Any:
    """By line, what is wrong and what became of it: how often it was said, and when last."""
    c = helpline_reports.c
    newest = func.max(c.reported_at, type_=c.reported_at.type)
    return (
        select(c.line_id, c.what, c.state, func.count(), newest)
        .group_by(c.line_id, c.what, c.state)
        .order_by(c.line_id, c.what, c.state)
    )
