"""Every number of the fault catalogue has a test, or names the feature that it waits for."""

import re

import pytest

from tests.faults.catalogue import SIZES, TESTS, catalogue, first_line, functions


def test_all_hundred_and_fifty_four_are_there() -> None:
    assert list(catalogue()) == [f"{group}{n}" for group, size in SIZES.items() for n in range(1, size + 1)]
    assert len(catalogue()) == 154


@pytest.mark.parametrize("number", list(catalogue()))
def test_a_fault_has_a_test_that_exists_or_says_what_it_waits_for(number: str) -> None:
    fault = catalogue()[number]
    assert fault.tests or fault.waits
    for test in fault.tests:
        file, _, name = test.partition("::")
        assert (TESTS / file).is_file(), test
        assert not name or name in functions(file), test


@pytest.mark.parametrize("number", [number for number, fault in catalogue().items() if fault.tests])
def test_a_test_made_for_faults_names_its_numbers_in_its_first_line(number: str) -> None:
    for test in catalogue()[number].tests:
        file, _, name = test.partition("::")
        if file.startswith("faults/"):
            said = set(re.findall(r"[A-Z]\d+", first_line(file) + " " + functions(file)[name]))
            assert number in said, f"{test} does not name {number}"
