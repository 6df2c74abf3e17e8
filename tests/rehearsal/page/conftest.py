"""A rehearsal with its page, running on a thread of its own; the scripted bot answers inside it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearsal.control import Control
from rehearsal.server import Thread
from tests.rehearsal.people.house import Room

AXE = Path(__file__).parents[3] / "build" / "browser" / "axe.min.js"
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
    """Debian's Chromium. `make browser` needs it; `make test` leaves it alone, here or not."""
    if not os.environ.get("BROWSER_NEEDED"):
        pytest.skip("`make browser` runs the tests in Chromium; .ci/browser installs what they need")
    if not Path(CHROMIUM).exists():
        pytest.fail("Chromium is not installed: apt-get install chromium")
    return CHROMIUM


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which `.ci/browser` fetches."""
    if not AXE.exists():
        pytest.fail("axe-core is not here: .ci/browser fetches it")
    return AXE.read_text("utf-8")
