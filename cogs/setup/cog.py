"""Doors for the commands of set-up."""

import io
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.setup import actions, rules, text
from cogs.setup.guild_facts import facts_for_file, readers_of
from cogs.setup.settings_file import settings_toml
from cogs.setup.views import panel
from cogs.shared.answers import Text, answer
from cogs.shared.app import App
from cogs.shared.errors import OUT_OF_STEP, quiet_autocomplete, words_of
from cogs.shared.failures import UserError
from cogs.shared.reachable import Step, lacking, members_of, unreachable
from cogs.shared.rights import is_organiser
from cogs.shared.wall_clock import zone_named
from cogs.shared.words import Words, command_text
from cogs.shared.zone_names import zones_like
from storage.server_settings import ServerSettingsStore
from storage.servers import ServerStore


class SetupCog(commands.Cog):
    group = app_commands.Group(
        name="setup",
        description=command_text("Set this server up, and see whether it is live"),
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
    )

    def __init__(self, app: App) -> None:
        self.app = app
        self.server.autocomplete("zone")(quiet_autocomplete(app.failures, "setup zone", _zones))

    @group.command(name="server", description=command_text("Choose time zone, alert channel and roles"))
    @app_commands.describe(
        zone=command_text("This server's time zone, such as Europe/London"),
        alert_channel=command_text("Where alerts go; only responders and moderators may read it"),
        responder_role=command_text("Who may answer alerts"),
        moderator_role=command_text("Who is asked next; leave empty for the same role"),
        second_channel=command_text("Where alerts go when the first channel fails"),
    )
    async def server(
        self,
        interaction: discord.Interaction[Any],
        zone: str,
        alert_channel: discord.TextChannel,
        responder_role: discord.Role,
        moderator_role: discord.Role | None = None,
        second_channel: discord.TextChannel | None = None,
    ) -> None:
        w = words_of(interaction)
        guild = interaction.guild
        if guild is None or not is_organiser(interaction):
            raise UserError(w("Only people with “Manage Server” can change this."))
        try:
            named = zone_named(zone)
        except ValueError as error:
            raise UserError(text.unknown_zone(w, str(error))) from error
        moderators = moderator_role or responder_role
        async with self.app.database.reading() as work:
            known = await ServerStore(work).get(guild.id)
        for channel in filter(None, (alert_channel, second_channel)):
            refused = rules.refusal_of_alert_channel(
                readers_of(channel, guild.me.id),
                alert_role_ids=(responder_role.id, moderators.id),
                alert_member_ids=(interaction.user.id, *(known.organiser_ids if known else ())),
            )
            if refused is not None:
                raise UserError(text.refused_channel(w, refused))
        await self._refuse_steps_that_reach_nobody(w, guild, responder_role.id, moderators.id)
        saved = await actions.save_base(
            self.app.database,
            guild.id,
            zone=named,
            locale=guild.preferred_locale.value,
            alert_channel_id=alert_channel.id,
            responder_role_id=responder_role.id,
            moderator_role_id=moderators.id,
            second_channel_id=None if second_channel is None else second_channel.id,
            by_member_id=interaction.user.id,
            now=self.app.clock.now(),
        )
        await answer(interaction, panel(interaction, saved.server))

    async def _refuse_steps_that_reach_nobody(
        self, w: Words, guild: discord.Guild, responder_role_id: int, moderator_role_id: int
    ) -> None:
        """The channel is judged by its readers, the organisers are chosen on the next screen."""
        empty = await unreachable(
            self.app,
            guild,
            alert_channel_id=None,
            responder_role_id=responder_role_id,
            moderator_role_id=moderator_role_id,
            organiser_ids=(),
        )
        for step in (Step.RESPONDERS, Step.MODERATORS):
            if step in empty:
                raise UserError(lacking(w, step) + " " + w("Nothing was changed."))

    @group.command(
        name="status", description=command_text("See what is chosen, what is missing, and whether this server is live")
    )
    async def status(self, interaction: discord.Interaction[Any]) -> None:
        w = words_of(interaction)
        if interaction.guild_id is None or not is_organiser(interaction):
            raise UserError(w("Only people with “Manage Server” can see this."))
        async with self.app.database.reading() as work:
            server = await ServerStore(work).get(interaction.guild_id)
        if server is None:
            raise UserError(text.not_set_up(w))
        out_of_step = self.app.failures.counts[OUT_OF_STEP]
        await answer(interaction, panel(interaction, server, out_of_step=out_of_step))

    @group.command(
        name="export", description=command_text("All settings of this server as one file, with nobody in it")
    )
    async def export(self, interaction: discord.Interaction[Any]) -> None:
        w = words_of(interaction)
        guild = interaction.guild
        if guild is None or not is_organiser(interaction):
            raise UserError(w("Only people with “Manage Server” can see this."))
        async with self.app.database.reading() as work:
            server = await ServerStore(work).get(guild.id)
            settings = await ServerSettingsStore(work).read(guild.id)
        if server is None or settings is None:
            raise UserError(text.not_set_up(w))
        facts = facts_for_file(guild, await members_of(self.app, guild), server, settings.roles_for_steps)
        content = settings_toml(settings, facts, self.app.clock.now()).encode()
        file = discord.File(io.BytesIO(content), filename="circlekeeper-settings.toml", description=text.file_about(w))
        view = Text(text.export_ready(w))
        view.add_item(discord.ui.File(file))
        await answer(interaction, view, files=(file,))


async def _zones(interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=zone, value=zone) for zone in zones_like(current, limit=25)]
