"""Phones: a calling code and a number, one value."""

import pytest

from service.register.people.contact import ContactInvalid
from service.register.people.phones import Phone, masked_phone, read_phone


@pytest.mark.parametrize(
    "typed",
    ["13912345678", "+86 139-1234-5678", "0086 13912345678", "１３９１２３４５６７８", "86-13912345678"],
)
def test_a_mainland_phone_is_kept_as_eleven_digits(typed: str) -> None:
    assert read_phone(typed) == "13912345678"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+852 6123 4567", "+852 61234567"),
        ("0085261234567", "+852 61234567"),
        ("852-6123-4567", "+852 61234567"),
        ("(853) 66123456", "+853 66123456"),
        ("＋886 912 345 678", "+886 912345678"),
        ("+49 151 12345678", "+49 15112345678"),
        ("+1 (202) 555-0123", "+1 2025550123"),
    ],
)
def test_a_phone_of_another_place_keeps_its_calling_code(typed: str, kept: str) -> None:
    phone = read_phone(typed)
    assert phone == kept
    assert read_phone(phone) == phone


WRONG = (
    *("", "1391234567", "139123456789", "12912345678", "电话", "61234567", "+86 57261234567"),
    *("+999 61234567", "+852 6", "+852 61234567 转 8", "+", "00", "85261234567"),
)


@pytest.mark.parametrize("typed", WRONG)
def test_what_is_no_mobile_number_is_refused(typed: str) -> None:
    with pytest.raises(ContactInvalid) as refused:
        read_phone(typed)
    assert str(refused.value).startswith("手机号应为 11 位数字；港澳台和外国号码请连同区号填写")


def test_the_same_digits_in_two_countries_are_two_phones() -> None:
    ours, theirs = Phone.of("86", "13912345678"), Phone.of("49", "13912345678")
    assert ours != theirs
    assert (theirs.country, theirs.number) == ("49", "13912345678")
    assert (ours.country, ours.number) == ("86", "13912345678")


def test_masks_leave_nothing_to_guess_from() -> None:
    assert masked_phone("13912345678") == "139******78"
    assert masked_phone("+852 61234567") == "+852 ******67"
    assert repr(Phone("13912345678")) == "Phone(+86)"
