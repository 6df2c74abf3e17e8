"""A house of the test's own: the files of a bot, closed at the start."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.storage.house import House


@pytest.fixture
async def house(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[House]:
    folder = tmp_path / "house"
    shutil.copytree(sqlite_template, folder)
    made = House(folder)
    yield made
    await made.close()


@pytest.fixture
async def empty_house(tmp_path: Path) -> AsyncIterator[House]:
    folder = tmp_path / "empty"
    folder.mkdir()
    made = House(folder)
    yield made
    await made.close()
