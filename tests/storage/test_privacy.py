"""H1, H2, H3, H4, H5: erased is erased, in every table, file and older copy; exported is everything."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, Table, delete, false, insert, select, text
from sqlalchemy.schema import CreateTable

from storage import privacy
from storage.backup import backup
from storage.database import Database
from storage.errors import KeyGone
from storage.members import MemberChanges, MemberStore
from storage.privacy import PERSONAL_STORES, erase_guild, erase_member, export_member, finish_erasures, personal_columns
from storage.tables import whole_schema
from storage.tables.erasures import erasures
from storage.types import RowId, Snowflake
from tests.storage.fill import ANN, BEN, ELSEWHERE, HERE, ITS_OWN, Filler, Person, names_people, rows_of, survivors
from tests.storage.house import CancelledAt, House

_ANN, _ANN_ELSEWHERE, _BEN = Person(HERE, ANN), Person(ELSEWHERE, ANN), Person(HERE, BEN)
_TABLES = [table for table in whole_schema().sorted_tables if table.name not in ITS_OWN]


async def _fill(database: Database, *people: Person) -> None:
    async with database.transaction() as work:
        await Filler(work).fill(*people)


def _bytes(folder: Path, *patterns: str) -> bytes:
    return b"".join(file.read_bytes() for pattern in patterns for file in folder.glob(pattern))


async def test_no_table_keeps_an_erased_member_and_nobody_else_loses_anything(
    sqlite_database: Database, now: datetime
) -> None:
    database = sqlite_database
    await _fill(database, _ANN, _BEN, _ANN_ELSEWHERE)
    async with database.reading() as work:
        assert len(await survivors(work, _TABLES, _ANN)) == sum(len(names_people(table)) for table in _TABLES)
        ben, elsewhere = await rows_of(work, _BEN), await rows_of(work, _ANN_ELSEWHERE)
    await erase_member(database, database.vault, HERE, ANN, now)
    async with database.reading() as work:
        assert await survivors(work, _TABLES, _ANN) == [], "these columns still name the person: erase them in a store"
        assert await rows_of(work, _BEN) == ben
        assert await rows_of(work, _ANN_ELSEWHERE) == elsewhere
        assert (await work.execute(text("PRAGMA foreign_key_check"))).all() == []


async def test_a_forgotten_table_is_found(sqlite_database: Database, now: datetime) -> None:
    forgotten = Table(
        "forgotten",
        MetaData(),
        Column("row_id", RowId, primary_key=True, autoincrement=False),
        Column("guild_id", Snowflake),
        Column("seen_by_member_id", Snowflake),
        sqlite_strict=True,
    )
    async with sqlite_database.transaction() as work:
        await work.execute(CreateTable(forgotten))
        await work.execute(insert(forgotten).values(row_id=1, guild_id=HERE, seen_by_member_id=ANN))
    await erase_member(sqlite_database, sqlite_database.vault, HERE, ANN, now)
    async with sqlite_database.reading() as work:
        assert await survivors(work, [*_TABLES, forgotten], _ANN) == ["forgotten.seen_by_member_id"]


async def test_no_table_keeps_an_erased_server(sqlite_database: Database, now: datetime) -> None:
    await _fill(sqlite_database, _ANN, _BEN, _ANN_ELSEWHERE)
    async with sqlite_database.reading() as work:
        elsewhere = await rows_of(work, _ANN_ELSEWHERE)
    await erase_guild(sqlite_database, sqlite_database.vault, HERE, now)
    async with sqlite_database.reading() as work:
        for table in _TABLES:
            if "guild_id" in table.c:
                query = select(table.c.guild_id).where(table.c.guild_id == HERE).limit(1)
                assert (await work.execute(query)).first() is None, f"{table.name} still holds rows of the server"
        assert await rows_of(work, _ANN_ELSEWHERE) == elsewhere


async def test_no_byte_of_an_erased_member_is_left_in_any_file_or_later_backup(house: House, now: datetime) -> None:
    database = await house.database()
    await _fill(database, _ANN, _BEN)
    await backup(database, house.folder / "before.copy")
    number = ANN.to_bytes(8, "big")
    before = _bytes(house.folder, "circlekeeper.db*")
    assert _ANN.words.encode() in before
    assert number in before
    assert number in _bytes(house.folder, "keys.db*")
    await erase_member(database, database.vault, HERE, ANN, now)
    await backup(database, house.folder / "after.copy")
    after = _bytes(house.folder, "circlekeeper.db*", "keys.db*", "after.copy")
    assert _ANN.words.encode() not in after
    assert number not in after
    assert _BEN.words.encode() in after


async def test_a_table_names_people_only_where_erasure_looks_for_them() -> None:
    assert {table.name for table, _ in personal_columns(whole_schema())} >= {"members", "outbox", "events"}
    for table in _TABLES:
        for column in table.columns:
            looks_like_a_person = any(word in column.name for word in ("user", "author", "person"))
            assert not looks_like_a_person, f"{table.name}.{column.name}: name it …member_id, or nobody erases it"
        if names_people(table) and "guild_id" not in table.c:
            assert table.name == "hellos", f"{table.name} names people of a server and has no guild_id"


async def test_every_personal_table_shows_in_the_export(sqlite_database: Database) -> None:
    """Take a person's rows out of one table at a time: if the export stays the same, it never showed them."""
    database = sqlite_database
    await _fill(database, _ANN)
    whole = await export_member(database, HERE, ANN)
    missing: list[str] = []
    for table in _TABLES:
        if "member_id" in table.c:
            async with database.transaction() as work:
                await work.execute(text("SAVEPOINT before"))
                await work.execute(delete(table).where(table.c.member_id == ANN))
                without = await privacy.export_in(work, HERE, ANN)
                await work.execute(text("ROLLBACK TO before"))
            if without == whole:
                missing.append(table.name)
    assert missing == []


async def test_an_export_is_only_of_that_person_on_that_server(sqlite_database: Database) -> None:
    await _fill(sqlite_database, _BEN, _ANN_ELSEWHERE)
    assert await export_member(sqlite_database, HERE, ANN) == {}
    found = repr(await export_member(sqlite_database, HERE, BEN))
    assert str(ANN) not in found
    assert _ANN_ELSEWHERE.words not in found


async def test_erasing_works_on_both_engines(database: Database, now: datetime) -> None:
    await _member(database, ANN, now)
    await _member(database, BEN, now)
    sealed = await _seal(database)
    await erase_member(database, database.vault, HERE, ANN, now)
    assert await export_member(database, HERE, ANN) == {}
    assert await export_member(database, HERE, BEN) != {}
    async with database.reading() as work:
        with pytest.raises(KeyGone):
            await work.unseal("notes", "words", 1, HERE, ANN, sealed)
        rows = (await work.execute(select(erasures))).all()
    assert [(row.guild_id, row.member_id, row.done) for row in rows] == [(None, None, True)]
    assert await finish_erasures(database, database.vault) == 0


async def test_somebody_who_comes_back_after_an_erasure_is_not_erased_again(database: Database, now: datetime) -> None:
    await _member(database, ANN, now)
    await erase_member(database, database.vault, HERE, ANN, now)
    await _member(database, ANN, now)
    assert await finish_erasures(database, database.vault) == 0
    assert await export_member(database, HERE, ANN) != {}


STEPS = ("rows are gone", "the key is gone", "it is noted as done", "the log is cut")


@pytest.mark.parametrize("step", range(len(STEPS)), ids=STEPS)
@pytest.mark.parametrize("whole_server", [False, True])
async def test_an_erasure_interrupted_at_any_step_is_finished_at_the_next_start(
    house: House, monkeypatch: pytest.MonkeyPatch, now: datetime, step: int, whole_server: bool
) -> None:
    database = await house.database()
    await _member(database, ANN, now)
    sealed = await _seal(database)
    with monkeypatch.context() as broken:
        _break(database, broken, step)
        with pytest.raises(_Killed):
            await _erase(database, whole_server, now)
    await house.close()
    database = await house.database()
    assert await finish_erasures(database, database.vault) == (0 if step == 3 else 1)
    assert await export_member(database, HERE, ANN) == {}
    async with database.reading() as work:
        with pytest.raises(KeyGone):
            await work.unseal("notes", "words", 1, HERE, ANN, sealed)
    assert await finish_erasures(database, database.vault) == 0
    assert ANN.to_bytes(8, "big") not in _bytes(house.folder, "circlekeeper.db*", "keys.db*")


class _Killed(BaseException):
    """Not an Exception: like a kill, it runs past everything."""


def _break(database: Database, patch: pytest.MonkeyPatch, step: int) -> None:
    async def killed(*_args: object, **_more: object) -> None:
        raise _Killed

    places: list[tuple[object, str, Callable[..., object]]] = [
        (privacy, "_delete_rows", killed),
        (database.vault, "destroy", killed),
        (privacy.ErasureStore, "finish", killed),
        (database, "fold_log", killed),
    ]
    target, name, instead = places[step]
    patch.setattr(target, name, instead)


async def test_an_erasure_is_carried_out_however_early_its_caller_is_cancelled(house: House, now: datetime) -> None:
    database = await house.database()
    for nth in range(1, 4):
        await _member(database, ANN, now)
        erasing = CancelledAt(erase_member(database, database.vault, HERE, ANN, now), nth)
        with contextlib.suppress(asyncio.CancelledError):
            await erasing
        assert erasing.fired == (nth == 1), "it is one step for its caller"
        assert not await _waiting(database)
        assert await export_member(database, HERE, ANN) == {}


async def _waiting(database: Database) -> bool:
    async with database.reading() as work:
        return (await work.execute(select(erasures).where(erasures.c.done == false()))).first() is not None


@pytest.mark.parametrize("whole_server", [False, True])
async def test_a_restored_older_copy_does_not_bring_an_erased_person_back(
    house: House, now: datetime, whole_server: bool
) -> None:
    """D11, H5."""
    database = await house.database()
    await _member(database, ANN, now)
    await _member(database, BEN, now, guild_id=ELSEWHERE)
    sealed = await _seal(database)
    copy = house.folder / "yesterday.copy"
    await backup(database, copy)
    await _erase(database, whole_server, now)
    await house.close()
    for file in house.folder.glob("circlekeeper.db-*"):
        file.unlink()
    copy.replace(house.file)
    database = await house.database()
    assert await export_member(database, HERE, ANN) != {}, "the copy is from before the erasure"
    async with database.reading() as work:
        with pytest.raises(KeyGone):
            await work.unseal("notes", "words", 1, HERE, ANN, sealed)
    assert await finish_erasures(database, database.vault) == 1
    assert await export_member(database, HERE, ANN) == {}
    assert await export_member(database, ELSEWHERE, BEN) != {}
    assert ANN.to_bytes(8, "big") not in _bytes(house.folder, "circlekeeper.db*")
    await _member(database, ANN, now)
    assert await finish_erasures(database, database.vault) == 0, "from now on they may use it again"


async def test_somebody_erased_twice_whom_an_older_copy_brought_back_is_erased_at_one_start_only(
    house: House, now: datetime
) -> None:
    database = await house.database()
    await _member(database, ANN, now)
    copy = house.folder / "yesterday.copy"
    await backup(database, copy)
    await _erase(database, whole_server=False, now=now)
    await _member(database, ANN, now)
    await _erase(database, whole_server=False, now=now)
    await house.close()
    copy.replace(house.file)
    database = await house.database()
    assert await finish_erasures(database, database.vault) == 1
    assert await export_member(database, HERE, ANN) == {}
    await _member(database, ANN, now)
    assert await finish_erasures(database, database.vault) == 0
    assert await export_member(database, HERE, ANN) != {}, "they came back, and nobody asked for a third erasure"


async def test_a_restored_copy_without_the_person_is_looked_through_once(house: House, now: datetime) -> None:
    database = await house.database()
    copy = house.folder / "empty.copy"
    await backup(database, copy)
    await _member(database, ANN, now)
    await erase_member(database, database.vault, HERE, ANN, now)
    await house.close()
    copy.replace(house.file)
    database = await house.database()
    assert await finish_erasures(database, database.vault) == 0
    async with database.reading() as work:
        assert len((await work.execute(select(erasures))).all()) == 1


def test_every_personal_store_exports_and_erases() -> None:
    assert len(set(PERSONAL_STORES)) == len(PERSONAL_STORES)
    for store in PERSONAL_STORES:
        for name in ("export_member", "erase_member", "erase_guild"):
            assert callable(getattr(store, name, None)), f"{store.__name__}.{name}"


async def _member(database: Database, member_id: int, now: datetime, guild_id: int = HERE) -> None:
    async with database.transaction() as work:
        await MemberStore(work).change(guild_id, member_id, MemberChanges(zone="Europe/Lisbon"), now)


async def _erase(database: Database, whole_server: bool, now: datetime) -> None:
    if whole_server:
        await erase_guild(database, database.vault, HERE, now)
    else:
        await erase_member(database, database.vault, HERE, ANN, now)


async def _seal(database: Database) -> bytes:
    async with database.transaction() as work:
        return await work.seal("notes", "words", 1, HERE, ANN, "my words")
