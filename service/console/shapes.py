"""What is typed at the console's own doors."""

from datetime import date
from uuid import UUID

from pydantic import Field

from service.access.models import Role
from service.pages import HOME
from service.shapes import Shape


class SignIn(Shape):
    """Name, password, one-time code, and the page to go on to."""

    login: str = Field(max_length=60)
    password: str = Field(max_length=200, repr=False)
    code: str = Field(max_length=20, repr=False)
    next: str = Field(default=HOME, max_length=200)


class StepUp(Shape):
    """A one-time code again, and the page to go on to."""

    code: str = Field(max_length=20, repr=False)
    next: str = Field(default=HOME, max_length=200)


class Hire(Shape):
    """A new account for a member of staff."""

    login: str = Field(min_length=3, max_length=40, pattern=r"^[a-z0-9_.-]+$")
    name: str = Field(max_length=30)
    title: str = Field(max_length=30)
    password: str = Field(max_length=200, repr=False)


class Appointment(Shape):
    """A role at a union for a term of office."""

    role: Role
    union_id: UUID
    from_on: date
    until_on: date | None = None


class HandOver(Shape):
    """Who follows, and until when."""

    successor_id: UUID
    until_on: date | None = None
