"""An answer of the directory on the screen: two lines first, more on request, each with a way to say it is wrong."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import discord

from cogs.helplines import countries
from cogs.helplines.asking_country import in_rows, plain_button
from cogs.helplines.directory import Answer, Directory
from cogs.helplines.helpline import CHANNELS, GROUPS, TOPICS
from cogs.helplines.rules import Wish
from cogs.helplines.shelf import Shelf
from cogs.helplines.style import Markdown
from cogs.helplines.text import CHANNEL_NAMES, AnswerText, EntryText, answer_text
from cogs.shared.answers import answer, redraw
from cogs.shared.app import App
from cogs.shared.errors import words_of
from cogs.shared.ui import Press
from cogs.shared.words import Words

ROOM, ON_A_PAGE, LONGEST_ENTRY = 3000, 5, 1400  # characters; Discord allows 4,000 in one message

_NONE = "-"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked the directory, small enough for a button; page 0 holds the first lines."""

    country: countries.Country
    topic: str | None = None
    audience: str | None = None
    language: str | None = None
    channel: str | None = None
    page: int = 0

    @classmethod
    def of(cls, found: Answer) -> "Asked":
        wish: Wish = found.wish
        return cls(found.country, wish.topic, wish.audience, wish.language, wish.channel)

    @property
    def packed(self) -> str:
        """At most 40 characters of a button's id."""
        parts = (
            self.country.key,
            _place(TOPICS, self.topic),
            _place(GROUPS, self.audience),
            self.language or _NONE,
            _place(CHANNELS, self.channel),
            str(self.page),
        )
        return ".".join(parts)

    @classmethod
    def unpacked(cls, row: str) -> "Asked":
        """ValueError for anything that `packed` would not write."""
        parts = row.split(".")
        if len(parts) != 6:
            raise ValueError("not a question to the directory")
        key, topic, audience, language, channel, page = parts
        country = countries.find(key)
        if country is None:
            raise ValueError("not a country")
        asked = cls(
            country,
            _named(TOPICS, topic),
            _named(GROUPS, audience),
            None if language == _NONE else language,
            _named(CHANNELS, channel),
            int(page),
        )
        if asked.packed != row or asked.page < 0:
            raise ValueError("not a question to the directory")
        return asked


def _place(names: Sequence[str], name: str | None) -> str:
    return _NONE if name is None else str(names.index(name))


def _named(names: Sequence[str], place: str) -> str | None:
    if place == _NONE:
        return None
    number = int(place)
    if not 0 <= number < len(names):
        raise ValueError("not one of ours")
    return names[number]


def pages(said: AnswerText) -> list[tuple[EntryText, ...]]:
    """The further lines, in order, as many on a page as a message holds."""
    found: list[tuple[EntryText, ...]] = []
    page: list[EntryText] = []
    used = 0
    for entry in said.more:
        size = min(len(_words(entry)), LONGEST_ENTRY)
        if page and (len(page) == ON_A_PAGE or used + size > ROOM):
            found.append(tuple(page))
            page, used = [], 0
        page.append(entry)
        used += size
    return [*found, tuple(page)] if page else found


def _words(entry: EntryText) -> str:
    return "\n".join((entry.title, *entry.lines))


class AnswerView(discord.ui.LayoutView):
    def __init__(
        self, w: Words, said: AnswerText, asked: Asked, *, reporting: bool, emergency_id: str | None = None
    ) -> None:
        """`reporting`: whether there is a server whose moderators can be told that a line is wrong."""
        super().__init__(timeout=None)
        self._w, self._reporting = w, reporting
        further = pages(said)
        box = discord.ui.Container[AnswerView]()
        if asked.page == 0:
            _add(box, [f"### {said.heading}", *said.emergency])
            _add(box, said.gaps)
            self._entries(box, said.primary)
            if said.finders:
                _add(box, [w("Meetings online and near you:"), *(_words(one)[:600] for one in said.finders)])
            evidence = [w("Emergency number: {evidence}", evidence=line) for line in said.closing]
            _add(box, [*said.directories, *evidence])
        elif asked.page <= len(further):
            _add(box, [f"### {said.heading}", w("More lines:")])
            self._entries(box, further[asked.page - 1])
        else:
            _add(box, [f"### {said.heading}", w("There are no more lines.")])
        buttons: list[discord.ui.Button[Any]] = []
        if asked.page > 0:
            buttons.append(self._turn(w("Back"), asked, asked.page - 1))
        if asked.page < len(further):
            buttons.append(self._turn(w("More lines"), asked, asked.page + 1))
        if asked.page == 0:
            for channel in CHANNELS[1:]:
                if asked.channel != channel:
                    label = w.marked(CHANNEL_NAMES[channel])
                    buttons.append(self._turn(label, replace(asked, channel=channel), 0))
            if reporting and emergency_id is not None:
                buttons.append(plain_button(w("The emergency number is wrong"), "wrong", emergency_id))
        for row in in_rows(buttons):
            box.add_item(row)
        self.add_item(box)

    def _entries(self, box: "discord.ui.Container[AnswerView]", entries: Iterable[EntryText]) -> None:
        for entry in entries:
            text = _words(entry)[:LONGEST_ENTRY]
            if not self._reporting:
                box.add_item(discord.ui.TextDisplay(text))
                continue
            wrong = plain_button(self._w("This number is wrong"), "wrong", entry.line_id)
            box.add_item(discord.ui.Section(text, accessory=wrong))

    @staticmethod
    def _turn(label: str, asked: Asked, page: int) -> discord.ui.Button[Any]:
        return plain_button(label, "answer", replace(asked, page=page).packed)


def _add(box: "discord.ui.Container[AnswerView]", lines: Sequence[str]) -> None:
    if lines:
        box.add_item(discord.ui.TextDisplay("\n".join(lines)[:2000]))


class Answering:
    """Answers from memory: the package's lines, the server's own, without what its moderators took out."""

    def __init__(self, app: App, directory: Directory, shelf: Shelf) -> None:
        self.app = app
        self.directory = directory
        self.shelf = shelf

    def register(self) -> None:
        self.app.router.on("helplines", "answer", self.turned)

    def view(self, w: Words, asked: Asked, guild_id: int | None, now: datetime) -> AnswerView:
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
        return AnswerView(w, said, asked, reporting=guild_id is not None, emergency_id=emergency_id)

    async def say(self, interaction: discord.Interaction[Any], asked: Asked) -> None:
        view = self.view(words_of(interaction), asked, interaction.guild_id, self.app.clock.now())
        await answer(interaction, view)

    async def turned(self, press: Press) -> None:
        asked, interaction = Asked.unpacked(press.row), press.interaction
        await redraw(interaction, self.view(words_of(interaction), asked, interaction.guild_id, self.app.clock.now()))
