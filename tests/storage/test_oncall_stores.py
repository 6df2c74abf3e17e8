"""The rota, follow-ups, letters, counts and choices, on both engines."""

from datetime import UTC, date, datetime, timedelta

from storage.alert_settings import AlertSettingsStore
from storage.cases import CaseStore
from storage.counts import CountStore
from storage.database import Database
from storage.follow_ups import FollowUpStore
from storage.ids import new_id
from storage.letters import LetterStore
from storage.oncall import OnCallStore
from storage.privacy import erase_member, export_member
from storage.records.alert_settings import AlertSettings, CaseCount, FollowUp
from storage.records.alerts import Outcome
from storage.records.letters import Letter
from storage.records.oncall import AwakeHours, Shift, SwapState
from tests.cogs.alerts import house
from tests.cogs.alerts.house import ANN, AT, GUILD, RITA, ROB

HOUR = timedelta(hours=1)


async def test_a_rota_is_kept_changed_and_forgotten_when_its_time_is_over(database: Database) -> None:
    async with database.transaction() as work:
        store = OnCallStore(work)
        shift = Shift(new_id(AT), GUILD, RITA, "monday", 540, 600, "Europe/London")
        await store.add_shift(shift, AT)
        await store.change(GUILD, ROB, on_duty=True, from_at=AT, to_at=AT + HOUR, now=AT)
        await store.change(GUILD, RITA, on_duty=False, from_at=AT, to_at=None, now=AT)
        for hours in ((420, 1380), (480, 1200)):
            await store.awake(GUILD, RITA, hours, "UTC", AT)
        rota = await store.rota(GUILD, AT)
        assert rota.shifts == (shift,)
        assert [(change.member_id, change.on_duty) for change in rota.changes] == [(ROB, True), (RITA, False)]
        assert rota.awake == (AwakeHours(RITA, 480, 1200, "UTC"),)
        assert await store.guilds() == (GUILD,)
        await store.forget_before(AT + 2 * HOUR)
        later = await store.rota(GUILD, AT)
        assert [change.member_id for change in later.changes] == [RITA]  # until they say
        assert await store.back(GUILD, RITA, AT)
        assert not await store.back(GUILD, RITA, AT)
        assert await store.remove_shift(GUILD, shift.shift_id) == shift
        assert await store.remove_shift(GUILD, shift.shift_id) is None
        await store.awake(GUILD, RITA, None, "", AT)
        assert (await store.rota(GUILD, AT)).awake == ()


async def test_a_swap_keeps_its_answer(database: Database) -> None:
    async with database.transaction() as work:
        store = OnCallStore(work)
        swap = await store.ask_swap(GUILD, RITA, ROB, AT, AT + HOUR, AT)
        assert await store.swap(swap.swap_id, lock=True) == swap
        await store.answer_swap(swap, SwapState.DECLINED)
        found = await store.swap(swap.swap_id)
        assert found is not None
        assert found.state is SwapState.DECLINED
        assert await store.swap(1) is None


async def test_a_follow_up_is_due_once_and_done_once(database: Database) -> None:
    await house.set_up(database)
    await house.record(database, house.seen(1))
    case = await house.open_case(database)
    async with database.transaction() as work:
        store = FollowUpStore(work)
        wanted = FollowUp(case.case_id, GUILD, ANN, RITA, AT + 24 * HOUR, None)
        assert await store.want(wanted, AT)
        assert not await store.want(wanted, AT)
        assert await store.next_due() == AT + 24 * HOUR
        assert await store.due(AT + 23 * HOUR, 9) == ()
        assert await store.due(AT + 24 * HOUR, 9) == (wanted,)
        await store.reminded(case.case_id)
        assert await store.next_due() is None
        assert await store.done(GUILD, case.case_id, AT)
        assert not await store.done(GUILD, case.case_id, AT)
        await CaseStore(work).forget(case.case_id)
        assert await store.get(GUILD, case.case_id) is None


async def test_a_letter_is_read_by_nobody_else_and_gone_after_an_erasure(database: Database) -> None:
    await house.set_up(database)
    await house.record(database, house.seen(1))
    case = await house.open_case(database)
    letter = Letter(new_id(AT), case.case_id, GUILD, ANN, RITA, None, AT)
    async with database.transaction() as work:
        await LetterStore(work).write(letter, "I am here.")
        assert await LetterStore(work).words(letter) == "I am here."
    mine = await export_member(database, GUILD, ANN)
    theirs = await export_member(database, GUILD, RITA)
    assert mine["written_to_you"] == [{"at": AT, "words": "I am here."}]
    assert "I am here." not in str(theirs)
    await erase_member(database, database.vault, GUILD, RITA, AT)
    async with database.reading() as work:
        (kept,) = await LetterStore(work).of_case(case.case_id)
        assert kept.by_member_id is None
    await erase_member(database, database.vault, GUILD, ANN, AT)
    async with database.reading() as work:
        assert await LetterStore(work).of_case(case.case_id) == ()


async def test_counts_stay_when_the_case_is_gone_and_name_nobody(database: Database) -> None:
    await house.set_up(database)
    await house.record(database, house.seen(1))
    case = await house.open_case(database)
    from cogs.alerts import casework

    async with database.transaction() as work:
        await casework.resolve(work, GUILD, case.case_id, RITA, Outcome.TALKED, "", AT + HOUR, house.TIMINGS)
        await casework.tidy(work, AT + timedelta(days=179))
        assert await CaseStore(work).get(GUILD, case.case_id) is not None
        await casework.tidy(work, AT + timedelta(days=181))
        assert await CaseStore(work).get(GUILD, case.case_id) is None
        (count,) = await CountStore(work).since(GUILD, date(2026, 3, 2))
        assert count == CaseCount(AT.date(), 9, "suicide", 4, "suicide/rule", "talked", 3600)
        assert await CountStore(work).since(GUILD, date(2026, 3, 3)) == ()
        assert await CountStore(work).since(GUILD, date(2026, 3, 1), date(2026, 3, 2)) == ()
        for _ in range(3):
            await CountStore(work).low(GUILD, AT.date(), "relapse")
        assert await CountStore(work).low_since(GUILD, AT.date(), date(2026, 3, 3)) == {"relapse": 3}


async def test_choices_have_defaults_and_the_webhook_is_not_readable_in_the_table(database: Database) -> None:
    from sqlalchemy import select

    from storage.tables.alert_settings import alert_settings

    async with database.transaction() as work:
        store = AlertSettingsStore(work)
        assert await store.get(GUILD) == AlertSettings()
        await store.keep_hook(GUILD, "https://discord.com/api/webhooks/1/secret", AT)
        await store.save(GUILD, AlertSettings(repeat_times=4), datetime(2026, 3, 3, tzinfo=UTC))
        found = await store.get(GUILD)
        assert (found.repeat_times, found.has_hook) == (4, True)
        assert await store.hook(GUILD) == "https://discord.com/api/webhooks/1/secret"
        sealed = (await work.execute(select(alert_settings.c.hook))).scalar_one()
        assert b"secret" not in sealed
        await store.route(GUILD, "relapse", 2, "soon")
        await store.route(GUILD, "relapse", 2, "count")
        assert await store.routes(GUILD) == {("relapse", 2): "count"}
        await store.route(GUILD, "relapse", 2, None)
        assert await store.routes(GUILD) == {}
