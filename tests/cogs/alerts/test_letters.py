"""Writing to the person, their care card, and looking in on them the day after."""

from datetime import timedelta

import pytest

from cogs.alerts import casework, letters, text_letters
from cogs.alerts.looks import MANY_LOOKS, MOST_IN_AN_HOUR
from cogs.alerts.paging import NOTICE
from cogs.alerts.sweeping import Ladder
from cogs.shared.app import App
from cogs.shared.clock import FixedClock
from cogs.shared.ui import custom_id
from cogs.shared.words import words_for
from storage.alerts import AlertStore
from storage.care import CareStore
from storage.cases import CaseStore
from storage.database import Database
from storage.errors import StorageError
from storage.letters import LetterStore
from storage.outbox import OutboxStore
from storage.records.alerts import Case, CaseKind
from storage.records.care import Looked
from storage.records.outbox import State
from tests.cogs.alerts.house import case_of
from tests.cogs.helplines.test_doors import button
from tests.house import (
    ALERTS,
    ANN,
    AT,
    BEN,
    GENERAL,
    GUILD,
    OLGA,
    RITA,
    ROB,
    offline,
    offline_app,
)

URGENT = "i am going to kill myself tonight"
HURT = "he hit me again and i am scared to go home"


def press_id(verb: str, case: Case) -> str:
    return custom_id("alerts", verb, case.case_id)


async def test_a_responder_changes_the_beginning_and_the_person_reads_it_with_a_name_and_a_way_to_help(
    app: App,
) -> None:
    with offline(app) as people:
        await people.say(URGENT, ANN)
        case = await case_of(app, ANN.id)
        (form,) = await people.press(press_id("write", case), RITA)
        (sent,) = await people.submit(
            press_id("written", case), RITA, {"words": "I am here. @everyone <@1>", "where": ["privately"]}
        )
        ((target, words),) = await people.rendered(letters.LETTER)
        ((_, notice),) = await people.rendered(NOTICE)
    assert form.kind == "modal"
    assert "Are you safe right now?" in str(form.raw)
    assert "by the way they chose" in sent.text
    assert target == ANN.id
    assert "**rita**, one of the people who help in Harbour, writes to you:" in words
    assert "> I am here." in words
    assert "@everyone" not in words
    assert "emergency number" in words
    assert "Ask a human here" in words
    assert f"✉ <@{RITA.id}> wrote to them" in notice
    assert "Their care card" not in notice


async def test_it_may_be_posted_where_they_wrote_and_then_they_are_pinged(app: App) -> None:
    with offline(app) as people:
        await people.say(URGENT, ANN)
        case = await case_of(app, ANN.id)
        await people.submit(press_id("written", case), RITA, {"words": "I am here.", "where": ["channel"]})
        ((target, words),) = await people.rendered(letters.LETTER)
    assert target == GENERAL
    assert words.startswith(f"<@{ANN.id}>, **rita**")


async def test_a_person_who_may_be_hurt_by_somebody_is_never_written_to_or_pinged(app: App) -> None:
    with offline(app) as people:
        await people.say(HURT, ANN)
        case = await case_of(app, ANN.id)
        assert case.category == "abuse"
        ((_, notice),) = await people.rendered(NOTICE)
        (refused,) = await people.press(press_id("write", case), RITA)
        (forged,) = await people.submit(press_id("written", case), RITA, {"words": "hi", "where": ["channel"]})
        assert await people.rendered(letters.LETTER) == []
    assert "Write to them" not in notice
    assert "may be reading their phone" in refused.text
    assert "may be reading their phone" in forged.text


async def test_once_abuse_is_part_of_a_case_a_worse_thing_does_not_open_the_way_again(app: App) -> None:
    with offline(app) as people:
        await people.say(HURT, ANN)
        await people.say(URGENT, ANN)
        case = await case_of(app, ANN.id)
        assert case.category == "suicide"
        (refused,) = await people.press(press_id("write", case), RITA)
    assert "may be reading their phone" in refused.text


async def test_who_asks_for_a_person_about_violence_is_answered_with_no_less_haste_and_never_written_to(
    sqlite_database: Database, app: App, clock: FixedClock
) -> None:
    both = await offline_app(sqlite_database, clock, features=["alerts", "helplines"])
    with offline(both) as people:
        (seen,) = await people.command("/help-me", ANN, {"about": "dv"})
        for label in ("No", "Skip", "Next"):
            (seen,) = await people.press(button(seen, label), ANN)
        assert "They would hear that it is about violence, so that nobody writes to your phone." in seen.text
        (seen,) = await people.press(button(seen, "Yes, please"), ANN)
        assert "I have asked the people who help in Harbour." in seen.text
        case = await case_of(both, ANN.id)
        ((_, notice),) = await people.rendered(NOTICE)
        (refused,) = await people.press(press_id("write", case), RITA)
        (plain,) = await people.command("/support", BEN)
        assert "I have asked" in plain.text
        usual = await case_of(both, BEN.id)
    assert f"<@{ANN.id}>" in notice
    assert "abuse or violence" in notice
    assert "Write to them" not in notice
    assert "may be reading their phone" in refused.text
    assert case.policy == usual.policy


async def test_somebody_who_was_reported_does_not_learn_of_it_from_the_prepared_words(app: App) -> None:
    with offline(app) as people:
        await people.submit(custom_id("alerts", "worried", BEN.id), ANN, {"note": "he sounds low"})
        case = await case_of(app, BEN.id, CaseKind.REPORT)
        (form,) = await people.press(press_id("write", case), RITA)
        (refused,) = await people.submit(press_id("written", case), RITA, {"words": "hi", "where": ["channel"]})
    assert "worried" not in str(form.raw)
    assert "I wanted to ask how you are doing" in str(form.raw)
    assert "Choose “privately”" in refused.text


async def test_a_letter_that_discord_does_not_take_is_shown_on_the_notice(app: App) -> None:
    with offline(app) as people:
        await people.say(URGENT, ANN)
        case = await case_of(app, ANN.id)
        await people.submit(press_id("written", case), RITA, {"words": "I am here.", "where": ["channel"]})
        async with app.database.transaction() as work:
            (row,) = [r for r in await OutboxStore(work).claim(AT, AT, 9) if r.kind == letters.LETTER]
            await OutboxStore(work).settle(row, State.GONE, AT)
            await app.delivery._kinds[letters.LETTER].settled(work, row, State.GONE, AT)
            (letter,) = await LetterStore(work).of_case(case.case_id)
    line = text_letters.letters(words_for("en"), [letter])
    assert line is not None
    assert "Discord did not take it" in line


async def test_the_words_of_a_letter_go_with_the_quoted_words_a_week_after_closing(app: App, clock: FixedClock) -> None:
    with offline(app) as people:
        await people.say(URGENT, ANN)
        case = await case_of(app, ANN.id)
        await people.submit(press_id("written", case), RITA, {"words": "I am here.", "where": ["privately"]})
        await people.submit(press_id("resolved", case), RITA, {"outcome": ["talked"], "note": ""})
        for days, kept in ((6, True), (8, False)):
            async with app.database.transaction() as work:
                await casework.tidy(work, AT + timedelta(days=days))
                (letter,) = await LetterStore(work).of_case(case.case_id)
                (alert,) = await AlertStore(work).of_case(case.case_id, 1)
                assert (await LetterStore(work).words(letter) is not None) is kept
                assert (await AlertStore(work).words(alert) is not None) is kept


async def test_who_closed_it_may_be_reminded_a_day_later_once(app: App, clock: FixedClock) -> None:
    ladder = Ladder(app)
    with offline(app) as people:
        await people.say(URGENT, ANN)
        case = await case_of(app, ANN.id)
        (form,) = await people.press(press_id("resolve", case), RITA)
        await people.submit(press_id("resolved", case), RITA, {"outcome": ["talked"], "note": "", "follow_up": ["yes"]})
        assert await ladder.next_follow_up() == AT + timedelta(hours=24)
        assert await ladder.remind(AT + timedelta(hours=23)) == 0
        assert await ladder.remind(AT + timedelta(hours=24)) == 1
        assert await ladder.remind(AT + timedelta(hours=25)) == 0
        ((target, words),) = await people.rendered(letters.FOLLOW_UP)
        (done,) = await people.press(press_id("looked_in", case), RITA)
    assert "Remind me after 24 hours" in form.text
    assert target == RITA.id
    assert f"<@{ANN.id}>" in words
    assert "Thank you" in done.text


async def test_a_reminder_behind_a_shut_door_goes_to_the_alert_channel(app: App) -> None:
    ladder = Ladder(app)
    with offline(app) as people:
        await people.say(URGENT, ANN)
        case = await case_of(app, ANN.id)
        await people.submit(press_id("resolved", case), RITA, {"outcome": ["talked"], "note": "", "follow_up": ["yes"]})
        await ladder.remind(AT + timedelta(hours=24))
        async with app.database.transaction() as work:
            later = AT + timedelta(hours=24)
            (row,) = [r for r in await OutboxStore(work).claim(later, later, 9) if r.kind == letters.FOLLOW_UP]
            await OutboxStore(work).settle(row, State.CLOSED, later)
            await app.delivery._kinds[letters.FOLLOW_UP].settled(work, row, State.CLOSED, later)
        ((target, _),) = await people.rendered(letters.FOLLOW_UP)
    assert target == ALERTS


async def test_a_care_card_is_shown_to_one_responder_while_the_case_is_open_and_the_member_sees_who_looked(
    app: App,
) -> None:
    async with app.database.transaction() as work:
        await CareStore(work).write_card(
            GUILD, ANN.id, {"what_helps_me": "a quiet voice", "what_to_avoid": "asking why"}, AT
        )
    with offline(app) as people:
        await people.say(URGENT, ANN)
        case = await case_of(app, ANN.id)
        ((_, notice),) = await people.rendered(NOTICE)
        (member,) = await people.press(press_id("card", case), BEN)
        (card,) = await people.press(press_id("card", case), RITA)
        await people.submit(press_id("resolved", case), RITA, {"outcome": ["talked"], "note": ""})
        (late,) = await people.press(press_id("card", case), ROB)
        async with app.database.reading() as work:
            looks = await CareStore(work).looks(GUILD, ANN.id, Looked.CARD)
    assert "Their care card" in notice
    assert "Only responders" in member.text
    assert card.private
    assert card.text.startswith(f"<@{ANN.id}> wrote this")
    assert "**What helps me**\n> a quiet voice" in card.text
    assert "only while the case is open" in late.text
    assert [look.by_member_id for look in looks] == [RITA.id]


async def test_opening_many_closed_cases_is_slowed_and_told_to_the_organisers_once(app: App) -> None:
    with offline(app) as people:
        await people.say(URGENT, ANN)
        case = await case_of(app, ANN.id)
        for _ in range(MOST_IN_AN_HOUR):
            (fine,) = await people.press(press_id("reveal", case), RITA)  # it is open: as often as it takes
        await people.submit(press_id("resolved", case), RITA, {"outcome": ["talked"], "note": ""})
        for _ in range(2):
            (slowed,) = await people.press(press_id("reveal", case), RITA)
        (other,) = await people.press(press_id("reveal", case), ROB)
        told = await people.rendered(MANY_LOOKS)
    assert "kill myself tonight" in fine.text
    assert "I am pausing here" in slowed.text
    assert "kill myself tonight" in other.text
    assert [target for target, _ in told] == [OLGA.id]
    assert f"<@{RITA.id}> has opened" in told[0][1]


async def test_a_press_that_could_not_be_written_down_says_that_it_does_not_count(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B10."""

    async def full(*_: object) -> None:
        raise StorageError("disk full")

    with offline(app) as people:
        await people.say(URGENT, ANN)
        case = await case_of(app, ANN.id)
        with monkeypatch.context() as patched:
            patched.setattr(CaseStore, "save", full)
            (answer,) = await people.press(press_id("take", case), RITA)
    assert "it does not count, and the others are still being asked" in answer.text
    assert (await case_of(app, ANN.id)).holder_member_id is None


@pytest.mark.parametrize("category", ["suicide", "self_harm", "overdose", "relapse", "asked", "eating_disorder"])
async def test_every_beginning_names_who_writes_and_stays_short(app: App, category: str) -> None:
    from dataclasses import replace

    with offline(app) as people:
        await people.say(URGENT, ANN)
    case = replace(await case_of(app, ANN.id), category=category)
    said = text_letters.beginning(words_for("en"), case, "Wren")
    assert said.startswith("Hello, Wren here.")
    assert len(said) < 300
