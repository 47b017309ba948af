"""Names, phones and masks."""

import pytest

from service.register.people.contact import (
    ContactInvalid,
    masked_name,
    masked_number,
    masked_phone,
    read_name,
    read_phone,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("张三", "张三"),
        (" 张　三 ", "张三"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("John  Smith", "John Smith"),
        ("𠮷田", "𠮷田"),
    ],
)
def test_a_name_is_kept_as_the_document_prints_it(typed: str, kept: str) -> None:
    assert read_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "张", "=1+1", "张三<b>", "138001380001", "张三\u202e", "a" * 60])
def test_what_is_no_name_is_refused(typed: str) -> None:
    with pytest.raises(ContactInvalid):
        read_name(typed)


@pytest.mark.parametrize(
    "typed",
    ["13912345678", "+86 139-1234-5678", "0086 13912345678", "１３９１２３４５６７８", "86-13912345678"],
)
def test_a_phone_is_kept_as_eleven_digits(typed: str) -> None:
    assert read_phone(typed) == "13912345678"


@pytest.mark.parametrize("typed", ["", "1391234567", "139123456789", "12912345678", "电话"])
def test_what_is_no_mobile_number_is_refused(typed: str) -> None:
    with pytest.raises(ContactInvalid):
        read_phone(typed)


def test_masks_leave_nothing_to_guess_from() -> None:
    assert (masked_name("张三"), masked_name("欧阳明月"), masked_name("")) == ("张*", "欧**", "")
    assert masked_number("440308199901101512") == "4****************2"
    assert masked_phone("13912345678") == "139******78"
