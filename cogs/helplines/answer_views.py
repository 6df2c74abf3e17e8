"""An answer of the directory on the screen: two lines first, more on request, each with a way to say it is wrong."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import discord

from cogs.helplines import countries
from cogs.helplines.asking_country import country_rows, in_rows, plain_button
from cogs.helplines.directory import Answer
from cogs.helplines.helpline import CHANNELS, GROUPS, TOPICS
from cogs.helplines.rules import Wish
from cogs.helplines.text import (
    CHANNEL_NAMES,
    GROUP_NAMES,
    AnswerText,
    EntryText,
    language_name,
    place,
)
from cogs.shared.words import Words

ROOM, FIRST_PAGE, ON_A_PAGE, LONGEST_ENTRY = 3000, 3500, 5, 1400  # characters; Discord allows 4,000 in one message

_NONE = "-"
ANY = countries.Country("ZZ")  # stands where the country is still to be chosen
# A list of what somebody looks for can put them in danger: nothing of these is remembered.
WATCHED_TOPICS = frozenset({"domestic-violence", "sexual-violence"})


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


def finders_first(said: AnswerText) -> int:
    """How many of the finders of meetings stand whole on the first page; the others follow on later ones."""
    always = [said.heading, *said.emergency, *said.gaps, *said.directories, *said.closing]
    room = FIRST_PAGE - sum(len(line) + 1 for line in always)
    room -= sum(min(len(_words(entry)), LONGEST_ENTRY) for entry in said.primary)
    for number, entry in enumerate(said.finders):
        room -= len(_words(entry)) + 1
        if room < 0:
            return number
    return len(said.finders)


def pages(said: AnswerText) -> list[tuple[EntryText, ...]]:
    """The further lines, in order, as many on a page as a message holds."""
    found: list[tuple[EntryText, ...]] = []
    page: list[EntryText] = []
    used = 0
    for entry in (*said.more, *said.finders[finders_first(said) :]):
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
        self,
        w: Words,
        said: AnswerText,
        asked: Asked,
        *,
        reporting: bool,
        emergency_id: str | None = None,
        first: Sequence[str] = (),
        remembered: bool = False,
    ) -> None:
        """`reporting`: whether there is a server whose moderators can be told that a line is wrong. `first` stands
        under the emergency number. `remembered`: what was asked is what we remember of them.
        """
        super().__init__(timeout=None)
        self._w, self._reporting = w, reporting
        further = pages(said)
        box = discord.ui.Container[AnswerView]()
        if asked.page == 0:
            _add(box, [f"### {said.heading}", *said.emergency])
            _add(box, first)
            _add(box, said.gaps)
            self._entries(box, said.primary)
            if finders := said.finders[: finders_first(said)]:
                _add(box, [w("Meetings online and near you:"), *map(_words, finders)])
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
        if asked.page == 0 and said.primary:
            ways = [channel for channel in CHANNELS[1:] if channel != asked.channel]
            buttons += [self._turn(w.marked(CHANNEL_NAMES[way]), replace(asked, channel=way), 0) for way in ways]
        if asked.page == 0 and reporting:
            if emergency_id is not None:
                buttons.append(plain_button(w("The emergency number is wrong"), "wrong", emergency_id))
            buttons.append(plain_button(w("A link here is wrong"), "wrong_link", asked.packed))
            buttons += _memory(w, asked, remembered=remembered)
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


def _memory(w: Words, asked: Asked, *, remembered: bool) -> list[discord.ui.Button[Any]]:
    if remembered:
        return [plain_button(w("Forget what I asked you to remember"), "forget", "")]
    if asked.topic in WATCHED_TOPICS:
        return []
    return [plain_button(w("Remember this for me"), "remember", asked.packed)]


class CountryAsked(discord.ui.LayoutView):
    """For somebody who named no country: the emergency step, then the countries from A to Z."""

    def __init__(self, w: Words, asked: Asked, held: Iterable[str]) -> None:
        super().__init__(timeout=None)
        lines = [
            w("If someone is in danger now, call the emergency number where you are."),
            w("Which country? I do not guess it. A country that is not here: /helpline with its name."),
        ]
        box = discord.ui.Container[CountryAsked](discord.ui.TextDisplay("\n".join(lines)))
        for row in country_rows(w, held, "answer_in", asked.packed.partition(".")[2]):
            box.add_item(row)
        self.add_item(box)


def remembered_words(w: Words, asked: Asked) -> str:
    """What is remembered, or would be: the country first."""
    parts = [place(w, asked.country)]
    if asked.audience is not None:
        parts.append(w.marked(GROUP_NAMES[asked.audience]))
    if asked.language is not None:
        parts.append(language_name(w, asked.language))
    if asked.channel is not None:
        parts.append(w.marked(CHANNEL_NAMES[asked.channel]))
    return w.listed(parts)


def _add(box: "discord.ui.Container[AnswerView]", lines: Sequence[str]) -> None:
    if lines:
        box.add_item(discord.ui.TextDisplay("\n".join(lines)[:FIRST_PAGE]))
