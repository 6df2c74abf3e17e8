"""A server's own rules: tried before they count, seen by everybody, and never able to hide what is critical."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from cogs.alerts.own_rules import RULE_CHANGED
from cogs.alerts.own_rules_live import SWEEP
from cogs.alerts.paging import NOTICE
from cogs.shared.app import App
from cogs.shared.clock import FixedClock
from cogs.shared.ui import custom_id
from storage.cases import CaseStore
from storage.own_rules import OwnRuleStore
from storage.records.alerts import CaseKind
from storage.records.own_rules import OwnRule, RuleState
from tests.house import (
    ALERTS,
    ANN,
    AT,
    BEN,
    GENERAL,
    GUILD,
    OLGA,
    RITA,
    OfflineDiscord,
    offline,
    offline_app,
)

ZOO = {"words": "purple elephant*", "category": "relapse", "severity": "high", "name": "zoo"}
ADD = "/alerts rule add"


async def draft(app: App, people: OfflineDiscord, rule: Mapping[str, object] = ZOO) -> tuple[str, int]:
    """What the organiser reads, and the draft's number."""
    (answer,) = await people.command(ADD, OLGA, rule)
    made = next(one for one in answer.custom_ids if ":rule_drop:" in one)
    return answer.text, int(made.rpartition(":")[2])


async def in_use(app: App) -> list[OwnRule]:
    async with app.database.reading() as work:
        return list(await OwnRuleStore(work).of_guild(GUILD, app.clock.now()))


async def alerted(app: App, member_id: int) -> bool:
    async with app.database.reading() as work:
        return await CaseStore(work).open_of(GUILD, member_id, CaseKind.ALERT) is not None


async def test_a_rule_is_tried_on_what_was_said_and_counts_only_after_a_yes(app: App) -> None:
    with offline(app) as people:
        people.history = [("hello there", BEN)] * 99 + [("a purple elephant", BEN)]
        said, draft_id = await draft(app, people)
        assert "It would have matched 1 of the last 100 messages" in said
        assert "0 of 165 harmless ones" in said
        await people.say("my purple elephants are back", ANN)
        assert not await alerted(app, ANN.id)
        (saved,) = await people.press(custom_id("alerts", "rule_save", draft_id), OLGA)
        assert "in use from now on" in saved.text
        await people.say("my purple elephants are back", BEN)
        assert await alerted(app, BEN.id)
        (again,) = await people.press(custom_id("alerts", "rule_save", draft_id), OLGA)
        assert "not there any longer" in again.text


async def test_a_rule_that_matches_more_than_one_message_in_twenty_is_asked_about_twice(app: App) -> None:
    with offline(app) as people:
        people.history = [("hello there", BEN)] * 90 + [("a purple elephant", BEN)] * 10
        said, draft_id = await draft(app, people)
        assert "more than one message in twenty" in said
        (asked,) = await people.press(custom_id("alerts", "rule_save", f"{draft_id}.wide"), OLGA)
        assert "Do you want it all the same?" in asked.text
        assert await in_use(app) == []
        (saved,) = await people.press(custom_id("alerts", "rule_sure", draft_id), OLGA)
        assert "in use" in saved.text
        assert [rule.name for rule in await in_use(app)] == ["zoo"]


async def test_a_rule_in_shadow_is_counted_and_asks_nobody(app: App, clock: FixedClock) -> None:
    with offline(app) as people:
        _, draft_id = await draft(app, people)
        await people.press(custom_id("alerts", "rule_shadow", draft_id), OLGA)
        await people.say("a purple elephant", ANN)
        await people.say("a purple elephant", BEN)
        await people.say("a purple elephant", BEN, channel_id=ALERTS)
        assert not await alerted(app, ANN.id)
        clock.advance(timedelta(minutes=1))
        await app.schedule._sweeps[SWEEP].sweep.run(clock.now())
        (listed,) = await people.command("/alerts rule list", RITA)
    assert "In shadow: 2 times in seven days" in listed.text


async def test_everybody_who_works_on_alerts_sees_the_change_and_everybody_sees_the_rule(app: App) -> None:
    with offline(app) as people:
        _, draft_id = await draft(app, people, ZOO | {"words": "ben the liar"})
        await people.press(custom_id("alerts", "rule_save", draft_id), OLGA)
        ((target, told),) = await people.rendered(RULE_CHANGED)
        (watched,) = await people.command("/watched", BEN)
    assert target == ALERTS
    assert f"<@{OLGA.id}> changed what I look for" in told
    assert "ben the liar" in told
    assert "Added by this server" in watched.text
    assert "ben the liar" in watched.text


@pytest.mark.parametrize("words", ["a", "the", "/a*/", "/((a{1,99}){1,99}){1,99}/", "(purple"])
async def test_a_rule_that_cannot_work_is_refused_and_nothing_is_kept(app: App, words: str) -> None:
    with offline(app) as people:
        (answer,) = await people.command(ADD, OLGA, ZOO | {"words": words})
    assert answer.text.rstrip().endswith(".")
    assert not any("rule_save" in one for one in answer.custom_ids)
    assert await in_use(app) == []


async def test_only_organisers_change_rules(app: App) -> None:
    with offline(app) as people:
        (answer,) = await people.command(ADD, RITA, ZOO)
        _, draft_id = await draft(app, people)
        (pressed,) = await people.press(custom_id("alerts", "rule_save", draft_id), RITA)
    assert "Only people with “Manage Server”" in answer.text
    assert "Only people with “Manage Server”" in pressed.text
    assert await in_use(app) == []


async def test_a_rule_is_changed_and_removed(app: App) -> None:
    with offline(app) as people:
        _, draft_id = await draft(app, people)
        await people.press(custom_id("alerts", "rule_save", draft_id), OLGA)
        (twice,) = await people.command(ADD, OLGA, ZOO)
        assert "in use already" in twice.text
        (changed,) = await people.command("/alerts rule edit", OLGA, {"name": "zoo", "words": "green giraffe"})
        new_id = int(next(one for one in changed.custom_ids if ":rule_drop:" in one).rpartition(":")[2])
        await people.press(custom_id("alerts", "rule_save", new_id), OLGA)
        assert [rule.words for rule in await in_use(app)] == ["green giraffe"]
        await people.say("a purple elephant", ANN)
        assert not await alerted(app, ANN.id)
        (tried,) = await people.command("/alerts try", RITA, {"text": "the green giraffe"})
        assert "relapse/own.zoo" in tried.text
        (gone,) = await people.command("/alerts rule remove", OLGA, {"name": "zoo"})
        assert "is removed" in gone.text
    assert await in_use(app) == []


async def test_not_a_crisis_offers_an_exception_limited_by_words_place_or_time(app: App, clock: FixedClock) -> None:
    said = "i want to die in the escape room"
    with offline(app) as people:
        await people.say(said, ANN)
        async with app.database.reading() as work:
            case = await CaseStore(work).open_of(GUILD, ANN.id, CaseKind.ALERT)
        assert case is not None
        (closed,) = await people.submit(custom_id("alerts", "was_nothing", case.case_id), OLGA, {"reason": ["game"]})
        assert custom_id("alerts", "except", case.case_id) in closed.custom_ids
        (form,) = await people.press(custom_id("alerts", "except", case.case_id), OLGA)
        assert form.kind == "modal"
        fields = {"words": "escape room", "where": ["here"], "days": ["7"]}
        (kept,) = await people.submit(custom_id("alerts", "excepted", case.case_id), OLGA, fields)
        assert "The exception holds" in kept.text
        await people.say(said, BEN)
        assert not await alerted(app, BEN.id)
        await people.say("i am going to kill myself tonight in the escape room", RITA)
        assert await alerted(app, RITA.id)
        clock.advance(timedelta(days=8))
        await people.say(said, BEN)
        assert await alerted(app, BEN.id)


@pytest.mark.parametrize("kind", [0, 2, 13, 15], ids=["text", "voice", "stage", "forum"])
async def test_a_channel_can_be_left_out_of_one_rule_but_never_for_what_is_critical(app: App, kind: int) -> None:
    with offline(app) as people:
        options = {"rule": "suicide", "channel": (7, str(GENERAL))}
        (none,) = await people.command("/alerts rule except", OLGA, {"rule": "suicide"})
        assert "needs words, a channel or an end" in none.text
        channel = {"id": str(GENERAL), "type": kind, "name": "general", "permissions": "0"}
        resolved = {"channels": {str(GENERAL): channel}}
        (kept,) = await people.command("/alerts rule except", OLGA, options, resolved=resolved)
        assert "The exception holds" in kept.text
        await people.say("i want to die", ANN)
        assert not await alerted(app, ANN.id)
        await people.say("i am going to kill myself tonight", BEN)
        assert await alerted(app, BEN.id)
        assert await people.rendered(NOTICE)


async def test_rules_are_there_again_after_a_restart(app: App) -> None:
    with offline(app) as people:
        _, draft_id = await draft(app, people)
        await people.press(custom_id("alerts", "rule_save", draft_id), OLGA)
    again = await offline_app(app.database, FixedClock(AT), features=["alerts"])
    with offline(again) as people:
        await people.say("a purple elephant", ANN)
        assert await alerted(again, ANN.id)
    assert [rule.state for rule in await in_use(again)] == [RuleState.LIVE]
