"""The door of /thanks: to somebody, by kind of support; alone, it shows one's own page."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.shared.answers import Text, answer
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.quoting import plain_name
from cogs.shared.scanning import scan_for_member
from cogs.shared.urgent_words import sounds_urgent
from cogs.shared.words import command_text
from cogs.thanks import actions, text
from cogs.thanks.actions import LONGEST, Draft, NotSaid
from cogs.thanks.views import page
from storage.records.kindness import SupportKind

_KINDS = [
    app_commands.Choice(name=command_text("Being there, and listening"), value=SupportKind.EMOTIONAL.value),
    app_commands.Choice(name=command_text("Sharing what they know"), value=SupportKind.INFORMATIONAL.value),
    app_commands.Choice(name=command_text("Practical help"), value=SupportKind.PRACTICAL.value),
    app_commands.Choice(name=command_text("Making me feel that I belong"), value=SupportKind.BELONGING.value),
]
# What hurts a person is not passed on as thanks; staff see it as any message of its author.
_HURTS = frozenset({"harassment"})


class ThanksCog(commands.Cog):
    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command(
        name="thanks", description=command_text("Thank somebody privately; alone: whether others may thank you here")
    )
    @app_commands.guild_only()
    @app_commands.describe(
        to=command_text("Whom to thank; left out: your own page"),
        kind=command_text("What for"),
        words=command_text("A few words of yours, if you like"),
    )
    @app_commands.rename(kind="for")
    @app_commands.choices(kind=_KINDS)
    async def thanks(
        self,
        interaction: discord.Interaction[Any],
        to: discord.Member | None = None,
        kind: str | None = None,
        words: app_commands.Range[str, 1, LONGEST] | None = None,
    ) -> None:
        w, who, now = words_of(interaction), interaction.user.id, self.app.clock.now()
        assert interaction.guild_id is not None
        if to is None:
            await answer(interaction, await page(self.app, w, interaction.guild_id, who))
            return
        if kind is None:
            raise UserError(text.kind_needed(w))
        name = plain_name(to.display_name)
        draft = Draft(interaction.guild_id, who, to.id, SupportKind(kind), (words or "").strip())
        async with self.app.database.reading() as work:
            why = NotSaid.NOT_WANTED if to.bot else await actions.refusal(work, draft, now)
        if why is not None:
            raise UserError(text.not_said(w, why, name))
        found = await scan_for_member(draft.guild_id, who, interaction.channel_id or 0, draft.words)
        if found is not None and found.category in _HURTS:
            raise UserError(text.not_said(w, NotSaid.KEPT_BACK, name))
        said = await actions.say(self.app.database, draft, now)
        if isinstance(said, NotSaid):
            raise UserError(text.not_said(w, said, name))
        self.app.delivery.wake()
        await answer(interaction, text.passed_on(w, name))
        if found is not None and found.urgent:
            await answer(interaction, Text(*sounds_urgent(w)))
