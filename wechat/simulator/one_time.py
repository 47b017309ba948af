"""Codes that live five minutes and work once: of wx.login and of the phone button."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wechat.simulator.answers import Refused

LIFE_SECONDS = 300


@dataclass
class _Code:
    appid: str
    holds: dict[str, Any]
    issued_at: float
    used: bool = False


class OneTimeCodes:
    """Codes of one kind, each bound to the appid it was issued for."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._codes: dict[str, _Code] = {}

    def issue(self, appid: str, holds: dict[str, Any]) -> str:
        """A new code that stands for `holds`."""
        value = secrets.token_hex(16)
        self._codes[value] = _Code(appid, holds, self._now())
        return value

    def spend(self, value: str, appid: str, when_used: int, **expected: str) -> dict[str, Any]:
        """What the code stands for, once; raises Refused: `when_used` for a used one, else 40029.

        `expected` names what the code must hold, such as the openid; asking with a wrong one uses nothing up.
        """
        code = self._codes.get(value)
        if code is None or code.appid != appid or self._now() - code.issued_at > LIFE_SECONDS:
            raise Refused(40029)
        if code.used:
            raise Refused(when_used)
        if any(code.holds.get(name) != wanted for name, wanted in expected.items()):
            raise Refused(40029)
        code.used = True
        return code.holds
