"""P23: the schema that migrations make is the schema the code means; whole or not at all; never backwards."""

import asyncio
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import migrations
from storage.checkin_prompts import PromptStore
from storage.database import Database
from storage.engines import parse, postgres_engine, sqlite_engine
from storage.errors import NewerSchema, StorageError
from storage.keys import Vault
from storage.tables import whole_schema
from storage.tables.checkins import checkin_answers
from tests.cogs.checkins.test_choosing import asked_before
from tests.storage.house import LIMITS, ROOT, House

_VERSIONS = ROOT / "storage" / "migrations" / "versions"


def _what_is_there(connection: Connection) -> dict[str, Any]:
    """Everything about a schema that both engines can tell, in an order of our own."""
    look = inspect(connection)
    found: dict[str, Any] = {}
    for table in look.get_table_names():
        if table == "alembic_version":
            continue
        found[table] = {
            "columns": {c["name"]: (str(c["type"]), c["nullable"], c["default"]) for c in look.get_columns(table)},
            "key": sorted(look.get_pk_constraint(table)["constrained_columns"]),
            "unique": sorted(tuple(u["column_names"]) for u in look.get_unique_constraints(table)),
            "indexes": sorted(
                (str(i["name"]), tuple(str(c) for c in i["column_names"]), i["unique"]) for i in look.get_indexes(table)
            ),
            "checks": sorted(
                (str(c["name"]), " ".join(c["sqltext"].split())) for c in look.get_check_constraints(table)
            ),
            "points_to": sorted(
                (tuple(f["constrained_columns"]), f["referred_table"], str(f["options"]))
                for f in look.get_foreign_keys(table)
            ),
        }
    return found


async def _schema(engine: AsyncEngine) -> dict[str, Any]:
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_what_is_there)
    finally:
        await engine.dispose()


async def _made_from_metadata(engine: AsyncEngine) -> dict[str, Any]:
    async with engine.begin() as connection:
        await connection.run_sync(whole_schema().create_all)
    return await _schema(engine)


async def test_upgrading_an_empty_file_gives_the_schema_the_code_means(sqlite_template: Path, tmp_path: Path) -> None:
    migrated = await _schema(sqlite_engine(sqlite_template / "circlekeeper.db", LIMITS, read_only=True))
    meant = await _made_from_metadata(sqlite_engine(tmp_path / "meant.db", LIMITS))
    assert migrated == meant
    assert set(meant) == {table.name for table in whole_schema().sorted_tables}


async def test_upgrading_an_empty_server_gives_the_schema_the_code_means(postgres_address: str) -> None:
    url = parse(postgres_address).url
    assert url is not None
    migrated = await _schema(postgres_engine(url, LIMITS))
    engine = postgres_engine(url, LIMITS)
    async with engine.begin() as connection:
        await connection.execute(text("DROP SCHEMA public CASCADE"))
        await connection.execute(text("CREATE SCHEMA public"))
    assert migrated == await _made_from_metadata(engine)


async def test_a_forgotten_column_would_be_noticed(sqlite_template: Path, tmp_path: Path) -> None:
    """The comparison itself can fail: each kind of difference is seen."""
    base = await _made_from_metadata(sqlite_engine(tmp_path / "meant.db", LIMITS))
    for number, change in enumerate(
        (
            "ALTER TABLE members ADD COLUMN mood TEXT",
            "CREATE INDEX extra ON members (hour)",
            "DROP INDEX outbox_due",
            "CREATE TABLE extra (row_id INTEGER PRIMARY KEY) STRICT",
        )
    ):
        copy = tmp_path / f"copy{number}.db"
        with closing(sqlite3.connect(tmp_path / "meant.db")) as file, closing(sqlite3.connect(copy)) as other:
            file.backup(other)
            other.execute(change)
            other.commit()
        assert await _schema(sqlite_engine(copy, LIMITS)) != base, change


def test_the_revisions_are_one_line_and_named_by_their_files() -> None:
    config = Config()
    config.set_main_option("script_location", str(_VERSIONS.parent))
    walked = [revision.revision for revision in ScriptDirectory.from_config(config).walk_revisions()]
    assert migrations.revisions() == tuple(reversed(walked))
    assert [int(name[:4]) for name in migrations.revisions()] == list(range(1, len(walked) + 1))


def test_a_start_that_has_nothing_to_migrate_does_not_load_what_migrates() -> None:
    program = "import sys, bot; sys.exit('alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_no_revision_goes_backwards_or_begins_a_transaction_of_its_own() -> None:
    for file in _VERSIONS.glob("[0-9]*.py"):
        source = file.read_text("utf-8")
        assert "def downgrade" not in source, file
        assert not re.search(r"\b(BEGIN|COMMIT|ROLLBACK)\b", source), file


async def test_a_database_of_a_newer_version_is_left_alone(house: House) -> None:
    with closing(sqlite3.connect(house.file)) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999_the_future'")
        file.commit()
    before = house.file.read_bytes()
    vault = await house.vault()
    with pytest.raises(NewerSchema, match="newer version"):
        await house.database(vault)
    assert house.file.read_bytes() == before


async def test_a_newer_server_is_left_alone(postgres_address: str, postgres_master: Path) -> None:
    vault = await Vault.open(postgres_address, postgres_master, limits=LIMITS)
    try:
        database = await Database.open(postgres_address, vault=vault, limits=LIMITS)
        async with database.transaction() as work:
            await work.execute(text("UPDATE alembic_version SET version_num = '9999_the_future'"))
        await database.close()
        with pytest.raises(NewerSchema):
            await Database.open(postgres_address, vault=vault, limits=LIMITS)
    finally:
        await vault.close()


async def test_an_older_database_is_not_changed_unless_asked(empty_house: House) -> None:
    vault = await empty_house.vault()
    with pytest.raises(StorageError, match="older version"):
        await Database.open(empty_house.address, vault=vault, limits=LIMITS, upgrade=False)
    await Database.close(await empty_house.database(vault))


async def test_a_migration_that_fails_in_the_middle_changes_nothing(
    empty_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """K12: the second statement of a later revision fails; the tables of all revisions before it are gone too."""
    vault = await empty_house.vault()
    whole = command.upgrade

    def fails(config: Any, revision: str) -> None:
        whole(config, revision)
        connection: Connection = config.attributes["connection"]
        assert inspect(connection).has_table("members"), "the lever is pulled when tables are there"
        connection.execute(text("INSERT INTO no_such_table VALUES (1)"))

    with monkeypatch.context() as broken:
        broken.setattr(command, "upgrade", fails)
        with pytest.raises(Exception, match="no_such_table"):
            await empty_house.database(vault)
    with closing(sqlite3.connect(empty_house.file)) as file:
        assert file.execute("SELECT name FROM sqlite_schema").fetchall() == []
    await empty_house.database(vault)


async def test_what_people_were_asked_and_answered_survives_their_table_being_made_anew(
    empty_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """0023: dropping the old table takes no answer with it, and afterwards foreign keys are held again."""
    known = migrations.revisions()
    ours, now = known[: known.index("0022_queued_side_by_side") + 1], datetime(2026, 3, 2, 12, tzinfo=UTC)
    with monkeypatch.context() as older:
        older.setattr(migrations, "revisions", lambda: ours)
        async with (await empty_house.database()).transaction() as work:
            schedule = await asked_before(work, 1, 3, now)
            (latest,) = await PromptStore(work).latest_of_member(schedule.guild_id, 1, 1)
            await work.execute(insert(checkin_answers).values(_an_answer(schedule.guild_id, latest.prompt_id, now)))
            before = await PromptStore(work).latest_of_member(schedule.guild_id, 1, 9)
        await empty_house.close()
    database = await empty_house.database()
    async with database.transaction() as work:
        assert await PromptStore(work).latest_of_member(schedule.guild_id, 1, 9) == before
        assert (await work.execute(select(checkin_answers.c.prompt_id))).scalars().all() == [latest.prompt_id]
    with pytest.raises(IntegrityError):
        async with database.transaction() as work:
            await work.execute(insert(checkin_answers).values(_an_answer(schedule.guild_id, 404, now)))


def _an_answer(guild_id: int, prompt_id: int, now: datetime) -> dict[str, Any]:
    return {
        "answer_id": prompt_id,
        "guild_id": guild_id,
        "prompt_id": prompt_id,
        "member_id": 1,
        "visibility": "me",
        "wants_someone": False,
        "answered_at": now,
        "changed_at": now,
    }


async def test_two_processes_that_start_at_once_on_an_empty_server_both_come_up(
    postgres_address: str, postgres_master: Path
) -> None:
    url = parse(postgres_address).url
    assert url is not None
    engine = postgres_engine(url, LIMITS)
    async with engine.begin() as connection:
        await connection.execute(text("DROP SCHEMA public CASCADE"))
        await connection.execute(text("CREATE SCHEMA public"))
    await engine.dispose()
    vault = await Vault.open(postgres_address, postgres_master, limits=LIMITS)
    opened = await asyncio.gather(
        *(Database.open(postgres_address, vault=vault, limits=LIMITS) for _ in range(3)), return_exceptions=True
    )
    for database in opened:
        assert isinstance(database, Database), database
        await database.close()
    await vault.close()


def test_drafting_a_migration_writes_what_a_revision_needs() -> None:
    from storage.migrations.draft import draft

    body = draft(whole_schema(), ["members"])
    assert "op.create_table('members'" in body
    assert "types.Moment()" in body
    assert "sqlite_strict=True" in body
