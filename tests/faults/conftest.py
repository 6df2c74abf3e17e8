"""A night for each fault test, or one that several share; either ends with all invariants."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.night import Night, a_night


@pytest.fixture
async def night(tmp_path: Path) -> AsyncIterator[Night]:
    async with a_night(tmp_path) as night:
        yield night
        await night.over()
