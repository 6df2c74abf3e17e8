"""Doors for sharing: the form, the posted note with “Read”, the warning, and taking it back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import discord

from cogs.care import sharing, text_sharing, tool_views
from cogs.care.sharing import SHARE, TOPICS, Draft
from cogs.care.tool_doors import ToolDoors
from cogs.care.tool_views import Step, button, in_rows
from cogs.shared.answers import Text, answer, ask, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.quoting import plain_name
from cogs.shared.rights import is_moderator, is_responder
from cogs.shared.said import Kind, Said
from cogs.shared.scanning import scan_for_member
from cogs.shared.ui import Press, custom_id
from cogs.shared.words import Words, words_for
from storage.care import CareStore
from storage.events import EventStore
from storage.records.care import Cautions, Share
from storage.records.outbox import OutboxRow, State
from storage.servers import ServerStore
from storage.shares import ShareStore
from storage.work import Work

POSTED = "member.text_posted"


class SharingDoors:
    def __init__(self, app: App, tools: ToolDoors) -> None:
        self.app = app
        self.tools = tools

    def register(self) -> None:
        for verb, door in (
            ("share_form", self.form),
            ("shared", self.shared),
            ("read", self.read),
            ("read_anyway", self.read_anyway),
            ("leave_it", self.leave_it),
            ("share_back", self.take_back),
            ("heads_up", self.heads_up),
            ("heads_up_form", self.heads_up_form),
            ("heads_up_wrote", self.heads_up_wrote),
        ):
            self.app.router.on("care", verb, door)
        self.app.delivery.register(Kind(SHARE, self.render, settled=self.settled))

    async def begin(self, interaction: discord.Interaction[Any]) -> None:
        """The command: what will happen, before a word is written."""
        w = words_of(interaction)
        if not _may_write(interaction):
            raise UserError(w("You cannot write in this channel. Please choose another one."))
        said = [
            w("### Share something with care"),
            w("I post who you are, if you like, and what it is about. The words open for one reader at a time."),
            w("You can leave your name out for members. Moderators can always see it. What you share is looked at "
              "like any message of yours here."),
        ]  # fmt: skip
        await answer(interaction, Step(said, in_rows(button(w("Write it"), "share_form"))))

    async def form(self, press: Press) -> None:
        await ask(press.interaction, share_form(words_of(press.interaction)))

    async def shared(self, press: Press) -> None:
        w, interaction, now = words_of(press.interaction), press.interaction, self.app.clock.now()
        if not _may_write(interaction) or interaction.channel_id is None:
            raise UserError(w("You cannot write in this channel. Please choose another one."))
        draft = Draft(
            guild_id=press.guild_id,
            channel_id=interaction.channel_id,
            member_id=interaction.user.id,
            words=press.text("words")[:1500],
            note=press.text("note")[:150],
            topics=press.fields.get("topics", ()),
            anonymous=press.text("name") == "no",
        )
        async with self.app.database.reading() as work:
            why = await sharing.refusal(work, draft, now)
        if why is not None:
            raise UserError(text_sharing.not_shared(w, why))
        found = await scan_for_member(draft.guild_id, draft.member_id, draft.channel_id, draft.text)
        async with self.app.database.transaction() as work:
            share = await sharing.post(work, draft, now)
        self.app.delivery.wake()
        await redraw(interaction, Text("\n".join(text_sharing.shared(w, share))))
        if found is not None and found.urgent:
            await answer(interaction, tool_views.told_and_urgent(w))

    async def render(self, row: OutboxRow, now: datetime) -> Said | None:
        assert row.guild_id is not None
        async with self.app.database.reading() as work:
            share = await ShareStore(work).get(row.guild_id, int(str(row.arguments["share"])))
            server = await ServerStore(work).get(row.guild_id)
        if share is None or (share.withdrawn_at is not None and row.edits_message_id is None):
            return None
        w = words_for(None if server is None else server.locale)
        lines = text_sharing.posted(w, share, None if share.anonymous else self._name(share))
        rows = [] if share.withdrawn_at else in_rows(button(w("Read"), "read", share.share_id))
        return Said(Step(lines, rows), "\n".join(lines))

    async def settled(self, work: Work, row: OutboxRow, state: State, now: datetime) -> None:
        """Note where it stands; what was found in it belongs to that message from now on."""
        if state is not State.DELIVERED or row.edits_message_id is not None or row.guild_id is None:
            return
        if row.channel_id is None or row.message_id is None:
            return
        store, share_id = ShareStore(work), int(str(row.arguments["share"]))
        await store.posted(row.guild_id, share_id, row.channel_id, row.message_id)
        share = await store.get(row.guild_id, share_id)
        if share is None:
            return
        where = {"channel_id": row.channel_id, "message_id": row.message_id}
        await EventStore(work).add(POSTED, share.guild_id, share.member_id, where, now)
        if share.withdrawn_at is not None:
            await sharing.take_back(work, share, now)

    async def read(self, press: Press) -> None:
        """The reader's own list comes first; the author and the words follow a second press."""
        w, share = words_of(press.interaction), await self._share(press)
        async with self.app.database.reading() as work:
            cautions = await CareStore(work).cautions(press.guild_id, press.interaction.user.id)
        found = [] if share.member_id == press.interaction.user.id else sharing.matches(cautions, share)
        if found:
            anyway = button(w("Read it anyway"), "read_anyway", share.share_id)
            leave = button(w("Leave it"), "leave_it", "", discord.ButtonStyle.primary)
            await answer(press.interaction, Step(text_sharing.warned(w, found), in_rows(leave, anyway)))
            return
        await answer(press.interaction, await self._opened(press, w, share))

    async def read_anyway(self, press: Press) -> None:
        share = await self._share(press)
        await redraw(press.interaction, await self._opened(press, words_of(press.interaction), share))

    async def leave_it(self, press: Press) -> None:
        await redraw(press.interaction, Text(words_of(press.interaction)("All right.")))

    async def take_back(self, press: Press) -> None:
        w, share = words_of(press.interaction), await self._share(press)
        if share.member_id != press.interaction.user.id:
            raise UserError(w("Only the person who shared it can take it back."))
        async with self.app.database.transaction() as work:
            await sharing.take_back(work, share, self.app.clock.now())
        self.app.delivery.wake()
        await redraw(press.interaction, Text(w("It is taken back. The words are gone.")))

    async def heads_up(self, press: Press) -> None:
        await self.show_heads_up(press.interaction)

    async def show_heads_up(self, interaction: discord.Interaction[Any]) -> None:
        w = words_of(interaction)
        cautions = await self._cautions(interaction)
        change = button(w("Change the list"), "heads_up_form", "", discord.ButtonStyle.primary)
        await answer(interaction, Step(text_sharing.heads_up(w, cautions), in_rows(change)))

    async def heads_up_form(self, press: Press) -> None:
        if await self.tools.has_said_yes(press, "heads_up"):
            cautions = await self._cautions(press.interaction)
            await ask(press.interaction, cautions_form(words_of(press.interaction), cautions))

    async def heads_up_wrote(self, press: Press) -> None:
        if not await self.tools.has_said_yes(press, "heads_up"):
            return
        topics = tuple(topic for topic in press.fields.get("topics", ()) if topic in TOPICS)
        cautions = Cautions(topics, sharing.own_words(press.text("own")))
        async with self.app.database.transaction() as work:
            who, now = press.interaction.user.id, self.app.clock.now()
            await sharing.keep_cautions(work, press.guild_id, who, cautions, now)
        w = words_of(press.interaction)
        await redraw(press.interaction, Step(text_sharing.heads_up(w, cautions)))

    async def _opened(self, press: Press, w: Words, share: Share) -> Step:
        author = None
        if share.anonymous and await self._looks_after(press):
            author = f"<@{share.member_id}>"
        mine = share.member_id == press.interaction.user.id
        rows = in_rows(button(w("Take it back"), "share_back", share.share_id)) if mine else []
        return Step(text_sharing.words(w, share, author), rows)

    async def _looks_after(self, press: Press) -> bool:
        async with self.app.database.reading() as work:
            server = await ServerStore(work).get(press.guild_id)
        return server is not None and (
            is_moderator(press.interaction, server) or is_responder(press.interaction, server)
        )

    async def _share(self, press: Press) -> Share:
        async with self.app.database.reading() as work:
            share = await ShareStore(work).get(press.guild_id, press.row_id)
        if share is None or share.withdrawn_at is not None or not share.words:
            raise UserError(words_of(press.interaction)("Its author has taken it back."))
        return share

    async def _cautions(self, interaction: discord.Interaction[Any]) -> Cautions:
        async with self.app.database.reading() as work:
            return await CareStore(work).cautions(interaction.guild_id or 0, interaction.user.id)

    def _name(self, share: Share) -> str:
        guild = self.app.get_guild(share.guild_id)
        member = None if guild is None else guild.get_member(share.member_id)
        return "…" if member is None else plain_name(member.display_name)


def _may_write(interaction: discord.Interaction[Any]) -> bool:
    """The bot posts for nobody who could not post there themselves."""
    rights = interaction.permissions
    return rights.send_messages_in_threads if isinstance(interaction.channel, discord.Thread) else rights.send_messages


def share_form(w: Words) -> discord.ui.Modal:
    form = discord.ui.Modal(title=w("Share something with care"), timeout=None, custom_id=custom_id("care", "shared"))
    form.add_item(
        discord.ui.Label(
            text=w("Your words"),
            component=discord.ui.TextInput(custom_id="words", style=discord.TextStyle.paragraph, max_length=1500),
        )
    )
    form.add_item(_topics(w, w("What is it about?"), ()))
    form.add_item(
        discord.ui.Label(
            text=w("A note that everyone sees, if you like"),
            component=discord.ui.TextInput(custom_id="note", required=False, max_length=150),
        )
    )
    form.add_item(
        discord.ui.Label(
            text=w("Your name"),
            component=discord.ui.Select(
                custom_id="name",
                options=[
                    discord.SelectOption(label=w("Members see my name"), value="yes", default=True),
                    discord.SelectOption(label=w("Only moderators can see my name"), value="no"),
                ],
            ),
        )
    )
    return form


def cautions_form(w: Words, before: Cautions) -> discord.ui.Modal:
    form = discord.ui.Modal(
        title=w("What I want to be warned of"), timeout=None, custom_id=custom_id("care", "heads_up_wrote")
    )
    form.add_item(_topics(w, w("Topics"), before.topics))
    own: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="own",
        style=discord.TextStyle.paragraph,
        required=False,
        max_length=900,
        default=", ".join(before.own) or None,
    )
    form.add_item(discord.ui.Label(text=w("Your own words, with commas between them"), component=own))
    return form


def _topics(w: Words, label: str, chosen: Sequence[str]) -> "discord.ui.Label[Any]":
    select: discord.ui.Select[Any] = discord.ui.Select(
        custom_id="topics",
        required=False,
        min_values=0,
        max_values=len(TOPICS),
        options=[
            discord.SelectOption(label=w.marked(name), value=key, default=key in chosen) for key, name in TOPICS.items()
        ],
    )
    return discord.ui.Label(text=label, component=select)
