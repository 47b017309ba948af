"""证件: document numbers normalised and judged by the published rules, never by a look-up table of regions.

Sources: GB 11643-1999 with ISO 7064 MOD 11-2 (resident ID and residence permits of Hong Kong, Macao and Taiwan people),
国家移民管理局 2023-12-01 (foreigners' permanent residence card, 18 digits starting with 9; before that three letters and
twelve digits), forms of the travel permits. A region code is advice at most: codes are abolished, the card stays valid.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from service.ground import clock
from service.register.facts.words import DocumentKind, Gender


@dataclass(frozen=True)
class Document:
    """A number that passed: its kind, the number as stored, and what the number itself tells."""

    kind: DocumentKind
    number: str
    born_on: date | None = None
    gender: Gender | None = None
    upgraded: bool = False

    def __repr__(self) -> str:
        """The kind alone: a number must not reach a log by ``repr``."""
        return f"Document({self.kind.value})"


class DocumentInvalid(Exception):
    """The number cannot be right; the text is the sentence for the field and never repeats the number."""


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_OLD_FOREIGN = re.compile(r"[A-Z]{3}\d{12}")
_FORMS = {
    DocumentKind.HK_MACAO_PERMIT: (
        re.compile(r"[HM]\d{8}(\d{2})?"),
        "通行证号码是 H 或 M 加 8 位（或 10 位）数字。",
    ),
    DocumentKind.TAIWAN_PERMIT: (re.compile(r"\d{8}(\d{2})?"), "通行证号码是 8 位（或 10 位）数字。"),
    DocumentKind.PASSPORT: (re.compile(r"[A-Z0-9]{5,17}"), "护照号码只有字母和数字，请照护照填写。"),
}
MIN_AGE = 16
EARLIEST_YEAR = 1900


def normalised(raw: str) -> str:
    """A number as it was meant: full-width digits, spaces, dashes and a leading apostrophe undone, upper case."""
    text = unicodedata.normalize("NFKC", raw).strip().lstrip("'‘’`")
    return re.sub(r"[\s\-\u200b\ufeff]", "", text).upper()


def check_digit(first_seventeen: str) -> str:
    """The eighteenth character (ISO 7064 MOD 11-2) of seventeen digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def kind_of(number: str) -> DocumentKind:
    """The kind that a normalised number looks like; a resident ID when nothing else fits."""
    if _OLD_FOREIGN.fullmatch(number) or (len(number) == 18 and number.startswith("9")):
        return DocumentKind.FOREIGN_RESIDENT
    if len(number) == 18 and number[:6] in ("810000", "820000", "830000"):
        return DocumentKind.HMT_RESIDENT
    if re.fullmatch(r"[HM]\d{8}(\d{2})?", number):
        return DocumentKind.HK_MACAO_PERMIT
    return DocumentKind.RESIDENT


def read_document(kind: DocumentKind, raw: str) -> Document:
    """Judge a number of a known kind; raises DocumentInvalid with the sentence for its field."""
    number = normalised(raw)
    if not number:
        raise DocumentInvalid("请填写证件号码。")
    if kind in _FORMS:
        form, sentence = _FORMS[kind]
        if not form.fullmatch(number):
            raise DocumentInvalid(sentence)
        return Document(kind, number)
    if kind is DocumentKind.FOREIGN_RESIDENT and _OLD_FOREIGN.fullmatch(number):
        return Document(kind, number, _date_or_refuse("19" if number[7:9] > "30" else "20", number[7:13]))
    return _eighteen(kind, number)


def _eighteen(kind: DocumentKind, number: str) -> Document:
    upgraded = kind is DocumentKind.RESIDENT and re.fullmatch(r"\d{15}", number) is not None
    if upgraded:
        seventeen = number[:6] + "19" + number[6:]
        number = seventeen + check_digit(seventeen)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise DocumentInvalid("号码应为 18 位，最后一位可以是 X，请照证件重新填写。")
    if check_digit(number[:17]) != number[17]:
        raise DocumentInvalid("校验码不对，号码里可能有一位填错了，请照证件逐位核对。")
    if kind_of(number) is not kind:
        raise DocumentInvalid(f"这个号码不是{kind.label}的号码，请重新选择证件类型。")
    born = _date_or_refuse(number[6:8], number[8:14])
    gender = Gender.MALE if int(number[16]) % 2 else Gender.FEMALE
    return Document(kind, number, born, gender, upgraded)


def _date_or_refuse(century: str, six: str) -> date:
    try:
        born = date(int(century + six[:2]), int(six[2:4]), int(six[4:6]))
    except ValueError:
        raise DocumentInvalid("号码里的出生日期不存在，请照证件核对。") from None
    if born.year < EARLIEST_YEAR:
        raise DocumentInvalid("号码里的出生日期太早，请照证件核对。")
    if born > clock.today():
        raise DocumentInvalid("号码里的出生日期还没有到，请照证件核对。")
    return born


def age_on(born: date, day: date) -> int:
    """Full years (周岁) on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


# Province codes of GB/T 2260, as a resident number begins; the code is that of the day of issue.
_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
    ]
)


def region_known(document: Document) -> bool:
    """Whether a resident number begins with a province; advice for whoever looks at the card, never a refusal."""
    return document.kind is not DocumentKind.RESIDENT or document.number[:2] in _PROVINCES


def too_young(document: Document, day: date) -> bool:
    """Whether somebody is below 16, whom nobody may hire and so no union may admit (劳动法 第十五条)."""
    return document.born_on is not None and age_on(document.born_on, day) < MIN_AGE
