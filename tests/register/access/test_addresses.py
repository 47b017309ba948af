"""An address as limits count it: one household, however its addresses are written."""

import pytest

from service.register.access.guard import coarse


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8::1", "2001:db8::2"),
        ("2001:db8:1::5", "2001:db8:1:0:a:b:c:d"),
        ("2001:DB8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
    ],
)
def test_one_household_is_one_caller(one: str, other: str) -> None:
    assert coarse(one) == coarse(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:3::1"),
        ("203.0.113.7", "203.0.113.8"),
        ("::ffff:203.0.113.7", "::ffff:203.0.113.8"),
    ],
)
def test_two_households_are_two_callers(one: str, other: str) -> None:
    assert coarse(one) != coarse(other)


def test_what_is_no_address_counts_as_it_stands() -> None:
    assert coarse("none") == "none"
