"""What stands in the way of opening the data is told beside it, and nothing is touched."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.errors import Corrupt, NewerSchema, Refused, StorageError, Unreachable, WrongKey
from storage.would_open import refuse_what_would_not_open
from tests.storage.house import LIMITS, House


async def _ask(house: House, *, makes: tuple[Path, ...] = ()) -> None:
    before = _contents(house)
    try:
        await refuse_what_would_not_open(house.address, house.keys, house.master, makes=makes, limits=LIMITS)
    finally:
        assert _contents(house) == before


def _contents(house: House) -> dict[Path, bytes]:
    """Without the two files that SQLite puts beside whatever it looks into, and which hold nothing new."""
    files = [file for file in house.folder.iterdir() if file.is_file()]
    return {file: file.read_bytes() for file in files if not file.name.endswith(("-shm", "-wal"))}


async def test_beside_a_running_bot_and_before_the_first_start_all_is_well(empty_house: House) -> None:
    await _ask(empty_house)
    await (await empty_house.database()).vault.key_for(1, 2)
    await _ask(empty_house)


async def test_a_folder_that_the_start_makes_is_no_problem_and_any_other_is(tmp_path: Path) -> None:
    house = House(tmp_path / "data")
    with pytest.raises(Refused, match="does not exist"):
        await refuse_what_would_not_open(house.address, house.keys, house.master)
    await refuse_what_would_not_open(house.address, house.keys, house.master, makes=(house.folder,))


async def test_a_damaged_file_is_told_be_it_the_data_or_the_keys(house: House) -> None:
    await house.close()
    for file in (house.file, house.keys):
        whole = file.read_bytes()
        file.write_bytes(os.urandom(len(whole)))
        with pytest.raises(Corrupt):
            await _ask(house)
        file.write_bytes(whole)
    await _ask(house)


async def test_a_master_key_that_is_missing_or_another_one_is_told(house: House) -> None:
    await house.close()
    house.master.unlink()
    with pytest.raises(WrongKey, match="is missing"):
        await _ask(house)
    house.master.write_text("hello", "ascii")
    with pytest.raises(WrongKey, match="is not a master key file"):
        await _ask(house)


async def test_keys_that_are_gone_are_told_before_new_ones_are_made(house: House) -> None:
    await house.close()
    house.keys.unlink()
    with pytest.raises(WrongKey, match="sealed with other keys"):
        await _ask(house)


async def test_a_newer_schema_is_told_and_an_older_one_is_well(house: House) -> None:
    await house.close()
    with closing(sqlite3.connect(house.file)) as file, file:
        file.execute("UPDATE alembic_version SET version_num = '9999_later'")
    with pytest.raises(NewerSchema):
        await _ask(house)
    with closing(sqlite3.connect(house.file)) as file, file:
        file.execute("UPDATE alembic_version SET version_num = '0001_core'")
    await _ask(house)


async def test_a_server_that_does_not_answer_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreachable):
        await refuse_what_would_not_open(
            "postgresql://nobody:secret@127.0.0.1:1/none", tmp_path / "keys.db", tmp_path / "key", limits=LIMITS
        )


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a folder that nobody can write to, not even root")
async def test_a_place_that_cannot_be_written_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    house = House(Path("/proc"))
    house.master = tmp_path / "master.key"
    with pytest.raises(StorageError, match="cannot be written to"):
        await house.vault()
