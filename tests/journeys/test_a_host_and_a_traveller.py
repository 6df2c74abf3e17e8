"""Check-ins over the wire: a host who forgets, and a member who travels over a change of clocks."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys.conftest import Evening

pytestmark = [pytest.mark.wire, pytest.mark.fault]  # days of a whole process: decision 201


@pytest.mark.parametrize("begins", [datetime(2026, 3, 2, 7, tzinfo=UTC)])
async def test_a_host_who_forgets_costs_the_circle_nothing(evening: Evening, begins: datetime) -> None:
    """From a Monday morning: on a Sunday the week would end in the middle of it."""
    await evening.set_up()
    await evening.slash("marlow", "/circle create name:Dawn channel:general")
    await evening.slash("ash", "/circle join circle:Dawn")
    await evening.slash("marlow", "/checkin schedule circle:Dawn time:09:00 hosted:true")
    await evening.slash("ash", "/privacy reach way:dm")
    await evening.slash("ash", "/checkin host circle:Dawn")
    rota = evening.read("ash")[-1]
    await evening.press("ash", "general", rota, "I will host it")
    evening.read("wren")
    await evening.rehearsal.bot_clock.advance(timedelta(days=2))
    questions = [one for one in evening.read("wren") if one.kind == "message" and "Check-in for Dawn" in one.text]
    assert len(questions) == 2
    assert not any("hosts" in one.text for one in questions)
    drafts = [one for one in evening.read("ash") if "You host Dawn on" in one.text]
    assert drafts
    assert all(one.kind == "dm" for one in drafts)


@pytest.mark.parametrize("begins", [datetime(2026, 3, 27, 12, tzinfo=UTC)])
async def test_from_tokyo_to_lisbon_over_a_change_of_clocks_each_date_is_asked_once(
    evening: Evening, begins: datetime
) -> None:
    await evening.set_up()
    clock = evening.rehearsal.bot_clock
    await evening.slash("ash", "/checkin me time:09:00 zone:Asia/Tokyo reach:dm")
    await clock.advance(timedelta(hours=27))
    await evening.slash("ash", "/checkin me zone:Europe/Lisbon")
    await clock.advance(timedelta(hours=72))
    asked = [one.at for one in evening.read("ash") if one.kind == "dm" and "Your check-in" in one.text]
    assert [moment.replace(second=0, microsecond=0) for moment in asked] == [
        datetime(2026, 3, 28, 0, tzinfo=UTC),  # 09:00 in Tokyo
        datetime(2026, 3, 29, 8, tzinfo=UTC),  # 09:00 in Lisbon, hours after its clocks went forward
        datetime(2026, 3, 30, 8, tzinfo=UTC),
        datetime(2026, 3, 31, 8, tzinfo=UTC),
    ]
