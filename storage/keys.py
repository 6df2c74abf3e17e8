"""The vault: one data key per member and server, wrapped by the master key, kept apart from the data.

Destroying a key is an erasure that reaches old backups; the keyed tombstone it leaves tells a restored database
who must be erased again, and tells nobody else anything.
"""

import asyncio
import hashlib
import hmac
import os
import secrets
import struct
from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, bindparam, delete, insert, inspect, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.schema import CreateSchema

from storage import master_key
from storage.cancellation import to_the_end
from storage.checkpoint import truncate_log
from storage.engines import keep_private, parse, postgres_engine, sqlite_engine
from storage.errors import WrongKey, named
from storage.limits import Limits
from storage.lock import InstanceLock
from storage.master_key import MasterKey
from storage.points import reached
from storage.tables_of_keys import SCHEMA, key_tables
from storage.turns import Turns
from storage.unit import Unit, unit_of_work

_CACHED = 20_000
_SETTING_UP = 0x43_4B_01  # any fixed number: processes that start at once set the schema up one after another


@dataclass(frozen=True, slots=True, repr=False)
class DataKey:
    """The key of one member on one server. Its id is in every sealed text; its secret is in memory only."""

    key_id: int
    secret: bytes


class Vault:
    """Open with `Vault.open`, close with `close`. `warnings` are sentences for the operator."""

    def __init__(self, engine: AsyncEngine, master_file: Path, lock: InstanceLock | None, path: Path | None) -> None:
        self._engine = engine
        self._path = path
        self._lock = lock
        self._turns = Turns()
        self._tables = key_tables(None if path else SCHEMA)
        self._master_file = master_file
        self._next_file = master_key.after(master_file)
        self._masters: dict[str, MasterKey] = {}
        self._wrapping: MasterKey | None = None
        # With several processes on PostgreSQL another one may destroy a key: nothing is remembered there.
        self._known: OrderedDict[tuple[int, int], DataKey] | None = OrderedDict() if path else None
        self._making: dict[tuple[int, int], asyncio.Task[DataKey]] = {}
        keys = self._tables.data_keys
        self._find = select(keys).where(keys.c.guild_id == bindparam("guild"), keys.c.member_id == bindparam("member"))
        self._insert_if_new = self._insert(keys)
        self.vault_id = ""
        self.warnings: list[str] = []

    @classmethod
    async def open(cls, address: str | Path, master_key_file: Path, *, limits: Limits | None = None) -> Self:
        """`address` is a file (`data/keys.db`) or the PostgreSQL address of the data. Raises WrongKey, Refused,
        AlreadyOpen. The master key is made only when the vault has never held a key."""
        limits = limits or Limits()
        os.umask(0o077)
        where = parse(_whole_address(address))
        lock = None
        if where.path is not None:
            lock = InstanceLock(where.path)
            engine = sqlite_engine(where.path, limits)
        else:
            assert where.url is not None
            engine = postgres_engine(where.url, limits)
        vault = cls(engine, master_key_file, lock, where.path)
        try:
            await vault._set_up()
        except BaseException:
            await vault.close()
            raise
        return vault

    async def close(self) -> None:
        self._masters.clear()
        if self._known is not None:
            self._known.clear()
        await self._engine.dispose()
        if self._lock is not None:
            self._lock.release()

    async def key_for(self, guild_id: int, member_id: int) -> DataKey:
        """The member's key, made (and on disk) before it seals anything."""
        if self._known is not None and (guild_id, member_id) in self._known:
            self._known.move_to_end((guild_id, member_id))
            return self._known[guild_id, member_id]
        making = self._making.get((guild_id, member_id))
        if making is None:
            making = self._making[guild_id, member_id] = asyncio.ensure_future(self._make(guild_id, member_id))
            making.add_done_callback(lambda done: self._made(guild_id, member_id, done))
        return await asyncio.shield(making)

    async def _make(self, guild_id: int, member_id: int) -> DataKey:
        key_id, secret = secrets.randbits(63), os.urandom(32)
        wrapping = self._current()
        row = {
            "guild_id": guild_id,
            "member_id": member_id,
            "key_id": key_id,
            "master": wrapping.name,
            "wrapped": wrapping.wrap(secret, guild_id, member_id, key_id),
        }
        key = DataKey(key_id, secret)
        async with self._writing(urgent=True) as unit:
            if (await unit.run(self._insert_if_new, row)).rowcount != 1:
                there = await self._row(unit, guild_id, member_id)
                key = DataKey(there.key_id, self._unwrap(there))
        self._remember(guild_id, member_id, key)  # committed, and nobody else has had the turn yet
        return key

    def _made(self, guild_id: int, member_id: int, done: "asyncio.Future[DataKey]") -> None:
        del self._making[guild_id, member_id]
        if not done.cancelled():
            done.exception()  # looked at: whoever waits has it too

    async def find(self, guild_id: int, member_id: int) -> DataKey | None:
        if self._known is not None and (guild_id, member_id) in self._known:
            self._known.move_to_end((guild_id, member_id))
            return self._known[guild_id, member_id]
        async with self._writing() as unit:
            row = await self._row(unit, guild_id, member_id)
            if row is None:
                return None
            key = DataKey(row.key_id, self._unwrap(row))
            # inside the turn, so that a destroy that comes next also forgets it
            self._remember(guild_id, member_id, key)
        return key

    async def _row(self, unit: Unit, guild_id: int, member_id: int) -> Any:
        return (await unit.run(self._find, {"guild": guild_id, "member": member_id})).one_or_none()

    def _remember(self, guild_id: int, member_id: int, key: DataKey) -> None:
        if self._known is not None:
            self._known[guild_id, member_id] = key
            if len(self._known) > _CACHED:
                self._known.popitem(last=False)

    async def knows(self, key_id: int) -> bool:
        """Whether this key still exists, whosever it is."""
        keys = self._tables.data_keys
        async with self._writing() as unit:
            return (await unit.run(select(keys.c.key_id).where(keys.c.key_id == key_id), None)).first() is not None

    async def destroy(self, guild_id: int, member_id: int | None, erasure_id: int) -> None:
        """Destroy a member's key (or, without a member, every key of the server) and leave a keyed tombstone."""
        keys = self._tables.data_keys
        whose = [keys.c.guild_id == guild_id]
        if member_id is not None:
            whose.append(keys.c.member_id == member_id)
        mark = {"erasure_id": erasure_id, "mark": await self.mark_of(guild_id, member_id)}
        async with self._writing() as unit:
            await unit.run(self._insert(self._tables.tombstones), mark)
            await unit.run(delete(keys).where(*whose), None)
            for known in list(self._known or ()):
                if self._known is not None and known[0] == guild_id and member_id in {None, known[1]}:
                    del self._known[known]
        if self._path is None:
            await self._rewrite_keys()
        else:
            async with self._turns.mine():
                await truncate_log(self._engine, patience=0.5)

    async def mark_of(self, guild_id: int, member_id: int | None) -> bytes:
        """What a tombstone of this person (or server) looks like; only the vault can tell."""
        key = await self.key_for(0, 0)
        name = b"tombstone" + struct.pack(">QQ?", guild_id, member_id or 0, member_id is None)
        return hmac.new(key.secret, name, hashlib.sha256).digest()

    async def tombstones(self) -> dict[int, bytes]:
        """Every erasure that ever destroyed keys, with its mark."""
        stones = self._tables.tombstones
        async with self._writing() as unit:
            return {row.erasure_id: row.mark for row in await unit.run(select(stones), None)}

    async def rotate(self) -> None:
        """Change the master key. Both keys work until every data key is wrapped anew; interrupted, it goes on at
        the next open. With several processes on PostgreSQL, stop the others first."""
        if not self._next_file.exists():
            master_key.create(self._next_file)
        await self._take_up_next()
        await self._finish_rotation()

    async def rewrap_some(self, limit: int = 500) -> bool:
        """Wrap up to `limit` data keys with the newest master key; False when none was left."""
        keys, wrapping = self._tables.data_keys, self._current()
        async with self._writing() as unit:
            rows = (await unit.run(select(keys).where(keys.c.master != wrapping.name).limit(limit), None)).all()
            for row in rows:
                wrapped = wrapping.wrap(self._unwrap(row), row.guild_id, row.member_id, row.key_id)
                change = update(keys).where(keys.c.key_id == row.key_id)
                await unit.run(change.values(master=wrapping.name, wrapped=wrapped), None)
        return bool(rows)

    async def _set_up(self) -> None:
        try:
            async with self._engine.begin() as connection:
                if self._path is None:
                    await connection.execute(text(f"SELECT pg_advisory_xact_lock({_SETTING_UP})"))
                    await connection.execute(CreateSchema(SCHEMA, if_not_exists=True))
                await connection.run_sync(self._make_tables)
        except (DBAPIError, OSError) as error:
            raise named(error) or error from None
        if self._path is not None:
            self.warnings += keep_private(self._path)
        await self._recognise_master()
        self.warnings += master_key.keep_private(self._master_file)
        if self._next_file.exists():
            await self._take_up_next()
            await self._finish_rotation()

    def _make_tables(self, connection: Connection) -> None:
        if not inspect(connection).has_table("tombstones", schema=None if self._path else SCHEMA):
            self._tables.metadata.create_all(connection)

    async def _recognise_master(self) -> None:
        masters, vaults, keys = self._tables.masters, self._tables.vaults, self._tables.data_keys
        async with self._writing() as unit:
            known = {row.name for row in await unit.run(select(masters), None)}
            if not known:
                made = master_key.read(self._master_file) or master_key.create(self._master_file)
                await unit.run(insert(masters).values(name=made.name), None)
                await unit.run(insert(vaults).values(vault_id=secrets.token_hex(8)), None)
                known = {made.name}
            used = {row.master for row in await unit.run(select(keys.c.master).distinct(), None)}
            found = master_key.right_one(self._master_file, known, used)
            self.vault_id = (await unit.run(select(vaults.c.vault_id), None)).scalar_one()
            self._masters[found.name] = self._wrapping = found

    async def _take_up_next(self) -> None:
        after = master_key.read(self._next_file)
        assert after is not None
        async with self._writing() as unit:
            await unit.run(self._insert(self._tables.masters), {"name": after.name})
        self._masters[after.name] = self._wrapping = after

    async def _finish_rotation(self) -> None:
        while await self.rewrap_some():
            reached("K15")
        self._next_file.replace(self._master_file)
        master_key.sync_folder(self._master_file.parent)
        newest = self._current()
        async with self._writing() as unit:
            masters = self._tables.masters
            await unit.run(delete(masters).where(masters.c.name != newest.name), None)
        self._masters = {newest.name: newest}

    async def _rewrite_keys(self) -> None:
        """PostgreSQL keeps deleted rows in its pages: write the table anew, so that a destroyed key is gone."""
        await to_the_end(self._vacuum())

    async def _vacuum(self) -> None:
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text(f"VACUUM FULL {SCHEMA}.data_keys"))

    def _unwrap(self, row: Any) -> bytes:
        master = self._masters.get(row.master)
        if master is None:
            raise WrongKey("A key was locked with a master key that is not here; restart after the key change.")
        return master.unwrap(row.wrapped, row.guild_id, row.member_id, row.key_id)

    def _current(self) -> MasterKey:
        if self._wrapping is None:
            raise WrongKey("The vault is not open.")
        return self._wrapping

    @asynccontextmanager
    async def _writing(self, *, urgent: bool = False) -> AsyncGenerator[Unit]:
        async with unit_of_work(self._engine, self._turns, urgent=urgent) as unit:
            yield unit

    def _insert(self, table: Any) -> Any:
        make = sqlite.insert if self._path else postgresql.insert
        return make(table).on_conflict_do_nothing()


def _whole_address(address: str | Path) -> str:
    named = str(address).startswith(("postgresql:", "postgres:", "sqlite:"))
    return str(address) if named else f"sqlite:{address}"
