"""Buttons, selects and modals: they outlive the process, fail with a sentence, and are answered in time."""

import asyncio
import gc
from unittest.mock import Mock, create_autospec

import discord
import pytest

from cogs.shared.answers import in_time
from cogs.shared.app import App
from cogs.shared.errors import went_wrong
from cogs.shared.failures import UserError
from cogs.shared.ui import Press, custom_id
from cogs.shared.words import words_for
from storage.database import Database
from storage.journeys import JourneyStore
from storage.records.journeys import JourneyPath, NewJourney
from tests.house import ANN, AT, GUILD, OLGA, offline, offline_app


async def helplines(database: Database) -> App:
    return await offline_app(database, features=["helplines"])


async def test_a_button_posted_by_an_earlier_process_works(sqlite_database: Database) -> None:
    with offline(await helplines(sqlite_database)) as before:
        (posted,) = await before.command("/find-help", OLGA)
    with offline(await helplines(sqlite_database)) as after:
        (answer,) = await after.press(posted.custom_ids[0], ANN)
    assert answer.private
    assert "What is going on?" in answer.text


async def test_a_modal_opened_by_an_earlier_process_works(sqlite_database: Database) -> None:
    async with sqlite_database.transaction() as work:
        new = NewJourney("Evenings", JourneyPath.OTHER, "secular_plain")
        journey = await JourneyStore(work).add(GUILD, ANN.id, new, AT)
    with offline(await offline_app(sqlite_database, features=["journeys"])) as before:
        (modal,) = await before.press(custom_id("journeys", "rename", journey.journey_id), ANN)
    assert modal.kind == "modal"
    with offline(await offline_app(sqlite_database, features=["journeys"])) as after:
        (answer,) = await after.submit(modal.raw["custom_id"], ANN, {"name": "Mornings"})
    assert "Mornings" in answer.text


async def test_a_country_nobody_knows_is_answered_with_no_number_at_all(sqlite_database: Database) -> None:
    with offline(await helplines(sqlite_database)) as people:
        (answer,) = await people.submit(custom_id("helplines", "asked"), ANN, {"country": "Atlantis"})
    assert answer.private
    assert not any(digit in answer.text for digit in "0123456789")


async def test_a_failing_button_answers_with_a_reference_and_a_way_to_a_human(sqlite_database: Database) -> None:
    app = await helplines(sqlite_database)

    async def fail(press: Press) -> None:
        raise RuntimeError("secret words of a member")

    app.router.on("test", "fail", fail)
    with offline(app) as people:
        (answer,) = await people.press(custom_id("test", "fail"), ANN)
    assert "Reference:" in answer.text
    assert "/helpline" in answer.text
    assert "secret" not in answer.text
    assert app.failures.counts["test:fail"] == 1


async def test_a_refusal_is_said_as_it_is(sqlite_database: Database) -> None:
    app = await helplines(sqlite_database)

    async def refuse(press: Press) -> None:
        raise UserError("This circle is full.")

    app.router.on("test", "refuse", refuse)
    with offline(app) as people:
        (answer,) = await people.press(custom_id("test", "refuse"), ANN)
    assert answer.text == "This circle is full."


async def test_a_slow_button_is_deferred_before_discord_gives_up(sqlite_database: Database) -> None:
    app = await helplines(sqlite_database)
    app.doors.answer_within = 0.01
    deferred = asyncio.Event()

    async def slow(press: Press) -> None:
        while not press.interaction.response.is_done():  # the defer happens beside this door  # noqa: ASYNC110
            await asyncio.sleep(0)
        deferred.set()
        raise UserError("Here is your answer.")

    app.router.on("test", "slow", slow)
    with offline(app) as people:
        first, second = await people.press(custom_id("test", "slow"), ANN)
    assert deferred.is_set()
    assert (first.kind, second.text) == ("defer", "Here is your answer.")


async def test_a_door_that_fails_while_the_bot_stops_is_heard(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "cogs.shared.answers")
    go, unheard = asyncio.Event(), list[object]()
    asyncio.get_running_loop().set_exception_handler(lambda _, context: unheard.append(context))

    async def door() -> None:
        await go.wait()
        raise ConnectionResetError

    waiting = asyncio.ensure_future(in_time(create_autospec(discord.Interaction), door(), 60.0))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    go.set()
    for _ in range(3):
        await asyncio.sleep(0)
    gc.collect()
    assert unheard == []
    assert "ConnectionResetError" in caplog.text


async def test_a_door_that_is_shut_and_cannot_say_so_is_a_failure_and_no_more(
    sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    app = await helplines(sqlite_database)
    app.doors.ready = False
    interaction = Mock(spec=discord.Interaction, response=Mock(spec=discord.InteractionResponse))
    interaction.locale = discord.Locale.british_english
    interaction.response.is_done.return_value = False
    interaction.response.send_message.side_effect = ConnectionResetError
    assert await app.doors.may_enter(interaction) is False
    assert "answering an error" in caplog.text


async def test_before_it_is_ready_the_bot_says_so(sqlite_database: Database) -> None:
    app = await helplines(sqlite_database)
    app.doors.ready = False
    with offline(app) as people:
        (command,) = await people.command("/helpline", ANN, {"country": "Ireland"})
        (button,) = await people.press(custom_id("helplines", "find"), ANN)
    assert "starting up" in command.text
    assert "starting up" in button.text


@pytest.mark.parametrize(
    "made", ["", "x", "a:b", "helplines:find:" + "9" * 41, "HELPLINES:find:", "helplines:gone:1", "a" * 100]
)
async def test_an_id_that_is_not_ours_gets_a_sentence(sqlite_database: Database, made: str) -> None:
    with offline(await helplines(sqlite_database)) as people:
        (answer,) = await people.press(made, ANN)
    assert "earlier time" in answer.text


def test_an_error_sentence_names_no_cause() -> None:
    assert went_wrong(words_for("en"), "AB12CD").count("AB12CD") == 1


def test_a_row_of_another_server_is_looked_up_on_the_server_of_the_press() -> None:
    with pytest.raises(ValueError, match="not in a server"):
        _ = Press(_nowhere(), "1").guild_id
    assert GUILD


def _nowhere() -> object:
    from unittest.mock import create_autospec

    import discord

    interaction = create_autospec(discord.Interaction, instance=True)
    interaction.guild_id = None
    return interaction
