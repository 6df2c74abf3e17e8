"""After an erasure nothing that was posted of somebody's answers names them, and others' answers stay as they were."""

from datetime import timedelta

from sqlalchemy import select

from storage.privacy import erase_member
from storage.tables.outbox import outbox
from tests.cogs.checkins.conftest import Scene
from tests.cogs.checkins.test_caring import wait
from tests.house import ANN, BEN, GUILD


async def test_shared_words_the_call_and_the_summary_name_nobody_who_was_erased(scene: Scene) -> None:
    prompt = await scene.ask()
    for who, words in ((ANN, "not easy"), (BEN, "a walk helped")):
        await scene.tap(prompt, who, 4)
        await scene.see(prompt, who, "circle")
        await scene.write(prompt, who, words, someone="yes" if who is ANN else "no")
    await scene.deliver()
    scene.clock.advance(timedelta(hours=4))
    await scene.sweep()
    await scene.deliver()
    before = [words for kind, words in await wait(scene, 3) if kind == "checkins.calling"]
    assert any("ann" in words for words in before)

    await scene.app.before_erasing.undo_all(GUILD, ANN.id)
    await erase_member(scene.app.database, scene.app.database.vault, GUILD, ANN.id, scene.clock.now())
    scene.clock.advance(timedelta(minutes=2))
    after = await scene.deliver()

    assert sorted(kind for kind, _ in after) == ["checkins.calling", "checkins.shared", "checkins.summary"]
    assert not any("ann" in words or "not easy" in words for _, words in after)
    (summary,) = [words for kind, words in after if kind == "checkins.summary"]
    assert "ben" in summary
    async with scene.app.database.reading() as work:
        assert (await work.execute(select(outbox).where(outbox.c.about_member_id == ANN.id))).all() == []


async def test_a_private_answer_was_posted_nowhere_so_nothing_is_edited(scene: Scene) -> None:
    prompt = await scene.ask()
    await scene.tap(prompt, ANN, 4)
    await scene.see(prompt, ANN, "me")
    await scene.app.before_erasing.undo_all(GUILD, ANN.id)
    await erase_member(scene.app.database, scene.app.database.vault, GUILD, ANN.id, scene.clock.now())
    scene.clock.advance(timedelta(minutes=2))
    assert await scene.deliver() == []
