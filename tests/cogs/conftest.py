"""What tests of features share: the database's work is done where it is asked for."""

import aiosqlite
import pytest

from storage import engines
from tests import quick


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aiosqlite.core.Connection, "_execute", quick.on_the_spot)
    monkeypatch.setattr(engines, "_insist", quick.insist_and_forget)
