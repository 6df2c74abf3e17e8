"""The whole bot in a language that nobody speaks: no word may reach people that translators would never see."""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from babel import Locale

from cogs.helplines.directory import Directory
from cogs.shared.words_pseudo import PSEUDO, left_out, wrapped
from rehearsal.people.stream import Received
from rehearsal.scenario.doing import REFUSALS
from rehearsal.scenario.player import Player
from rehearsal.scenario.reading import read
from rehearsal.scenario.script import SEEN, Expectation, Script, Step
from rehearsal.wire import Json
from rehearsal.world import walk_components
from tests.warm_bot import WarmBot

ROOT = Path(__file__).parents[2]
DAY = ROOT / "rehearsal" / "scenarios" / "a_day.toml"

# Whatever comes is looked at later; only an interaction that failed is a failure of the story itself.
ANYTHING = tuple(Expectation(seen, ("",)) for seen in SEEN if seen != "failed")

# What would end the walk for whoever comes after is done last.
_LATE = ("close", "leave", "erase", "remove", "delete", "pause", "cancel", "stop", "resolve", "no_crisis", "hand")
_BY_NAME: Mapping[str, str] = {
    "circle": "Dawn", "country": "Ireland", "zone": "Europe/London", "time": "10:00", "date": "2026-01-01",
    "days": "3", "from": "09:00", "until": "17:00", "start": "09:00", "end": "17:00",
}  # fmt: skip
_BY_KIND: Mapping[int, str] = {3: "Hello", 4: "1", 5: "true", 6: "Fen", 7: "general", 8: "Responder", 9: "Fen", 10: "1"}


def in_pseudo(script: Script) -> Script:
    """The same story with the buttons, selects and fields of the pseudo-language, and nothing expected."""
    return replace(script, language=PSEUDO, ignores=ANYTHING, steps=tuple(_translated(step) for step in script.steps))


def _translated(step: Step) -> Step:
    more = {word: wrapped(value) if word == "select" else value for word, value in step.more.items()}
    value: Any = step.value
    if step.verb == "press":
        value = wrapped(value.replace("Dawn", "{circle}")).replace("{circle}", "Dawn")
    elif step.verb == "submit":
        value = {wrapped(label): wrapped(text) for label, text in value.items()}
    return replace(step, value=value, more=more, expects=())


class Walk:
    """People run every command they are offered, and use each kind of button, select and form they meet once."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self.people = player.people
        self.pressed: set[str] = set()
        self.commands: set[str] = set()
        self.refused: list[str] = []

    async def everything(self, who: str, place: str) -> None:
        await self._press_all(who, 0)
        offered = self.people.commands(who, place)
        for command in sorted(offered, key=lambda one: _late(str(one["name"]))):
            before = self.people.stream.seq
            options = {str(one["name"]): _value(one) for one in command.get("options") or () if one.get("required")}
            try:
                await self.people.outcome(await self.people.command(who, place, str(command["name"]), options))
            except REFUSALS as error:
                self.refused.append(f"/{command['name']}: {error}")
                continue
            self.commands.add(str(command["name"]))
            await self.rest()
            await self._press_all(who, before)

    async def _press_all(self, who: str, since: int) -> None:
        todo = [one for one in self.people.received(who, since) if one.message_id and one.from_bot]
        while todo:
            shown = todo.pop(0)
            for item in self._controls(who, shown):
                kind = ":".join(str(item["custom_id"]).split(":")[:2])
                if kind in self.pressed or item not in self._controls(who, shown):
                    continue  # an earlier press may have taken it away
                self.pressed.add(kind)
                before = self.people.stream.seq
                await self._use(who, shown, item)
                await self.rest()
                todo += [one for one in self.people.received(who, before) if one.message_id and one.from_bot]

    def _controls(self, who: str, shown: Received) -> list[Json]:
        try:
            message = self.player.rehearsal.acts.visible(
                self.people.find.person(who), shown.channel_id, shown.message_id
            )
        except REFUSALS:
            return []
        found = [item for item in walk_components(message.components) if item.get("custom_id")]
        usable = [item for item in found if not item.get("disabled") and item.get("type") in (2, 3)]
        return sorted(usable, key=lambda item: _late(str(item["custom_id"])))

    async def _use(self, who: str, shown: Received, item: Json) -> None:
        custom_id = str(item["custom_id"])
        try:
            if item["type"] == 2:
                done = await self.people.press(who, shown.channel_id, shown.message_id, custom_id)
            else:
                first = str(item["options"][0]["value"])
                done = await self.people.choose(who, shown.channel_id, shown.message_id, [first], select=custom_id)
            await self.people.outcome(done)
            await self.rest()
            if form := self.people.waiting.open_modals.get(self.people.find.person(who)):
                assert form.modal is not None
                await self.people.outcome(await self.people.submit(who, dict(_filled(form.modal))))
        except REFUSALS as error:
            self.refused.append(f"{custom_id}: {error}")
            await self.people.close_modal(who)

    async def rest(self) -> None:
        await self.player.rehearsal.bot_clock.quiet()


def _late(name: str) -> bool:
    return any(word in name for word in _LATE)


def _value(option: Json) -> str:
    for choice in option.get("choices") or ():
        return str(choice["value"])
    return _BY_NAME.get(str(option["name"]), _BY_KIND.get(int(option["type"]), "x"))


def _filled(form: Json) -> Iterator[tuple[str, Any]]:
    """A word in every field of a form, and the first of every choice."""
    for item in walk_components(form["components"]):
        if item.get("type") == 4:
            yield str(item["custom_id"]), "Hello"[: int(item.get("max_length") or 5)]
        elif item.get("options"):
            yield str(item["custom_id"]), [str(item["options"][0]["value"])]


# What the reader's own Discord says around what it shows.
_OF_THE_CLIENT = re.compile(r"\(file: [^\s:)]+|\(picture|<Make a selection|\(optional\)|^started a thread|thinking…")
_WORKS_IN_EVERY_LANGUAGE = re.compile(r"https?://\S+|<[^<>\s]*>|(?<!\w)/[a-z][\w-]*|`[^`]*`|\w+/[\w/-]+|[#@][\w-]+")
# A translated word with one of these letters has lost it to an accent; the field of a sentence may hold such a word.
_PLAIN = re.compile(r"\b[a-zA-Z]*[aceinostuyACEINOSTUY][a-zA-Z]*\b")


def untranslated(text: str, names: frozenset[str]) -> set[str]:
    """The words that no translator would see, outside translated sentences or filled into them, names apart."""
    theirs = "\n".join(_OF_THE_CLIENT.sub("(", line) for line in text.splitlines())
    plain = _PLAIN.findall(_WORKS_IN_EVERY_LANGUAGE.sub(" ", theirs))
    return {word for word in (*left_out(theirs), *plain) if word not in names}


def names_in(player: Player) -> frozenset[str]:
    """What has a name of its own: people, places, services, countries, languages, days; and what people wrote."""
    state, english = player.rehearsal.world.state, Locale("en", "GB")
    (guild,) = state.guilds.values()
    names = [guild.name, *(user.name for user in state.users.values()), *(role.name for role in guild.roles.values())]
    names += [user.global_name or "" for user in state.users.values()]
    names += [channel.name or "" for channel in state.channels.values()]
    names += [line.name for line in Directory.load().all]
    names += cast("Mapping[str, str]", english.territories).values()
    names += cast("Mapping[str, str]", english.languages).values()
    names += [name for width in english.days["format"].values() for name in width.values()]
    names += [name for width in english.months["format"].values() for name in width.values()]
    names += [
        "and",
        "UTC",
        "Europe/London",
        "Dawn",
        "Hello",
        "hello",
        "HELP",
        "HELLO",
    ]  # the last two: what services want to be sent
    names += [str(step.value) for step in player.script.steps if step.verb in ("say", "command")]
    return frozenset(word for name in names for word in re.findall(r"[^\W\d_]+", name))


def test_a_word_is_found_beside_a_translated_sentence_and_inside_it() -> None:
    names = frozenset({"Monday", "Ash"})
    assert untranslated(wrapped("Ash answered on {day}.").format(day="Monday"), names) == set()
    assert untranslated(wrapped("{who} answered.").format(who="somebody"), names) == {"somebody"}
    assert untranslated(wrapped("Answered.") + " Thank you", names) == {"Thank", "you"}


@pytest.mark.wire
async def test_no_screen_shows_a_word_that_translators_never_see(tmp_path: Path) -> None:
    day = in_pseudo(read(DAY))
    until = next(n for n, step in enumerate(day.steps) if step.story == "The window closes at one.")
    player = Player(
        replace(day, steps=day.steps[:until]), [sys.executable, str(ROOT / "bot.py")], tmp_path, bot_kind=WarmBot
    )
    try:
        await player.open()
        played = await player.play(lambda _: None)
        assert played.problems == []
        walk = Walk(player)
        for who, place in (("ash", "general"), ("juniper", "check-ins"), ("wren", "alerts"), ("marlow", "staff-room")):
            await walk.everything(who, place)
        received = [one for one in player.people.stream.items if one.from_bot and one.kind != "choices"]
        assert [one for one in player.people.stream.items if one.kind == "failed"] == []
        assert len(walk.commands) > 40
        assert len(walk.pressed) > 30
        names = names_in(player)
        found = {one.text: words for one in received if (words := untranslated(one.text, names))}
        assert found == {}
    finally:
        await player.close()
