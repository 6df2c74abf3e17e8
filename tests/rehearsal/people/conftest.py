"""A fresh room for every test."""

import pytest

from tests.rehearsal.people.house import Room


@pytest.fixture
async def room() -> Room:
    return Room()
