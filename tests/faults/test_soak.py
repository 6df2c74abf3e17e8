"""Every seed of the soak that once failed, and one that never did."""

import pytest

from tests.faults.soak import kept_seeds, soak

pytestmark = [pytest.mark.fault, pytest.mark.wire]


@pytest.mark.parametrize("seed", [1, *kept_seeds()])
async def test_ten_minutes_of_random_faults_break_no_invariant(seed: int) -> None:
    did, found = await soak(seed)
    assert found == []
    assert sum(did.values()) > 5, "something was broken on purpose"
