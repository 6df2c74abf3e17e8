"""Doors to the directory's answers, from memory; what a member asked us to remember, and to forget."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import discord

from cogs.helplines import countries
from cogs.helplines.answer_views import ANY, WATCHED_TOPICS, AnswerView, Asked, CountryAsked, remembered_words
from cogs.helplines.directory import Directory
from cogs.helplines.rules import Wish
from cogs.helplines.shelf import Shelf
from cogs.helplines.style import Markdown
from cogs.helplines.text import answer_text
from cogs.shared.answers import Text, answer, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.ui import Press
from cogs.shared.words import Words
from storage.helplines import HelplineStore
from storage.records.helplines import HelplineChoice


class Answering:
    """Answers from memory: the package's lines, the server's own, without what its moderators took out."""

    def __init__(self, app: App, directory: Directory, shelf: Shelf) -> None:
        self.app = app
        self.directory = directory
        self.shelf = shelf

    def register(self) -> None:
        self.app.router.on("helplines", "answer", self.turned)
        self.app.router.on("helplines", "answer_in", self.chosen)
        self.app.router.on("helplines", "remember", self.remember)
        self.app.router.on("helplines", "forget", self.forget)

    def view(
        self,
        w: Words,
        asked: Asked,
        guild_id: int | None,
        now: datetime,
        *,
        first: Sequence[str] = (),
        remembered: bool = False,
    ) -> AnswerView:
        found = self.directory.answer(
            asked.country,
            topic=asked.topic,
            audience=asked.audience,
            language=asked.language,
            channel=asked.channel,
            at=now,
            own=self.shelf.own(guild_id),
            hidden=self.shelf.hidden(guild_id),
        )
        emergency_id = found.emergency[0].line.id if found.emergency else None
        said = answer_text(w, found, Markdown())
        return AnswerView(
            w,
            said,
            asked,
            reporting=guild_id is not None,
            emergency_id=emergency_id,
            first=first,
            remembered=remembered,
        )

    async def say(self, interaction: discord.Interaction[Any], asked: Asked) -> None:
        view = self.view(words_of(interaction), asked, interaction.guild_id, self.app.clock.now())
        await answer(interaction, view)

    async def say_as_remembered(self, interaction: discord.Interaction[Any], wish: Wish) -> None:
        """No country was named: the one they asked us to remember, with what else they did not say now; else they are
        asked. There is no other default."""
        w, kept = words_of(interaction), await self.shelf.choice(interaction.guild_id, interaction.user.id)
        country = None if kept is None else countries.find(kept.country)
        if kept is None or country is None:
            asked = Asked(ANY, wish.topic, wish.audience, wish.language, wish.channel)
            await answer(interaction, CountryAsked(w, asked, self.directory.countries))
            return
        asked = Asked(
            country,
            wish.topic,
            wish.audience or kept.audience,
            wish.language or kept.language,
            wish.channel or kept.channel,
        )
        said = [w("As you asked me to remember: {what}.", what=remembered_words(w, asked))]
        now, guild_id = self.app.clock.now(), interaction.guild_id
        await answer(interaction, self.view(w, asked, guild_id, now, first=said, remembered=True))

    async def chosen(self, press: Press) -> None:
        rest, _, _ = press.row.rpartition(".")
        asked, interaction = Asked.unpacked(f"{next(iter(press.values), '')}.{rest}"), press.interaction
        await redraw(interaction, self.view(words_of(interaction), asked, interaction.guild_id, self.app.clock.now()))

    async def remember(self, press: Press) -> None:
        """Country, people, language and way; never the topic."""
        asked, w, now = Asked.unpacked(press.row), words_of(press.interaction), self.app.clock.now()
        if asked.topic in WATCHED_TOPICS:
            raise ValueError("nothing of this is remembered")
        choice = HelplineChoice(asked.country.key, asked.language, asked.channel, asked.audience)
        async with self.app.database.transaction() as work:
            await HelplineStore(work).keep_choice(press.guild_id, press.interaction.user.id, choice, now)
        said = [
            w("I will remember this on this server: {what}. /helpline alone uses it. What it is about I forget.",
              what=remembered_words(w, asked))
        ]  # fmt: skip
        await redraw(press.interaction, self.view(w, asked, press.guild_id, now, first=said, remembered=True))

    async def forget(self, press: Press) -> None:
        w = words_of(press.interaction)
        async with self.app.database.transaction() as work:
            await HelplineStore(work).forget_choice(press.guild_id, press.interaction.user.id)
        await redraw(press.interaction, Text(w("It is forgotten. /helpline asks you for a country again.")))

    async def turned(self, press: Press) -> None:
        asked, interaction = Asked.unpacked(press.row), press.interaction
        await redraw(interaction, self.view(words_of(interaction), asked, interaction.guild_id, self.app.clock.now()))
