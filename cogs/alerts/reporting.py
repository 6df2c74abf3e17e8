"""Doors for the weekly report: the clock on Monday morning, and `/alerts report`."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import discord
from discord import app_commands

from cogs.alerts import text_report
from cogs.alerts.report import Report, due_at, hours_covered, report, week_before
from cogs.alerts.report_picture import png
from cogs.alerts.text import category
from cogs.shared.answers import answer
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.rights import is_organiser
from cogs.shared.said import Kind, Said, Way
from cogs.shared.schedule import Sweep
from cogs.shared.wall_clock import local_time
from cogs.shared.words import Words, command_text, words_for
from storage.alert_settings import AlertSettingsStore
from storage.counts import CountStore
from storage.oncall import OnCallStore
from storage.outbox import OutboxStore
from storage.records.outbox import Lane, OutboxRow, Target, ToSay
from storage.records.servers import Server
from storage.servers import ServerStore
from storage.work import Work

REPORT = "alerts.report"
SWEEP = "alerts report"
_PICTURE = "week.png"
_WEEK = timedelta(days=7)


class ReportView(discord.ui.LayoutView):
    def __init__(self, w: Words, found: Report) -> None:
        super().__init__(timeout=None)
        gallery = discord.ui.MediaGallery[ReportView]()
        gallery.add_item(media=f"attachment://{_PICTURE}", description=text_report.alt(w, found))
        box = discord.ui.Container[ReportView](discord.ui.TextDisplay(text_report.heading(w, found)), gallery)
        box.add_item(discord.ui.TextDisplay("\n".join(text_report.lines(w, found))[:3500]))
        self.add_item(box)


class Reporting:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self, group: app_commands.Group) -> None:
        self.app.schedule.add(Sweep(SWEEP, self.next_due, self.run))
        self.app.delivery.register(Kind(REPORT, self.render, way=Way.DM))

        @group.command(name="report", description=command_text("The last week in numbers, for organisers"))
        async def show(interaction: discord.Interaction[Any]) -> None:
            w = words_of(interaction)
            async with self.app.database.reading() as work:
                server = None if interaction.guild_id is None else await ServerStore(work).get(interaction.guild_id)
                if server is None:
                    raise UserError(w("This server has not been set up yet. Please use /setup server first."))
                if not (is_organiser(interaction) or interaction.user.id in server.organiser_ids):
                    raise UserError(w("The report is for organisers of this server."))
                now = self.app.clock.now()
                found = await report_of(work, server, week_before(now, server.zone), now)
            await answer(interaction, ReportView(w, found), files=(picture(w, found, server, now),))

    async def next_due(self) -> datetime | None:
        """The next Monday morning of any server that is live; one that is not has nothing to report."""
        async with self.app.database.reading() as work:
            servers = [one for one in await ServerStore(work).all() if one.live_at is not None]
        now = self.app.clock.now()
        moments = [due_at(week_before(now, s.zone) + _WEEK, s.zone) for s in servers]
        soon = [due_at(week_before(now, s.zone), s.zone) for s in servers]
        return min((moment for moment in (*moments, *soon) if moment > now), default=None)

    async def run(self, now: datetime) -> int:
        """Written once for each week and organiser, whenever it is looked at; a report more than a day late is left."""
        queued = False
        async with self.app.database.transaction() as work:
            for server in await ServerStore(work).all():
                first = week_before(now, server.zone)
                at = due_at(first, server.zone)
                if not (at <= now < at + timedelta(days=1)) or not _was_live(server, first):
                    continue
                if (await AlertSettingsStore(work).get(server.guild_id)).report:
                    await self._queue(work, server, first, now)
                    queued = True
        if queued:
            self.app.delivery.wake()
        return 0

    async def render(self, row: OutboxRow, now: datetime) -> Said | None:
        assert row.guild_id is not None
        async with self.app.database.reading() as work:
            server = await ServerStore(work).get(row.guild_id)
            if server is None or row.target_id not in server.organiser_ids:
                return None
            found = await report_of(work, server, date.fromisoformat(str(row.arguments["first"])), now)
        w = words_for(server.locale)
        plain = "\n".join([text_report.heading(w, found), *text_report.lines(w, found)])
        return Said(ReportView(w, found), plain, files=(picture(w, found, server, now),))

    async def _queue(self, work: Work, server: Server, first: date, now: datetime) -> None:
        for member_id in server.organiser_ids:
            to_say = ToSay(
                key=f"report:{server.guild_id}:{first.isoformat()}:{member_id}",
                kind=REPORT,
                lane=Lane.PROMPTS,
                target=Target.MEMBER,
                target_id=member_id,
                guild_id=server.guild_id,
                expires_at=now + _WEEK,
                arguments={"first": first.isoformat()},
            )
            await OutboxStore(work).add(to_say, now)


def _was_live(server: Server, first: date) -> bool:
    """Whether there was anything to report in that week."""
    return server.live_at is not None and local_time(server.live_at, server.zone).date() < first + _WEEK


async def report_of(work: Work, server: Server, first: date, now: datetime) -> Report:
    last = first + _WEEK
    counts = await CountStore(work).since(server.guild_id, first, last)
    low = await CountStore(work).low_since(server.guild_id, first, last)
    return report(first, counts, low, await OnCallStore(work).rota(server.guild_id, now), now)


def picture(w: Words, found: Report, server: Server, now: datetime) -> discord.File:
    today = local_time(now, server.zone).date()
    covered = [] if found.uncovered is None else hours_covered(found.uncovered, now, server.zone)
    drawn = png(
        text_report.bars_heading(w, found.first),
        {category(w, name): count for name, count in found.by_category.items() if count is not None},
        [category(w, name) for name, count in found.by_category.items() if count is None],
        text_report.coverage_heading(w),
        text_report.weekdays(w, today) if covered else [],
        covered,
    )
    return discord.File(io.BytesIO(drawn), _PICTURE, description=text_report.alt(w, found))
