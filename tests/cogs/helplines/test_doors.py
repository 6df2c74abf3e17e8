"""What somebody who asks for help sees, press by press: private, skippable, with or without a database."""

import io
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from cogs.helplines import countries, tomorrow
from cogs.helplines.answer_views import Asked
from cogs.helplines.command_line import run
from cogs.helplines.countries import Country
from cogs.helplines.directory import Directory
from cogs.helplines.helpline import CHANNELS
from cogs.helplines.style import Markdown
from cogs.helplines.text import CHANNEL_NAMES, TOPIC_NAMES
from cogs.helplines.views import ProfessionalHelp
from cogs.shared import humans, ui
from cogs.shared.app import App
from cogs.shared.clock import FixedClock
from cogs.shared.failures import UserError
from storage.database import Database
from storage.members import MemberChanges, MemberStore
from storage.outbox import OutboxStore
from storage.records.members import Reach
from tests.house import ANN, AT, GUILD, OLGA, Answered, OfflineDiscord, offline, offline_app, words_in

DIRECTORY = Directory.load()


@dataclass
class Help:
    app: App
    people: OfflineDiscord
    clock: FixedClock
    asked: list[int]
    """The servers on which somebody asked for a human."""

    async def find(self, *, guild_id: int | None = GUILD) -> Answered:
        (first,) = await self.people.press("helplines:find:", ANN, guild_id=guild_id)
        return first

    async def press(self, seen: Answered, label: str, *, guild_id: int | None = GUILD) -> Answered:
        """The button with that label on what was last seen."""
        (after,) = await self.people.press(button(seen, label), ANN, guild_id=guild_id)
        return after

    async def choose(self, seen: Answered, value: str) -> Answered:
        """The option with that value, in whatever list holds it."""
        made = next(one for one, values in selects(seen.raw) if value in values)
        (after,) = await self.people.press(made, ANN, values=[value], component=3)
        return after


def button(seen: Answered, label: str) -> str:
    found = {node["label"]: node["custom_id"] for node in nodes(seen.raw) if node.get("type") == 2}
    assert label in found, f"{label!r} is not among {sorted(found)}"
    return str(found[label])


def selects(raw: Any) -> Sequence[tuple[str, list[str]]]:
    return [
        (str(node["custom_id"]), [option["value"] for option in node["options"]])
        for node in nodes(raw)
        if node.get("type") == 3
    ]


def nodes(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [found for child in node for found in nodes(child)]
    if isinstance(node, dict):
        inner = [node.get(name) for name in ("components", "component", "accessory") if name in node]
        return [node, *(found for child in inner for found in nodes(child))]
    return []


@pytest.fixture
async def help_here(sqlite_database: Database) -> AsyncIterator[Help]:
    clock = FixedClock(AT)
    app = await offline_app(sqlite_database, clock, features=["helplines"])
    asked: list[int] = []

    async def ask(interaction: Any, guild_id: int, *, watched: bool = False) -> list[str]:
        asked.append(guild_id)
        return ["I have asked the people who help in Harbour."]

    humans.fill(ask)
    with offline(app) as people:
        yield Help(app, people, clock, asked)
    humans.fill(None)


async def test_the_pinned_button_leads_in_five_presses_to_a_line_a_human_and_a_word_tomorrow(help_here: Help) -> None:
    first = await help_here.find()
    assert first.private
    assert "What is going on?" in first.text
    danger = await help_here.choose(first, "al")
    assert danger.kind == "edit"
    assert "Is anyone in danger right now?" in danger.text
    hard = await help_here.press(danger, "No")
    assert "What makes it hard" in hard.text
    lines = await help_here.press(hard, "What it costs")
    assert "Choose your country" in lines.text
    irish = await help_here.choose(lines, "IE")
    assert "Many lines are free." in irish.text
    assert "112" in irish.text
    human = await help_here.press(irish, "Next")
    assert help_here.asked == []
    later = await help_here.press(human, "Yes, please")
    assert help_here.asked == [GUILD]
    assert later.text.startswith("I have asked the people who help in Harbour.")
    done = await help_here.press(later, "Yes, please")
    assert "I will ask you once, when you next press" in done.text
    over = await help_here.press(done, "Do not ask after all")
    assert over.text == "All right. I will not ask."


async def test_skipping_everything_keeps_nothing(help_here: Help, sqlite_database: Database) -> None:
    seen = await help_here.find()
    for label in ("Skip", "Skip", "Skip", "Next", "Skip", "Skip"):
        seen = await help_here.press(seen, label)
    assert "I have kept nothing." in seen.text
    assert help_here.asked == []
    async with sqlite_database.reading() as work:
        assert await OutboxStore(work).next_due() is None


async def test_a_word_tomorrow_comes_once_as_the_member_chose_and_asks_nothing_back(
    help_here: Help, sqlite_database: Database
) -> None:
    async with sqlite_database.transaction() as work:
        await MemberStore(work).change(GUILD, ANN.id, MemberChanges(reach=Reach.DM), AT)
    first = await tomorrow.ask_once(sqlite_database, GUILD, ANN.id, AT)
    assert first is await tomorrow.ask_once(sqlite_database, GUILD, ANN.id, AT) is Reach.DM
    async with sqlite_database.transaction() as work:
        assert await OutboxStore(work).next_due() == AT + timedelta(days=1)
        rows = await OutboxStore(work).claim(AT + timedelta(days=1), AT + timedelta(days=2), 10)
    (row,) = rows
    said = await help_here.app.delivery.render(row)
    assert said is not None
    words = words_in(said)
    assert "You need not answer" in words
    assert not re.search("overdose|suicide|alcohol|helpline", words, re.IGNORECASE)


async def test_the_first_overdose_after_a_start_does_not_wait_for_the_index_of_names(help_here: Help) -> None:
    """Working it out takes most of a second on a slow machine, and nothing of it is needed to say what to do."""
    countries._known.cache_clear()
    seen = await help_here.press(await help_here.find(), "Someone took too much")
    assert "naloxone" in seen.text
    assert countries._known.cache_info().currsize == 0
    assert countries.find("Éire") == Country("IE")
    assert countries._known.cache_info().currsize == 1


async def test_an_overdose_is_two_presses_and_no_question_away(help_here: Help) -> None:
    seen = await help_here.press(await help_here.find(), "Someone took too much")
    assert seen.text.startswith("### Call your local emergency number now")
    assert all(number in seen.text for number in ("112:", "911:", "999:"))
    assert "Give naloxone if you have it." in seen.text
    german = await help_here.choose(seen, "DE")
    assert "112" in german.text
    assert "911" not in german.text
    (at_once,) = await help_here.people.command("/help-me", ANN, {"about": "od"})
    assert at_once.text.startswith("### Call your local emergency number now")


async def test_abuse_is_warned_about_devices_not_remembered_and_never_asked_about_later(help_here: Help) -> None:
    seen = await help_here.choose(await help_here.find(), "dv")
    assert "Someone else may be able to read this phone or computer." in seen.text
    seen = await help_here.press(seen, "No")
    seen = await help_here.choose(await help_here.press(seen, "Skip"), "GB")
    assert "Remember my country" not in seen.text
    human = await help_here.press(seen, "Next")
    done = await help_here.press(human, "No, thank you")
    assert "tomorrow" not in done.text


async def test_whose_language_makes_it_hard_is_given_lines_in_it_first_and_told_so(help_here: Help) -> None:
    seen = await help_here.choose(await help_here.find(), "su")
    seen = await help_here.press(await help_here.press(seen, "No"), "My language")
    seen = await help_here.choose(seen, "NL")
    assert "Lines in English come first. For another language use /helpline." in seen.text
    english = DIRECTORY.answer(Country("NL"), topic="suicide", language="en", at=AT)
    assert english.primary[0].line.name in seen.text
    seen = await help_here.choose(await help_here.find(), "su")
    seen = await help_here.choose(await help_here.press(await help_here.press(seen, "No"), "Skip"), "NL")
    assert "come first" not in seen.text


async def test_leaving_shows_a_screen_that_tells_nothing(help_here: Help) -> None:
    seen = await help_here.choose(await help_here.find(), "su")
    left = await help_here.press(seen, "Leave now")
    assert left.text == "All right. See you another time."
    assert left.custom_ids == []


async def test_the_discreet_way_shows_numbers_alone(help_here: Help) -> None:
    (seen,) = await help_here.people.command("/help-me", ANN, {"discreet": True})
    assert "Is it urgent?" in seen.text
    seen = await help_here.choose(await help_here.press(seen, "No"), "GB")
    assert "Call **116 123**" in seen.text
    assert not re.search("suicide|crisis|help|danger|Samaritans", seen.text, re.IGNORECASE)


@pytest.mark.parametrize("refuses", [False, True])
async def test_the_discreet_way_says_no_word_about_why_when_somebody_is_asked(
    help_here: Help, sqlite_database: Database, refuses: bool
) -> None:
    telling = "In danger, call your local emergency number, or use /helpline."

    async def ask(interaction: Any, guild_id: int, *, watched: bool = False) -> list[str]:
        if refuses:
            raise UserError(telling)
        return [telling]

    humans.fill(ask)
    (seen,) = await help_here.people.command("/help-me", ANN, {"discreet": True})
    for label in ("No", "Next"):
        seen = await help_here.press(seen, label)
    assert "Shall I ask someone to say hello?" in seen.text
    done = await help_here.press(seen, "Yes, please")
    said = "I could not ask anyone just now." if refuses else "I have asked. I cannot promise when someone says hello."
    assert done.text.startswith(said)
    assert not re.search("danger|emergency|help", done.text, re.IGNORECASE)


async def test_a_country_is_remembered_only_when_asked_to_and_helps_the_next_time(help_here: Help) -> None:
    (seen,) = await help_here.people.command("/help-me", ANN, {"about": "od"})
    seen = await help_here.choose(seen, "NZ")
    (fresh,) = await help_here.people.command("/help-me", ANN, {"about": "od"})
    assert "112:" in fresh.text
    seen = await help_here.press(seen, "Remember my country")
    assert "nothing else" in seen.text
    (again,) = await help_here.people.command("/help-me", ANN, {"about": "od"})
    assert "Call **111**" in again.text
    assert "112:" not in again.text


async def test_a_country_that_is_not_in_the_lists_can_be_typed_and_an_unknown_one_loses_nothing(
    help_here: Help,
) -> None:
    (seen,) = await help_here.people.command("/help-me", ANN, {"about": "od"})
    form = await help_here.press(seen, "Another country…")
    assert form.kind == "modal"
    (sorry,) = await help_here.people.submit(form.raw["custom_id"], ANN, {"country": "Narnia"})
    assert "I do not guess" in sorry.text
    (there,) = await help_here.people.submit(form.raw["custom_id"], ANN, {"country": "Iceland"})
    assert "Call your local emergency number now" in there.text


async def test_when_nobody_can_be_asked_it_is_said_and_the_screen_stays(help_here: Help) -> None:
    async def refuse(interaction: Any, guild_id: int, *, watched: bool = False) -> list[str]:
        raise UserError("This server has not chosen who answers.")

    humans.fill(refuse)
    (seen,) = await help_here.people.command("/help-me", ANN, {})
    for label in ("Skip", "Skip", "Skip", "Next"):
        seen = await help_here.press(seen, label)
    after = await help_here.press(seen, "Yes, please")
    assert after.text.startswith("This server has not chosen who answers.")
    assert "Shall I ask a person here too?" in after.text


async def test_in_a_direct_message_nobody_is_promised_who_cannot_be_asked(help_here: Help) -> None:
    seen = await help_here.find(guild_id=None)
    for label in ("Skip", "Skip", "Skip", "Next"):
        seen = await help_here.press(seen, label, guild_id=None)
    assert "That is all" in seen.text


async def test_help_is_whole_while_the_database_is_gone(help_here: Help, sqlite_database: Database) -> None:
    await sqlite_database.close()
    seen = await help_here.find()
    assert "What is going on?" in seen.text
    seen = await help_here.choose(seen, "su")
    seen = await help_here.choose(await help_here.press(seen, "Yes"), "GB")
    assert "Call **999**" in seen.text
    (lines,) = await help_here.people.command("/helpline", ANN, {"country": "GB"})
    assert "116 123" in lines.text


async def test_two_lines_come_first_and_every_other_one_on_request(help_here: Help) -> None:
    (seen,) = await help_here.people.command("/helpline", ANN, {"country": "United Kingdom"})
    assert seen.private
    found = DIRECTORY.answer(Country("GB"), at=AT)
    held = {entry.line.id for entry in found.more}
    shown: list[str] = []
    while "More lines" in [node.get("label") for node in nodes(seen.raw)]:
        seen = await help_here.press(seen, "More lines")
        shown += [made.split(":")[2] for made in seen.custom_ids if made.startswith("helplines:wrong:")]
        assert len(seen.text) < 4000
    assert len(shown) == len(set(shown)) == len(held)
    assert set(shown) == held
    assert "Back" in seen.text


async def test_where_no_line_is_known_no_way_to_talk_is_offered(help_here: Help) -> None:
    (seen,) = await help_here.people.command("/helpline", ANN, {"country": "Chad"})
    assert "We do not know any helpline in Chad." in seen.text
    labels = {node.get("label") for node in nodes(seen.raw)}
    assert labels.isdisjoint(CHANNEL_NAMES[way] for way in CHANNELS), labels


async def test_a_way_to_talk_can_be_preferred_with_one_press(help_here: Help) -> None:
    (seen,) = await help_here.people.command("/helpline", ANN, {"country": "US"})
    chat = await help_here.press(seen, "Chat on the web")
    assert "Chat: <https://" in chat.text


@pytest.mark.parametrize("code", sorted(DIRECTORY.countries))
async def test_every_page_of_every_country_fits_discord(help_here: Help, code: str) -> None:
    (seen,) = await help_here.people.command("/helpline", ANN, {"country": code})
    while True:
        texts = [node["content"] for node in nodes(seen.raw) if node.get("type") == 10]
        assert sum(map(len, texts)) <= 4000
        assert len(nodes(seen.raw)) - 1 <= 40
        if "More lines" not in [node.get("label") for node in nodes(seen.raw)]:
            break
        seen = await help_here.press(seen, "More lines")


def test_what_was_asked_fits_a_button_and_a_forged_one_is_refused() -> None:
    longest = Asked(Country("GB", "GB-SCT"), "directory", "particular", "pt-Latn", "whatsapp", 12)
    assert Asked.unpacked(longest.packed) == longest
    ui.custom_id("helplines", "answer", longest.packed)
    for forged in (
        "",
        "GB",
        "XX.-.-.-.-.0",
        "GB.99.-.-.-.0",
        "GB.-1.-.-.-.0",
        "GB.-.-.-.-.00",
        "GB.-.-.-.-.-1",
        "GB.-.-.-.-.-1.2",
    ):
        with pytest.raises(ValueError, match=r"\S"):
            Asked.unpacked(forged)


async def test_only_an_organiser_posts_the_button_and_it_is_not_private(help_here: Help) -> None:
    (refused,) = await help_here.people.command("/find-help", ANN, {})
    assert "Manage Server" in refused.text
    (posted,) = await help_here.people.command("/find-help", OLGA, {})
    assert not posted.private
    assert "helplines:find:" in posted.custom_ids


async def test_professional_help_names_what_each_country_holds_and_each_press_leads_to_it(help_here: Help) -> None:
    for code in sorted(DIRECTORY.countries):
        held = DIRECTORY.topics(code)
        (seen,) = await help_here.people.command("/professional-help", ANN, {"country": code})
        for topic in ProfessionalHelp.TOPICS:
            label = TOPIC_NAMES[topic]
            if topic not in held:
                assert label not in seen.text.splitlines() or topic == "general-mental-health"
                continue
            lines = await help_here.press(seen, label)
            best = DIRECTORY.answer(Country(code), topic=topic, at=AT).primary[0].line
            assert topic in best.topics
            assert Markdown().text(best.name) in lines.text


async def test_professional_help_says_what_peers_cannot_do_and_leads_to_the_countrys_lines(help_here: Help) -> None:
    (seen,) = await help_here.people.command("/professional-help", ANN, {"country": "IE"})
    assert seen.private
    assert "They do not diagnose" in seen.text
    assert "Ireland" in seen.text
    lines = await help_here.press(seen, "Mental health")
    assert "Ireland" in lines.text
    (unheld,) = await help_here.people.command("/professional-help", ANN, {"country": "Bolivia"})
    assert "We know of no service in Bolivia yet." in unheld.text
    assert "https://findahelpline.com" in (await help_here.press(unheld, "Mental health")).text


@pytest.mark.parametrize("topic", [None, "alcohol", "suicide"])
@pytest.mark.parametrize("code", ["GB", "US", "IE", "DE", "HK", "GH", "JP"])
async def test_the_terminal_gives_the_same_answer_as_discord(help_here: Help, code: str, topic: str | None) -> None:
    """Each thing said first at the terminal is said on Discord's first page; each further line is on a later page."""
    out = io.StringIO()
    assert run([code, *([] if topic is None else ["--topic", topic])], out, io.StringIO(), AT) == 0
    first, _, rest = out.getvalue().partition("\nMore lines:\n")
    options = {"country": code} | ({} if topic is None else {"topic": topic})
    (seen,) = await help_here.people.command("/helpline", ANN, options)
    shown, whole = seen.text, seen.text
    while "More lines" in [node.get("label") for node in nodes(seen.raw)]:
        seen = await help_here.press(seen, "More lines")
        whole += "\n" + seen.text
    for line in first.splitlines():
        assert bare(line) in bare(shown), line
    for line in rest.splitlines():
        assert bare(line) in bare(whole), line


def bare(text: str) -> str:
    """Words and figures alone: Discord's emphasis, tap links and escapes are not part of the answer."""
    return "".join(re.findall(r"\w", re.sub(r"\(<\+\d+>\)", "", text)))
