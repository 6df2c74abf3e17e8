"""A server's own rules, exceptions and shadow counts, on both engines."""

from dataclasses import replace
from datetime import timedelta

import pytest

from storage.database import Database
from storage.ids import new_id
from storage.own_rules import OwnRuleStore
from storage.records.own_rules import OwnRule, RuleKind, RuleState
from tests.cogs.alerts import house
from tests.cogs.alerts.house import ANN, AT, GENERAL, GUILD, RITA

DAY = timedelta(days=1)
DRAFT = OwnRule(
    rule_id=1,
    guild_id=GUILD,
    kind=RuleKind.RULE,
    name="panda",
    words="purple panda",
    category="suicide",
    severity=3,
    target=None,
    channel_id=None,
    until=None,
    state=RuleState.DRAFT,
    replaces_id=None,
    made_by_member_id=ANN,
    made_at=AT,
)
EXCEPTION = replace(
    DRAFT,
    rule_id=2,
    kind=RuleKind.EXCEPTION,
    name="not-panda",
    category=None,
    severity=None,
    target="suicide",
    channel_id=GENERAL,
    until=AT + DAY,
    state=RuleState.LIVE,
)


@pytest.fixture(autouse=True)
async def a_server(database: Database) -> None:
    await house.set_up(database)


async def test_a_draft_counts_for_nothing_until_its_author_says_yes(database: Database) -> None:
    async with database.transaction() as work:
        store = OwnRuleStore(work)
        await store.add(DRAFT)
        assert await store.of_guild(GUILD, AT) == ()
        assert await store.named(GUILD, "panda") is None
        await store.put_in_use(DRAFT, RuleState.LIVE)
        live = replace(DRAFT, state=RuleState.LIVE)
        assert await store.of_guild(GUILD, AT) == await store.all(AT) == (live,)
        assert await store.named(GUILD, "panda") == live
        assert await store.count(GUILD, RuleKind.RULE) == 1


async def test_an_edited_rule_takes_the_place_of_the_old_one(database: Database) -> None:
    async with database.transaction() as work:
        store = OwnRuleStore(work)
        await store.add(replace(DRAFT, state=RuleState.LIVE))
        edit = replace(DRAFT, rule_id=new_id(AT), words="green panda", replaces_id=DRAFT.rule_id)
        await store.add(edit)
        await store.put_in_use(edit, RuleState.SHADOW)
        kept = await store.of_guild(GUILD, AT)
    assert [(rule.words, rule.state, rule.replaces_id) for rule in kept] == [("green panda", RuleState.SHADOW, None)]


async def test_an_exception_ends_at_its_time_and_old_drafts_are_forgotten(database: Database) -> None:
    async with database.transaction() as work:
        store = OwnRuleStore(work)
        await store.add(DRAFT)
        await store.add(EXCEPTION)
        assert await store.of_guild(GUILD, AT) == (EXCEPTION,)
        assert await store.of_guild(GUILD, AT + DAY) == ()
        await store.forget_ended(GUILD, AT + DAY, AT + timedelta(seconds=1))
        assert await store.get(GUILD, DRAFT.rule_id) is None
        assert await store.get(GUILD, EXCEPTION.rule_id) is None


async def test_what_a_rule_in_shadow_finds_is_added_up_by_day(database: Database) -> None:
    async with database.transaction() as work:
        store = OwnRuleStore(work)
        await store.add(replace(DRAFT, state=RuleState.SHADOW))
        for day, times in ((AT.date(), 2), (AT.date(), 3), ((AT + DAY).date(), 1)):
            await store.counted(GUILD, DRAFT.rule_id, day, times)
        await store.counted(GUILD, 99, AT.date(), 5)  # removed in the meantime
        assert await store.shadow_times(GUILD, AT.date()) == {DRAFT.rule_id: 6}
        assert await store.shadow_times(GUILD, (AT + DAY).date()) == {DRAFT.rule_id: 1}


async def test_whoever_wrote_a_rule_can_take_it_along_and_be_forgotten_while_the_rule_stays(database: Database) -> None:
    async with database.transaction() as work:
        await OwnRuleStore(work).add(replace(DRAFT, state=RuleState.LIVE))
    async with database.transaction() as work:
        mine = await OwnRuleStore(work).export_member(GUILD, ANN)
        assert [row["words"] for row in mine["rules for this server that you wrote"]] == ["purple panda"]
        assert await OwnRuleStore(work).export_member(GUILD, RITA) == {"rules for this server that you wrote": []}
        await OwnRuleStore(work).erase_member(GUILD, ANN)
        (kept,) = await OwnRuleStore(work).of_guild(GUILD, AT)
    assert kept.made_by_member_id is None
    assert kept.words == "purple panda"
