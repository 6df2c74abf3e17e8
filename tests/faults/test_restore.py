"""D11 H5: yesterday's copy of the database is put back, and the bot started on it."""

import pytest

from storage.backup import backup
from tests.faults.night import ALERTS_KNOWN, ASKED, Night

pytestmark = [pytest.mark.fault, pytest.mark.wire]


async def test_after_an_older_copy_nobody_is_asked_twice_and_what_was_never_asked_about_is(night: Night) -> None:
    """D11 H5: whoever had somebody has them still, the ladder goes on, and who was erased stays erased."""
    copy = night.folder / "yesterday.db"
    await backup(night.folder / "data" / "circlekeeper.db", copy)
    await night.cry("ash")
    await night.quiet()
    await night.take("wren")
    await night.cry("dune")
    await night.quiet()
    of_dune = night.newest(ASKED)
    await night.people.press("tamsin", "alerts", of_dune, "Not a crisis…")
    await night.quiet()
    await night.people.submit("tamsin", {"reason": "idiom"})
    await night.quiet()
    await night.cry("fen")
    await night.quiet()
    await night.people.slash("fen", "general", "/privacy erase")
    await night.quiet()
    await night.people.press("fen", "general", night.read("fen")[-1].message_id, "Erase it all")
    await night.quiet()
    night.erased.add((night.place.guild_id, night.place.people["fen"]))
    await night.cry("briar")
    await night.quiet()
    of_briar = night.newest(ASKED)
    await night.advance(minutes=3, seconds=30)
    assert "for 3 minutes" in night.pages()[-1]

    await night.stop()
    await night.cry("cove", "vent")
    night.look_from_here()
    night.put_back(copy)
    await night.start()

    assert [line.split("<")[0] for line in night.pages()] == [
        "@Responder Someone may need a human now. Please press “I've got this” when you take it."
    ]
    assert "Cove" in next(m.text for m in night.read("wren") if m.kind == "message")
    assert night.rows(ALERTS_KNOWN) == [(4,)]
    people = {person: name for name, person in night.place.people.items()}
    stand = {people[who]: (state, people.get(holder)) for who, state, holder in night.rows(
        "SELECT member_id, state, holder_member_id FROM cases WHERE kind = 'alert'"
    )}  # fmt: skip
    assert stand == {
        "ash": ("acknowledged", "wren"), "dune": ("resolved", "tamsin"),
        "briar": ("open", None), "cove": ("open", None),
    }  # fmt: skip
    redrawn = {m.message_id: m.text for m in night.read("wren") if m.kind == "edit"}
    assert "Not a crisis" in redrawn[of_dune]
    assert any("Ash" in text and "has this, since" in text for text in redrawn.values())
    await night.advance(minutes=2)
    assert "@Moderator Nobody has answered this for 5 minutes. Moderators, please look." in night.pages()
    pressed = await night.people.press("okello", "alerts", of_briar, "I've got this")
    await night.quiet()
    assert "You have this" in night.answer(pressed)
