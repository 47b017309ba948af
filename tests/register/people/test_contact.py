"""Names and masks."""

import pytest

from service.register.people.contact import ContactInvalid, masked_name, masked_number, read_name


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


def test_masks_leave_nothing_to_guess_from() -> None:
    assert (masked_name("张三"), masked_name("欧阳明月"), masked_name("")) == ("张*", "欧**", "")
    assert masked_number("440308199901101512") == "4****************2"
