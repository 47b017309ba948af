"""What is typed at the console's own doors."""

from datetime import date
from uuid import UUID

from pydantic import Field

from service.access.models import Role
from service.pages import HOME
from service.shapes import Shape


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
    """Who follows, and until when."""

    successor_id: UUID = Field(description="请选择移交给谁。")
    until_on: date | None = None
