"""手机号: a country calling code and a number within it, read, compared, masked and written as one value."""

import re
import unicodedata

import phonenumbers

from service.register.people.contact import ContactInvalid

MAINLAND = "86"
_MOBILE = re.compile(r"1[3-9]\d{9}")
_STORED = re.compile(r"\+(\d{1,4}) (\d+)")
# Written with its code but without a plus; only with a mark between, because 852… may begin a longer number.
_NEIGHBOUR = re.compile(r"\(?(852|853|886)\)?[\s-]+(?=\d)")
_WRONG = "手机号应为 11 位数字；港澳台和外国号码请连同区号填写，例如 0085261234567。"


class Phone(str):
    """手机号: its text is what is sealed, indexed and compared.

    ``13912345678`` for a mainland number, ``+852 61234567`` for any other: two countries may give the same digits to
    two people, so a number without its country is never compared.
    """

    __slots__ = ()

    @classmethod
    def of(cls, country: str, number: str) -> "Phone":
        """The value of a calling code and a national number, both digits only."""
        return cls(number if country == MAINLAND else f"+{country} {number}")

    @property
    def country(self) -> str:
        """The calling code (国家/地区代码): ``86``, ``852`` …"""
        abroad = _STORED.fullmatch(self)
        return abroad[1] if abroad else MAINLAND

    @property
    def number(self) -> str:
        """The digits within the country."""
        abroad = _STORED.fullmatch(self)
        return abroad[2] if abroad else str(self)

    def __repr__(self) -> str:
        """A representation without the number."""
        return f"Phone(+{self.country})"


def read_phone(raw: str) -> Phone:
    """A mobile number as people write it; +86, 0086, spaces and dashes undone. Raises ContactInvalid.

    Without a calling code it is a mainland mobile number; with one it is judged by the length that the country's
    numbering plan allows (libphonenumber).
    """
    text = unicodedata.normalize("NFKC", raw).strip().lstrip("'")
    digits = re.sub(r"[\s\-()]", "", text)
    mainland = re.sub(r"^(\+86|0086|86(?=1\d{10}$))", "", digits)
    if _MOBILE.fullmatch(mainland):
        return Phone.of(MAINLAND, mainland)
    text = re.sub(r"^00", "+", _NEIGHBOUR.sub(r"+\1", text, count=1) if _NEIGHBOUR.match(text) else text)
    return _abroad(text)


def _abroad(text: str) -> Phone:
    if not re.fullmatch(r"\+[\d\s\-()]{5,30}", text):
        raise ContactInvalid(_WRONG)
    try:
        parsed = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        raise ContactInvalid(_WRONG) from None
    if str(parsed.country_code) == MAINLAND or not phonenumbers.is_possible_number(parsed):
        raise ContactInvalid(_WRONG)
    return Phone.of(str(parsed.country_code), phonenumbers.national_significant_number(parsed))


def masked_phone(phone: str) -> str:
    """First three and last two digits; of a number abroad the calling code and the last two."""
    known = Phone(phone)
    if known.country != MAINLAND:
        return f"+{known.country} {'*' * max(1, len(known.number) - 2)}{known.number[-2:]}"
    return f"{phone[:3]}{'*' * (len(phone) - 5)}{phone[-2:]}" if len(phone) > 7 else "*" * len(phone)
