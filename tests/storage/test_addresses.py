"""D8, D15, D16, P18: where a database may be, and who may open it."""

import sqlite3
import sys
from pathlib import Path

import pytest

from storage import engines, inspection
from storage.database import Database
from storage.engines import parse
from storage.errors import AlreadyOpen, Refused
from tests.storage.house import LIMITS, ROOT, House, names, put


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("sqlite::memory:", "in memory"),
        ("sqlite:", "in memory"),
        ("sqlite:file:x?mode=memory", "in memory"),
        ("sqlite:/no/such/folder/circlekeeper.db", "does not exist"),
        ("sqlite:////no/such/folder/circlekeeper.db", "does not exist"),
        ("sqlite://server/share/circlekeeper.db", "another machine"),
        ("sqlite:\\\\server\\share\\circlekeeper.db", "another machine"),
        ("sqlite:/tmp", "is a folder"),
        ("mysql://root:hunter2@host/db", "must begin with"),
        ("", "must begin with"),
    ],
)
def test_an_address_that_would_lose_data_is_refused_with_the_reason(address: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason) as refused:
        parse(address)
    assert "hunter2" not in str(refused.value)


def test_a_network_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share = tmp_path / "my share"
    share.mkdir()
    mounts = tmp_path / "mounts"
    escaped = str(share).replace(" ", "\\040")
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nnas:/x {escaped} nfs4 rw 0 0\n")
    monkeypatch.setattr(engines, "MOUNTS", mounts)
    with pytest.raises(Refused, match="nfs4"):
        parse(f"sqlite:{share / 'circlekeeper.db'}")
    assert parse(f"sqlite:{tmp_path / 'circlekeeper.db'}").path == tmp_path / "circlekeeper.db"


def test_the_usual_spellings_of_an_address_are_understood(tmp_path: Path) -> None:
    assert parse(f"sqlite:{tmp_path}/a.db").path == parse(f"sqlite:///{tmp_path}/a.db").path == tmp_path / "a.db"
    url = parse("postgresql://keeper@db.example/circle?sslmode=require").url
    assert url is not None
    assert (url.drivername, url.query["ssl"]) == ("postgresql+asyncpg", "require")


@pytest.mark.parametrize("name", ["with space.db", "per%20cent.db", "question?.db", "hash#.db", "ünï.db"])
async def test_an_odd_file_name_names_that_very_file(empty_house: House, name: str) -> None:
    if sys.platform == "win32" and "?" in name:
        pytest.skip("this name cannot exist on Windows")
    empty_house.address = f"sqlite:{empty_house.folder / name}"
    database = await empty_house.database()
    async with database.transaction() as work:
        await put(work, "a")
    assert await names(database) == {"a"}
    assert (empty_house.folder / name).exists()


async def test_a_second_bot_on_the_same_file_is_refused_and_the_first_goes_on(house: House) -> None:
    database = await house.database()
    with pytest.raises(AlreadyOpen, match="in use by another running bot"):
        await Database.open(house.address, vault=database.vault, limits=LIMITS)
    with pytest.raises(AlreadyOpen):
        await house.vault()
    async with database.transaction() as work:
        await put(work, "a")
    await house.close()
    assert await names(await house.database()) == {"a"}


async def test_a_file_that_others_could_read_is_repaired_and_said(house: House) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no such modes")
    for file in (house.file, house.keys, house.master):
        file.chmod(0o644)
    vault = await house.vault()
    database = await house.database(vault)
    assert any(str(house.file) in warning for warning in database.warnings)
    assert any(str(house.keys) in warning for warning in vault.warnings)
    assert any(str(house.master) in warning for warning in vault.warnings)
    async with database.transaction() as work:
        await put(work, "a")
    modes = {file.name: file.stat().st_mode & 0o777 for file in house.folder.iterdir()}
    assert set(modes.values()) == {0o600}, modes


async def test_an_old_database_library_is_warned_about(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    assert any("3.51.3" in warning for warning in inspection.library_warnings("sqlite"))
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
    assert inspection.library_warnings("sqlite") == []
    assert inspection.library_warnings("postgresql") == []
    database = await house.database()
    assert database.warnings == []


async def test_no_password_of_an_unreachable_server_is_repeated(house: House) -> None:
    vault = await house.vault()
    with pytest.raises(Exception, match="cannot be reached") as failed:
        await Database.open("postgresql://keeper:hunter2@127.0.0.1:1/circle", vault=vault, limits=LIMITS)
    assert "hunter2" not in str(failed.value)


def test_nothing_of_ours_is_imported_by_storage() -> None:
    for file in (ROOT / "storage").rglob("*.py"):
        source = file.read_text("utf-8")
        assert "import cogs" not in source, file
        assert "from cogs" not in source, file
        assert "import discord" not in source, file
