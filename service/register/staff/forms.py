"""What is typed about accounts and offices (账号与任职)."""

from datetime import date
from uuid import UUID

from pydantic import Field

from service.ground.shapes import Shape
from service.register.access.models import Role


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
