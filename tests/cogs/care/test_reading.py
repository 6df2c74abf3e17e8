"""Texts for hard moments stay easy to read; a person still judges them."""

import pytest

from bench.reading import texts
from tests.cogs.helplines.reading_grade import grade


@pytest.mark.parametrize(("name", "said"), sorted(texts().items()))
def test_what_is_read_in_a_hard_moment_is_at_grade_6_or_lower(name: str, said: str) -> None:
    assert grade(said) <= 6, name
