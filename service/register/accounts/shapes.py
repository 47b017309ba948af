"""What goes in and out at the worker's door."""

from datetime import datetime

from pydantic import Field

from service.ground.shapes import Shape
from service.register.accounts.models import ConsentKind


class LoginCode(Shape):
    """The one-time code of wx.login."""

    code: str = Field(min_length=1, max_length=200)


class SessionOpened(Shape):
    """Our own session token, opaque; shown once."""

    token: str
    expires_in: int = Field(description="seconds")


class PhoneCode(Shape):
    """The one-time code of the WeChat phone button."""

    code: str = Field(min_length=1, max_length=200)


class PhoneKept(Shape):
    """The phone that WeChat verified, masked."""

    phone: str


class ConsentText(Shape):
    """A notice in its current version."""

    kind: ConsentKind
    version: str
    title: str
    text: str
    agreed: bool
    agreed_at: datetime | None = Field(description="when this version was agreed to")


class ConsentTexts(Shape):
    """Every notice, and whether this account agreed to the current version."""

    consents: list[ConsentText]


class Agreement(Shape):
    """Consent to one version of one notice."""

    kind: ConsentKind
    version: str = Field(max_length=20)


class Agreed(Shape):
    """The consent as recorded."""

    kind: ConsentKind
    version: str
    agreed_at: datetime
