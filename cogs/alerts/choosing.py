"""Doors for a server's own choices about alerts: `/alerts routing`."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import discord
from discord import app_commands

from cogs.alerts import text_choosing, views
from cogs.alerts.matching.findings import Severity
from cogs.alerts.policy import POLICIES, Repeat, choices, suggested
from cogs.alerts.text_choosing import CATEGORIES, SEVERITIES
from cogs.shared.answers import Text, answer, ask
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.reachable import Step, lacking, unreachable
from cogs.shared.rights import is_organiser, is_responder
from cogs.shared.ui import Press
from cogs.shared.webhook import WebhookError, is_webhook, post_to_webhook
from cogs.shared.words import Words, command_text, words_for
from storage.alert_settings import AlertSettingsStore
from storage.records.servers import ChannelMode, Server
from storage.servers import ServerStore

Interaction = discord.Interaction[Any]

_NEEDS = {
    "urgent": (Step.ALERT_CHANNEL, Step.RESPONDERS, Step.MODERATORS, Step.ORGANISERS),
    "soon": (Step.ALERT_CHANNEL, Step.RESPONDERS, Step.MODERATORS),
    "queue": (Step.ALERT_CHANNEL, Step.RESPONDERS),
    "count": (),
}
CATEGORY_NAMES = [
    app_commands.Choice(name=command_text("Suicide"), value="suicide"),
    app_commands.Choice(name=command_text("Self-harm"), value="self_harm"),
    app_commands.Choice(name=command_text("Overdose"), value="overdose"),
    app_commands.Choice(name=command_text("Use or craving"), value="relapse"),
    app_commands.Choice(name=command_text("Getting or selling drugs"), value="drug_sourcing"),
    app_commands.Choice(name=command_text("Abuse or violence"), value="abuse"),
    app_commands.Choice(name=command_text("Eating"), value="eating_disorder"),
    app_commands.Choice(name=command_text("Harassment"), value="harassment"),
    app_commands.Choice(name=command_text("Worry about somebody else"), value="third_person"),
    app_commands.Choice(name=command_text("Somebody asks for a human"), value="asked"),
    app_commands.Choice(name=command_text("A reported message"), value="report"),
    app_commands.Choice(name=command_text("Somebody is worried about a person"), value="worried"),
]
SEVERITY_NAMES = [
    app_commands.Choice(name=command_text("Critical"), value=Severity.CRITICAL.word),
    app_commands.Choice(name=command_text("High"), value=Severity.HIGH.word),
    app_commands.Choice(name=command_text("Medium"), value=Severity.MEDIUM.word),
]
_POLICY_NAMES = [
    app_commands.Choice(name=command_text("Ask until somebody answers, organisers last"), value="urgent"),
    app_commands.Choice(name=command_text("Ask responders and moderators"), value="soon"),
    app_commands.Choice(name=command_text("To the alert channel, no ping; responders after an hour"), value="queue"),
    app_commands.Choice(name=command_text("Only count"), value="count"),
    app_commands.Choice(name=command_text("As suggested"), value="suggested"),
]
_MODES = [
    app_commands.Choice(name=command_text("As everywhere"), value=ChannelMode.NORMAL.value),
    app_commands.Choice(
        name=command_text("Sensitive: everything counts one level more"), value=ChannelMode.SENSITIVE.value
    ),
    app_commands.Choice(
        name=command_text("For venting: only what is high or critical"), value=ChannelMode.VENTING.value
    ),
    app_commands.Choice(name=command_text("Off: only what is critical"), value=ChannelMode.OFF.value),
]


class AnyPlace(app_commands.Transformer):
    """Where people can write. discord.py's own word for a forum also names a kind of channel that Discord's
    specification does not know here."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        kinds = discord.ChannelType
        return [kinds.text, kinds.news, kinds.voice, kinds.stage_voice, kinds.forum]

    async def transform(self, interaction: Interaction, value: Any, /) -> discord.abc.Snowflake:
        return value


Place = app_commands.Transform[discord.abc.Snowflake, AnyPlace]


Remember = Callable[[int, Mapping[tuple[str, int], str], Repeat], None]


def add_routing_commands(group: app_commands.Group, app: App, remember: Remember) -> None:
    """Add `/alerts routing`. `remember` keeps a choice for the hour in which the database cannot be read."""
    routing = app_commands.Group(
        name="routing", description=command_text("Who is asked for what, and how often"), parent=group
    )
    _show(routing, app)
    _set(routing, app, remember)
    _pace(routing, app, remember)
    _options(routing, app)
    _hook(routing, app)
    _channel(routing, app)


def _show(group: app_commands.Group, app: App) -> None:
    @group.command(name="show", description=command_text("The table of who is asked for what"))
    async def show(interaction: Interaction) -> None:
        w, server = await enter(app, interaction, change=False)
        async with app.database.reading() as work:
            store = AlertSettingsStore(work)
            routes, chosen = await store.routes(server.guild_id), await store.get(server.guild_id)
        await answer(interaction, Text("\n".join(text_choosing.table(w, routes, chosen))))


def _set(group: app_commands.Group, app: App, remember: Remember) -> None:
    @group.command(name="set", description=command_text("Choose who is asked for one category and severity"))
    @app_commands.describe(
        category=command_text("What it is about"),
        severity=command_text("How grave it is"),
        how=command_text("Who is asked"),
    )
    @app_commands.choices(category=CATEGORY_NAMES, severity=SEVERITY_NAMES, how=_POLICY_NAMES)
    async def choose(interaction: Interaction, category: str, severity: str, how: str) -> None:
        w, server = await enter(app, interaction, change=True)
        level = next((one for one in SEVERITIES if one.word == severity), None)
        if level is None or category not in CATEGORIES or how not in (*POLICIES, "suggested"):
            raise UserError(w("Please pick one from the list."))
        policy = suggested(category, level) if how == "suggested" else how
        if policy not in choices(level):
            raise UserError(text_choosing.not_for(w, level))
        await _refuse_what_reaches_nobody(app, interaction, w, server, policy)
        async with app.database.transaction() as work:
            own = None if how == "suggested" else policy
            store = AlertSettingsStore(work)
            await store.route(server.guild_id, category, int(level), own)
            table, chosen = await store.routes(server.guild_id), await store.get(server.guild_id)
        remember(server.guild_id, table, Repeat(chosen.repeat_every, chosen.repeat_times))
        await answer(interaction, text_choosing.routed(w, category, level, policy))


def _pace(group: app_commands.Group, app: App, remember: Remember) -> None:
    @group.command(name="pace", description=command_text("How often people are asked again"))
    @app_commands.describe(
        times=command_text("How often everybody is asked again after the last step"),
        minutes=command_text("How many minutes apart"),
        still_there=command_text("After how many quiet minutes the holder of a case is asked"),
    )
    async def pace(
        interaction: Interaction,
        times: app_commands.Range[int, 0, 12] | None = None,
        minutes: app_commands.Range[int, 5, 120] | None = None,
        still_there: app_commands.Range[int, 5, 240] | None = None,
    ) -> None:
        w, server = await enter(app, interaction, change=True)
        async with app.database.transaction() as work:
            store = AlertSettingsStore(work)
            old = await store.get(server.guild_id)
            chosen = replace(
                old,
                repeat_times=old.repeat_times if times is None else times,
                repeat_every=old.repeat_every if minutes is None else minutes * 60,
                hold_for=old.hold_for if still_there is None else still_there * 60,
            )
            await store.save(server.guild_id, chosen, app.clock.now())
            table = await store.routes(server.guild_id)
        remember(server.guild_id, table, Repeat(chosen.repeat_every, chosen.repeat_times))
        await answer(interaction, Text("\n".join(text_choosing.pace(w, chosen))))


def _options(group: app_commands.Group, app: App) -> None:
    @group.command(name="options", description=command_text("What the person is told, and whether webhooks are read"))
    @app_commands.describe(
        tell_person=command_text("When nobody answers, tell the person so privately, with helplines"),
        webhooks=command_text("Look at what webhooks post as well"),
        weekly_report=command_text("A report each week to the organisers"),
    )
    async def options(
        interaction: Interaction,
        tell_person: bool | None = None,
        webhooks: bool | None = None,
        weekly_report: bool | None = None,
    ) -> None:
        w, server = await enter(app, interaction, change=True)
        async with app.database.transaction() as work:
            store = AlertSettingsStore(work)
            old = await store.get(server.guild_id)
            chosen = replace(
                old,
                tell_member=old.tell_member if tell_person is None else tell_person,
                webhooks=old.webhooks if webhooks is None else webhooks,
                report=old.report if weekly_report is None else weekly_report,
            )
            await store.save(server.guild_id, chosen, app.clock.now())
        await answer(interaction, Text("\n".join(text_choosing.pace(w, chosen))))


def _channel(group: app_commands.Group, app: App) -> None:
    @group.command(name="channel", description=command_text("How closely a watched channel is looked at"))
    @app_commands.describe(
        channel=command_text("A channel that is watched"), how=command_text("What counts there as an alert")
    )
    @app_commands.choices(how=_MODES)
    async def weigh(interaction: Interaction, channel: Place, how: str) -> None:
        w, server = await enter(app, interaction, change=True)
        if how not in {mode.value for mode in ChannelMode}:
            raise UserError(w("Please pick one from the list."))
        async with app.database.transaction() as work:
            known = await ServerStore(work).weigh(server.guild_id, channel.id, ChannelMode(how))
        if not known:
            raise UserError(text_choosing.not_watched(w, channel.id))
        await answer(interaction, text_choosing.weighed(w, channel.id, ChannelMode(how)))


def _hook(group: app_commands.Group, app: App) -> None:
    @group.command(name="webhook", description=command_text("A way to your people that works when I may not write"))
    async def webhook(interaction: Interaction) -> None:
        w, _ = await enter(app, interaction, change=True)
        await ask(interaction, views.webhook_form(w))

    async def chosen(press: Press) -> None:
        w, server = await enter(app, press.interaction, change=True)
        address = press.text("address")
        if address:
            if not is_webhook(address, app.config.discord.api_base):
                raise UserError(text_choosing.no_webhook(w))
            try:
                await post_to_webhook(address, text_choosing.webhook_test(words_for(server.locale)))
            except WebhookError as error:
                raise UserError(text_choosing.webhook_refused(w)) from error
        async with app.database.transaction() as work:
            await AlertSettingsStore(work).keep_hook(server.guild_id, address or None, app.clock.now())
        await answer(press.interaction, text_choosing.webhook_kept(w, kept=bool(address)))

    app.router.on("alerts", "webhook", chosen)


async def enter(app: App, interaction: Interaction, *, change: bool) -> tuple[Words, Server]:
    """The server, for an organiser; without `change` for whoever works on alerts as well."""
    w = words_of(interaction)
    async with app.database.reading() as work:
        server = None if interaction.guild_id is None else await ServerStore(work).get(interaction.guild_id)
    if server is None:
        raise UserError(w("This server has not been set up yet. Please use /setup server first."))
    if not (is_organiser(interaction) or (not change and is_responder(interaction, server))):
        raise UserError(w("Only people with “Manage Server” can change this."))
    return w, server


async def _refuse_what_reaches_nobody(
    app: App, interaction: Interaction, w: Words, server: Server, policy: str
) -> None:
    guild = interaction.guild
    if guild is None:
        return
    empty = await unreachable(
        app,
        guild,
        alert_channel_id=server.alert_channel_id,
        responder_role_id=server.responder_role_id,
        moderator_role_id=server.moderator_role_id,
        organiser_ids=server.organiser_ids,
    )
    for step in _NEEDS[policy]:
        if step in empty:
            raise UserError(lacking(w, step) + " " + w("Nothing was changed."))
