"""Doors for the commands of circles, and for the event that a member has left the server."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.circles import actions, rules, text, views
from cogs.circles.actions import Refused
from cogs.circles.facts import allowed_to_the_bot, roles_of, sees
from cogs.shared.answers import answer
from cogs.shared.app import App
from cogs.shared.errors import listener, quiet_autocomplete, words_of
from cogs.shared.failures import UserError
from cogs.shared.rights import is_organiser
from cogs.shared.wall_clock import zone_named
from cogs.shared.words import Words, command_text
from cogs.shared.zone_names import zones_like
from storage.circles import CircleChoices
from storage.records.circles import Circle, Pathway
from storage.servers import ServerStore

_PATHWAYS = [
    app_commands.Choice(name=command_text("Open to every path"), value=Pathway.OPEN.value),
    app_commands.Choice(name=command_text("12-step style"), value=Pathway.TWELVE_STEP.value),
    app_commands.Choice(name=command_text("Secular tools"), value=Pathway.SECULAR.value),
    app_commands.Choice(name=command_text("Coaching"), value=Pathway.COACHING.value),
    # words: ok[abstinent-assumption] one path of several, chosen by the circle
    app_commands.Choice(name=command_text("Abstinence"), value=Pathway.ABSTINENCE.value),
    app_commands.Choice(name=command_text("Moderation"), value=Pathway.MODERATION.value),
    app_commands.Choice(name=command_text("Harm reduction"), value=Pathway.HARM_REDUCTION.value),
    app_commands.Choice(name=command_text("Mental health"), value=Pathway.MENTAL_HEALTH.value),
]


class CirclesCog(commands.Cog):
    group = app_commands.Group(name="circle", description=command_text("Peer groups in this server"), guild_only=True)

    def __init__(self, app: App) -> None:
        self.app = app
        suggest = quiet_autocomplete(app.failures, "circle names", self._circles)
        for command in (self.join, self.leave, self.keeper, self.change, self.close):
            command.autocomplete("circle")(suggest)
        for command in (self.create, self.change):
            command.autocomplete("zone")(quiet_autocomplete(app.failures, "circle zone", _zones))
        app.add_listener(listener(app.failures, "a member left")(self.member_left), "on_raw_member_remove")

    @group.command(name="create", description=command_text("Make a circle with a home channel"))
    @app_commands.describe(
        name=command_text("What the circle is called"),
        channel=command_text("Its home: check-ins are asked there"),
        pathway=command_text("The path it follows; open to every path when left out"),
        limit=command_text("How many people it has room for; left out: no limit"),
        zone=command_text("Its time zone; this server's when left out"),
        guidelines=command_text("What it asks of everyone; shown when somebody joins"),
        keeper_role=command_text("A role whose members keep this circle"),
        reply_hours=command_text("Hours in which somebody who asks for a person may wait before volunteers are asked"),
    )
    @app_commands.choices(pathway=_PATHWAYS)
    async def create(
        self,
        interaction: discord.Interaction[Any],
        name: app_commands.Range[str, 1, rules.LONGEST_NAME],
        channel: discord.TextChannel,
        pathway: str = Pathway.OPEN.value,
        limit: app_commands.Range[int, 2, 500] | None = None,
        zone: str | None = None,
        guidelines: app_commands.Range[str, 0, rules.LONGEST_GUIDELINES] = "",
        keeper_role: discord.Role | None = None,
        reply_hours: app_commands.Range[int, 1, 72] = 6,
    ) -> None:
        w, guild_id = words_of(interaction), _server(interaction)
        keeps_another = await actions.keeps_a_circle(
            self.app.database, guild_id, interaction.user.id, roles_of(interaction)
        )
        if not rules.may_create(organiser=is_organiser(interaction), keeps_another=keeps_another):
            raise UserError(text.creators_only(w))
        _check_home(w, interaction, channel)
        choices = CircleChoices(
            name=_name(w, name),
            channel_id=channel.id,
            zone=await self._zone(w, guild_id, zone),
            pathway=Pathway(pathway),
            guidelines=guidelines,
            member_limit=limit,
            keeper_role_id=None if keeper_role is None else keeper_role.id,
            reply_hours=reply_hours,
        )
        what = await actions.create_circle(
            self.app.database, guild_id, interaction.user.id, choices, self.app.clock.now()
        )
        if isinstance(what, Refused):
            raise UserError(text.refused(w, what.why, what.circle))
        await answer(interaction, text.created(w, what.circle))

    @group.command(name="join", description=command_text("Join a circle"))
    @app_commands.describe(circle=command_text("Which circle"))
    async def join(self, interaction: discord.Interaction[Any], circle: str) -> None:
        found = await self._found(interaction, circle)
        await views.join(self.app, interaction, found.circle_id)

    @group.command(name="leave", description=command_text("Leave a circle, at any time and without a reason"))
    @app_commands.describe(circle=command_text("Which circle"))
    async def leave(self, interaction: discord.Interaction[Any], circle: str) -> None:
        found = await self._found(interaction, circle)
        await views.leave(self.app, interaction, found.circle_id)

    @group.command(name="list", description=command_text("The circles here"))
    async def show(self, interaction: discord.Interaction[Any]) -> None:
        seen = await views.seen_by(self.app, interaction)
        await answer(interaction, views.CircleList(words_of(interaction), seen))

    @group.command(name="keeper", description=command_text("Name a keeper of a circle, or end it"))
    @app_commands.describe(
        circle=command_text("Which circle"),
        member=command_text("Somebody who is in the circle"),
        keeps=command_text("Yes: they keep it. No: they no longer do"),
    )
    async def keeper(
        self, interaction: discord.Interaction[Any], circle: str, member: discord.Member, keeps: bool = True
    ) -> None:
        w = words_of(interaction)
        found = await self._kept(interaction, circle)
        what = await actions.name_keeper(self.app.database, found.guild_id, found.circle_id, member.id, keeper=keeps)
        if isinstance(what, Refused):
            raise UserError(text.refused(w, what.why, what.circle))
        await answer(interaction, text.keeper_named(w, what, member.display_name, keeper=keeps))

    @group.command(name="change", description=command_text("Change a circle you keep"))
    @app_commands.describe(
        circle=command_text("Which circle"),
        name=command_text("A new name"),
        channel=command_text("A new home channel"),
        pathway=command_text("The path it follows"),
        limit=command_text("How many people it has room for; 0: no limit"),
        zone=command_text("Its time zone"),
        guidelines=command_text("What it asks of everyone"),
        keeper_role=command_text("A role whose members keep this circle"),
        reply_hours=command_text("Hours in which somebody who asks for a person may wait before volunteers are asked"),
    )
    @app_commands.choices(pathway=_PATHWAYS)
    async def change(
        self,
        interaction: discord.Interaction[Any],
        circle: str,
        name: app_commands.Range[str, 1, rules.LONGEST_NAME] | None = None,
        channel: discord.TextChannel | None = None,
        pathway: str | None = None,
        limit: app_commands.Range[int, 0, 500] | None = None,
        zone: str | None = None,
        guidelines: app_commands.Range[str, 0, rules.LONGEST_GUIDELINES] | None = None,
        keeper_role: discord.Role | None = None,
        reply_hours: app_commands.Range[int, 1, 72] | None = None,
    ) -> None:
        w = words_of(interaction)
        old = await self._kept(interaction, circle)
        if channel is not None:
            _check_home(w, interaction, channel)
        choices = CircleChoices(
            name=old.name if name is None else _name(w, name),
            channel_id=old.channel_id if channel is None else channel.id,
            zone=old.zone if zone is None else await self._zone(w, old.guild_id, zone),
            pathway=old.pathway if pathway is None else Pathway(pathway),
            guidelines=old.guidelines if guidelines is None else guidelines,
            member_limit=old.member_limit if limit is None else (max(limit, 2) if limit else None),
            keeper_role_id=old.keeper_role_id if keeper_role is None else keeper_role.id,
            reply_hours=old.reply_hours if reply_hours is None else reply_hours,
        )
        what = await actions.change_circle(self.app.database, old, choices, self.app.clock.now())
        if isinstance(what, Refused):
            raise UserError(text.refused(w, what.why, what.circle))
        self.app.events.wake()
        await answer(interaction, text.changed(w, what.circle, moved=what.circle.zone != old.zone))

    @group.command(name="close", description=command_text("Close a circle you keep; what was said stays"))
    @app_commands.describe(circle=command_text("Which circle"))
    async def close(self, interaction: discord.Interaction[Any], circle: str) -> None:
        found = await self._kept(interaction, circle)
        await actions.close_circle(self.app.database, found.guild_id, found.circle_id, self.app.clock.now())
        await answer(interaction, text.closed(words_of(interaction), found))

    async def member_left(self, payload: discord.RawMemberRemoveEvent) -> None:
        await actions.member_has_left(self.app.database, payload.guild_id, payload.user.id, self.app.clock.now())
        self.app.events.wake()

    async def _found(self, interaction: discord.Interaction[Any], typed: str) -> Circle:
        found = await actions.find_circle(self.app.database, _server(interaction), typed)
        if found is None:
            raise UserError(text.refused(words_of(interaction), rules.Refusal.NOT_HERE, None))
        return found

    async def _kept(self, interaction: discord.Interaction[Any], typed: str) -> Circle:
        found = await self._found(interaction, typed)
        keeps = await actions.is_keeper(self.app.database, found, interaction.user.id, roles_of(interaction))
        if not keeps and not is_organiser(interaction):
            raise UserError(text.keepers_only(words_of(interaction)))
        return found

    async def _zone(self, w: Words, guild_id: int, typed: str | None) -> str:
        if typed is not None:
            try:
                return zone_named(typed)
            except ValueError as error:
                raise UserError(text.zone_unknown(w, str(error))) from error
        async with self.app.database.reading() as work:
            server = await ServerStore(work).get(guild_id)
        if server is None:
            raise UserError(text.zone_needed(w))
        return server.zone

    async def _circles(self, interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
        if interaction.guild_id is None:
            return []
        wanted = current.casefold()
        return [
            app_commands.Choice(name=one.circle.name[:100], value=str(one.circle.circle_id))
            for one in await actions.list_circles(self.app.database, interaction.guild_id, interaction.user.id)
            if wanted in one.circle.name.casefold()
            and (one.membership is not None or sees(interaction, one.circle.channel_id))
        ][:25]


async def _zones(interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=zone, value=zone) for zone in zones_like(current, limit=25)]


def _server(interaction: discord.Interaction[Any]) -> int:
    if interaction.guild_id is None:
        raise ValueError("not in a server")
    return interaction.guild_id


def _name(w: Words, typed: str) -> str:
    named = " ".join(typed.split())
    if not any(sign.isalnum() for sign in named) or named.isdigit():
        raise UserError(text.name_unfit(w))
    return named


def _check_home(w: Words, interaction: discord.Interaction[Any], channel: discord.TextChannel) -> None:
    """The bot must be able to post there, and the keeper to see it: else they choose a room they are not in."""
    if channel.guild.id != interaction.guild_id or not sees(interaction, channel.id):
        raise UserError(text.refused(w, rules.Refusal.CHANNEL_HIDDEN, None))
    lacks = rules.lacking(allowed_to_the_bot(channel))
    if lacks:
        raise UserError(text.lacking(w, channel.id, lacks))
