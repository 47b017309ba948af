"""People with phones in their hands, on which the mini-program runs."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page

from service.register.deployment import Deployment
from tests.browser.devices import HERE, phone
from tests.browser.looking import faults, sideways
from tests.browser.watch import Watch
from tests.given import World
from tests.platform import Platform

HOME = "/pages/home/home"
# What may stay on a phone: the token of the session, and what WeChat itself remembers of the person.
KEPT = ("wx:{who}:session", "weixin:{who}")
NARROW, LARGE = 320, 1.75
# As page-meta sets it from WeChat's size of type; answers what it was.
_TYPE = """size => { const { style } = document.documentElement, usual = style.fontSize;
  style.fontSize = size; return usual; }"""


@dataclass
class Phone:
    """One person's phone. ``page`` is the browser's page, with roles, labels and words as on any page."""

    phones: "Phones"
    who: str
    number: str
    page: Page
    watch: Watch
    scale: float
    base: str
    system: str
    country: str
    version: str

    def open(self, at: str) -> Page:
        """Open the mini-program anew at a page, as from a code or a link: ``/pages/join/join?scene=…``."""
        about = {"who": self.who, "phone": self.number, "scale": self.scale}
        about |= {"base": self.base, "system": self.system}
        about |= {"country": self.country, "version": self.version}
        person = urlencode(about)
        self.page.goto("about:blank")
        self.page.goto(f"{self.phones.url}/?{person}#{at}")
        return self.page

    def scan(self, text: str) -> None:
        """Hold a code before the camera: the next wx.scanCode sees it."""
        self.page.evaluate("text => { harness.scan(text) }", text)

    @property
    def code(self) -> str:
        """The text of the code that the page shows."""
        return str(self.page.evaluate("harness.lastCode"))

    @property
    def state(self) -> dict[str, Any]:
        """What the phone is like: brightness, keptOn, captureAllowed, clipboard, dialled, vibrated."""
        state: dict[str, Any] = self.page.evaluate("JSON.parse(JSON.stringify(harness.phone))")
        return state

    def put_away(self) -> None:
        """The mini-program goes to the back."""
        self.page.evaluate("harness.hide()")

    def take_out(self) -> None:
        """The mini-program comes to the front again."""
        self.page.evaluate("harness.show()")

    def lose_network(self, lost: bool = True) -> None:
        """No network any more, or again."""
        self.page.context.set_offline(lost)

    def break_line(self, name: str) -> None:
        """Every request fails in this way (weixin/said.json); with an empty name none does any more."""
        self.page.evaluate("name => { harness.breakLine(name) }", name)

    def press(self, button: str) -> None:
        """Press a button by its words."""
        self.page.get_by_role("button", name=button, exact=True).click()

    def allow(self, button: str = "允许") -> None:
        """Say yes in WeChat's own window (its phone number, its messages)."""
        self.page.get_by_role("dialog").get_by_role("button", name=button, exact=True).click()

    def snap(self, name: str) -> None:
        """Keep a picture of the whole page where pictures are wanted, numbered in the order of the journey."""
        if not self.phones.pictures:
            return
        path = self.phones.folder / f"{next(self.phones.number):02}-{name}.png"
        self.page.evaluate("document.documentElement.classList.add('whole')")
        self.page.screenshot(path=path, full_page=True)
        self.page.evaluate("document.documentElement.classList.remove('whole')")

    def look(self, name: str, closely: bool = False) -> None:
        """Keep a picture where wanted and look closer, also on a narrow phone and with large type; what is wrong is said at the end.

        ``closely`` keeps a picture of these two as well.
        """
        # A page that still reads has nothing on it to be looked at.
        self.page.get_by_text("正在读取…").wait_for(state="hidden")
        self.snap(name)
        # The whole page at once: on a screen that must be scrolled, the tab bar hides half of some row.
        size, tall = self.page.viewport_size, self.page.evaluate("document.documentElement.scrollHeight")
        assert size is not None
        self.page.set_viewport_size({"width": size["width"], "height": max(size["height"], tall)})
        self.watch.faults += [f"{name}: {fault}" for fault in faults(self.page, narrower=(NARROW,))]
        self.page.set_viewport_size(size)
        if closely:
            self.page.set_viewport_size({"width": NARROW, "height": 568})
            self.snap(f"{name}-narrow")
            self.page.set_viewport_size(size)
        usual = self.page.evaluate(_TYPE, f"{16 * LARGE}px")
        self.watch.faults += [f"{name} in large type: {fault}" for fault in sideways(self.page)]
        if closely:
            self.snap(f"{name}-large")
        self.page.evaluate(_TYPE, usual)

    def close(self) -> None:
        """Put the phone away for good, and see that nothing stayed on it; the last picture shows where it came to stand."""
        self.page.screenshot(path=self.phones.folder / f"{next(self.phones.number):02}-end.png")
        self.watch.left_behind(self.page, [key.format(who=self.who) for key in KEPT])
        self.page.context.close()


@dataclass
class Phones:
    """The service at its address, the told world, and the phones that people take out."""

    url: str
    deployed: Deployment
    world: World
    weixin: Platform
    browser: Browser
    folder: Path
    pictures: bool = False
    service: str = ""
    taken: list[Phone] = field(default_factory=list)
    number: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        """Pictures of an earlier run would lie."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def take(
        self,
        who: str,
        number: str = "",
        at: str = HOME,
        width: int = 390,
        scale: float = 1.0,
        base: str = "",
        system: str = "android",
        country: str = "86",
        version: str = "develop",
    ) -> Phone:
        """Somebody takes out a phone and opens the mini-program at a page.

        ``scale`` is WeChat's own size of type, ``base`` its base library (else a new one), ``system``
        android or ios, ``country`` the calling code of the number, ``version`` which one WeChat opened.
        """
        context = self.browser.new_context(**HERE, **phone(width, 844))
        context.set_default_timeout(10_000)
        watch = Watch(context, self.url)
        taken = Phone(self, who, number, context.new_page(), watch, scale, base, system, country, version)
        self.taken.append(taken)
        taken.open(at)
        return taken

    def close(self) -> list[str]:
        """Everyone puts the phone away; what went wrong meanwhile."""
        for taken in self.taken:
            taken.close()
        return [f"{taken.who}: {fault}" for taken in self.taken for fault in taken.watch.faults]
