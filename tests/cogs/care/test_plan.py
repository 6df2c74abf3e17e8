"""My plan and my care card: the member's words, sealed, and seen only by whom they chose."""

from datetime import timedelta

import pytest

from cogs.care.plan import PARTS
from storage.care import CareStore
from storage.events import EventStore
from storage.outbox import OutboxStore
from storage.privacy import erase_member, export_member
from storage.records.care import Looked
from tests.cogs.care.conftest import Room
from tests.house import ANN, AT, BEN, BOT, GUILD, MOE, RITA, words_in


async def test_a_plan_is_written_in_small_steps_and_shown_in_one_press(room: Room) -> None:
    (empty,) = await room.people.command("/my-plan", ANN, {})
    assert "nothing here is a promise" in empty.text
    asked = await room.choose(empty, "people")
    assert "May I keep what you write?" in asked.text
    await room.press(asked, "Yes, keep it. I am old enough")
    form = await room.choose(empty, "people")
    assert form.kind == "modal"
    shown = await room.write_plan("people", "Call Jo")
    assert "> Call Jo" in shown.text
    shown = await room.write_plan("help", "My clinic")
    assert shown.text.index("In danger now") < shown.text.index("My clinic") < shown.text.index("Call Jo")
    (seen,) = await room.people.press("care:plan:", ANN)
    assert seen.private
    assert "> Call Jo" in seen.text
    saved = await room.press(shown, "Save as a file")
    ((name, content),) = saved.files
    assert saved.private
    assert name == "my-plan.txt"
    assert content.decode().index("call your local emergency number") < content.decode().index("Call Jo")
    assert "My clinic" in content.decode()
    emptied = await room.write_plan("people", "")
    assert "Call Jo" not in emptied.text
    gone = await room.press(await room.press(emptied, "Delete my plan"), "Delete my plan")
    assert gone.text == "Your plan is deleted."


async def test_a_plan_is_read_by_the_one_person_it_is_shared_with_and_the_owner_sees_it(room: Room) -> None:
    await room.consent()
    await room.write_plan("signs", "I go quiet")
    for who in (BEN, RITA, MOE):
        (refused,) = await room.people.press(f"care:plan_of:{ANN.id}", who)
        assert "not shared with you" in refused.text
    (panel,) = await room.people.submit("care:plan_shared:", ANN, {"who": [str(BEN.id)]})
    assert "Shared with ben" in panel.text
    async with room.database.transaction() as work:
        (row,) = await OutboxStore(work).claim(AT, AT + timedelta(hours=1), 10)
    said = await room.app.delivery.render(row)
    assert said is not None
    assert "I go quiet" not in words_in(said)
    (read,) = await room.people.press(f"care:plan_of:{ANN.id}.{GUILD}", BEN, guild_id=None)
    assert "> I go quiet" in read.text
    (refused,) = await room.people.press(f"care:plan_of:{ANN.id}", RITA)
    assert "not shared with you" in refused.text
    assert f"<@{BEN.id}> looked" in (await room.press(panel, "Who looked")).text
    await room.press(panel, "Stop sharing")
    (refused,) = await room.people.press(f"care:plan_of:{ANN.id}", BEN)
    assert "not any more" in refused.text
    for nobody in (ANN.id, BOT):
        (refused,) = await room.people.submit("care:plan_shared:", ANN, {"who": [str(nobody)]})
        assert "one other person" in refused.text


async def test_a_long_plan_is_shown_whole_in_one_press_also_to_the_one_person_it_is_shared_with(room: Room) -> None:
    await room.consent()
    for part in PARTS:
        await room.write_plan(part, f"{part} begins " + "a word. " * 115 + f"and {part} ends")
    await room.people.submit("care:plan_shared:", ANN, {"who": [str(BEN.id)]})
    for shown in (
        await room.people.press("care:plan:", ANN),
        await room.people.command("/my-plan", ANN, {}),
        await room.people.press(f"care:plan_of:{ANN.id}", BEN),
    ):
        assert shown[0].text.index("In danger now") < shown[0].text.index("help begins")
        assert all(seen.private and len(seen.text) <= 4000 for seen in shown)
        whole = "\n".join(seen.text for seen in shown)
        for part in PARTS:
            assert whole.count(f"{part} begins") == 1
            assert f"and {part} ends" in whole


async def test_a_plan_that_is_shared_with_somebody_else_is_closed_to_the_one_before(room: Room) -> None:
    await room.consent()
    await room.write_plan("signs", "I go quiet")
    for who in (BEN, RITA):
        await room.people.submit("care:plan_shared:", ANN, {"who": [str(who.id)]})
    (refused,) = await room.people.press(f"care:plan_of:{ANN.id}", BEN)
    assert "not any more" in refused.text
    (read,) = await room.people.press(f"care:plan_of:{ANN.id}", RITA)
    assert "> I go quiet" in read.text


async def test_who_leaves_the_server_reads_the_plan_no_more_and_its_owner_is_told_once(room: Room) -> None:
    await room.consent()
    await room.write_plan("signs", "I go quiet")
    await room.people.submit("care:plan_shared:", ANN, {"who": [str(BEN.id)]})
    for _ in range(2):
        async with room.database.transaction() as work:
            await EventStore(work).add("member.left", GUILD, BEN.id, {}, AT)
        await room.app.events._handle_due(AT)
    (refused,) = await room.people.press(f"care:plan_of:{ANN.id}.{GUILD}", BEN, guild_id=None)
    assert "not any more" in refused.text
    ((who, words),) = await room.people.rendered("care.plan_ended")
    assert who == ANN.id
    assert "they cannot read it now" in words
    assert "ben" not in words.lower()
    assert "quiet" not in words
    (panel,) = await room.people.command("/my-plan", ANN, {})
    assert "Shared with nobody." in panel.text


async def test_who_left_while_the_bot_was_away_is_found_out_when_they_press(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.consent()
    await room.write_plan("signs", "I go quiet")
    await room.people.submit("care:plan_shared:", ANN, {"who": [str(BEN.id)]})

    async def gone(*_: object) -> None:
        return None

    monkeypatch.setattr(type(room.app.roster), "member", gone)
    (refused,) = await room.people.press(f"care:plan_of:{ANN.id}.{GUILD}", BEN, guild_id=None)
    assert "not any more" in refused.text
    assert "I go quiet" not in refused.text
    ((who, _),) = await room.people.rendered("care.plan_ended")
    assert who == ANN.id


async def test_a_care_card_is_read_inside_a_case_and_each_look_is_shown_to_the_member(room: Room) -> None:
    await room.consent()
    (empty,) = await room.people.command("/care-card", ANN, {})
    assert "only while there is an open case" in empty.text
    form = await room.press(empty, "Write my card")
    assert form.kind == "modal"
    words = {"what_helps_me": "Short words", "country": "Ireland"}
    (shown,) = await room.people.submit("care:card_wrote:", ANN, words)
    assert "> Short words" in shown.text
    assert "Nobody has looked at it." in (await room.press(shown, "Who looked")).text
    async with room.database.transaction() as work:
        assert await CareStore(work).has_card(GUILD, ANN.id)
        card = await CareStore(work).look_at_card(GUILD, ANN.id, RITA.id, 7, AT)
    assert card is not None
    assert card.answers == words
    assert f"<@{RITA.id}> looked" in (await room.press(shown, "Who looked")).text
    await room.press(shown, "Delete my card")
    async with room.database.transaction() as work:
        assert not await CareStore(work).has_card(GUILD, ANN.id)
        assert await CareStore(work).look_at_card(GUILD, ANN.id, RITA.id, 7, AT) is None


async def test_words_are_sealed_exported_and_gone_after_an_erasure(room: Room) -> None:
    await room.consent()
    await room.write_plan("signs", "a very private sign")
    async with room.database.transaction() as work:
        await CareStore(work).keep(GUILD, ANN.id, "well", {"first": "a very private joy"}, AT)
        await CareStore(work).looked(GUILD, ANN.id, BEN.id, Looked.PLAN, AT)
    exported = repr(await export_member(room.database, GUILD, ANN.id))
    assert "a very private sign" in exported
    assert "a very private joy" in exported
    assert str(BEN.id) in exported
    assert room.database.path is not None
    stored = b"".join(file.read_bytes() for file in room.database.path.parent.iterdir() if file.is_file())
    assert b"very private" not in stored
    await erase_member(room.database, room.database.vault, GUILD, ANN.id, AT)
    assert await export_member(room.database, GUILD, ANN.id) == {}
