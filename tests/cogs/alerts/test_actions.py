"""From a finding to a human, on both engines: recorded once, told, taken by one, never forgotten in silence."""

import asyncio
from datetime import timedelta

import pytest

from cogs.alerts import actions, casework, trials
from cogs.alerts.casework import Refused
from cogs.alerts.casework import Taken as TakenBy
from cogs.alerts.matching.findings import Severity
from cogs.alerts.paging import NOTICE, REDRAW
from cogs.alerts.rules import NotYours
from cogs.alerts.seen import Around
from storage.alerts import AlertStore
from storage.cases import CaseStore
from storage.database import Database
from storage.errors import KeyGone
from storage.events import EventStore
from storage.privacy import erase_member, export_member
from storage.records.alerts import CaseKind, CaseState, Outcome, Source
from storage.records.outbox import State
from storage.servers import ServerStore
from tests.cogs.alerts.house import (
    ALERTS,
    ANN,
    AT,
    GENERAL,
    GUILD,
    OLGA,
    OTTO,
    RITA,
    ROB,
    SECOND,
    TIMINGS,
    VENT,
    Taken,
    case_now,
    hit,
    notices,
    open_case,
    record,
    seen,
    set_up,
    sweep,
    take,
)

MINUTE = timedelta(minutes=1)


async def test_the_same_message_twice_is_one_alert_and_one_notice(database: Database) -> None:
    await set_up(database)
    assert await record(database, seen(1)) is not None
    assert await record(database, seen(1)) is None
    assert notices(await Taken(database).everything(AT)) == [(ALERTS, "step")]
    case = await open_case(database)
    async with database.reading() as work:
        assert await AlertStore(work).count_of_case(case.case_id) == 1


async def test_an_unwatched_channel_and_a_server_that_is_not_set_up_alert_nobody(database: Database) -> None:
    assert await record(database, seen(1)) is None
    await set_up(database)
    assert await record(database, seen(2, channel_id=99, watched_as=99)) is None


async def test_a_venting_channel_passes_only_what_is_high_and_up(database: Database) -> None:
    await set_up(database)
    assert await record(database, seen(1, channel_id=VENT), [hit(Severity.MEDIUM, "relapse")]) is None
    assert await record(database, seen(2, channel_id=VENT), [hit(Severity.HIGH)]) is not None


async def test_a_relapse_waits_in_the_queue_without_a_ping_and_asks_once_after_an_hour(database: Database) -> None:
    await set_up(database)
    await record(database, seen(1), [hit(Severity.MEDIUM, "relapse")])
    discord = Taken(database)
    await discord.everything(AT)
    await sweep(database, AT + 59 * MINUTE)
    assert notices(await discord.everything(AT + 59 * MINUTE)) == []
    await sweep(database, AT + 60 * MINUTE)
    assert notices(await discord.everything(AT + 60 * MINUTE)) == [(ALERTS, "step")]
    await sweep(database, AT + timedelta(days=2))
    assert notices(await discord.everything(AT + timedelta(days=2))) == []


async def test_nobody_answers_and_the_whole_ladder_is_climbed_in_order(
    database: Database,
) -> None:
    await set_up(database)
    await record(database, seen(1))
    discord = Taken(database)
    await discord.everything(AT)
    for minute in range(1, 45):
        await sweep(database, AT + minute * MINUTE)
        await discord.everything(AT + minute * MINUTE)
    steps = [int(str(row.arguments["step"])) for row in discord.rows if row.kind == NOTICE and row.target_id == ALERTS]
    assert steps == [0, 1, 2, 3, 4, 5]
    dms = [row.target_id for row in discord.rows if row.kind == NOTICE and row.target_id != ALERTS]
    assert dms == [OLGA, OTTO, OLGA, OTTO]


async def test_after_a_long_stop_nobody_is_skipped_and_the_order_is_kept(database: Database) -> None:
    await set_up(database)
    await record(database, seen(1))
    discord = Taken(database)
    await discord.everything(AT)
    for second in range(0, 30, 5):
        late = AT + timedelta(hours=3, seconds=second)
        await sweep(database, late)
        await discord.everything(late)
    steps = [int(str(row.arguments["step"])) for row in discord.rows if row.kind == NOTICE and row.target_id == ALERTS]
    assert steps == [0, 1, 2, 3]


async def test_of_two_responders_at_once_one_wins_and_the_other_learns_who(database: Database) -> None:
    await set_up(database)
    await record(database, seen(1))
    case = await open_case(database)
    done = await asyncio.gather(take(database, case.case_id, RITA), take(database, case.case_id, ROB))
    won = [one for one in done if isinstance(one, TakenBy)]
    lost = [one for one in done if isinstance(one, NotYours)]
    assert len(won) == len(lost) == 1
    assert lost[0].holder_member_id == won[0].case.holder_member_id


async def test_once_taken_no_further_notice_starts(database: Database) -> None:
    await set_up(database)
    await record(database, seen(1))
    case = await open_case(database)
    await take(database, case.case_id, RITA)
    discord = Taken(database)
    assert notices(await discord.everything(AT)) == []
    await sweep(database, AT + 19 * MINUTE)
    assert notices(await discord.everything(AT + 19 * MINUTE)) == []


async def test_a_silent_holder_is_asked_and_then_it_opens_again_from_the_first_step(database: Database) -> None:
    await set_up(database)
    await record(database, seen(1))
    discord = Taken(database)
    await discord.everything(AT)
    case = await open_case(database)
    await take(database, case.case_id, RITA)
    await sweep(database, AT + 20 * MINUTE)
    assert notices(await discord.everything(AT + 20 * MINUTE)) == [(ALERTS, "still_there")]
    await sweep(database, AT + 25 * MINUTE)
    assert (ALERTS, "reopened") in notices(await discord.everything(AT + 25 * MINUTE))
    again = await case_now(database, case.case_id)
    assert (again.state, again.step, again.run) == (CaseState.OPEN, 0, 2)


async def test_a_holder_who_answers_keeps_it(database: Database) -> None:
    await set_up(database)
    await record(database, seen(1))
    case = await open_case(database)
    await take(database, case.case_id, RITA)
    await sweep(database, AT + 20 * MINUTE)
    async with database.transaction() as work:
        await casework.still_there(work, GUILD, case.case_id, RITA, AT + 21 * MINUTE, TIMINGS)
        other = await casework.still_there(work, GUILD, case.case_id, ROB, AT + 21 * MINUTE, TIMINGS)
    assert other == NotYours(RITA)
    await sweep(database, AT + 30 * MINUTE)
    assert (await case_now(database, case.case_id)).holder_member_id == RITA


async def test_a_channel_that_is_gone_leads_to_the_second_one_at_once_and_then_to_people(database: Database) -> None:
    await set_up(database, second=SECOND)
    await record(database, seen(1), around=Around(responder_ids=(RITA, ROB)))
    discord = Taken(database)
    await discord.everything(AT, State.GONE)
    assert notices(await discord.everything(AT, State.GONE)) == [(SECOND, "no_other_way")]
    assert notices(await discord.everything(AT)) == [(RITA, "no_other_way"), (ROB, "no_other_way")]
    assert (await open_case(database)).told_at == AT


async def test_without_an_answer_another_way_is_tried_at_15_s_and_every_way_at_60_s(database: Database) -> None:
    await set_up(database, second=SECOND)
    await record(database, seen(1))
    await sweep(database, AT + timedelta(seconds=14))
    async with database.reading() as work:
        assert len(await CaseStore(work).notices((await open_case(database)).case_id)) == 1
    await sweep(database, AT + timedelta(seconds=15))
    await sweep(database, AT + timedelta(seconds=60))
    case = await open_case(database)
    async with database.reading() as work:
        found = [(n.to_channel_id, n.to_member_id) for n in await CaseStore(work).notices(case.case_id)]
        events = [event.name for event in await EventStore(work).due(AT + MINUTE, 10)]
        untold = [one.case_id for one in await CaseStore(work).untold()]
    assert found[:2] == [(ALERTS, None), (SECOND, None)]
    assert {(None, OLGA), (None, OTTO), (SECOND, None), (ALERTS, None)} <= set(found[2:])
    assert casework.NOBODY_TOLD in events
    assert untold == [case.case_id]
    discord = Taken(database)
    await discord.everything(AT + MINUTE)
    async with database.reading() as work:
        assert await CaseStore(work).untold() == ()


async def test_more_words_of_one_person_are_one_edit_and_something_graver_asks_again(database: Database) -> None:
    await set_up(database)
    await record(database, seen(1), [hit(Severity.HIGH)])
    discord = Taken(database)
    await discord.everything(AT)
    for number in range(2, 30):
        await record(database, seen(number), [hit(Severity.HIGH)])
    rows = await discord.everything(AT)
    assert [row.kind for row in rows] == [REDRAW]
    await record(database, seen(30), [hit(Severity.CRITICAL)])
    assert notices(await discord.everything(AT)) == [(ALERTS, "worse")]
    assert (await open_case(database)).severity == Severity.CRITICAL


async def test_a_queue_case_that_turns_urgent_begins_the_urgent_ladder(database: Database) -> None:
    await set_up(database)
    await record(database, seen(1), [hit(Severity.MEDIUM, "relapse")])
    await record(database, seen(2), now=AT + MINUTE)
    case = await open_case(database)
    assert case.policy["name"] == "urgent"
    assert case.next_step_at == AT + 4 * MINUTE


async def test_another_channel_asks_again_once(database: Database) -> None:
    await set_up(database)
    await record(database, seen(1))
    discord = Taken(database)
    await discord.everything(AT)
    for number in (2, 3):
        await record(database, seen(number, channel_id=VENT))
    assert notices(await discord.everything(AT)) == [(ALERTS, "new_place")]


async def test_what_a_server_changes_later_does_not_change_who_is_asked(database: Database) -> None:
    await set_up(database)
    await record(database, seen(1))
    async with database.transaction() as work:
        server = await ServerStore(work).get(GUILD)
        assert server is not None
        await ServerStore(work).erase_member(GUILD, OLGA)
    discord = Taken(database)
    await discord.everything(AT)
    for minute in range(1, 12):
        await sweep(database, AT + minute * MINUTE)
        await discord.everything(AT + minute * MINUTE)
    assert OLGA in [row.target_id for row in discord.rows]


async def test_an_edit_into_something_graver_counts_and_out_of_it_only_shows(database: Database) -> None:
    await set_up(database)
    await record(database, seen(1), [hit(Severity.HIGH)])
    discord = Taken(database)
    await discord.everything(AT)
    await record(database, seen(1, edited_at=AT + MINUTE), [hit(Severity.CRITICAL)], AT + MINUTE)
    assert notices(await discord.everything(AT + MINUTE)) == [(ALERTS, "worse")]
    async with database.transaction() as work:
        batch = actions.Batch()
        again = seen(1, edited_at=AT + 2 * MINUTE, text="all fine")
        assert await actions.record(work, batch, again, [], AT + 2 * MINUTE, TIMINGS) is None
        await batch.finish(work, AT + 2 * MINUTE, TIMINGS)
    assert [row.kind for row in await discord.everything(AT + 2 * MINUTE)] == [REDRAW]
    async with database.reading() as work:
        alert = await AlertStore(work).by_message(GUILD, 1)
        assert alert is not None
        assert alert.edited_at == AT + 2 * MINUTE
        assert await AlertStore(work).words(alert) == "the words"


async def test_an_edit_of_a_message_whose_case_is_over_opens_a_new_one(database: Database) -> None:
    await set_up(database)
    await record(database, seen(1), [hit(Severity.MEDIUM, "relapse")])
    case = await open_case(database)
    async with database.transaction() as work:
        await casework.resolve(work, GUILD, case.case_id, RITA, Outcome.TALKED, "", AT, TIMINGS)
    await record(database, seen(1, edited_at=AT + MINUTE), [hit()], AT + MINUTE)
    fresh = await open_case(database)
    assert fresh.case_id != case.case_id
    assert fresh.severity == Severity.CRITICAL


async def test_a_deleted_message_keeps_its_alert_and_says_so(database: Database) -> None:
    await set_up(database)
    await record(database, seen(1))
    discord = Taken(database)
    await discord.everything(AT)
    async with database.transaction() as work:
        assert await actions.message_deleted(work, GUILD, [1, 2], AT, TIMINGS)
        assert not await actions.message_deleted(work, GUILD, [7], AT, TIMINGS)
    assert [row.kind for row in await discord.everything(AT)] == [REDRAW]


async def test_a_notice_that_somebody_deleted_is_posted_again_while_nobody_has_the_case(database: Database) -> None:
    await set_up(database)
    await record(database, seen(1))
    discord = Taken(database)
    await discord.everything(AT)
    await record(database, seen(2))
    await discord.everything(AT, State.GONE)
    assert notices(await discord.everything(AT)) == [(ALERTS, "notice_gone")]


@pytest.mark.parametrize(("readable", "goes_to"), [((ALERTS,), [SECOND]), ((ALERTS, SECOND), [ROB, OLGA])])
async def test_a_case_about_a_responder_goes_where_they_cannot_read(
    database: Database, readable: tuple[int, ...], goes_to: list[int]
) -> None:
    await set_up(database, second=SECOND)
    about_rita = seen(1, RITA, avoid=True, can_read=frozenset(readable))
    await record(database, about_rita, around=Around(responder_ids=(RITA, ROB, OLGA)))
    found = [row.target_id for row in await Taken(database).everything(AT)]
    assert found == goes_to
    case = await open_case(database, RITA)
    assert await take(database, case.case_id, RITA) is Refused.OWN_CASE


async def test_a_test_that_a_responder_answers_makes_the_server_live_once(database: Database) -> None:
    await set_up(database)
    async with database.transaction() as work:
        await trials.open_test_alert(work, GUILD, OLGA, AT, TIMINGS)
        await trials.open_test_alert(work, GUILD, OLGA, AT, TIMINGS)
    case = await open_case(database, OLGA, CaseKind.TEST)
    done = await take(database, case.case_id, RITA)
    assert isinstance(done, TakenBy)
    assert done.now_live
    assert isinstance(await take(database, case.case_id, ROB), NotYours)
    async with database.reading() as work:
        assert casework.TEST_ACKNOWLEDGED in [event.name for event in await EventStore(work).due(AT, 10)]
    await sweep(database, AT + timedelta(days=1))
    assert (await case_now(database, case.case_id)).outcome is Outcome.TEST_PASSED


async def test_a_case_of_another_server_is_unknown(database: Database) -> None:
    await set_up(database)
    await record(database, seen(1))
    case = await open_case(database)
    async with database.transaction() as work:
        assert await casework.take(work, GUILD + 1, case.case_id, RITA, AT, TIMINGS) is Refused.UNKNOWN


async def test_a_handed_over_case_is_told_to_the_new_holder(database: Database) -> None:
    await set_up(database)
    await record(database, seen(1))
    case = await open_case(database)
    await take(database, case.case_id, RITA)
    async with database.transaction() as work:
        await casework.hand_over(work, GUILD, case.case_id, RITA, ROB, AT, TIMINGS)
        assert await casework.hand_over(work, GUILD, case.case_id, ROB, ANN, AT, TIMINGS) is Refused.OWN_CASE
    assert (await case_now(database, case.case_id)).holder_member_id == ROB
    assert (ALERTS, "handed_over") in notices(await Taken(database).everything(AT))


async def test_the_clock_goes_back_and_nobody_waits_longer(database: Database) -> None:
    await set_up(database)
    await record(database, seen(1))
    discord = Taken(database)
    await discord.everything(AT)
    earlier = AT - timedelta(hours=3)
    async with database.transaction() as work:
        await casework.clock_went_back(work, timedelta(hours=3))
    await sweep(database, earlier + 3 * MINUTE)
    assert notices(await discord.everything(earlier + 3 * MINUTE)) == [(ALERTS, "step")]


async def test_words_go_a_week_after_closing_and_the_case_half_a_year_after(database: Database) -> None:
    await set_up(database)
    await record(database, seen(1))
    case = await open_case(database)
    async with database.transaction() as work:
        await casework.resolve(work, GUILD, case.case_id, RITA, Outcome.TALKED, "a note", AT, TIMINGS)
    for days, words, there in ((6, "the words", True), (8, None, True), (181, None, False)):
        async with database.transaction() as work:
            await casework.tidy(work, AT + timedelta(days=days))
            alert = await AlertStore(work).by_message(GUILD, 1)
            assert (alert is not None) is there
            if alert is not None:
                assert await AlertStore(work).words(alert) == words


async def test_an_erased_member_keeps_an_open_case_without_words_until_it_is_closed(database: Database) -> None:
    await set_up(database)
    await record(database, seen(1))
    case = await open_case(database)
    await erase_member(database, database.vault, GUILD, ANN, AT)
    async with database.reading() as work:
        (alert,) = await AlertStore(work).of_case(case.case_id)
        assert await AlertStore(work).words(alert) is None
    async with database.transaction() as work:
        await casework.resolve(work, GUILD, case.case_id, RITA, Outcome.TALKED, "note", AT, TIMINGS)
        await casework.tidy(work, AT + timedelta(minutes=6))
        assert await CaseStore(work).get(GUILD, case.case_id) is None


async def test_a_holder_who_is_erased_gives_the_case_back(database: Database) -> None:
    await set_up(database)
    await record(database, seen(1))
    case = await open_case(database)
    await take(database, case.case_id, RITA)
    await erase_member(database, database.vault, GUILD, RITA, AT)
    await sweep(database, AT + MINUTE)
    assert (await case_now(database, case.case_id)).state is CaseState.OPEN


async def test_the_export_says_who_looked(database: Database) -> None:
    await set_up(database)
    await record(database, seen(1))
    case = await open_case(database)
    async with database.transaction() as work:
        await casework.reveal(work, GUILD, case.case_id, RITA, AT)
    found = await export_member(database, GUILD, ANN)
    (about,) = found["alerts_about_you"]
    assert {"at": AT, "what": "revealed", "by": RITA} in about["what_happened"]


async def test_words_whose_key_was_destroyed_cannot_be_read_again(database: Database) -> None:
    await set_up(database)
    await record(database, seen(1))
    async with database.reading() as work:
        alert = await AlertStore(work).by_message(GUILD, 1)
        assert alert is not None
    await database.vault.destroy(GUILD, ANN, 77)
    async with database.reading() as work:
        with pytest.raises(KeyGone):
            await AlertStore(work).words(alert)


async def test_text_the_bot_posts_for_a_member_gets_its_link_when_it_is_posted(database: Database) -> None:
    await set_up(database)
    await record(database, seen(-5, source=Source.POSTED))
    async with database.transaction() as work:
        await AlertStore(work).posted_as(GUILD, ANN, GENERAL, 4711, AT - MINUTE)
        assert await AlertStore(work).by_message(GUILD, 4711) is not None
