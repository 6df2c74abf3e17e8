"""A night for each fault test, or one that several share; either ends with all invariants."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.faults.night import WHAT_TOOK_EFFECT, Night, a_night


@pytest.fixture
async def night(tmp_path: Path) -> AsyncIterator[Night]:
    async with a_night(tmp_path) as night:
        yield night
        await night.over()


@pytest.fixture(autouse=True)
def what_took_effect(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hands what was broken to the report."""
    WHAT_TOOK_EFFECT.clear()
    yield
    if WHAT_TOOK_EFFECT:
        request.node.user_properties.append(("took", ", ".join(WHAT_TOOK_EFFECT)))
