"""All the simulator remembers: in memory, gone when it stops."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, cast

from flask import current_app

from wechat.simulator.answers import Refused
from wechat.simulator.faults import Faults
from wechat.simulator.oauth import OAuth
from wechat.simulator.one_time import OneTimeCodes
from wechat.simulator.people import People
from wechat.simulator.pushes import Pushes
from wechat.simulator.tokens import Tokens


class State:
    """What one simulated platform knows; doors touch it under `lock`, faults have a lock of their own."""

    def __init__(self, appid: str, secret: str, now: Callable[[], float], pages: Iterable[str] = ()) -> None:
        self.lock = threading.Lock()
        self.real_now = now
        self.offset_seconds = 0.0
        self.secrets = {appid: secret}
        self.listed_ip = True
        self.tokens = Tokens(self.now)
        self.login_codes = OneTimeCodes(self.now)
        self.phone_codes = OneTimeCodes(self.now)
        self.oauth = OAuth(self.now)
        self.people = People(self.now)
        self.pages = {(appid, version): set(pages) for version in ("release", "trial", "develop")}
        self.codes: list[dict[str, Any]] = []
        self.templates: set[tuple[str, str]] = set()
        self.autoreplies: dict[str, Any] = {}
        self.scene_codes: dict[str, dict[str, Any]] = {}
        self.push = Pushes()
        self.seen_at: dict[tuple[str, str], float] = {}
        self.grants: Counter[tuple[str, str]] = Counter()
        self.sent: list[dict[str, Any]] = []
        self.menus: dict[str, Any] = {}
        self.console_menus: dict[str, Any] = {}
        self.faceid_results: dict[str, str] = {}
        self.faults = Faults()
        self._spent: Counter[tuple[str, int]] = Counter()

    def now(self) -> float:
        """Unix seconds, moved by the control door."""
        return self.real_now() + self.offset_seconds

    def spend(self, allowance: str, limit: int, seconds: int, errcode: int) -> None:
        """Counts one use against `limit` per window of `seconds`; raises Refused with `errcode` beyond it."""
        window = (allowance, int(self.now() // seconds))
        self._spent[window] += 1
        if self._spent[window] > limit:
            raise Refused(errcode)


def state() -> State:
    """The state of the app that answers this request."""
    return cast(State, current_app.state)  # type: ignore[attr-defined]
