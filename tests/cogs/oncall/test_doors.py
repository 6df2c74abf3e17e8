"""What responders read and press around the rota."""

import re
from datetime import timedelta

import pytest

from cogs.oncall import actions, text
from cogs.oncall.jobs import Jobs
from cogs.shared.app import App
from cogs.shared.clock import FixedClock
from cogs.shared.rota import Span, on_call
from cogs.shared.ui import custom_id
from cogs.shared.words import words_for
from storage.database import Database
from storage.oncall import OnCallStore
from storage.outbox import OutboxStore
from storage.records.outbox import State
from tests.house import (
    ALERTS,
    ANN,
    AT,
    BEN,
    GUILD,
    MOE,
    RESPONDERS,
    RITA,
    ROB,
    OfflineDiscord,
    Person,
    _member,
    _user,
    offline,
    offline_app,
    set_up_server,
)

WHOLE_WEEK = {"days": "every_day", "begin": "00:00", "end": "00:00", "zone": "UTC"}


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(AT)


@pytest.fixture
async def app(sqlite_database: Database, clock: FixedClock) -> App:
    app = await offline_app(sqlite_database, clock, features=["oncall"])
    await set_up_server(sqlite_database)
    return app


async def duty(app: App, clock: FixedClock) -> tuple[int, ...]:
    return on_call(await actions.rota_of(app.database, GUILD, clock.now()), clock.now())


def member(who: Person) -> tuple[tuple[int, str], dict[str, object]]:
    """An option that names a person, and what Discord sends with it."""
    return (6, str(who.id)), {"users": {str(who.id): _user(who)}, "members": {str(who.id): _member(who)}}


async def test_a_responder_puts_themselves_on_the_rota_by_their_own_clock(app: App, clock: FixedClock) -> None:
    with offline(app) as people:
        hours = {"days": "monday", "begin": "14:00", "end": "15:00", "zone": "Asia/Kolkata"}
        (added,) = await people.command("/oncall add", RITA, hours)
        (shown,) = await people.command("/oncall show", RITA)
        (refused,) = await people.command("/oncall show", ANN)
    assert "is on call 1 day a week, 14:00 to 15:00 by a clock in Asia/Kolkata" in added.text
    assert added.private
    assert "Monday, 14:00 to 15:00 (Asia/Kolkata)" in shown.text
    assert f"**On call now:** <@{RITA.id}>" in shown.text
    assert "You are on call now, until" in shown.text
    assert "Nobody is on call in the coming week" in shown.text
    assert "A press puts you on call for that time, once." in shown.text, "the buttons say when, and this says what"
    assert "Only responders of this server" in refused.text
    assert await duty(app, clock) == (RITA.id,)


def test_a_gap_over_more_than_a_day_names_both_its_days() -> None:
    w, night = words_for("en-GB"), AT.replace(hour=23)
    assert text.plain_span(w, Span(night, night + timedelta(hours=19)), "UTC") == "Monday, 23:00 to 18:00"
    assert text.plain_span(w, Span(night, night + timedelta(hours=67)), "UTC") == "Monday 23:00 to Thursday 18:00"


async def test_the_same_hours_on_many_days_are_one_line(app: App) -> None:
    with offline(app) as people:
        await people.command("/oncall add", RITA, WHOLE_WEEK)
        await people.command("/oncall add", ROB, WHOLE_WEEK)
        await people.command("/oncall add", ROB, {"days": "weekend", "begin": "9 pm", "end": "23:00", "zone": "UTC"})
        (shown,) = await people.command("/oncall show", RITA)
    assert f"- Every day, 00:00 to 00:00 (UTC): <@{RITA.id}> and <@{ROB.id}>" in shown.text
    assert f"- Saturday and Sunday, 21:00 to 23:00 (UTC): <@{ROB.id}>" in shown.text


async def test_what_cannot_be_read_is_said_with_what_to_do(app: App) -> None:
    with offline(app) as people:
        (time,) = await people.command("/oncall add", RITA, WHOLE_WEEK | {"begin": "9"})
        (zone,) = await people.command("/oncall add", RITA, WHOLE_WEEK | {"zone": "EST"})
        (days,) = await people.command("/oncall add", RITA, WHOLE_WEEK | {"days": "someday"})
        (hours,) = await people.command("/oncall awake", RITA, {"begin": "09:00"})
        (turn,) = await people.command("/oncall remove", RITA, {"shift": "nonsense"})
    assert "such as 09:00" in time.text
    assert "Pick a city near you" in zone.text
    assert "pick one from the list" in days.text
    assert "both hours, or neither" in hours.text
    assert "pick one from the list" in turn.text


async def test_only_a_moderator_puts_somebody_else_on_the_rota_and_only_a_responder(app: App) -> None:
    with offline(app) as people:
        option, resolved = member(ROB)
        (refused,) = await people.command("/oncall add", RITA, WHOLE_WEEK | {"person": option}, resolved=resolved)
        (added,) = await people.command("/oncall add", MOE, WHOLE_WEEK | {"person": option}, resolved=resolved)
        option, resolved = member(BEN)
        (wrong,) = await people.command("/oncall add", MOE, WHOLE_WEEK | {"person": option}, resolved=resolved)
    assert "Only moderators" in refused.text
    assert f"<@{ROB.id}> is on call 7 days a week" in added.text
    assert "is not a responder here" in wrong.text


async def test_im_off_needs_no_reason_and_the_others_hear_of_the_hole_at_once(app: App, clock: FixedClock) -> None:
    with offline(app) as people:
        await people.command("/oncall add", RITA, WHOLE_WEEK)
        (said,) = await people.command("/oncall off", RITA, {"until": "day"})
        ((target, words),) = await people.rendered(actions.GAP)
        assert await duty(app, clock) == ()
        (back,) = await people.command("/oncall back", RITA)
        assert await people.rendered(actions.GAP) == []
    assert "You do not have to say why" in said.text
    assert target == ALERTS
    assert words.startswith(f"<@&{RESPONDERS}> Nobody is on call from now until")
    assert "Good to have you here" in back.text
    assert await duty(app, clock) == (RITA.id,)


async def test_the_first_who_can_be_there_takes_the_gap_and_the_second_is_thanked(app: App, clock: FixedClock) -> None:
    with offline(app) as people:
        await people.command("/oncall add", RITA, WHOLE_WEEK)
        await people.command("/oncall off", RITA, {"until": "day"})
        ((_, words),) = await people.rendered(actions.GAP)
        start, end = int(clock.now().timestamp()), int((clock.now() + timedelta(days=1)).timestamp())
        made = custom_id("oncall", "cover", f"{start}.{end}")
        (member_tries,) = await people.press(made, ANN)
        (first,) = await people.press(made, ROB)
        (second,) = await people.press(made, MOE)
        assert await people.rendered(actions.GAP) == []
    assert "I can be there" in words
    assert "Only responders" in member_tries.text
    assert f"<@{ROB.id}> is on call" in first.text
    assert "Somebody is on call then already" in second.text
    assert await duty(app, clock) == (ROB.id,)


async def test_a_gap_ahead_is_told_before_it_comes(app: App, clock: FixedClock) -> None:
    with offline(app) as people:
        await people.command("/oncall add", RITA, WHOLE_WEEK)
        async with app.database.transaction() as work:
            begins = AT + timedelta(hours=30)
            ends = begins + timedelta(hours=2)
            await OnCallStore(work).change(GUILD, RITA.id, on_duty=False, from_at=begins, to_at=ends, now=AT)
        again = await actions.tell_gaps_everywhere(app.database, AT)
        assert again == AT + timedelta(hours=6)
        assert await people.rendered(actions.GAP) == []
        clock.advance(timedelta(hours=6))
        for _ in range(2):
            await actions.tell_gaps_everywhere(app.database, clock.now())
        ((_, words),) = await people.rendered(actions.GAP)
        clock.advance(timedelta(hours=22))
        await actions.tell_gaps_everywhere(app.database, clock.now())
        _, (_, soon) = await people.rendered(actions.GAP)
    assert words.startswith("Nobody will be on call")
    assert soon.startswith(f"<@&{RESPONDERS}> Nobody will be on call")


async def test_a_swap_counts_only_when_the_other_agrees(app: App, clock: FixedClock) -> None:
    with offline(app) as people:
        await people.command("/oncall add", RITA, {"days": "monday", "begin": "08:00", "end": "10:00", "zone": "UTC"})
        option, resolved = member(ROB)
        turn = f"{int(AT.timestamp())}.{int((AT + timedelta(hours=1)).timestamp())}"
        (sent,) = await people.command("/oncall swap", RITA, {"turn": turn, "person": option}, resolved=resolved)
        ((target, words),) = await people.rendered(actions.SWAP)
        assert await duty(app, clock) == (RITA.id,)
        async with app.database.reading() as work:
            row = (await OutboxStore(work).held_for(GUILD, ROB.id), await _only_swap(work))[1]
        (not_theirs,) = await people.press(custom_id("oncall", "agree", row), MOE)
        await actions.answer_swap(app.database, row, ROB.id, clock.now(), agreed=True)
        ((asker, told),) = await people.rendered(actions.SWAPPED)
        (late,) = await people.press(custom_id("oncall", "decline", row), ROB)
    assert "you stay on call" in sent.text
    assert target == ROB.id
    assert "Both answers are fine" in words
    assert "Not this time" in words
    assert "not yours to change" in not_theirs.text
    assert asker == RITA.id
    assert f"<@{ROB.id}> is on call" in told
    assert f"<@{ROB.id}> is on call" in late.text  # agreed before: what is true is shown
    assert await duty(app, clock) == (ROB.id,)


async def test_a_swap_with_somebody_whose_dms_are_shut_is_asked_in_the_alert_channel(app: App) -> None:
    with offline(app) as people:
        await people.command("/oncall add", RITA, WHOLE_WEEK)
        option, resolved = member(ROB)
        turn = f"{int(AT.timestamp())}.{int((AT + timedelta(hours=1)).timestamp())}"
        await people.command("/oncall swap", RITA, {"turn": turn, "person": option}, resolved=resolved)
        async with app.database.transaction() as work:
            (row,) = [r for r in await OutboxStore(work).claim(AT, AT, 9) if r.kind == actions.SWAP]
            await OutboxStore(work).settle(row, State.CLOSED, AT)
            await app.delivery._kinds[actions.SWAP].settled(work, row, State.CLOSED, AT)
        ((target, words),) = await people.rendered(actions.SWAP)
    assert target == ALERTS
    assert words.startswith(f"<@{ROB.id}> ")


async def test_who_leaves_or_is_no_responder_any_longer_leaves_the_rota(app: App, clock: FixedClock) -> None:
    with offline(app) as people:
        await people.command("/oncall add", RITA, WHOLE_WEEK)
        await _role_taken(people, RITA)
    assert await duty(app, clock) == ()


async def test_while_nobody_keeps_a_rota_nothing_is_due(app: App, clock: FixedClock) -> None:
    jobs = Jobs(app)
    assert await jobs.run(clock.now()) == 0
    assert await jobs.next_due() is None


def test_every_way_of_saying_no_has_its_sentence() -> None:
    w = words_for("en")
    said = [text.refused(w, why) for why in actions.Refused]
    assert len(set(said)) == len(said)
    assert not re.search(r"\{", "".join(said))


async def _only_swap(work: object) -> int:
    from sqlalchemy import select

    from storage.tables.oncall import duty_swaps
    from storage.work import Work

    assert isinstance(work, Work)
    return (await work.execute(select(duty_swaps.c.swap_id))).scalar_one()


async def _role_taken(people: OfflineDiscord, who: Person) -> None:
    payload = _member(Person(who.id, who.name, ())) | {"guild_id": str(GUILD)}
    people.app._connection.parse_guild_member_update(payload)  # type: ignore[arg-type]
    await people.settle()
