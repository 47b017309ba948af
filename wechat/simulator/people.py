"""People of the simulated platform: who follows which account, and who is one and the same across apps (UnionID)."""

from collections.abc import Callable
from typing import Any


class People:
    """One person has an openid per appid; a unionid joins them when the apps share one 开放平台 account."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._unionids: dict[tuple[str, str], str] = {}
        self._followers: dict[tuple[str, str], dict[str, Any]] = {}
        self._spoke_at: dict[tuple[str, str], float] = {}

    def know(self, unionid: str, openids: dict[str, str]) -> None:
        """`openids` by appid belong to one person."""
        for appid, openid in openids.items():
            self._unionids[appid, openid] = unionid

    def union(self, appid: str, openid: str) -> dict[str, str]:
        """The unionid as an answer carries it: not at all where there is none."""
        found = self._unionids.get((appid, openid))
        return {"unionid": found} if found else {}

    def follow(self, appid: str, openid: str, scene: str = "ADD_SCENE_SEARCH") -> None:
        """关注: also speaking to the account, which may answer for two days."""
        self._followers[appid, openid] = {"subscribe_time": int(self._now()), "subscribe_scene": scene}
        self.speak(appid, openid)

    def leave(self, appid: str, openid: str) -> None:
        """取消关注."""
        self._followers.pop((appid, openid), None)
        self._spoke_at.pop((appid, openid), None)

    def speak(self, appid: str, openid: str) -> None:
        """A person writes, taps the menu or scans."""
        self._spoke_at[appid, openid] = self._now()

    def follower(self, appid: str, openid: str) -> dict[str, Any] | None:
        """Since when and whence somebody follows; None for one who does not."""
        return self._followers.get((appid, openid))

    def followers(self, appid: str) -> list[str]:
        """The openids of an account's followers."""
        return [openid for one, openid in self._followers if one == appid]

    def spoke_within(self, appid: str, openid: str, seconds: float) -> bool:
        """Whether a person spoke to the account lately enough to be answered."""
        return self._now() - self._spoke_at.get((appid, openid), float("-inf")) <= seconds
