"""A member of staff at a browser: the console's pages and forms over real HTTP."""

import re
import time
from collections.abc import Callable
from typing import Any

import requests


class Desk:
    """One browser session in the console."""

    def __init__(self, service: str, login: str, password: str, code: Callable[[], str]) -> None:
        """A browser of ``login`` at ``service``; ``code`` gives the present one-time code."""
        self.service, self.login, self._password, self._code = service, login, password, code
        self.http = requests.Session()
        self.http.headers["Origin"] = service

    def sign_in(self) -> None:
        """Sign in with password and one-time code."""
        form = {"login": self.login, "password": self._password, "code": self._code(), "next": "/console/"}
        answer = self.http.post(f"{self.service}/console/sign-in", data=form, timeout=60)
        if answer.url.endswith("/sign-in") or answer.status_code != 200:
            raise RuntimeError(f"{self.login} could not sign in: {answer.status_code}")

    def page(self, path: str) -> str:
        """A page; raises HTTPError when it is not there for this role."""
        answer = self.http.get(f"{self.service}{path}", timeout=60)
        answer.raise_for_status()
        return answer.text

    def submit(self, page: str, action: str, form: dict[str, Any]) -> requests.Response:
        """Send a form that stands on ``page``, with the hidden fields that the page gives it."""
        fields = hidden_fields(self.page(page), action) | form
        answer = self.http.post(f"{self.service}{action}", data=fields, timeout=60)
        answer.raise_for_status()
        return answer

    def find(self, path: str, pattern: str, patience: float = 30) -> re.Match[str]:
        """Wait until a page shows ``pattern`` (a job that goes on); the match."""
        until = time.monotonic() + patience
        while (found := re.search(pattern, self.page(path))) is None:
            if time.monotonic() > until:
                raise TimeoutError(f"{path} never showed {pattern}")
            time.sleep(0.3)
        return found


def hidden_fields(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that is posted to ``action``."""
    forms: list[str] = re.findall(r"<form\b.*?</form>", page, re.S)
    for form in forms:
        head = form.split(">", 1)[0]
        if f'action="{action}"' in head and 'method="post"' in head.lower():
            tags = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", form)
            return {_attribute(tag, "name"): _attribute(tag, "value") for tag in tags}
    raise LookupError(f"no form for {action} on this page")


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found.group(1) if found else ""
