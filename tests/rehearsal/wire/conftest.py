"""Fixtures of the wire tests: one shared town, and the official specification where it is at hand."""

from collections.abc import Iterator

import pytest

from rehearsal.spec import specification
from tests.rehearsal.wire.house import Town


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """A running local Discord with a small server; its rate limits are off."""
    town = Town()
    yield town
    town.stop()


@pytest.fixture
def official() -> None:
    """Skip where Discord's specification is not at hand; it is Discord's, so the project does not carry it."""
    if specification() is None:
        pytest.skip("Discord's specification is not at hand: set DISCORD_OPENAPI to its openapi.json")
