"""证件号码: the published rules and vectors (GB 11643-1999, ISO 7064 MOD 11-2), and what people really type."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.doors.demo.told import id_number
from service.register.facts.words import DocumentKind, Gender
from service.register.people.documents import (
    DocumentInvalid,
    age_on,
    kind_of,
    normalised,
    read_document,
    region_known,
    too_young,
)
from service.register.people.verifiers import LocalRules

RESIDENT = DocumentKind.RESIDENT


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (RESIDENT, "440308199901101512", "440308199901101512"),  # published vector
        (RESIDENT, " 4403 0819 9901 1015 12 ", "440308199901101512"),
        (RESIDENT, "'440308199901101512", "440308199901101512"),
        (RESIDENT, "４４０３０８１９９９０１１０１５１２", "440308199901101512"),
        (
            DocumentKind.HMT_RESIDENT,
            "810000199408230021",
            "810000199408230021",
        ),  # published sample, Hong Kong
        (DocumentKind.HMT_RESIDENT, "830000199201300022", "830000199201300022"),  # published sample, Taiwan
        (DocumentKind.HK_MACAO_PERMIT, "h12345678", "H12345678"),
        (DocumentKind.TAIWAN_PERMIT, "12345678", "12345678"),
        (DocumentKind.PASSPORT, "e1234567", "E1234567"),
        (DocumentKind.FOREIGN_RESIDENT, "USA110090010112", "USA110090010112"),
    ],
)
def test_a_number_is_kept_as_the_document_prints_it(kind: DocumentKind, typed: str, kept: str) -> None:
    assert read_document(kind, typed).number == kept


def test_a_fifteen_digit_number_is_upgraded_with_its_check_digit() -> None:
    document = read_document(RESIDENT, "440308990110151")
    assert document.number == "440308199901101512"
    assert document.upgraded


def test_a_new_foreign_residence_card_has_eighteen_digits_from_nine() -> None:
    number = id_number(12, "19850203", "911840")
    assert kind_of(number) is DocumentKind.FOREIGN_RESIDENT
    assert read_document(DocumentKind.FOREIGN_RESIDENT, number).born_on == date(1985, 2, 3)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "44030819990110151",
        "44030819990110151X",
        "440308199913101512",
        "440308199902301516",
        "abc",
        "3.41822E+17",
    ],
)
def test_a_number_that_cannot_be_right_is_refused_without_being_repeated(typed: str) -> None:
    with pytest.raises(DocumentInvalid) as fault:
        read_document(RESIDENT, typed)
    assert typed == "" or typed not in str(fault.value)


def test_a_resident_number_is_not_taken_for_another_kind() -> None:
    with pytest.raises(DocumentInvalid):
        read_document(RESIDENT, "810000199408230021")
    with pytest.raises(DocumentInvalid):
        read_document(DocumentKind.HMT_RESIDENT, "440308199901101512")


def test_an_unknown_region_is_advice_for_the_union_and_never_refuses() -> None:
    strange, known = (read_document(RESIDENT, id_number(1, region=region)) for region in ("770101", "469099"))
    assert (region_known(strange), region_known(known)) == (False, True)
    assert LocalRules().verify("新样一", strange).doubt == "unknown_region"
    assert LocalRules().verify("新样一", known).doubt is None


@given(
    st.integers(1, 999), st.dates(date(1940, 1, 1), date(2009, 12, 31)), st.integers(0, 16), st.integers(1, 9)
)
def test_every_single_wrong_digit_is_found(serial: int, born: date, place: int, shift: int) -> None:
    right = id_number(serial, born.strftime("%Y%m%d"))
    wrong = right[:place] + str((int(right[place]) + shift) % 10) + right[place + 1 :]
    with pytest.raises(DocumentInvalid):
        read_document(RESIDENT, wrong)


@given(st.text(max_size=60))
def test_nothing_typed_makes_the_rules_fall_over(typed: str) -> None:
    for kind in DocumentKind:
        try:
            assert read_document(kind, typed).number == normalised(typed) or len(normalised(typed)) == 15
        except DocumentInvalid:
            continue


def test_sex_and_birth_come_from_the_number() -> None:
    document = read_document(RESIDENT, id_number(501, "19900307"))
    assert (document.gender, document.born_on) == (Gender.MALE, date(1990, 3, 7))
    assert read_document(RESIDENT, id_number(502)).gender is Gender.FEMALE


def test_sixteen_is_reached_on_the_birthday() -> None:
    """劳动法 第十五条: 禁止招用未满十六周岁的未成年人."""
    document = read_document(RESIDENT, id_number(1, "20101121"))
    assert too_young(document, date(2026, 11, 20))
    assert not too_young(document, date(2026, 11, 21))
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17


def test_a_document_never_shows_its_number() -> None:
    assert "4403" not in repr(read_document(RESIDENT, "440308199901101512"))


@pytest.mark.parametrize(
    ("born", "sentence"),
    [
        ("18801231", "号码里的出生日期太早，请照证件核对。"),
        ("18991231", "号码里的出生日期太早，请照证件核对。"),
        ("20990101", "号码里的出生日期还没有到，请照证件核对。"),
    ],
)
def test_nobody_was_born_before_1900_or_is_to_be_born_yet(born: str, sentence: str) -> None:
    with pytest.raises(DocumentInvalid, match=sentence):
        read_document(RESIDENT, id_number(7, born))
    assert read_document(RESIDENT, id_number(7, "19000101")).born_on == date(1900, 1, 1)
