"""Those who ask for someone: what is posted, what is listed, and the doors behind the buttons."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import discord

from cogs.checkins import actions, caring, text, text_caring
from cogs.checkins.caring import Call, Heard
from cogs.checkins.facts import keeps_it
from cogs.checkins.say import CALLING, LISTENER, UNKEPT
from cogs.checkins.views import Shared
from cogs.shared.answers import Text, answer
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.failures import UserError
from cogs.shared.people_here import here_and_well, names_of
from cogs.shared.said import Kind, Said
from cogs.shared.ui import Press, custom_id
from cogs.shared.words import Words, words_for
from storage.circles import CircleStore
from storage.members import MemberStore
from storage.records.checkins import Answer, Attention, Prompt, Visibility
from storage.records.circles import Circle
from storage.records.outbox import OutboxRow
from storage.servers import ServerStore

LISTED = 8
MOST_TEXT, SHORTEST_DAY = 3600, 300  # Discord allows 4,000 characters in a message


def _write_to_them(w: Words, answer_id: int) -> discord.ui.Button[Any]:
    return discord.ui.Button(
        label=w("I will write to them"),
        style=discord.ButtonStyle.primary,
        custom_id=custom_id("checkins", "met", answer_id),
    )


class Calling(discord.ui.LayoutView):
    def __init__(self, w: Words, sentences: Sequence[str], answer_id: int) -> None:
        super().__init__(timeout=None)
        self.add_item(discord.ui.TextDisplay("\n".join(sentences)))
        self.add_item(discord.ui.ActionRow(_write_to_them(w, answer_id)))


class Waiting(discord.ui.LayoutView):
    """Everyone who waits for an answer, longest first."""

    def __init__(self, w: Words, calls: Sequence[Call], names: Mapping[int, str]) -> None:
        super().__init__(timeout=None)
        box = discord.ui.Container[Waiting](discord.ui.TextDisplay("## " + w("Waiting for somebody")))
        here = [call for call in calls if call.answer.member_id in names]
        for call in here[:LISTED]:
            line = text_caring.call_line(w, names[call.answer.member_id], call.circle, call.answer)
            box.add_item(discord.ui.Section(line, accessory=_write_to_them(w, call.answer.answer_id)))
        if not here:
            box.add_item(discord.ui.TextDisplay(text_caring.nobody_waits(w)))
        self.add_item(box)


class KeptAnswers(discord.ui.LayoutView):
    """What keepers may see of the last askings, for one keeper alone."""

    def __init__(
        self,
        w: Words,
        circle: Circle,
        days: Sequence[tuple[Prompt, Sequence[Answer]]],
        names: Mapping[int, str],
    ) -> None:
        super().__init__(timeout=None)
        room = MOST_TEXT
        box = discord.ui.Container[KeptAnswers](discord.ui.TextDisplay(text_caring.answers_heading(w, circle)))
        for prompt, answers in days:
            said = "\n".join(text_caring.answers_of_day(w, prompt, answers, names))
            if len(said) > room:
                said = said[:room].rpartition("\n")[0] + "\n" + w("There is more than fits here.")
            box.add_item(discord.ui.TextDisplay(said))
            room -= len(said)
            if room < SHORTEST_DAY:
                break
        self.add_item(box)


class CaringDoors:
    def __init__(self, app: App) -> None:
        self.app = app

    def register(self) -> None:
        self.app.router.on("checkins", "met", self.met)
        self.app.delivery.register(Kind(CALLING, self.calling))
        self.app.delivery.register(Kind(LISTENER, self.listener))
        self.app.delivery.register(Kind(UNKEPT, self.unkept))

    async def met(self, press: Press) -> None:
        w, who = words_of(press.interaction), press.interaction.user.id
        if press.interaction.guild_id is None:
            call = await caring.call_anywhere(self.app.database, press.row_id, who)
        else:
            call = await caring.call_of(self.app.database, press.guild_id, press.row_id)
            call = call if call is not None and await self._may(press, call) else None
        if call is None or call.answer.attention is Attention.NONE or call.answer.member_id == who:
            raise UserError(text_caring.already_met(w))
        guild_id = call.answer.guild_id
        await caring.somebody_answers(self.app.database, guild_id, press.row_id, self.app.clock.now())
        self.app.delivery.wake()
        names = await names_of(self.app, guild_id, [call.answer.member_id])
        name = names.get(call.answer.member_id, w("this member"))
        await answer(press.interaction, text_caring.thanks_for_writing(w, name, call.answer.member_id))

    async def calling(self, row: OutboxRow, now: datetime) -> Said | None:
        """In the channel; only while it is still shared there."""
        call = await self._call(row)
        if call is None or call.answer.visibility is not Visibility.CIRCLE:
            return None if row.edits_message_id is None else await self._over(row, None)
        if call.answer.attention is Attention.MET:
            return None if row.edits_message_id is None else await self._over(row, call)
        names = await names_of(self.app, call.answer.guild_id, [call.answer.member_id])
        if call.answer.attention is not Attention.OFFERED or not names:
            return None
        w = await self._words(row, None)
        said = text_caring.calling(w, names[call.answer.member_id], call.answer)
        return Said(Calling(w, [said], call.answer.answer_id), plain=said)

    async def listener(self, row: OutboxRow, now: datetime) -> Said | None:
        """To one who still keeps the circle or listens there; not any more when somebody has answered. It may have
        waited for days for their next press."""
        answer_id = row.arguments["answer_id"]
        assert isinstance(answer_id, int)
        assert row.guild_id is not None
        call = await caring.call_for(self.app.database, row.guild_id, answer_id, row.target_id)
        if call is None or call.answer.attention is not Attention.OFFERED:
            return None
        guild_id = call.answer.guild_id
        names = await names_of(self.app, guild_id, [call.answer.member_id])
        if not names or not await here_and_well(self.app, guild_id, row.target_id):
            return None
        w = await self._words(row, row.target_id)
        lines = text_caring.listener(w, names[call.answer.member_id], call.circle, call.answer)
        return Said(Calling(w, lines, call.answer.answer_id), plain="\n".join(lines))

    async def unkept(self, row: OutboxRow, now: datetime) -> Said | None:
        """To those who look after the server, while nobody has answered and only keepers may know."""
        call = await self._call(row)
        if call is None or call.answer.attention is not Attention.OFFERED:
            return None
        w = await self._words(row, None)
        said = text_caring.unkept(w, call.circle)
        return Said(Text(said), plain=said)

    async def message(self, message: discord.Message) -> None:
        """What people write under a question, or to somebody who asks for someone."""
        if message.guild is None or message.author.bot:
            return
        reference = None if message.reference is None else message.reference.message_id
        thread = message.channel.id if isinstance(message.channel, discord.Thread) else None
        names = tuple(user.id for user in message.mentions)
        if reference is None and thread is None and not names:
            return
        now = self.app.clock.now()
        under = [found for found in (thread, reference) if found is not None]
        who = message.author.id
        if under and await actions.answer_in_words(self.app.database, message.guild.id, under, message.id, who, now):
            self.app.schedule.wake("checkins.summaries")
            self.app.delivery.wake()
        heard = Heard(message.guild.id, message.channel.id, message.author.id, reference, names)
        if await caring.heard(self.app.database, heard, now):
            self.app.delivery.wake()

    async def deleted(self, payload: discord.RawMessageDeleteEvent) -> None:
        """What somebody typed as their answer is theirs to delete."""
        if payload.guild_id is None:
            return
        now = self.app.clock.now()
        if await actions.typed_words_deleted(self.app.database, payload.guild_id, payload.message_id, now):
            self.app.delivery.wake()

    async def _may(self, press: Press, call: Call) -> bool:
        """Those who could see the call: the circle for what was shared with it, keepers for the rest."""
        if await keeps_it(self.app, press.interaction, call.circle):
            return True
        if call.answer.visibility is not Visibility.CIRCLE:
            return False
        async with self.app.database.reading() as work:
            store = CircleStore(work)
            inside = await store.membership(press.guild_id, call.circle.circle_id, press.interaction.user.id)
        return inside is not None

    async def _over(self, row: OutboxRow, call: Call | None) -> Said:
        w = await self._words(row, None)
        said = text.no_longer_shared(w)
        if call is not None:
            names = await names_of(self.app, call.answer.guild_id, [call.answer.member_id])
            said = text_caring.met(w, names.get(call.answer.member_id, w("them")))
        return Said(Shared(said), plain=said)

    async def _call(self, row: OutboxRow) -> Call | None:
        answer_id = row.arguments["answer_id"]
        assert isinstance(answer_id, int)
        assert row.guild_id is not None
        return await caring.call_of(self.app.database, row.guild_id, answer_id)

    async def _words(self, row: OutboxRow, member_id: int | None) -> Words:
        assert row.guild_id is not None
        async with self.app.database.reading() as work:
            member = None if member_id is None else await MemberStore(work).get(row.guild_id, member_id)
            server = await ServerStore(work).get(row.guild_id)
        if member is not None and member.locale is not None:
            return words_for(member.locale)
        return words_for(None if server is None else server.locale)
