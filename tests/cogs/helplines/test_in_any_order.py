"""Guided help and the tools under hands that shake, and under hands that mean harm: every press in any order."""

import random
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from cogs.helplines import guide, tomorrow
from cogs.helplines.directory import Directory
from cogs.helplines.guide import Screen, Situation
from cogs.helplines.guide_text import OBSTACLES, SITUATIONS
from cogs.shared import humans
from cogs.shared.clock import FixedClock
from cogs.shared.words import words_for
from storage.database import Database
from storage.helplines import HelplineStore
from tests.cogs.helplines.test_doors import button, nodes, selects
from tests.house import ANN, AT, BEN, GUILD, Answered, OfflineDiscord, offline, offline_app

PRESSES = 100
STARTS = ("helplines:find:", "helplines:overdose:", "care:tools:", "care:plan:")
TELLS = {words_for(None).marked(said) for said in (*SITUATIONS.values(), *OBSTACLES.values())}
# What a modified client could send: states of other features, of nobody, cut off, or with a step that is not there.
FORGED = (
    "helplines:guide:t.dv.-.-.-.-.IE.0.-.-.-.y",
    "helplines:guide:s.-.-.-.-.-.-.1.-.-.-.od",
    "helplines:guide:",
    "helplines:guide:....",
    "helplines:guide:h.-.-.-.-.-.XX.0.-.-.-.y",
    "helplines:guide_in:s.-.-.-.-.-.-.0.-.-.-.0",
    "helplines:answer:IE.99.-.-.-.0",
    "helplines:answer:ZZ.-.-.-.-.0",
    "helplines:answer:IE.-.-.-.-.-1",
    "helplines:wrong:nobody",
    "helplines:wrong_hide:1",
    "helplines:wrong_told:ie-samaritans",
    "helplines:not_tomorrow:today",
    "helplines:guide_keep:l.-.-.-.-.-.-.0.-.-.-",
    "helplines:remember:IE.9.-.-.-.0",
    "helplines:answer_in:.0",
    "care:form:small.9.9",
    "care:consent:y.",
    "care:consent:n.",
    "care:surf:x.x.x",
    "care:plan_of:1.2",
    "care:forget:1.x",
    "care:kept:-5",
    "care:after:",
    "care:small_more:x",
)


@pytest.fixture
async def room(sqlite_database: Database) -> AsyncIterator[tuple[OfflineDiscord, list[int], FixedClock]]:
    clock, asked = FixedClock(AT), list[int]()
    app = await offline_app(sqlite_database, clock, features=["helplines", "care"])

    async def ask(interaction: Any, guild_id: int, *, watched: bool = False) -> list[str]:
        asked.append(guild_id)
        return ["I have asked the people who help here."]

    humans.fill(ask)
    with offline(app) as people:
        yield people, asked, clock
    humans.fill(None)


def things_on(seen: Answered) -> list[tuple[str, str]]:
    """Each button, and each option of each list, as id and value."""
    pressed = [
        (str(node["custom_id"]), "") for node in nodes(seen.raw) if node.get("type") == 2 and "custom_id" in node
    ]
    return [*pressed, *((made, value) for made, values in selects(seen.raw) for value in values)]


@pytest.mark.parametrize("seed", range(4))
async def test_any_press_at_any_time_is_answered_privately_and_does_only_what_was_said_yes_to(
    room: tuple[OfflineDiscord, list[int], FixedClock], seed: int
) -> None:
    """Old screens are pressed again, twice in a row, out of order, by the wrong person, and with ids made up."""
    people, asked, clock = room
    hand = random.Random(seed)
    known: list[tuple[str, str]] = [(made, "") for made in (*STARTS, *FORGED)]
    wanted_human = 0
    may_ask_later = False
    for _ in range(PRESSES):
        recent = known[-12:] if hand.random() < 0.7 else known
        made, value = hand.choice(recent)
        who = BEN if hand.random() < 0.1 else ANN
        times = 2 if hand.random() < 0.15 else 1
        for _ in range(times):
            answers = await people.press(made, who, values=[value] if value else [], component=3 if value else 2)
            assert answers, made
            for seen in answers:
                assert seen.private or seen.kind in ("edit", "modal", "defer"), made
                assert seen.text.strip() or seen.kind == "defer", made
                assert "Something went wrong" not in seen.text, made
            if wants_human(made, answers):
                wanted_human += 1
            may_ask_later |= made.startswith(
                ("helplines:guide:t.", "care:after:hello", "care:way_wait", "care:small_remind")
            )
            known += things_on(answers[-1])
        if hand.random() < 0.1:
            clock.advance(timedelta(minutes=hand.choice((1, 20, 700))))
    assert not people.app.failures.counts, people.app.failures.counts
    assert len(asked) <= wanted_human
    for kind in (tomorrow.KIND, "care.hello", "care.midweek", "care.ten_minutes"):
        for _, words in await people.rendered(kind):
            assert may_ask_later
            assert not any(told in words for told in TELLS), words


def wants_human(made: str, answers: list[Answered]) -> bool:
    if made == "care:after:company":
        return True
    return made.startswith("helplines:guide:h.") and made.endswith(".y")


@pytest.mark.parametrize("situation", list(Situation))
async def test_each_branch_leads_from_the_pinned_button_to_lines_of_the_country_and_keeps_only_what_was_asked(
    room: tuple[OfflineDiscord, list[int], FixedClock], situation: Situation
) -> None:
    people, asked, _ = room
    own = {line.number for line in Directory.load().lines("IE") if line.phone}
    (seen,) = await people.press("helplines:find:", ANN)

    async def press(label: str) -> None:
        nonlocal seen
        (seen,) = await people.press(button(seen, label), ANN)

    async def choose(value: str) -> None:
        nonlocal seen
        made = next(one for one, values in selects(seen.raw) if value in values)
        (seen,) = await people.press(made, ANN, values=[value], component=3)

    if situation is Situation.OVERDOSE:
        await press("Someone took too much")
        assert seen.text.startswith("### Call your local emergency number now")
        assert not [
            node for node in nodes(seen.raw) if node.get("type") == 10 and "?" in node["content"].splitlines()[0]
        ]
        for number in ("112", "911", "999"):
            assert number in seen.text
        await choose("IE")
        assert "naloxone" in seen.text
        await press("Next")
    else:
        await choose(situation)
        assert "Is anyone in danger right now?" in seen.text
        await press("Yes")
        assert seen.text.index("Call your local emergency number now.") < seen.text.index("I cannot call for you.")
        await choose("IE")
        assert "112" in seen.text
        await press("Next")
    assert "Someone to talk to" in seen.text
    shown = {number for number in own if f"**{number}**" in seen.text}
    assert shown
    await press("Next")
    assert "Shall I ask a person here too?" in seen.text
    assert asked == []
    await press("Yes, please")
    assert asked == [GUILD]
    if situation in guide.WATCHED:
        assert "tomorrow" not in seen.text.casefold()
        assert "Remember" not in seen.text
    else:
        assert "May I ask you tomorrow how it went?" in seen.text
        assert await people.rendered(tomorrow.KIND) == []
        await press("Yes, please")
    later = await people.rendered(tomorrow.KIND)
    assert len(later) == (0 if situation in guide.WATCHED else 1)
    async with people.app.database.reading() as work:
        assert await HelplineStore(work).choice(GUILD, ANN.id) is None


@pytest.mark.parametrize("situation", sorted(guide.WATCHED))
@pytest.mark.parametrize("obstacle", list(guide.Obstacle))
def test_no_way_through_abuse_reaches_a_follow_up(situation: Situation, obstacle: guide.Obstacle) -> None:
    for danger in guide.Danger:
        at = guide.choose(guide.choose(guide.begin(), situation), danger)
        waiting, screens = [at], set[Screen]()
        while waiting:
            here = waiting.pop()
            screens.add(here.screen)
            waiting += [guide.choose(here, press) for press in here.choices if press in (obstacle, "-", "y", "n")]
        assert Screen.TOMORROW not in screens
        assert Screen.DONE in screens


async def test_the_way_out_is_on_every_screen_and_leaves_nothing_to_read(
    room: tuple[OfflineDiscord, list[int], FixedClock],
) -> None:
    people, _, _ = room
    for about in Situation:
        (seen,) = await people.command("/help-me", ANN, {"about": about.value})
        for _ in range(8):
            if "Leave now" not in seen.text:
                break
            (left,) = await people.press(button(seen, "Leave now"), ANN)
            assert left.text == "All right. See you another time."
            assert left.custom_ids == []
            label = next(name for name in ("Next", "Skip") if name in seen.text.splitlines())
            (seen,) = await people.press(button(seen, label), ANN)
        assert "That is all" in seen.text


async def test_the_discreet_way_says_no_word_about_why_on_any_screen(
    room: tuple[OfflineDiscord, list[int], FixedClock],
) -> None:
    people, _, _ = room
    for first in ("Yes", "I am not sure", "No", "Skip"):
        (seen,) = await people.command("/help-me", ANN, {"discreet": (5, True)})
        shown = [seen.text]
        (seen,) = await people.press(button(seen, first), ANN)
        made = next(one for one, values in selects(seen.raw) if "US" in values)
        (seen,) = await people.press(made, ANN, values=["US"], component=3)
        while "Next" in seen.text.splitlines() or "Skip" in seen.text.splitlines():
            shown.append(seen.text)
            label = "Next" if "Next" in seen.text.splitlines() else "Skip"
            (seen,) = await people.press(button(seen, label), ANN)
        shown.append(seen.text)
        for text in shown:
            for told in (*TELLS, "suicide", "crisis", "helpline", "overdose", "danger", "emergency"):
                assert told.casefold() not in text.casefold(), (told, text)
