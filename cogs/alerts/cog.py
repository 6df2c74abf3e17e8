"""Doors for commands: what is watched, how things stand, and ways for members to reach a human."""

from datetime import timedelta
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.alerts import text_around, text_choosing, text_own_rules, trials, views
from cogs.alerts.around import who_is_around
from cogs.alerts.asking import Asked, Wish, ask_for_human
from cogs.alerts.looking import Looker
from cogs.alerts.people import may_see
from cogs.alerts.staff import Staff
from cogs.alerts.standing import member_of, standing_of
from cogs.alerts.sweeping import SWEEP
from cogs.alerts.text_around import Standing
from cogs.shared import humans
from cogs.shared.answers import Text, answer, ask
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.quoting import bare_name
from cogs.shared.rights import is_moderator, is_organiser, is_responder
from cogs.shared.ui import Press
from cogs.shared.words import Words, command_text
from storage.alerts import AlertStore
from storage.cases import CaseStore
from storage.marks import MarkStore
from storage.oncall import OnCallStore
from storage.outbox import OutboxStore
from storage.own_rules import OwnRuleStore
from storage.records.alerts import Case
from storage.records.servers import Server
from storage.servers import ServerStore


class AlertsCog(commands.Cog):
    group = app_commands.Group(
        name="alerts",
        description=command_text("For responders: how alerts stand here"),
        guild_only=True,
    )

    def __init__(self, app: App, looker: Looker, staff: Staff) -> None:
        self.app = app
        self.looker = looker
        self.staff = staff
        self._menus = (
            app_commands.ContextMenu(name=command_text("Report message"), callback=self.report_message),
            app_commands.ContextMenu(name=command_text("I'm worried about this person"), callback=self.worried),
        )

    async def cog_load(self) -> None:
        for menu in self._menus:
            menu.guild_only = True
            self.app.tree.add_command(menu)

    def register(self) -> None:
        self.app.router.on("alerts", "ask_human", self.ask_human)
        self.app.router.on("alerts", "reported", self.reported)
        self.app.router.on("alerts", "worried", self.worry_told)
        humans.fill(self.ask_for)

    @group.command(name="status", description=command_text("What is watched, what is open, and what could not be read"))
    async def status(self, interaction: discord.Interaction[Any]) -> None:
        w, guild = words_of(interaction), interaction.guild
        async with self.app.database.reading() as work:
            server = None if guild is None else await ServerStore(work).get(guild.id)
            if guild is None or server is None:
                raise UserError(w("This server has not been set up yet. Please use /setup server first."))
            if not (is_responder(interaction, server) or is_organiser(interaction)):
                raise UserError(w("This command is for people who look after this server."))
            since = self.app.clock.now() - timedelta(days=1)
            standing = Standing(
                server=server,
                cases=[
                    case for case in await CaseStore(work).open_in(guild.id) if _may_know(case, interaction, server)
                ],
                gaps=await MarkStore(work).open_gaps(guild.id),
                newest_alert=await AlertStore(work).newest(guild.id),
                unsaid=len(await OutboxStore(work).undelivered(guild.id, since)),
                unreadable=_unreadable(guild, server),
                rota=await OnCallStore(work).rota(guild.id, self.app.clock.now()),
                heard_at=self.app.heard_at,
                now=self.app.clock.now(),
            )
        await answer(interaction, Text("\n".join(text_around.status(w, standing))))

    @group.command(name="drill", description=command_text("An exercise: ask the responders as if it were real"))
    async def drill(self, interaction: discord.Interaction[Any]) -> None:
        w, guild_id = words_of(interaction), interaction.guild_id
        assert guild_id is not None
        async with self.app.database.reading() as work:
            server = await ServerStore(work).get(guild_id)
        if server is None or not is_moderator(interaction, server):
            raise UserError(w("This command is for people who look after this server."))
        async with self.app.database.transaction() as work:
            me, now = interaction.user.id, self.app.clock.now()
            known = self.staff.of(guild_id)
            case = await trials.open_drill(work, guild_id, me, now, self.app.timings, known)
        if case is None:
            raise UserError(w("An exercise is running already, or no alert channel has been chosen."))
        self.app.delivery.wake()
        self.app.schedule.wake(SWEEP)
        await answer(interaction, w("The exercise has begun. It ends when a responder presses “I've got this”."))

    @group.command(name="try", description=command_text("What a text would match, and why; nothing is kept"))
    @app_commands.describe(text=command_text("The text to try"))
    async def try_text(self, interaction: discord.Interaction[Any], text: app_commands.Range[str, 1, 2000]) -> None:
        w, guild_id = words_of(interaction), interaction.guild_id
        assert guild_id is not None
        async with self.app.database.reading() as work:
            server = await ServerStore(work).get(guild_id)
        if not is_organiser(interaction) and (server is None or not is_responder(interaction, server)):
            raise UserError(w("This command is for people who look after this server."))
        await answer(
            interaction, Text(*text_around.tried(w, self.looker.scan_text(guild_id, interaction.channel_id or 0, text)))
        )

    @app_commands.command(
        name="watched", description=command_text("Which channels are watched here, and who sees what")
    )
    @app_commands.guild_only()
    async def watched(self, interaction: discord.Interaction[Any]) -> None:
        assert interaction.guild_id is not None
        async with self.app.database.reading() as work:
            server = await ServerStore(work).get(interaction.guild_id)
            own = await OwnRuleStore(work).of_guild(interaction.guild_id, self.app.clock.now())
        w = words_of(interaction)
        added = [] if server is None else text_own_rules.in_watched(w, own)
        await answer(interaction, Text(*text_around.watched(w, server, _place_of(interaction)), *added))

    @app_commands.command(name="support", description=command_text("Ask for a human here, privately"))
    @app_commands.guild_only()
    async def support(self, interaction: discord.Interaction[Any]) -> None:
        assert interaction.guild_id is not None
        await self._ask(interaction, interaction.guild_id)

    async def ask_human(self, press: Press) -> None:
        """The button under an answer to a DM: `row_id` is the server."""
        await self._ask(press.interaction, press.row_id)

    async def report_message(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        if self.app.user is not None and message.author.id == self.app.user.id:
            w = words_of(interaction)
            raise UserError(w("That was written by me, a program. Please tell a moderator what is wrong with it."))
        row = f"{message.author.id}.{message.id}"
        await ask(interaction, views.tell_form(words_of(interaction), "reported", row))

    async def worried(self, interaction: discord.Interaction[Any], member: discord.Member) -> None:
        if member.bot:
            raise UserError(words_of(interaction)("That is a program, so nobody can look after it."))
        await ask(interaction, views.tell_form(words_of(interaction), "worried", member.id))

    async def reported(self, press: Press) -> None:
        await self._tell(press, "report", int(press.choice))

    async def worry_told(self, press: Press) -> None:
        await self._tell(press, "worried", None)

    async def _tell(self, press: Press, category: str, message_id: int | None) -> None:
        interaction, about = press.interaction, press.row_id
        staff, _ = await self._standing(press.guild_id, about)
        wish = Wish(
            guild_id=press.guild_id,
            channel_id=interaction.channel_id or 0,
            by_member_id=interaction.user.id,
            about_member_id=about,
            category=category,
            note=press.text("note")[: views.LONGEST_NOTE],
            message_id=message_id,
            staff=staff,
            responder_ids=self.staff.of(press.guild_id),
            owner_id=self._owner(press.guild_id),
        )
        await self._wish(interaction, wish)
        await answer(interaction, text_around.reported(words_of(interaction)))

    async def _ask(self, interaction: discord.Interaction[Any], guild_id: int) -> None:
        lines = await self.ask_for(interaction, guild_id)
        await answer(interaction, views.with_help(words_of(interaction), lines))

    async def ask_for(
        self, interaction: discord.Interaction[Any], guild_id: int, *, watched: bool = False
    ) -> list[str]:
        """Ask the people who help on that server for whoever pressed; answers what to tell them."""
        w = words_of(interaction)
        guild = self.app.get_guild(guild_id)
        if guild is None or not await _is_member(guild, interaction):
            raise UserError(w("I cannot ask anybody there. Please use /helpline, or write to somebody you trust."))
        me = interaction.user.id
        staff, can_read = await self._standing(guild_id, me)
        wish = Wish(
            guild_id=guild_id,
            channel_id=interaction.channel_id or 0,
            by_member_id=me,
            about_member_id=me,
            category="asked",
            watched=watched,
            staff=staff,
            can_read=can_read,
            responder_ids=self.staff.of(guild_id),
            owner_id=guild.owner_id,
        )
        done = await self._wish(interaction, wish)
        async with self.app.database.reading() as work:
            found = await who_is_around(work, guild_id, self.app.clock.now())
        somebody = done.holder_member_id is not None
        return text_around.asked(w, bare_name(guild.name, 60), text_choosing.around(w, found), somebody=somebody)

    async def _standing(self, guild_id: int, member_id: int) -> tuple[bool, frozenset[int]]:
        """Asked of Discord: a moderator whom nobody has heard from today is a moderator all the same."""
        async with self.app.database.reading() as work:
            server = await ServerStore(work).get(guild_id)
        member = None if server is None else await member_of(self.app, guild_id, member_id)
        if server is None or member is None:
            return member_id in self.staff.of(guild_id), frozenset()
        return await standing_of(self.app, server, member)

    def _owner(self, guild_id: int) -> int | None:
        guild = self.app.get_guild(guild_id)
        return None if guild is None else guild.owner_id

    async def _wish(self, interaction: discord.Interaction[Any], wish: Wish) -> Asked:
        w: Words = words_of(interaction)
        async with self.app.database.transaction() as work:
            done = await ask_for_human(work, wish, self.app.clock.now(), self.app.timings)
        if not isinstance(done, Asked):
            raise UserError(text_around.unasked(w, done))
        self.app.delivery.wake()
        self.app.schedule.wake(SWEEP)
        return done


async def _is_member(guild: discord.Guild, interaction: discord.Interaction[Any]) -> bool:
    if interaction.guild_id == guild.id or guild.get_member(interaction.user.id) is not None:
        return True
    try:
        await guild.fetch_member(interaction.user.id)
    except discord.NotFound:
        return False
    return True


def _unreadable(guild: discord.Guild, server: Server) -> list[int]:
    """Watched channels that are missing, or whose history the bot may not read."""
    found: list[int] = []
    for watched in server.watched:
        channel = guild.get_channel(watched.channel_id)
        allowed = None if channel is None else channel.permissions_for(guild.me)
        if allowed is None or not (allowed.view_channel and allowed.read_message_history):
            found.append(watched.channel_id)
    return found


def _may_know(case: Case, interaction: discord.Interaction[Any], server: Server) -> bool:
    me = interaction.user.id
    organiser = is_organiser(interaction) or me in server.organiser_ids
    return case.member_id != me and may_see(case, me, organiser=organiser)


def _place_of(interaction: discord.Interaction[Any]) -> int | None:
    """A thread is watched with the channel it belongs to."""
    channel = interaction.channel
    return channel.parent_id if isinstance(channel, discord.Thread) else interaction.channel_id
