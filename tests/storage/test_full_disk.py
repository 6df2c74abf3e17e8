"""D2: a full disk is told by name, loses nothing that was there, and gives up its ballast for the last alert."""

import shutil
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from storage import health
from storage.database import Database
from storage.errors import DiskFull, Unwritable
from storage.limits import Limits
from tests.storage.house import House, names, put


async def _fill_up(database: Database) -> None:
    """Let the file grow by two pages and no more, as a full disk does."""
    async with database.transaction() as work:
        pages = (await work.execute(text("PRAGMA page_count"))).scalar_one()
        await work.execute(text(f"PRAGMA max_page_count={pages + 2}"))


async def _make_room(database: Database) -> None:
    async with database.transaction() as work:
        await work.execute(text("PRAGMA max_page_count=1000000"))


async def test_a_full_disk_fails_by_name_and_works_again_when_there_is_room(house: House) -> None:
    database = await house.database()
    async with database.transaction() as work:
        await put(work, "before")
    await _fill_up(database)
    with pytest.raises(DiskFull):
        async with database.transaction() as work:
            await put(work, "too much", "x" * 100_000)
    assert await names(database) == {"before"}
    await _make_room(database)
    async with database.transaction() as work:
        await put(work, "after")
    assert await names(database) == {"before", "after"}


async def test_the_ballast_is_held_and_given_up_when_the_disk_is_full(house: House) -> None:
    house.limits = Limits(ballast_bytes=100_000)
    database = await house.database()
    ballast = house.folder / "circlekeeper.db.ballast"
    assert ballast.stat().st_size == 100_000
    assert ballast.stat().st_blocks * 512 >= 100_000, "a hole holds no room"
    await _fill_up(database)
    with pytest.raises(DiskFull):
        async with database.transaction() as work:
            await put(work, "too much", "x" * 100_000)
    assert not ballast.exists()
    await house.close()
    await house.database()
    assert ballast.stat().st_size == 100_000, "held again at the next start"


async def test_health_tells_the_reason_when_nothing_can_be_written(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = await house.database()
    seen = await health.look(database)
    assert (seen.well, seen.unwritable) == (True, None)
    monkeypatch.setattr(database, "transaction", _raises(Unwritable("The disk of the database reported an error.")))
    seen = await health.look(database)
    assert (seen.well, seen.unwritable) == (False, "The disk of the database reported an error.")


@pytest.mark.parametrize(("free", "well"), [(50, True), (11, True), (9, False), (0, False)])
async def test_little_room_is_unwell_long_before_there_is_none(
    house: House, monkeypatch: pytest.MonkeyPatch, free: int, well: bool
) -> None:
    database = await house.database()
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(total=100, free=free, used=100 - free))
    assert (await health.look(database)).well is well


async def test_health_works_on_both_engines(database: Database) -> None:
    for _ in range(2):
        assert (await health.look(database)).well


def _raises(error: Exception) -> Callable[[], None]:
    def begin() -> None:
        raise error

    return begin
