"""What can go wrong with the WeChat platform, one class for each thing a caller does differently.

No error holds a secret, token, login code, session_key or phone number: whatever we sent is cut out of the
platform's sentence before it is kept, and errors are raised outside `except` blocks: no HTTP exception hangs
on them.
"""

import re
from collections.abc import Iterable

LONGEST_ERRMSG = 200
_LONG_NUMBER = re.compile(r"\d{11,}[0-9Xx]?")


class WeChatError(Exception):
    """The platform said no, or nothing usable: `errcode` as documented or None, `errmsg` scrubbed."""

    def __init__(self, errcode: int | None, errmsg: str) -> None:
        super().__init__(errcode, errmsg)
        self.errcode = errcode
        self.errmsg = errmsg

    def __str__(self) -> str:
        return self.errmsg if self.errcode is None else f"{self.errcode} {self.errmsg}"


class InvalidCode(WeChatError):
    """The login or phone code is wrong, expired or used (40029, 40163): ask the person to tap again."""


class TokenRejected(WeChatError):
    """The access_token was refused, also after a fresh one (40001, 40014, 42001)."""


class QuotaExceeded(WeChatError):
    """The daily (45009) or per-minute (45011) allowance is used up: later, not now."""


class Busy(WeChatError):
    """系统繁忙 (-1): the platform asks to try again in a moment."""


class Unreachable(WeChatError):
    """No usable answer: timeout, broken connection, HTTP error, HTML for JSON, an answer of wrong shape."""


class Blocked(WeChatError):
    """高风险用户 (40226): WeChat itself does not let this account log in."""


class NotSubscribed(WeChatError):
    """用户未订阅 (43101): the person has no subscription left for this template."""


class BadRequest(WeChatError):
    """Every other errcode: a fault of ours or of the configuration; trying again does not help."""


_CLASS_OF: dict[int, type[WeChatError]] = {
    -1: Busy,
    40001: TokenRejected,
    40014: TokenRejected,
    42001: TokenRejected,
    40029: InvalidCode,
    40163: InvalidCode,
    40226: Blocked,
    43101: NotSubscribed,
    45009: QuotaExceeded,
    45011: QuotaExceeded,
}


def scrubbed(text: str, sent: Iterable[str]) -> str:
    """`text` shortened, without any value of `sent` and without numbers as long as a phone or ID number."""
    for value in sorted({value for value in sent if len(value) > 1}, key=len, reverse=True):
        text = text.replace(value, "***")
    text = _LONG_NUMBER.sub("***", text)
    return "".join(character for character in text if character.isprintable())[:LONGEST_ERRMSG]


def error_for(errcode: int, errmsg: str, sent: Iterable[str] = ()) -> WeChatError:
    """The typed error of an errcode (全局返回码), its sentence cleared of everything in `sent`."""
    return _CLASS_OF.get(errcode, BadRequest)(errcode, scrubbed(errmsg, sent))
