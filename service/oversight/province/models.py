"""报送包: what was handed to the province's platform, line by line, and what the province answered to each."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.ground import clock
from service.ground.db import Base, code_of, primary_key
from service.ground.moves import table
from service.ground.words import Words
from service.register.people.models import Person
from service.register.unions.models import Union
from service.rolls.exports.models import Export


class PackStatus(Words):
    """报送包状态."""

    MADE = "made", "已生成，等上传省平台"
    SENT = "sent", "已上传省平台，等结果"
    ANSWERED = "answered", "已导入结果"
    CLOSED = "closed", "已办结"
    DROPPED = "dropped", "没有报送"


class RowResult(Words):
    """省平台对一行的结果."""

    SENT = "sent", "还没有结果"
    ACCEPTED = "accepted", "通过"
    REJECTED = "rejected", "退回"


MOVES = table(
    ("send", "登记已上传", {PackStatus.MADE}, PackStatus.SENT),
    ("answer", "导入结果", {PackStatus.SENT, PackStatus.ANSWERED}, PackStatus.ANSWERED),
    ("close", "办结", {PackStatus.ANSWERED}, PackStatus.CLOSED),
    ("drop", "不报送", {PackStatus.MADE, PackStatus.SENT}, PackStatus.DROPPED),
)


class ProvincePack(Base):
    """报送包: begins when the file is made; who asked, what for, the scope and the file's hash stand in its export."""

    __tablename__ = "province_packs"

    id: Mapped[UUID] = primary_key()
    export_id: Mapped[UUID] = mapped_column(ForeignKey("exports.id"), unique=True, comment="导出（文件）")
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), index=True, comment="报送范围")
    status: Mapped[PackStatus] = mapped_column(code_of(PackStatus), default=PackStatus.MADE, comment="状态")
    version: Mapped[int] = mapped_column(comment="版本，防止两人同时处理")
    as_of: Mapped[date] = mapped_column(comment="数据截止日")
    made_at: Mapped[datetime] = mapped_column(default=clock.now, comment="生成时间")
    rows: Mapped[int] = mapped_column(comment="行数")
    sent_on: Mapped[date | None] = mapped_column(comment="上传省平台的日期")
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), comment="登记上传的人")
    answered_at: Mapped[datetime | None] = mapped_column(comment="最近一次写入结果的时间")
    ended_at: Mapped[datetime | None] = mapped_column(comment="办结或者不报送的时间")

    export: Mapped[Export] = relationship()
    union: Mapped[Union] = relationship()

    __mapper_args__ = {"version_id_col": version}


class ProvinceRow(Base):
    """报送行: one person in one pack, by digest and not in clear; the province's reason is sealed under the person's key.

    ``leaving`` reports that the membership has ended. Which answer holds for a person now is derived, never stored.
    """

    __tablename__ = "province_rows"

    id: Mapped[UUID] = primary_key()
    pack_id: Mapped[UUID] = mapped_column(ForeignKey("province_packs.id"), comment="报送包")
    number: Mapped[int] = mapped_column(comment="包内行号")
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("memberships.id"), comment="报送时的会籍")
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), comment="职工")
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), index=True, comment="报送时的工会")
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), comment="报送内容的带密钥校验值")
    leaving: Mapped[bool] = mapped_column(comment="报送的是会籍已结束")
    result: Mapped[RowResult] = mapped_column(
        code_of(RowResult), default=RowResult.SENT, comment="省平台的结果"
    )
    reason_sealed: Mapped[bytes | None] = mapped_column(comment="省平台写的原因（密文）")
    answered_at: Mapped[datetime | None] = mapped_column(comment="写入结果的时间")

    person: Mapped[Person] = relationship()
    union: Mapped[Union] = relationship()

    __table_args__ = (
        UniqueConstraint("pack_id", "number"),
        UniqueConstraint("pack_id", "person_id"),
        Index("ix_province_rows_person", "person_id", "result"),
        CheckConstraint("(result = 'sent') = (answered_at IS NULL)", name="answer_has_time"),
    )

    @property
    def key_owner(self) -> UUID:
        """The person's key: erasing the person erases what the province said of him."""
        return self.person_id


class ProvinceResult(Base):
    """结果文件: to which pack an uploaded file answers; the file itself is an import like any other."""

    __tablename__ = "province_results"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("imports.id"), primary_key=True, comment="导入")
    pack_id: Mapped[UUID] = mapped_column(ForeignKey("province_packs.id"), index=True, comment="报送包")

    pack: Mapped[ProvincePack] = relationship()
