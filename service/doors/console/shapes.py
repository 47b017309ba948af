"""What is typed at the console's own doors."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from service.ground.pages import HOME
from service.ground.shapes import Shape
from service.register.accounts.scan_models import Scan, ScanKind, ScanState


class SignIn(Shape):
    """Name, password, one-time code, the code after it where two are asked, and the page to go on to."""

    login: str = Field(max_length=60, description="请填写用户名。")
    password: str = Field(max_length=200, repr=False, description="请填写密码。")
    code: str = Field(max_length=20, repr=False, description="请填写动态码。")
    second: str = Field(default="", max_length=20, repr=False)
    next: str = Field(default=HOME, max_length=200)


class StepUp(Shape):
    """A one-time code again, and the page to go on to."""

    code: str = Field(max_length=20, repr=False, description="请填写动态码。")
    next: str = Field(default=HOME, max_length=200)


class Onward(Shape):
    """A form of one button, and the page to go on to."""

    next: str = Field(default=HOME, max_length=200)


class NewPassword(Shape):
    """The current password and the new one."""

    old: str = Field(max_length=200, repr=False, description="请填写现在的密码。")
    password: str = Field(max_length=200, repr=False, description="请填写新密码。")


class ScanScene(Shape):
    """What a phone read from the code on a screen."""

    scene: str = Field(min_length=1, max_length=32)


class ScanSeen(Shape):
    """A code of the console as the phone shows it: which browser asks, for what, and the number to compare."""

    id: UUID
    kind: ScanKind
    kind_words: str
    browser: str
    match_number: str = Field(description="two digits, the same on both screens")
    asked_at: datetime
    expires_at: datetime
    state: ScanState
    state_words: str


def scan_seen(scan: Scan) -> dict[str, object]:
    """The answer about one scan."""
    return {
        "id": scan.id,
        "kind": scan.kind,
        "kind_words": scan.kind.label,
        "browser": scan.browser,
        "match_number": scan.match_number,
        "asked_at": scan.created_at,
        "expires_at": scan.expires_at,
        "state": scan.state,
        "state_words": scan.state.label,
    }
