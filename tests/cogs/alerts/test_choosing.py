"""A server's own table, its pace, and what is said truthfully about who is around."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from cogs.alerts import casework, text_choosing, waits
from cogs.alerts.member_note import NOBODY_ANSWERED
from cogs.alerts.paging import NOTICE
from cogs.shared.app import App
from cogs.shared.words import words_for
from storage.alert_settings import AlertSettingsStore
from storage.cases import CaseStore
from storage.counts import CountStore
from storage.database import Database
from storage.errors import Unwritable
from storage.ids import new_id
from storage.oncall import OnCallStore
from storage.records.alert_settings import AlertSettings, CaseCount
from storage.records.alerts import Outcome
from storage.records.oncall import Shift
from tests.cogs.alerts import house
from tests.house import (
    ANN,
    AT,
    GUILD,
    MODERATORS,
    OLGA,
    RESPONDERS,
    RITA,
    flatten,
    offline,
)

URGENT = "i am going to kill myself tonight"


async def test_an_organiser_sees_and_changes_the_table_and_a_responder_only_sees_it(app: App) -> None:
    with offline(app) as people:
        (shown,) = await people.command("/alerts routing show", RITA)
        (refused,) = await people.command(
            "/alerts routing set", RITA, {"category": "relapse", "severity": "medium", "how": "count"}
        )
        (chosen,) = await people.command(
            "/alerts routing set", OLGA, {"category": "relapse", "severity": "medium", "how": "soon"}
        )
        (after,) = await people.command("/alerts routing show", OLGA)
        (back,) = await people.command(
            "/alerts routing set", OLGA, {"category": "relapse", "severity": "medium", "how": "suggested"}
        )
    assert "to the alert channel without a ping, responders after an hour: self-harm" in shown.text
    assert "Only people with “Manage Server”" in refused.text
    assert "Open cases keep the ladder they began with" in chosen.text
    assert "use or craving ✎" in after.text
    assert "without a ping" in back.text


async def test_what_was_chosen_holds_in_the_very_hour_in_which_nothing_can_be_written(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    @asynccontextmanager
    async def refuse(*, urgent: bool = False) -> AsyncGenerator[None]:
        raise Unwritable("The database cannot be written.")
        yield

    with offline(app) as people:
        await people.command(
            "/alerts routing set", OLGA, {"category": "relapse", "severity": "medium", "how": "urgent"}
        )
        monkeypatch.setattr(app.database, "transaction", refuse)
        await people.say("craving so bad tonight", ANN)
        said = [flatten(one.body["components"]) for one in people.requests if one.path.endswith("/messages")]
    assert [line.startswith(f"<@&{RESPONDERS}> Someone may need a human now") for line in said] == [True]


async def test_nothing_makes_a_critical_finding_wait(app: App) -> None:
    with offline(app) as people:
        (refused,) = await people.command(
            "/alerts routing set", OLGA, {"category": "suicide", "severity": "critical", "how": "queue"}
        )
    assert "For that severity I can only “ask until somebody answers, organisers last”" in refused.text


async def test_a_step_that_would_reach_nobody_is_refused_when_it_is_chosen(app: App) -> None:
    guild = app.get_guild(GUILD)
    assert guild is not None
    moe = next(member for member in guild.members if any(role.id == MODERATORS for role in member.roles))
    moe._roles.remove(MODERATORS)
    with offline(app) as people:
        (refused,) = await people.command(
            "/alerts routing set", OLGA, {"category": "relapse", "severity": "medium", "how": "soon"}
        )
        (queue,) = await people.command(
            "/alerts routing set", OLGA, {"category": "relapse", "severity": "medium", "how": "queue"}
        )
    assert "Nobody has the moderator role, so that step would ask nobody" in refused.text
    assert "Nothing was changed" in refused.text
    assert "Open cases keep" in queue.text


async def test_the_pace_is_kept_and_shown(app: App) -> None:
    with offline(app) as people:
        (said,) = await people.command("/alerts routing pace", OLGA, {"times": 3, "minutes": 5})
        (told,) = await people.command("/alerts routing options", OLGA, {"tell_person": True})
    assert "asked 3 more times, 5 minutes apart" in said.text
    assert "the person is told so privately" in told.text
    async with app.database.reading() as work:
        chosen = await AlertSettingsStore(work).get(GUILD)
    assert (chosen.repeat_every, chosen.repeat_times, chosen.tell_member) == (300, 3, True)


async def test_a_member_who_asks_is_told_who_is_around_without_a_name(app: App) -> None:
    async with app.database.transaction() as work:
        await OnCallStore(work).add_shift(Shift(new_id(AT), GUILD, RITA.id, "monday", 540, 600, "UTC"), AT)
    with offline(app) as people:
        (answer,) = await people.command("/support", ANN)
    assert "Somebody is on call at the moment." in answer.text
    assert str(RITA.id) not in answer.text
    assert "emergency number" in answer.text


@pytest.mark.parametrize(
    ("waited", "said"),
    [
        ([60] * 9, None),  # too few to say anything
        ([60] * 10, 120),
        ([60] * 8 + [None, None], 120),  # four of five
        ([60] * 7 + [None] * 3, None),
        ([600] * 10, 600),
        ([601] * 10, 900),
        ([9000] * 10, None),  # too long for “usually”
    ],
)
def test_a_wait_is_only_promised_from_enough_real_answers(waited: list[int | None], said: int | None) -> None:
    counts = [CaseCount(AT.date(), 9, "suicide", 4, "r", "talked", one) for one in waited]
    assert waits.usual_wait(counts, 9) == said
    assert waits.usual_wait(counts, 10) == said
    assert waits.usual_wait(counts, 15) is None


def test_hours_around_midnight_are_neighbours() -> None:
    counts = [CaseCount(AT.date(), 23, "suicide", 4, "r", "talked", 60)] * 10
    assert waits.usual_wait(counts, 0) == 120
    assert waits.usual_wait(counts, 22) == 120


async def _nobody_answers(database: Database, category: str) -> int:
    """The whole ladder is climbed; answers how many notes wait for the person."""
    await house.set_up(database)
    async with database.transaction() as work:
        await AlertSettingsStore(work).save(house.GUILD, AlertSettings(tell_member=True), house.AT)
    await house.record(database, house.seen(1), [house.hit(category=category)])
    discord = house.Taken(database)
    for minute in range(0, 45, 5):
        now = house.AT + timedelta(minutes=minute)
        await house.sweep(database, now)
        await discord.everything(now)
    return sum(row.kind == NOBODY_ANSWERED and row.target_id == house.ANN for row in discord.rows)


async def test_the_person_is_told_once_that_nobody_has_answered_when_the_server_chose_so(database: Database) -> None:
    assert await _nobody_answers(database, "suicide") == 1


async def test_a_person_who_may_be_watched_by_somebody_else_gets_no_note(database: Database) -> None:
    assert await _nobody_answers(database, "abuse") == 0


async def test_the_note_says_the_truth_and_the_way_to_somebody_who_is_awake(app: App) -> None:
    async with app.database.transaction() as work:
        await AlertSettingsStore(work).save(GUILD, AlertSettings(tell_member=True, repeat_times=0), AT)
    with offline(app) as people:
        await people.say(URGENT, ANN)
        for minute in range(0, 45, 5):
            async with app.database.transaction() as work:
                await casework.sweep(work, AT + timedelta(minutes=minute), app.timings)
        ((target, words),) = await people.rendered(NOBODY_ANSWERED)
        assert len(await people.rendered(NOTICE)) >= 4
        async with app.database.transaction() as work:
            case = await CaseStore(work).open_of(GUILD, ANN.id)
            assert case is not None
            await casework.take(work, GUILD, case.case_id, RITA.id, AT, app.timings)
        assert await people.rendered(NOBODY_ANSWERED) == []
    assert target == ANN.id
    assert "So far none of them has answered" in words
    assert "emergency number" in words


async def test_a_closed_case_leaves_a_count_that_names_nobody(database: Database) -> None:
    await house.set_up(database)
    await house.record(database, house.seen(1))
    case = await house.open_case(database)
    await house.take(database, case.case_id, house.RITA, house.AT + timedelta(minutes=4))
    async with database.transaction() as work:
        at = house.AT + timedelta(minutes=30)
        await casework.resolve(work, house.GUILD, case.case_id, house.RITA, Outcome.TALKED, "", at, house.TIMINGS)
        (count,) = await CountStore(work).since(house.GUILD, house.AT.date())
    assert count == CaseCount(house.AT.date(), 9, "suicide", 4, "suicide/rule", "talked", 240)


def test_every_policy_has_its_words() -> None:
    w = words_for("en")
    assert len({text_choosing.policy_name(w, name) for name in ("urgent", "soon", "queue", "count")}) == 4
