"""The stage of a journey: the running service, and the people who sit down at a device in front of it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pyotp
from playwright.sync_api import Browser, Page

from service.ground import clock
from service.register.accounts.staff import TOTP_STEP
from service.register.deployment import Deployment
from tests.browser.devices import opened
from tests.browser.looking import faults
from tests.browser.watch import Watch
from tests.given import PASSWORD, World
from tests.platform import Platform


@dataclass
class Seat:
    """One person at one device, in a browser profile of their own."""

    stage: "Stage"
    login: str
    page: Page
    watch: Watch
    device: str
    scripted: bool

    def go(self, path: str) -> Page:
        """Open a page of the service."""
        self.page.goto(self.stage.service + path)
        return self.page

    def snap(self, name: str) -> None:
        """Keep a picture of the whole page where pictures are wanted, numbered in the order of the journey."""
        if self.stage.pictures:
            path = self.stage.folder / f"{next(self.stage.number):02}-{name}.png"
            self.page.screenshot(path=path, full_page=True)

    def look(self, name: str) -> None:
        """Keep a picture where wanted; where scripts run look closer: what is wrong is said when the journey ends."""
        self.snap(name)
        if self.scripted:
            self.watch.faults += [f"{name}: {fault}" for fault in faults(self.page)]

    def fetched(self, button: str) -> bytes:
        """Press a button whose answer is a file; the file."""
        with self.page.expect_download() as coming:
            self.page.get_by_role("button", name=button).click()
        return coming.value.path().read_bytes()

    def close(self) -> None:
        """Leave, and see that nothing stayed behind; the last picture shows where a journey that broke came to stand."""
        self.page.screenshot(path=self.stage.folder / f"{next(self.stage.number):02}-end.png")
        if self.scripted and self.page.url.startswith(self.stage.service):
            self.watch.left_behind(self.page)
        self.page.context.close()


@dataclass
class Stage:
    """The service at its address, the told world, and where the pictures go."""

    service: str
    deployed: Deployment
    world: World
    weixin: Platform
    browser: Browser
    folder: Path
    pictures: bool = False
    seats: list[Seat] = field(default_factory=list)
    number: Iterator[int] = field(default_factory=lambda: count(1))
    spent: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Delete the pictures of an earlier run, so that none is taken for one of this run."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def seat(self, login: str = "", device: str = "phone", script: bool = True) -> Seat:
        """Sit down at a device; whoever has a login signs in by password and one-time code."""
        context = opened(self.browser, device, script)
        watch = Watch(context, self.service)
        seat = Seat(self, login, context.new_page(), watch, device, script)
        self.seats.append(seat)
        if login:
            sign_in(seat)
        return seat

    def code(self, login: str) -> str:
        """The next one-time code of a login: every code works once, and one half minute ahead is accepted."""
        step = max(self.spent.get(login, 0) + 1, int(clock.now().timestamp()) // TOTP_STEP)
        self.spent[login] = step
        return pyotp.TOTP(self.world.totp[login]).at(step * TOTP_STEP)

    def close(self) -> list[str]:
        """Everyone leaves; what went wrong meanwhile."""
        for seat in self.seats:
            seat.close()
        return [fault for seat in self.seats for fault in seat.watch.faults]


def sign_in(seat: Seat) -> None:
    """Sign in by password and one-time code, and arrive at home."""
    page = seat.go("/console/")
    page.get_by_label("用户名").fill(seat.login)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_label("动态码").fill(seat.stage.code(seat.login))
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/console/")


def prove_presence(seat: Seat) -> None:
    """Type a one-time code where a sensitive act asks for it, and come back."""
    page = seat.page
    page.get_by_label("动态码").fill(seat.stage.code(seat.login))
    page.get_by_role("button", name="继续").click()
