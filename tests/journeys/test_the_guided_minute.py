"""The guided minute over the wire, branch by branch: the real bot, a local Discord, and what people read."""

from datetime import timedelta

import discord
import pytest

from cogs.helplines.asking_country import country_rows
from cogs.helplines.directory import Directory
from cogs.shared.words import words_for
from rehearsal.people.stream import Received
from tests.journeys.conftest import Evening

pytestmark = pytest.mark.wire

# Each country's name, and the hint of the list that holds it.
LISTS = {
    option.label: str(select.placeholder)
    for row in country_rows(words_for(None), Directory.load().countries, "guide_in", "s")
    for select in row.children
    if isinstance(select, discord.ui.Select)
    for option in select.options
}


class Guided:
    """Ash walks; `seen` is what their screen shows."""

    def __init__(self, evening: Evening) -> None:
        self.evening = evening
        self.seen: Received

    async def begin(self, line: str = "/help-me") -> str:
        self.evening.read("ash")
        await self.evening.slash("ash", line)
        return self._look()

    async def press(self, *buttons: str) -> str:
        for button in buttons:
            await self.evening.press("ash", "general", self.seen, button)
            self._look()
        return self.seen.text

    async def choose(self, option: str) -> str:
        select = LISTS.get(option, "What is going on?")
        await self.evening.people.choose("ash", "general", self.seen.message_id, [option], select=select)
        await self.evening.quiet()
        return self._look()

    def _look(self) -> str:
        news = self.evening.read("ash")
        assert news, "nothing changed on the screen"
        assert all(one.private for one in news)
        self.seen = news[-1]
        return self.seen.text


async def test_a_minute_leads_from_the_pinned_button_to_a_line_a_human_and_a_word_tomorrow(evening: Evening) -> None:
    await evening.set_up()
    await evening.slash("marlow", "/find-help")
    (pinned,) = [one for one in evening.read("ash") if "A few steps to someone to talk to" in one.text]
    await evening.press("ash", "general", pinned, "Find help")
    walk = Guided(evening)
    walk._look()
    assert "Is anyone in danger right now?" in await walk.choose("Alcohol")
    assert "What makes it hard to ask for help?" in await walk.press("No")
    assert "Many lines are free." in await walk.press("What it costs")
    text = await walk.choose("Ireland")
    assert "112" in text
    assert "911" not in text
    assert "Shall I ask a person here too?" in await walk.press("Next")
    evening.read("wren")
    assert "I have asked the people who help in" in await walk.press("Yes, please")
    assert any(one.pinged for one in evening.read("wren"))
    assert "I will ask you once" in await walk.press("Yes, please")
    await evening.rehearsal.bot_clock.advance(timedelta(hours=25))
    evening.read("ash")
    await evening.slash("ash", "/helpline country:Ireland")
    told = [one for one in evening.read("ash") if "Yesterday you said that I may ask how it went." in one.text]
    assert len(told) == 1
    assert told[0].private


async def test_danger_an_overdose_abuse_discretion_and_the_way_out_each_keep_their_promise(evening: Evening) -> None:
    walk = Guided(evening)
    await walk.begin()
    text = await walk.press("Someone took too much")
    assert text.startswith("### Call your local emergency number now") or "Call your local emergency number now" in text
    assert "naloxone" in text
    assert "999" in await walk.choose("United Kingdom")

    await walk.begin('/help-me about:"Thoughts of suicide"')
    text = await walk.press("I am not sure")
    assert text.index("Call your local emergency number now.") < text.index("I cannot call for you.")

    await walk.begin('/help-me about:"Someone hurts or scares me"')
    assert "Someone else may be able to read this phone or computer." in walk.seen.text
    text = await walk.press("No", "Skip", "Next", "Skip")
    assert "tomorrow" not in text

    await walk.begin("/help-me discreet:true")
    text = await walk.press("No")
    assert "helpline" not in text.casefold()
    await walk.choose("New Zealand")
    assert "1737" in walk.seen.text
    assert await walk.press("Leave now") == "All right. See you another time."


async def test_every_other_branch_leads_to_a_line_of_the_country_that_was_said(evening: Evening) -> None:
    walk = Guided(evening)
    for branch, line in (
        ("Hurting myself", "116 123"),
        ("Sexual violence", "1800 77 88 88"),
        ("Drugs", "1800 459 459"),
        ("Gambling", "116 123"),
        ("Eating", "116 123"),
        ("I feel very low or scared", "116 123"),
    ):
        await walk.begin()
        await walk.choose(branch)
        await walk.press("No", "Skip")
        text = await walk.choose("Ireland")
        assert line in text, (branch, text)
        text = await walk.press("Next", "No, thank you")
        assert ("May I ask you tomorrow" in text) == (branch != "Sexual violence")


async def test_the_same_screen_goes_on_after_the_bot_was_killed(evening: Evening) -> None:
    walk = Guided(evening)
    await walk.begin()
    await walk.choose("Gambling")
    await evening.bot.kill()
    await evening.start()
    evening.read("ash")
    assert "What makes it hard to ask for help?" in await walk.press("No")
