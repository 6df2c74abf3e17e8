"""D7: a damaged file is left as it is, and the newest good backup is named."""

import os
from pathlib import Path

import pytest

from storage.backup import backup
from storage.errors import Corrupt
from tests.storage.house import House, put


async def _filled(house: House) -> None:
    database = await house.database()
    async with database.transaction() as work:
        for number in range(200):
            await put(work, f"n{number}", "x" * 500)
    folder = house.folder / "backups"
    folder.mkdir()
    for name in ("old.db", "good.db", "bad.db"):
        await backup(database, folder / name)
    await house.close()
    for age, name in enumerate(("bad.db", "good.db", "old.db")):
        os.utime(folder / name, (1_700_000_000 - age, 1_700_000_000 - age))
    _damage(folder / "bad.db")


def _damage(file: Path) -> None:
    """Flip bytes in every page but the first."""
    whole = bytearray(file.read_bytes())
    for page in range(4096, len(whole), 4096):
        whole[page : page + 64] = bytes(byte ^ 0xFF for byte in whole[page : page + 64])
    file.write_bytes(whole)


async def test_a_damaged_file_is_refused_untouched_and_the_newest_good_backup_is_named(house: House) -> None:
    await _filled(house)
    _damage(house.file)
    before = house.file.read_bytes()
    vault = await house.vault()
    with pytest.raises(Corrupt, match=r"backups/good\.db"):
        await house.database(vault)
    assert house.file.read_bytes() == before


async def test_a_file_that_is_no_database_is_refused_untouched(house: House) -> None:
    house.file.write_bytes(b"Dear diary, this is no database at all. " * 200)
    before = house.file.read_bytes()
    vault = await house.vault()
    with pytest.raises(Corrupt, match="No good backup was found"):
        await house.database(vault)
    assert house.file.read_bytes() == before


async def test_a_whole_file_opens(house: House) -> None:
    await _filled(house)
    await house.database()
