"""A thread that has grown quiet is archived; what the bot said in it can still be taken back."""

from datetime import timedelta

import pytest

from tests.journeys.conftest import Evening

pytestmark = pytest.mark.wire


async def test_what_was_shared_in_a_thread_is_taken_back_after_the_thread_was_archived(evening: Evening) -> None:
    people = evening.people
    await evening.set_up()
    await people.start_thread("ash", "general", "aside")
    await people.slash("ash", "aside", "/share")
    await evening.quiet()
    await people.press("ash", "aside", evening.read("ash")[-1].message_id, "Write it")
    await evening.quiet()
    await people.submit("ash", {"words": "My friend died", "note": "grief"})
    await evening.quiet()
    posted = next(one for one in evening.read("ash") if one.kind == "message")
    assert "grief" in posted.text
    thread = evening.rehearsal.world.state.channels[posted.channel_id]
    await evening.rehearsal.bot_clock.advance(timedelta(days=2))
    assert thread.thread_metadata is not None
    assert thread.thread_metadata.archived
    evening.read("ash")

    await people.press("ash", "aside", posted.message_id, "Read")
    await evening.quiet()
    await people.press("ash", "aside", evening.read("ash")[-1].message_id, "Take it back")
    await evening.quiet()
    await evening.rehearsal.bot_clock.advance(timedelta(minutes=1))
    redrawn = next(one for one in evening.read("ash") if one.message_id == posted.message_id)
    assert "grief" not in redrawn.text
    assert not thread.thread_metadata.archived
