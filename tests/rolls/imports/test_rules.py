"""The rules that judge a cell: words and codes; vectors from the published rules."""

import pytest

from service.ground.words import Words
from service.register.facts.words import Education, Employment, Gender, Household, Post
from service.register.unions.models import UnionForm
from service.register.units.codes import CodeInvalid, UnitCode, read_unit_code
from service.register.units.models import UnitNature
from service.rolls.imports.colloquial import _ALSO, meant


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (Education, "大专", Education.COLLEGE),
        (Education, " 大学 本科 ", Education.BACHELOR),
        (Education, "博士", Education.POSTGRADUATE),
        (Education, "秀才", None),
        (Employment, "待(下)岗", Employment.LAID_OFF),
        (Employment, "在职", Employment.AT_WORK),
        (Household, "外地农业", Household.OUTER_COUNTRY),
        (Household, "农业", None),
        (Post, "工会主席", Post.CHAIR),
        (Gender, "男性", Gender.MALE),
        (UnitNature, "民营企业", UnitNature.PRIVATE),
        (UnionForm, "单独建会", UnionForm.SINGLE),
    ],
)
def test_a_colloquial_word_means_a_printed_one(kind: type[Words], text: str, code: Words | None) -> None:
    assert meant(kind, text) is code


def test_every_printed_word_means_itself_and_no_word_means_two() -> None:
    for kind, words in _ALSO.items():
        spoken = [word for text in words.values() for word in text.split()]
        assert len(spoken) == len(set(spoken))
        assert {code: meant(kind, code.label) for code in kind} == {code: code for code in kind}
        assert all(meant(kind, word) is code for code, text in words.items() for word in text.split())


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("91110000600037341L", UnitCode("91110000600037341L")),
        (" 9111 0000 6000 3734 1l ", UnitCode("91110000600037341L")),
        ("９１１１００００６０００３７３４１Ｌ", UnitCode("91110000600037341L")),
        ("D2143569-X", UnitCode("D2143569X", legacy=True)),
    ],
)
def test_a_unit_code_is_read_as_it_was_meant(raw: str, code: UnitCode) -> None:
    assert read_unit_code(raw) == code


@pytest.mark.parametrize(
    "raw", ["91110000600037341M", "9111000060003734IL", "D21435690", "123", "330522199003070032"]
)
def test_a_wrong_unit_code_is_refused(raw: str) -> None:
    with pytest.raises(CodeInvalid):
        read_unit_code(raw)


def test_one_wrong_character_is_always_noticed() -> None:
    good = "91110000600037341L"
    for place in range(18):
        for letter in "0123456789ABCDEFGHJKLMNPQRTUWXY":
            if letter != good[place]:
                with pytest.raises(CodeInvalid):
                    read_unit_code(good[:place] + letter + good[place + 1 :])
