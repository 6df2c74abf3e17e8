"""A rehearsal with its page, running on a thread of its own; the scripted bot answers inside it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearsal.control import Control
from rehearsal.server import Thread
from tests.rehearsal.people.house import Room

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"


class OpenRoom(Room):
    """A room whose page is being served; `url` is the page's address."""

    def __init__(self) -> None:
        super().__init__()
        self.control = Control(self.rehearsal, self.people, self.place)
        self.rehearsal.mounts.append(self.control.mount)
        self.thread = Thread(self.rehearsal)
        self.root = self.thread.addresses.root
        self.url = self.root + self.control.start_path


@pytest.fixture
def open_room() -> Iterator[OpenRoom]:
    room = OpenRoom()
    yield room
    room.thread.stop()


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Debian's Chromium, if it is here."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed: apt-get install chromium")
    return CHROMIUM
