"""access_tokens: stable ones with their overlap, and apart from them classic ones without."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from wechat.simulator.answers import Refused

LIFE_SECONDS = 7200
OVERLAP_SECONDS = 300
FORCE_EVERY_SECONDS = 30


@dataclass
class _Token:
    appid: str
    value: str
    expires_at: float


class Tokens:
    """Every token of every appid that was not ended early."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._known: dict[str, _Token] = {}
        self._stable: dict[str, _Token] = {}
        self._classic: dict[str, _Token] = {}
        self._tickets: dict[str, _Token] = {}
        self._forced_at: dict[str, float] = {}

    def stable(self, appid: str) -> tuple[str, int]:
        """The current token and its seconds left; in its last five minutes a new one beside the old one."""
        current = self._stable.get(appid)
        if current is None or current.expires_at - self._now() <= OVERLAP_SECONDS:
            current = self._stable[appid] = self._made(appid)
        return current.value, int(current.expires_at - self._now())

    def forced(self, appid: str) -> tuple[str, int]:
        """force_refresh: a new token, and the old one ends at once; at most every 30 seconds."""
        if self._now() - self._forced_at.get(appid, float("-inf")) >= FORCE_EVERY_SECONDS:
            self._forced_at[appid] = self._now()
            self._end(self._stable.pop(appid, None))
        return self.stable(appid)

    def classic(self, appid: str) -> tuple[str, int]:
        """/cgi-bin/token: each call ends the token before."""
        self._end(self._classic.get(appid))
        self._classic[appid] = self._made(appid)
        return self._classic[appid].value, LIFE_SECONDS

    def ticket(self, appid: str) -> tuple[str, int]:
        """The jsapi ticket that all who ask share, and its seconds left."""
        current = self._tickets.get(appid)
        if current is None or current.expires_at <= self._now():
            current = _Token(appid, secrets.token_urlsafe(60), self._now() + LIFE_SECONDS)
            self._tickets[appid] = current
        return current.value, int(current.expires_at - self._now())

    def owner(self, value: str) -> str:
        """The appid of a good token; raises Refused 41001, 40001 or 42001."""
        if not value:
            raise Refused(41001)
        token = self._known.get(value)
        if token is None:
            raise Refused(40001)
        if token.expires_at <= self._now():
            raise Refused(42001)
        return token.appid

    def _made(self, appid: str) -> _Token:
        token = _Token(appid, secrets.token_urlsafe(90), self._now() + LIFE_SECONDS)
        self._known[token.value] = token
        return token

    def _end(self, token: _Token | None) -> None:
        if token is not None:
            self._known.pop(token.value, None)
