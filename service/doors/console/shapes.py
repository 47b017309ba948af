"""What is typed at the console's own doors."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from service.ground.pages import HOME
from service.ground.shapes import Shape
from service.register.access.models import Role
from service.register.accounts.scan_models import Scan, ScanKind, ScanState


class SignIn(Shape):
    """Name, password, one-time code, and the page to go on to."""

    login: str = Field(max_length=60, description="请填写用户名。")
    password: str = Field(max_length=200, repr=False, description="请填写密码。")
    code: str = Field(max_length=20, repr=False, description="请填写动态码。")
    next: str = Field(default=HOME, max_length=200)


class StepUp(Shape):
    """A one-time code again, and the page to go on to."""

    code: str = Field(max_length=20, repr=False, description="请填写动态码。")
    next: str = Field(default=HOME, max_length=200)


class Hire(Shape):
    """A new account for a member of staff."""

    login: str = Field(min_length=3, max_length=40, pattern=r"^[a-z0-9_.-]+$", description="请填写用户名。")
    name: str = Field(max_length=30, description="请填写姓名。")
    title: str = Field(max_length=30, description="请填写称呼。")
    password: str = Field(max_length=200, repr=False, description="请填写初始密码。")


class Appointment(Shape):
    """A role at a union for a term of office."""

    role: Role = Field(description="请选择角色。")
    union_id: UUID = Field(description="请选择工会。")
    from_on: date = Field(description="请填写任期起。")
    until_on: date | None = None


class HandOver(Shape):
    """Who follows, by his login, and until when."""

    successor: str = Field(max_length=60, description="请填写接任者的用户名。")
    until_on: date | None = None


class Onward(Shape):
    """A form of one button, and the page to go on to."""

    next: str = Field(default=HOME, max_length=200)


class NewPassword(Shape):
    """The password that is and the one that is to be."""

    old: str = Field(max_length=200, repr=False, description="请填写现在的密码。")
    password: str = Field(max_length=200, repr=False, description="请填写新密码。")


class HandlerHire(Hire):
    """A new account for a handler at one of the actor's own unions."""

    union_id: UUID = Field(description="请选择工会。")
    until_on: date | None = None


class ChairHandOver(Shape):
    """Who follows as chair, elected when, approved by which document (批复文号), until when."""

    successor_id: UUID = Field(description="请选择接任者。")
    elected_on: date = Field(description="请填写选举日期。")
    approval_no: str = Field(min_length=4, max_length=60, description="请填写上级工会的批复文号。")
    until_on: date | None = None


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
