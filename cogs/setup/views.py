"""The set-up panel: what is chosen, what is missing, and the next press."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import discord

from cogs.setup import actions, rules, text
from cogs.setup.guild_facts import WATCHABLE, advice, channel_problems, seen, watchable
from cogs.shared.answers import Text, answer, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.rights import is_organiser
from cogs.shared.said import Kind, Said
from cogs.shared.ui import Press, custom_id
from cogs.shared.words import Words, words_for
from storage.records.outbox import OutboxRow, State
from storage.records.servers import Server
from storage.servers import ServerStore
from storage.work import Work

_ROOM = 3500  # characters of the panel and what is wrong; Discord takes 4,000 of one message, the rest is below


class Panel(discord.ui.LayoutView):
    def __init__(self, w: Words, server: Server, problems: Sequence[str] = (), soon: Sequence[int] = ()) -> None:
        """`soon`: channels that are watched as soon as their notice is posted."""
        super().__init__(timeout=None)
        body = discord.ui.TextDisplay[Panel]("\n".join([w("## Setting up this server"), *text.panel(w, server, soon)]))
        box = discord.ui.Container[Panel](body)
        if problems:
            box.add_item(discord.ui.Separator())
            box.add_item(discord.ui.TextDisplay(text.as_many_as_fit(w, problems, _ROOM - len(body.content))))
        box.add_item(discord.ui.Separator())
        box.add_item(discord.ui.TextDisplay(w("Who is reached last, when nobody else answers? Up to five people.")))
        box.add_item(
            discord.ui.ActionRow(
                discord.ui.UserSelect(
                    custom_id=custom_id("setup", "organisers"),
                    placeholder=w("Choose organisers"),
                    min_values=1,
                    max_values=rules.MOST_ORGANISERS,
                    default_values=[
                        discord.SelectDefaultValue(id=m, type=discord.SelectDefaultValueType.user)
                        for m in server.organiser_ids
                    ],
                )
            )
        )
        box.add_item(discord.ui.TextDisplay(text.ask_watched(w)))
        watch = _channels("watched", w("Choose watched channels"), (*WATCHABLE, discord.ChannelType.category))
        box.add_item(discord.ui.ActionRow(watch))
        if server.watched or soon:
            box.add_item(discord.ui.ActionRow(_channels("unwatch", w("Stop watching channels"), WATCHABLE)))
        test: discord.ui.Button[Panel] = discord.ui.Button(
            label=w("Send a test alert"), style=discord.ButtonStyle.primary, custom_id=custom_id("setup", "test")
        )
        check: discord.ui.Button[Panel] = discord.ui.Button(
            label=w("Check again"), style=discord.ButtonStyle.secondary, custom_id=custom_id("setup", "check")
        )
        new: discord.ui.Button[Panel] = discord.ui.Button(
            label=text.new_channels_button(w, server),
            style=discord.ButtonStyle.secondary,
            custom_id=custom_id("setup", "new_channels", "off" if server.watch_new_from else "on"),
        )
        box.add_item(discord.ui.ActionRow(test, check, new))
        self.add_item(box)


def _channels(verb: str, placeholder: str, kinds: Sequence[discord.ChannelType]) -> "discord.ui.ChannelSelect[Panel]":
    """Nothing is chosen beforehand: a choice adds or takes away, and never does both by what it leaves out."""
    return discord.ui.ChannelSelect(
        custom_id=custom_id("setup", verb),
        placeholder=placeholder,
        channel_types=list(kinds),
        max_values=25,
    )


class WatchedNotice(discord.ui.LayoutView):
    def __init__(self, w: Words) -> None:
        super().__init__(timeout=None)
        self.add_item(discord.ui.Container(*[discord.ui.TextDisplay[WatchedNotice](s) for s in text.watched_notice(w)]))


def panel(
    interaction: discord.Interaction[Any], server: Server, soon: Sequence[int] = (), *, out_of_step: int = 0
) -> Panel:
    """`out_of_step`: how many commands did not fit what this bot knows."""
    w = words_of(interaction)
    here = None if interaction.guild is None else seen(interaction.guild)
    problems = [] if here is None else [*channel_problems(w, here, server), *advice(w, here)]
    if out_of_step:
        problems.append(text.out_of_step(w, out_of_step))
    return Panel(w, server, problems, soon)


class SetupDoors:
    """The presses of the panel, and the notice that a channel is watched."""

    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        self.app.router.on("setup", "organisers", self.organisers)
        self.app.router.on("setup", "watched", self.watched)
        self.app.router.on("setup", "unwatch", self.unwatch)
        self.app.router.on("setup", "new_channels", self.new_channels)
        self.app.router.on("setup", "test", self.test)
        self.app.router.on("setup", "check", self.check)
        self.app.delivery.register(Kind(actions.WATCHED_NOTICE, self.render_watched, settled=self._notice_settled))
        self.app.delivery.register(Kind(actions.NOT_WATCHED, self.render_not_watched))

    async def organisers(self, press: Press) -> None:
        _only_organisers(press)
        chosen = [int(value) for value in press.values]
        if len(chosen) > rules.MOST_ORGANISERS:
            raise UserError(text.too_many(words_of(press.interaction), rules.MOST_ORGANISERS))
        saved = await actions.choose_organisers(self.app.database, press.guild_id, chosen, self.app.clock.now())
        await _show(press, None if saved is None else saved.server)

    async def watched(self, press: Press) -> None:
        _only_organisers(press)
        server = await self._server(press.guild_id)
        chosen = watchable(press.interaction.guild, [int(value) for value in press.values])
        if server is not None:
            chosen = {c for c in chosen if c not in (server.alert_channel_id, server.second_channel_id)}
        if not chosen:
            raise UserError(text.nothing_to_watch(words_of(press.interaction)))
        saved = await actions.watch_also(self.app.database, press.guild_id, sorted(chosen), self.app.clock.now())
        self.app.delivery.wake()
        await _show(press, None if saved is None else saved.server, () if saved is None else saved.newly_watched)

    async def unwatch(self, press: Press) -> None:
        _only_organisers(press)
        chosen = [int(value) for value in press.values]
        saved = await actions.stop_watching(self.app.database, press.guild_id, chosen, self.app.clock.now())
        await _show(press, None if saved is None else saved.server)

    async def new_channels(self, press: Press) -> None:
        _only_organisers(press)
        if press.row not in ("on", "off"):
            raise ValueError("not a choice of ours")
        saved = await actions.choose_new_channels(
            self.app.database, press.guild_id, watched=press.row == "on", now=self.app.clock.now()
        )
        await _show(press, None if saved is None else saved.server)

    async def test(self, press: Press) -> None:
        _only_organisers(press)
        w = words_of(press.interaction)
        server = await self._server(press.guild_id)
        if server is None or server.alert_channel_id is None:
            raise UserError(text.not_set_up(w))
        await actions.want_test(self.app.database, press.guild_id, press.interaction.user.id, self.app.clock.now())
        self.app.events.wake()
        await answer(press.interaction, text.test_sent(w, server.alert_channel_id))

    async def check(self, press: Press) -> None:
        _only_organisers(press)
        await _show(press, await self._server(press.guild_id))

    async def render_watched(self, row: OutboxRow, now: datetime) -> Said | None:
        server = None if row.guild_id is None else await self._server(row.guild_id)
        if server is None or not (row.arguments.get("first") or server.watches(row.target_id)):
            return None
        w = words_for(server.locale)
        return Said(WatchedNotice(w), plain=text.lines(text.watched_notice(w)))

    async def render_not_watched(self, row: OutboxRow, now: datetime) -> Said | None:
        server = None if row.guild_id is None else await self._server(row.guild_id)
        line = text.not_watched(words_for(None if server is None else server.locale), str(row.arguments["channel"]))
        return Said(Text(line), line)

    async def _notice_settled(self, work: Work, row: OutboxRow, state: State, now: datetime) -> None:
        is_forum = isinstance(self.app.get_channel(row.target_id), discord.ForumChannel)
        await actions.notice_settled(work, row, state, now, is_forum=is_forum)

    async def _server(self, guild_id: int) -> Server | None:
        async with self.app.database.reading() as work:
            return await ServerStore(work).get(guild_id)


async def _show(press: Press, server: Server | None, soon: Sequence[int] = ()) -> None:
    if server is None:
        raise UserError(text.not_set_up(words_of(press.interaction)))
    await redraw(press.interaction, panel(press.interaction, server, soon))


def _only_organisers(press: Press) -> None:
    if not is_organiser(press.interaction):
        w = words_of(press.interaction)
        raise UserError(w("Only people with “Manage Server” can change this."))
