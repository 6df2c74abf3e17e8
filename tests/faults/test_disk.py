"""D2, B10: the disk takes nothing more while somebody needs help."""

import sys

import pytest

from tests.faults.night import ALERTS_KNOWN, ASKED, Night

pytestmark = [
    pytest.mark.fault,
    pytest.mark.wire,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of a running process are Linux's"),
]


async def test_with_a_full_disk_people_are_reached_and_it_is_recorded_later(night: Night) -> None:
    """D2."""
    night.expected |= {"alerts on_message", "sweep", "watch", "saying"}
    night.breaking.fill_disk()
    await night.cry()
    await night.until(lambda: night.told(), seconds=30)
    assert "Someone may need a human now" in night.told()[0]
    assert "I cannot write anything down" in night.read("wren")[0].text
    assert night.rows(ALERTS_KNOWN) == [(0,)]
    night.breaking.make_room()
    await night.until(lambda: night.rows(ALERTS_KNOWN) == [(1,)], seconds=60)
    await night.quiet()
    assert any(ASKED in line and "press" in line for line in night.told())


async def test_a_taking_that_cannot_be_written_is_not_claimed(night: Night) -> None:
    """B10: the person is told that it was not recorded, and the others are still asked."""
    await night.cry()
    await night.quiet()
    notice = night.newest(ASKED)
    night.expected |= {"alerts", "sweep", "watch", "saying", "after a door"}
    night.breaking.fill_disk()
    pressed = await night.people.press("wren", "alerts", notice, "I've got this")
    await night.until(lambda: night.answer(pressed), seconds=30)
    assert "You have this" not in night.answer(pressed)
    assert night.rows("SELECT state FROM cases WHERE kind = 'alert'") == [("open",)]
    night.breaking.make_room()
    await night.advance(minutes=3, seconds=5)
    assert len(night.pages()) == 2
