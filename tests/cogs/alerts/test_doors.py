"""What members and responders see: from the message to the human who has it."""

from datetime import timedelta

from cogs.alerts.paging import NOTICE, REDRAW
from cogs.alerts.telling import HELLO
from cogs.shared.app import App
from cogs.shared.clock import FixedClock
from cogs.shared.ui import custom_id
from storage.cases import CaseStore
from storage.outbox import OutboxStore
from storage.records.alerts import CaseKind, CaseState, Outcome
from storage.records.outbox import State
from storage.records.servers import ChannelMode
from storage.servers import ServerChoices, ServerStore
from tests.cogs.alerts.house import case_of
from tests.house import (
    ALERTS,
    ANN,
    AT,
    BEN,
    GENERAL,
    GUILD,
    MODERATORS,
    MOE,
    OLGA,
    RESPONDERS,
    RITA,
    ROB,
    offline,
)

URGENT = "i am going to kill myself tonight"


async def deliver_all(app: App) -> None:
    """Every waiting notice reaches Discord."""
    from sqlalchemy import select

    from storage.tables.outbox import outbox

    now = app.clock.now()
    async with app.database.transaction() as work:
        store = OutboxStore(work)
        await work.execute(select(outbox.c.row_id))
        rows = await store.claim(now + timedelta(hours=1), now + timedelta(hours=2), 100)
        for number, row in enumerate(rows):
            kind = app.delivery._kinds[row.kind]
            await store.settle(row, State.DELIVERED, now, channel_id=row.target_id, message_id=777_000 + number)
            from dataclasses import replace

            await kind.settled(
                work, replace(row, channel_id=row.target_id, message_id=777_000 + number), State.DELIVERED, now
            )


async def test_an_urgent_message_reaches_the_alert_channel_and_the_responders(app: App) -> None:
    with offline(app) as people:
        message_id = await people.say(URGENT, ANN)
        ((target, words),) = await people.rendered(NOTICE)
    assert target == ALERTS
    assert words.startswith(f"<@&{RESPONDERS}> Someone may need a human now.")
    assert "◆◆◆◆ Critical: suicide" in words
    assert f"ann <@{ANN.id}> ({ANN.id})" in words
    assert f"<#{GENERAL}>" in words
    assert "This server is not live yet" in words
    assert "kill myself" not in words
    assert "I've got this" in words
    case = await case_of(app, ANN.id)
    assert case.state is CaseState.OPEN
    assert str(message_id)


async def test_what_somebody_adds_while_their_notice_is_on_its_way_is_added_to_it(app: App) -> None:
    """A storm: the last messages are recorded before Discord has taken the first notice."""
    with offline(app) as people:
        await people.say(URGENT, ANN)
        assert "2 messages in this case" not in (await people.rendered(NOTICE))[0][1]
        await people.say(f"{URGENT} please", ANN)
        await deliver_all(app)
        ((_, words),) = await people.rendered(REDRAW)
    assert "2 messages in this case" in words


async def test_an_ordinary_message_and_a_bots_message_alert_nobody(app: App) -> None:
    with offline(app) as people:
        await people.say("good morning everyone", ANN)
        await people.say(
            URGENT, ANN, author={"id": "5", "username": "bot", "discriminator": "0", "avatar": None, "bot": True}
        )
        assert await people.rendered(NOTICE) == []


async def test_the_first_responder_gets_it_and_the_second_reads_who_has_it(app: App) -> None:
    with offline(app) as people:
        await people.say(URGENT, ANN)
        case = await case_of(app, ANN.id)
        (first,) = await people.press(custom_id("alerts", "take", case.case_id), RITA)
        (second,) = await people.press(custom_id("alerts", "take", case.case_id), ROB)
        (again,) = await people.press(custom_id("alerts", "take", case.case_id), RITA)
    assert "You have this now" in first.text
    assert first.private
    assert f"<@{RITA.id}> took this a moment before you" in second.text
    assert "You have this now" in again.text


async def test_a_member_without_the_role_is_refused_and_that_is_written_down(app: App) -> None:
    with offline(app) as people:
        await people.say(URGENT, ANN)
        case = await case_of(app, ANN.id)
        (answer,) = await people.press(custom_id("alerts", "take", case.case_id), BEN)
    assert "Only responders of this server can do this" in answer.text
    async with app.database.reading() as work:
        trail = await CaseStore(work).trail(case.case_id)
    assert [(entry.what, entry.by_member_id) for entry in trail][-1] == ("refused", BEN.id)
    assert (await case_of(app, ANN.id)).state is CaseState.OPEN


async def test_an_id_that_is_not_a_case_here_reads_like_a_missing_one(app: App) -> None:
    with offline(app) as people:
        (answer,) = await people.press(custom_id("alerts", "take", 12345), RITA)
        (reveal,) = await people.press(custom_id("alerts", "reveal", 12345), RITA)
    assert "I do not know this alert here" in answer.text
    assert "I do not know this alert here" in reveal.text


async def test_the_words_are_shown_to_one_pair_of_eyes_and_who_looked_is_written_down(app: App) -> None:
    with offline(app) as people:
        await people.say(URGENT + " @everyone **now**", ANN)
        case = await case_of(app, ANN.id)
        (answer,) = await people.press(custom_id("alerts", "reveal", case.case_id), RITA)
    assert answer.private
    assert "kill myself tonight" in answer.text
    assert "@everyone" not in answer.text
    async with app.database.reading() as work:
        assert "revealed" in [entry.what for entry in await CaseStore(work).trail(case.case_id)]


async def test_words_about_self_harm_are_never_kept(app: App) -> None:
    with offline(app) as people:
        await people.say("i cut myself again just now", ANN)
        case = await case_of(app, ANN.id)
        assert case.category == "self_harm"
        (answer,) = await people.press(custom_id("alerts", "reveal", case.case_id), RITA)
    assert "cut myself" not in answer.text
    assert "These words are not kept" in answer.text


async def test_resolving_asks_for_an_outcome_and_says_thank_you(app: App) -> None:
    with offline(app) as people:
        await people.say(URGENT, ANN)
        case = await case_of(app, ANN.id)
        (form,) = await people.press(custom_id("alerts", "resolve", case.case_id), RITA)
        assert form.kind == "modal"
        assert "A helpline was offered" in form.text
        (answer,) = await people.submit(
            custom_id("alerts", "resolved", case.case_id), RITA, {"outcome": ["talked"], "note": "called her sister"}
        )
        (late,) = await people.press(custom_id("alerts", "take", case.case_id), ROB)
    assert "Closed: Talked with them" in answer.text
    assert "This has been resolved already" in late.text
    async with app.database.reading() as work:
        closed = await CaseStore(work).get(GUILD, case.case_id)
        assert closed is not None
        assert closed.outcome is Outcome.TALKED
        assert await CaseStore(work).note(closed) == "called her sister"


async def test_not_a_crisis_deletes_the_words_at_once(app: App) -> None:
    with offline(app) as people:
        await people.say(URGENT, ANN)
        case = await case_of(app, ANN.id)
        (answer,) = await people.submit(custom_id("alerts", "was_nothing", case.case_id), RITA, {"reason": ["quote"]})
        (reveal,) = await people.press(custom_id("alerts", "reveal", case.case_id), RITA)
    assert "the words are deleted" in answer.text
    assert "no longer kept" in reveal.text


async def test_a_responder_who_may_need_help_cannot_see_or_take_their_own_case(app: App) -> None:
    with offline(app) as people:
        await people.say(URGENT, RITA)
        case = await case_of(app, RITA.id)
        for verb in ("take", "reveal", "resolve", "playbook"):
            (answer,) = await people.press(custom_id("alerts", verb, case.case_id), RITA)
            assert "This is about you" in answer.text
        targets = [target for target, _ in await people.rendered(NOTICE)]
    assert ALERTS not in targets
    assert sorted(targets) == sorted([ROB.id, MOE.id, OLGA.id])


async def test_a_dm_is_answered_once_an_hour(app: App, clock: FixedClock) -> None:
    with offline(app) as people:
        for _ in range(2):
            await _dm(people, app)
        ((_, words),) = await people.rendered(HELLO)
        assert "I am a program, and nobody may be reading this" in words
        assert "emergency number" in words
        assert "Ask a human in Harbour" in words
        clock.advance(timedelta(hours=1, minutes=1))
        await _dm(people, app)
        assert len(await people.rendered(HELLO)) == 2


async def test_also_the_last_of_many_servers_is_where_a_human_can_be_asked_for(app: App) -> None:
    choices = ServerChoices("UTC", ALERTS, RESPONDERS, MODERATORS, (OLGA.id,), [])
    async with app.database.transaction() as work:
        for earlier in range(1, 31):
            await ServerStore(work).save(earlier, choices, AT)
    with offline(app) as people:
        await _dm(people, app)
        ((_, words),) = await people.rendered(HELLO)
    assert "Ask a human in Harbour" in words


async def test_a_mention_is_answered_where_it_was_made_and_only_once_an_hour(app: App) -> None:
    assert app.user is not None
    with offline(app) as people:
        await people.say(f"<@{app.user.id}> are you there?", ANN)
        await people.say(f"<@{app.user.id}> hello?", ANN)
        ((target, words),) = await people.rendered(HELLO)
    assert target == GENERAL
    assert "nobody may be reading this" in words
    assert "are you there" not in words


async def test_the_sixth_report_within_an_hour_is_kept_off_the_staff_with_a_kind_word(app: App) -> None:
    with offline(app) as people:
        for number in range(5):
            await people.submit(custom_id("alerts", "reported", f"{BEN.id}.{number + 1}"), ANN, {"note": ""})
        (sixth,) = await people.submit(custom_id("alerts", "reported", f"{BEN.id}.9"), ANN, {"note": ""})
        (own,) = await people.submit(custom_id("alerts", "worried", ANN.id), ANN, {"note": ""})
    assert "all of it has arrived" in sixth.text
    assert "please use /support" in own.text


async def _dm(people: object, app: App) -> None:
    from tests.house import OfflineDiscord, _ids, _message

    assert isinstance(people, OfflineDiscord)
    app._connection.parse_message_create(_message(ANN, "hello?", next(_ids)))  # type: ignore[arg-type]
    await people.settle()


async def test_a_test_alert_makes_the_server_live_when_a_responder_answers(app: App) -> None:
    from cogs.alerts.trials import open_test_alert

    async with app.database.transaction() as work:
        await open_test_alert(work, GUILD, OLGA.id, app.clock.now(), app.timings)
    case = await case_of(app, OLGA.id, CaseKind.TEST)
    with offline(app) as people:
        ((_, words),) = await people.rendered(NOTICE)
        (answer,) = await people.press(custom_id("alerts", "take", case.case_id), RITA)
    assert "This is only a test" in words
    assert "this server is live now" in answer.text
    async with app.database.reading() as work:
        server = await ServerStore(work).get(GUILD)
    assert server is not None
    assert server.live_at is not None


async def test_anyone_may_ask_what_is_watched(app: App) -> None:
    with offline(app) as people:
        (answer,) = await people.command("/watched", ANN)
    assert f"<#{GENERAL}>" in answer.text
    assert "This channel is watched" in answer.text
    assert "misses things" in answer.text
    for looked_for in ("suicide", "self-harm", "use or craving", "getting or selling drugs", "harassment", "eating"):
        assert looked_for in answer.text


async def test_what_is_watched_fits_into_one_answer_however_many_channels_there_are(app: App) -> None:
    many = [(GENERAL, ChannelMode.NORMAL), *((10**17 + n, ChannelMode.SENSITIVE) for n in range(499))]
    async with app.database.transaction() as work:
        await ServerStore(work).watch(GUILD, many, AT)
    with offline(app) as people:
        (answer,) = await people.command("/watched", ANN)
    assert "This channel is watched" in answer.text
    assert "and 440 more channels" in answer.text
    assert len(answer.text) <= 4000


async def test_a_member_can_ask_for_a_human_and_is_told_the_truth(app: App) -> None:
    with offline(app) as people:
        (answer,) = await people.command("/support", ANN)
        ((_, words),) = await people.rendered(NOTICE)
    assert answer.private
    assert "I cannot promise when one of them answers" in answer.text
    assert "asks for a human" in words


async def test_more_alerts_of_one_person_are_added_to_the_notice_without_another_ping(app: App) -> None:
    with offline(app) as people:
        await people.say(URGENT, ANN)
        await deliver_all(app)
        await people.say("i will kill myself", ANN)
        assert await people.rendered(NOTICE) == []
        ((target, words),) = await people.rendered("alerts.redraw")
    assert target == ALERTS
    assert "2 messages in this case" in words


async def test_a_second_person_pings_at_once(app: App) -> None:
    with offline(app) as people:
        await people.say(URGENT, ANN)
        await people.say(URGENT, BEN)
        assert len(await people.rendered(NOTICE)) == 2


async def test_responders_see_how_alerts_stand_and_members_do_not(app: App) -> None:
    with offline(app) as people:
        await people.say(URGENT, ANN)
        (seen,) = await people.command("/alerts status", RITA)
        (refused,) = await people.command("/alerts status", BEN)
    assert "nobody has it" in seen.text
    assert "people who look after this server" in refused.text


async def test_an_exercise_climbs_like_the_real_thing_and_says_who_answered_when(app: App, clock: FixedClock) -> None:
    with offline(app) as people:
        (refused,) = await people.command("/alerts drill", RITA)
        (begun,) = await people.command("/alerts drill", MOE)
        (twice,) = await people.command("/alerts drill", MOE)
        ((target, words),) = await people.rendered(NOTICE)
        case = await case_of(app, MOE.id, CaseKind.DRILL)
        await deliver_all(app)
        clock.advance(timedelta(minutes=4))
        (answer,) = await people.press(custom_id("alerts", "take", case.case_id), RITA)
        ((_, after),) = await people.rendered("alerts.redraw")
    assert "people who look after this server" in refused.text
    assert "The exercise has begun" in begun.text
    assert "running already" in twice.text
    assert target == ALERTS
    assert "This is an exercise. Nobody is in danger." in words
    assert "it reached you" in answer.text
    assert f"<@{RITA.id}> answered after 4 minutes, the responders had been asked" in after


async def test_a_text_can_be_tried_and_nothing_is_kept(app: App) -> None:
    with offline(app) as people:
        (found,) = await people.command("/alerts try", RITA, {"text": URGENT})
        (nothing,) = await people.command("/alerts try", RITA, {"text": "good morning"})
        (refused,) = await people.command("/alerts try", BEN, {"text": URGENT})
        assert await people.rendered(NOTICE) == []
    assert "This would raise an alert." in found.text
    assert nothing.text == "Nothing matches."
    assert "people who look after this server" in refused.text


async def test_a_worry_about_somebody_reaches_staff_with_the_name_of_who_told(app: App) -> None:
    with offline(app) as people:
        (answer,) = await people.submit(custom_id("alerts", "worried", BEN.id), ANN, {"note": "he sounds low"})
        ((target, words),) = await people.rendered(NOTICE)
    assert "Thank you for looking out for somebody" in answer.text
    assert target == ALERTS
    assert f"**Told by:** <@{ANN.id}>" in words
    assert "he sounds low" not in words


async def test_a_report_about_a_responder_goes_to_organisers_only(app: App) -> None:
    with offline(app) as people:
        await people.submit(custom_id("alerts", "reported", f"{RITA.id}.4711"), ANN, {"note": ""})
        targets = [target for target, _ in await people.rendered(NOTICE)]
    assert targets == [OLGA.id]
