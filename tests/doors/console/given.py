"""A desk in the told county: a browser in which a member of staff has signed in by password and one-time code."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pyotp
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.doors.app import CountyApp
from service.ground import clock
from service.register.deployment import Deployment
from tests.given import PASSWORD, World

OURS = {"Origin": "http://localhost"}


@dataclass
class Desk:
    """One browser; ``post`` fills in what every page's form carries: where it comes from and the session's token."""

    browser: FlaskClient
    tokens: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> TestResponse:
        """Open a page."""
        return self.browser.get(path)

    def post(self, path: str, **fields: Any) -> TestResponse:
        """Send a form from the page before it."""
        return self.browser.post(path, data={"form_token": self.form_token, **fields}, headers=OURS)

    @property
    def form_token(self) -> str:
        """The token that the pages of this session hold."""
        if self.cookie not in self.tokens:
            found = re.search(r'name="form_token" value="([^"]+)"', self.get("/console/step-up").text)
            self.tokens[self.cookie] = found[1] if found else ""
        return self.tokens[self.cookie]

    @property
    def cookie(self) -> str:
        """The value of the console's cookie."""
        held = self.browser.get_cookie("console")
        return held.value if held else ""


def code_of(world: World, login: str) -> str:
    """What the phone of a member of staff shows now."""
    return pyotp.TOTP(world.totp[login]).at(int(clock.now().timestamp()))


def sign_in(desk: Desk, world: World, who: str, **changed: str) -> TestResponse:
    """Send the sign-in form of a member of staff, with something changed."""
    form = {"login": who, "password": PASSWORD, "code": code_of(world, who), **changed}
    return desk.browser.post("/console/sign-in", data=form, headers=OURS)


@dataclass
class Office:
    """The whole office: one application, one desk for each who signs in."""

    app: CountyApp
    deployed: Deployment
    world: World

    def stranger(self) -> Desk:
        """A browser in which nobody has signed in."""
        return Desk(self.app.test_client())

    def desk(self, login: str) -> Desk:
        """A browser in which ``login`` has just signed in."""
        desk = self.stranger()
        answer = sign_in(desk, self.world, login)
        assert answer.status_code == 303, answer.text
        return desk


class Elements(HTMLParser):
    """The elements and the text of a page, as a browser would build them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One element."""
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """One piece of text."""
        self.words += data
