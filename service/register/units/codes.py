"""统一社会信用代码 (GB 32100-2015) and the older 组织机构代码 (GB 11714-1997), judged by their check characters."""

import re
import unicodedata
from dataclasses import dataclass

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_OLD_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_OLD_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class CodeInvalid(Exception):
    """A code that cannot be right; the text is the sentence for its field."""


@dataclass(frozen=True)
class UnitCode:
    """A code that passed; ``legacy`` marks the nine characters of before 2015."""

    value: str
    legacy: bool = False


def check_character(first_seventeen: str) -> str:
    """The eighteenth character of a credit code (MOD 31-3)."""
    total = sum(
        _ALPHABET.index(letter) * weight for letter, weight in zip(first_seventeen, _WEIGHTS, strict=True)
    )
    return _ALPHABET[(31 - total % 31) % 31]


def old_check_character(first_eight: str) -> str:
    """The ninth character of an organisation code (MOD 11-2)."""
    places = (_OLD_ALPHABET.index(letter) for letter in first_eight)
    total = sum(place * weight for place, weight in zip(places, _OLD_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def read_unit_code(raw: str) -> UnitCode:
    """A code as it was meant: full-width, spaces and dashes undone, upper case. Raises CodeInvalid.

    No letters I O S V Z, no look-up of the department letters: N2…, A1…, Y1… are real (python-stdnum refuses them).
    """
    text = re.sub(r"[\s\-']", "", unicodedata.normalize("NFKC", raw)).upper()
    if re.fullmatch(f"[{_ALPHABET}]{{18}}", text):
        if check_character(text[:17]) != text[17]:
            raise CodeInvalid("信用代码的校验位不对，请照证照逐位核对。")
        return UnitCode(text)
    if re.fullmatch(r"[0-9A-Z]{8}[0-9X]", text):
        if old_check_character(text[:8]) != text[8]:
            raise CodeInvalid("组织机构代码的校验位不对，请照证照逐位核对。")
        return UnitCode(text, legacy=True)
    raise CodeInvalid("应为 18 位统一社会信用代码（没有 I、O、S、V、Z），或 9 位旧组织机构代码。")
