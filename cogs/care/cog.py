"""Doors for commands: the tools, the plan and the care card; each answer is for the person who asked."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.care import tool_views
from cogs.care.plan_doors import PlanDoors
from cogs.care.sharing_views import SharingDoors
from cogs.care.summary_views import SummaryDoors
from cogs.shared.answers import answer
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.words import command_text


class CareCog(commands.Cog):
    def __init__(self, app: App, plans: PlanDoors, sharing: SharingDoors, summaries: SummaryDoors) -> None:
        self.app = app
        self.summaries = summaries
        self.sharing = sharing
        self.plans = plans

    @app_commands.command(name="tools", description=command_text("Small tools for a hard moment; only you see them"))
    @app_commands.guild_only()
    async def tools(self, interaction: discord.Interaction[Any]) -> None:
        await answer(interaction, tool_views.menu(words_of(interaction)))

    @app_commands.command(name="my-plan", description=command_text("Your own plan for hard times; only you see it"))
    @app_commands.guild_only()
    async def my_plan(self, interaction: discord.Interaction[Any]) -> None:
        await self.plans.show_plan(interaction)

    @app_commands.command(
        name="care-card", description=command_text("What you would like a responder to know in a hard moment")
    )
    @app_commands.guild_only()
    async def care_card(self, interaction: discord.Interaction[Any]) -> None:
        await self.plans.show_card(interaction)

    @app_commands.command(
        name="share", description=command_text("Post something behind a content note; readers open it one by one")
    )
    @app_commands.guild_only()
    async def share(self, interaction: discord.Interaction[Any]) -> None:
        await self.sharing.begin(interaction)

    @app_commands.command(
        name="heads-up", description=command_text("What you want to be warned of before you read; only you see it")
    )
    @app_commands.guild_only()
    async def heads_up(self, interaction: discord.Interaction[Any]) -> None:
        await self.sharing.show_heads_up(interaction)

    @app_commands.command(
        name="summary", description=command_text("A page of your own notes, to print and take to a doctor")
    )
    @app_commands.guild_only()
    async def summary(self, interaction: discord.Interaction[Any]) -> None:
        await self.summaries.begin(interaction)
