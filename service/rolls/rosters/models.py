"""花名册: numbered, frozen versions of a union's membership, confirmed below and consolidated above."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.ground import clock
from service.ground.db import Base, code_of, primary_key
from service.ground.moves import table
from service.ground.words import Words
from service.register.facts.words import Education, Employment, Gender, Household, Post
from service.register.unions.models import Union


class RosterStatus(Words):
    """花名册状态."""

    CONFIRMED = "confirmed", "已确认"
    SUBMITTED = "submitted", "已上报"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "已接收"
    CONSOLIDATED = "consolidated", "已汇总"


MOVES = table(
    ("submit", "上报", {RosterStatus.CONFIRMED}, RosterStatus.SUBMITTED),
    ("return", "退回", {RosterStatus.SUBMITTED, RosterStatus.ACCEPTED}, RosterStatus.RETURNED),
    ("accept", "接收", {RosterStatus.SUBMITTED}, RosterStatus.ACCEPTED),
    ("consolidate", "汇总", {RosterStatus.ACCEPTED}, RosterStatus.CONSOLIDATED),
)


class Change(Words):
    """变动: how a row differs from the version confirmed before it."""

    SAME = "same", "无变化"
    JOINED = "joined", "新增"
    CORRECTED = "corrected", "更正"
    LEFT = "left", "减少"


class Roster(Base):
    """花名册（一个版本）: numbered, hashed and frozen by confirming; what waits before that is derived.

    The number is unique in the union, which decides between two chairs who confirm at once. A returned
    version is answered by a new one.
    """

    __tablename__ = "rosters"

    id: Mapped[UUID] = primary_key()
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), index=True, comment="工会")
    status: Mapped[RosterStatus] = mapped_column(
        code_of(RosterStatus), default=RosterStatus.CONFIRMED, comment="状态"
    )
    version: Mapped[int] = mapped_column(comment="版本，防止两人同时处理")
    number: Mapped[int] = mapped_column(comment="第几版，确认时编号")
    confirmed_at: Mapped[datetime] = mapped_column(default=clock.now, comment="确认时间")
    confirmed_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), comment="确认人")
    as_of: Mapped[date] = mapped_column(comment="截止日")
    content_hash: Mapped[bytes] = mapped_column(LargeBinary(32), comment="内容校验值")
    members: Mapped[int] = mapped_column(comment="会员人数")
    joined: Mapped[int] = mapped_column(comment="新增人数")
    left: Mapped[int] = mapped_column(comment="减少人数")
    corrected: Mapped[int] = mapped_column(comment="更正人数")
    submitted_at: Mapped[datetime | None] = mapped_column(comment="上报时间")
    accepted_at: Mapped[datetime | None] = mapped_column(comment="接收时间")
    consolidated_at: Mapped[datetime | None] = mapped_column(comment="汇总时间")
    returned_at: Mapped[datetime | None] = mapped_column(comment="退回时间")
    return_reason: Mapped[str | None] = mapped_column(String(200), comment="退回理由")

    union: Mapped[Union] = relationship()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (UniqueConstraint("union_id", "number"),)


class RosterRow(Base):
    """花名册行: a member as confirmed, frozen; the sealed copies are under the person's own key."""

    __tablename__ = "roster_rows"

    id: Mapped[UUID] = primary_key()
    roster_id: Mapped[UUID] = mapped_column(ForeignKey("rosters.id"), comment="花名册")
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True, comment="职工")
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("memberships.id"), comment="会籍")
    position: Mapped[int] = mapped_column(comment="序号")
    change: Mapped[Change] = mapped_column(code_of(Change), comment="与上一版相比的变动")
    name_sealed: Mapped[bytes] = mapped_column(comment="姓名（密文）")
    id_number_sealed: Mapped[bytes] = mapped_column(comment="身份证号码（密文）")
    phone_sealed: Mapped[bytes | None] = mapped_column(comment="手机号码（密文）")
    gender: Mapped[Gender] = mapped_column(code_of(Gender), comment="性别")
    nationality: Mapped[str] = mapped_column(String(40), comment="国籍")
    education: Mapped[Education | None] = mapped_column(code_of(Education), comment="学历")
    household: Mapped[Household | None] = mapped_column(code_of(Household), comment="户籍类型")
    unit_name: Mapped[str] = mapped_column(String(120), comment="所属单位")
    employment: Mapped[Employment | None] = mapped_column(code_of(Employment), comment="就业状况")
    post: Mapped[Post | None] = mapped_column(code_of(Post), comment="担任工会职务")
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), comment="本行内容的校验值（密钥为本人数据密钥）")

    __table_args__ = (UniqueConstraint("roster_id", "person_id"), UniqueConstraint("roster_id", "position"))

    @property
    def key_owner(self) -> UUID:
        """The person's key: erasing the person erases every frozen copy."""
        return self.person_id
