"""The server in which the doors of alerts are tried."""

import pytest

from cogs.shared.app import App
from cogs.shared.clock import FixedClock
from storage.database import Database
from tests.house import AT, offline_app, set_up_server


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(AT)


@pytest.fixture
async def app(sqlite_database: Database, clock: FixedClock) -> App:
    """Alerts alone, in a server that is set up; `clock` is its clock."""
    app = await offline_app(sqlite_database, clock, features=["alerts"])
    await set_up_server(sqlite_database)
    return app
