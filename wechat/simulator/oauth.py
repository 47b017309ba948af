"""Web authorisation (网页授权): codes of a page opened in WeChat, and the tokens that they become."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from wechat.simulator.answers import Refused
from wechat.simulator.one_time import OneTimeCodes

LIFE_SECONDS, REFRESH_SECONDS = 7200, 30 * 86_400
SCOPES = ("snsapi_base", "snsapi_userinfo")


@dataclass
class Grant:
    """What a person granted to a page: his openid there, and with snsapi_userinfo his profile."""

    appid: str
    openid: str
    scope: str
    snapshot: bool
    access_token: str
    refresh_token: str
    expires_at: float
    refresh_until: float


class OAuth:
    """Codes and tokens of web pages, apart from the tokens of servers."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.codes = OneTimeCodes(now)
        self._grants: list[Grant] = []

    def grant(self, appid: str, code: str) -> Grant:
        """Exchanges a code, five minutes and once; raises Refused 40029 or 40163."""
        held = self.codes.spend(code, appid, when_used=40163)
        made = Grant(
            appid, held["openid"], held["scope"], bool(held["snapshot"]), *_pair(),
            self._now() + LIFE_SECONDS, self._now() + REFRESH_SECONDS,
        )  # fmt: skip
        self._grants.append(made)
        return made

    def refreshed(self, appid: str, refresh_token: str) -> Grant:
        """A new access_token for a refresh_token of thirty days; raises Refused 40030 or 42002."""
        found = [one for one in self._grants if (one.appid, one.refresh_token) == (appid, refresh_token)]
        if not found:
            raise Refused(40030)
        [grant] = found
        if grant.refresh_until <= self._now():
            raise Refused(42002)
        grant.access_token, grant.expires_at = _pair()[0], self._now() + LIFE_SECONDS
        return grant

    def holder(self, access_token: str, openid: str) -> Grant:
        """Whose token this is; raises Refused 40001, 42001 or 40003."""
        found = [one for one in self._grants if one.access_token == access_token]
        if not found:
            raise Refused(40001)
        [grant] = found
        if grant.expires_at <= self._now():
            raise Refused(42001)
        if grant.openid != openid:
            raise Refused(40003)
        return grant


def _pair() -> tuple[str, str]:
    return secrets.token_urlsafe(60), secrets.token_urlsafe(60)
