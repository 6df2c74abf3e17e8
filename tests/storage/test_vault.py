"""D12, D13: a wrong or lost key is refused and nothing is overwritten; a key change survives interruption."""

import asyncio
import os
import shutil
import sys
from pathlib import Path

import pytest

from storage.errors import WrongKey
from storage.keys import Vault
from storage.sealed import Sealer
from tests.storage.house import LIMITS, House

_PLACES = [("answers", "words", number, 100, 200 + number) for number in range(12)]


async def _sealed(vault: Vault) -> list[bytes]:
    return [await Sealer(vault).seal(*place, f"words {place[2]}") for place in _PLACES]


async def _all_readable(vault: Vault, sealed: list[bytes]) -> bool:
    read = [await Sealer(vault).unseal(*place, box) for place, box in zip(_PLACES, sealed, strict=True)]
    return read == [f"words {place[2]}" for place in _PLACES]


def _files(folder: Path) -> dict[str, bytes]:
    return {
        file.name: file.read_bytes() for file in folder.iterdir() if not file.name.endswith((".lock", "-shm", "-wal"))
    }


async def test_the_first_start_makes_a_private_master_key_and_later_ones_use_it(empty_house: House) -> None:
    sealed = await _sealed(await empty_house.vault())
    made = empty_house.master.read_bytes()
    if sys.platform != "win32":
        assert empty_house.master.stat().st_mode & 0o777 == 0o600
        assert empty_house.keys.stat().st_mode & 0o777 == 0o600
    await empty_house.close()
    assert await _all_readable(await empty_house.vault(), sealed)
    assert empty_house.master.read_bytes() == made


async def test_a_key_put_there_beforehand_is_used(empty_house: House, sqlite_template: Path) -> None:
    shutil.copy(sqlite_template / "master.key", empty_house.master)
    before = empty_house.master.read_bytes()
    sealed = await _sealed(await empty_house.vault())
    assert empty_house.master.read_bytes() == before
    assert len(sealed) == len(_PLACES)


async def test_a_lost_master_key_is_refused_and_nothing_is_made_in_its_place(house: House) -> None:
    await _sealed(await house.vault())
    await house.close()
    house.master.rename(house.folder / "safe copy")
    before = _files(house.folder)
    with pytest.raises(WrongKey, match="is missing"):
        await house.vault()
    assert _files(house.folder) == before
    (house.folder / "safe copy").rename(house.master)
    await house.vault()


async def test_another_master_key_is_refused_and_nothing_is_overwritten(house: House, tmp_path: Path) -> None:
    sealed = await _sealed(await house.vault())
    await house.close()
    right = house.master.read_bytes()
    stranger = House(tmp_path)
    await stranger.vault()
    await stranger.close()
    shutil.copy(stranger.master, house.master)
    before = _files(house.folder)
    with pytest.raises(WrongKey, match="not the one"):
        await house.vault()
    assert _files(house.folder) == before
    house.master.write_bytes(right)
    assert await _all_readable(await house.vault(), sealed)


@pytest.mark.parametrize("rubbish", [b"", b"hello", b"\xff" * 44, b"QUJD\n"])
async def test_a_file_that_is_no_key_is_refused(house: House, rubbish: bytes) -> None:
    house.master.write_bytes(rubbish)
    with pytest.raises(WrongKey, match=r"master\.key"):
        await house.vault()
    assert house.master.read_bytes() == rubbish


async def test_lost_keys_are_not_mistaken_for_a_first_start(house: House) -> None:
    await house.database()
    await house.close()
    house.keys.rename(house.folder / "moved away")
    vault = await house.vault()
    with pytest.raises(WrongKey, match="sealed with other keys"):
        await house.database(vault)
    await house.close()
    (house.folder / "moved away").replace(house.keys)
    await house.database()


async def test_keys_swapped_in_the_vault_are_refused(house: House) -> None:
    vault = await house.vault()
    await _sealed(vault)
    keys = vault._tables.data_keys
    async with vault._writing() as unit:
        rows = (await unit.run(keys.select().where(keys.c.member_id.in_([200, 201])), None)).all()
        for row, other in zip(rows, reversed(rows), strict=True):
            change = keys.update().where(keys.c.member_id == row.member_id)
            await unit.run(change.values(wrapped=other.wrapped), None)
    await house.close()
    with pytest.raises(WrongKey, match="moved or changed"):
        await (await house.vault()).find(100, 200)


async def test_after_a_key_change_everything_is_readable_and_the_old_key_opens_nothing(house: House) -> None:
    vault = await house.vault()
    sealed = await _sealed(vault)
    old = house.master.read_bytes()
    await vault.rotate()
    assert await _all_readable(vault, sealed)
    assert house.master.read_bytes() != old
    await house.close()
    assert await _all_readable(await house.vault(), sealed)
    await house.close()
    house.master.write_bytes(old)
    with pytest.raises(WrongKey):
        await house.vault()


@pytest.mark.parametrize("batches", [0, 1, 2, 3, 100])
async def test_a_key_change_interrupted_anywhere_goes_on_at_the_next_start(house: House, batches: int) -> None:
    vault = await house.vault()
    sealed = await _sealed(vault)
    stopped = _stop_after(vault, batches)
    if batches < 100:
        with pytest.raises(asyncio.CancelledError):
            await vault.rotate()
        assert stopped.is_set()
    else:  # stopped between the new name of the file and the last note in the vault
        shutil.copy(house.master, house.folder / "old")
        await vault.rotate()
        masters = vault._tables.masters
        async with vault._writing() as unit:
            await unit.run(masters.insert().values(name="0123456789abcdef"), None)
    assert await _all_readable(vault, sealed), "both keys are readable until it is finished"
    await house.close()
    vault = await house.vault()
    assert await _all_readable(vault, sealed)
    assert not (house.folder / "master.key.next").exists()
    assert not await vault.rewrap_some()
    await house.close()
    assert await _all_readable(await house.vault(), sealed)


def _stop_after(vault: Vault, batches: int) -> asyncio.Event:
    """Let a key change do this many small batches, then stop it as a kill would."""
    whole, stopped, left = vault.rewrap_some, asyncio.Event(), batches

    async def some(limit: int = 500) -> bool:
        nonlocal left
        if left == 0:
            stopped.set()
            raise asyncio.CancelledError
        left -= 1
        return await whole(4 if batches < 100 else limit)

    vault.rewrap_some = some  # type: ignore[method-assign]
    return stopped


async def test_the_file_of_an_unfinished_key_change_that_was_lost_is_asked_for(house: House) -> None:
    vault = await house.vault()
    await _sealed(vault)
    _stop_after(vault, 1)
    with pytest.raises(asyncio.CancelledError):
        await vault.rotate()
    await house.close()
    (house.folder / "master.key.next").rename(house.folder / "elsewhere")
    with pytest.raises(WrongKey, match="unfinished key change"):
        await house.vault()
    (house.folder / "elsewhere").rename(house.folder / "master.key.next")
    await house.vault()


async def test_a_destroyed_key_is_in_no_byte_of_the_vault(house: House) -> None:
    vault = await house.vault()
    await _sealed(vault)
    keys = vault._tables.data_keys
    async with vault._writing() as unit:
        wrapped = (await unit.run(keys.select().where(keys.c.member_id == 203), None)).one().wrapped
    everything = b"".join(file.read_bytes() for file in house.folder.glob("keys.db*"))
    assert wrapped in everything
    await vault.destroy(100, 203, 1)
    everything = b"".join(file.read_bytes() for file in house.folder.glob("keys.db*"))
    assert wrapped not in everything
    assert (203).to_bytes(8, "big") not in b"".join((await vault.tombstones()).values())


async def test_two_people_who_seal_for_one_member_at_once_use_one_key(house: House) -> None:
    vault = await house.vault()
    made = await asyncio.gather(*(vault.key_for(1, 2) for _ in range(20)))
    assert len({key.key_id for key in made}) == 1


async def test_two_processes_on_postgresql_use_the_same_keys(postgres_address: str, postgres_master: Path) -> None:
    file = postgres_master
    first = await Vault.open(postgres_address, file, limits=LIMITS)
    second = await Vault.open(postgres_address, file, limits=LIMITS)
    try:
        keys = await asyncio.gather(first.key_for(1, 2), second.key_for(1, 2))
        assert keys[0] == keys[1]
        await first.destroy(1, 2, 5)
        assert await second.find(1, 2) is None
    finally:
        await first.close()
        await second.close()


def test_secrets_do_not_show_when_printed(tmp_path: Path) -> None:
    from storage.keys import DataKey
    from storage.master_key import create

    master = create(tmp_path / "master.key")
    assert repr(master.secret) not in repr(master)
    secret = os.urandom(32)
    assert repr(secret) not in repr(DataKey(1, secret))
