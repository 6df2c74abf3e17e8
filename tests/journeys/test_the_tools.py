"""The tools over the wire: what Discord itself would refuse is refused here."""

import pytest

from tests.journeys.conftest import Evening

pytestmark = pytest.mark.wire


async def test_an_urge_is_ridden_out_from_the_first_number_to_the_last_and_kept_on_a_yes(evening: Evening) -> None:
    await evening.slash("ash", "/tools")
    (menu,) = evening.read("ash")

    async def choose(option: str, select: str) -> str:
        await evening.people.choose("ash", "general", menu.message_id, [option], select=select)
        await evening.quiet()
        return evening.read("ash")[-1].text

    async def press(button: str) -> str:
        await evening.press("ash", "general", menu, button)
        return evening.read("ash")[-1].text

    assert "For a strong pull" in await choose("Ride out an urge", "Which tool?")
    assert "How strong is it, from 0 to 10?" in await press("Next")
    assert "like a wave" in await choose("8", "From 0 to 10")
    assert "This minute ends" in await press("One minute")
    assert "How strong is it now" in await press("Rate it again")
    assert "Before: 8. Now: 3." in await choose("3", "From 0 to 10")
    assert "May I keep what you write?" in await press("Keep this")
    assert "Kept, for you alone." in await press("Yes, keep it. I am old enough")
