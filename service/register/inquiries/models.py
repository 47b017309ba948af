"""核对额度: how many numbers that are not its own a union has asked about, and what the county agreed to beyond it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.ground import clock
from service.ground.db import Base, code_of, only_one, primary_key
from service.ground.moves import table
from service.ground.words import Words
from service.register.accounts.models import Staff
from service.register.unions.models import Union


class AskedHow(Words):
    """怎么问到的."""

    IMPORT = "import", "花名册导入"
    WISH = "wish", "接转请求"
    CORRECTION = "correction", "更正证件号码"
    CLAIM = "claim", "激活惠工卡"


class NumbersAsked(Base):
    """核对过的号码: how many numbers one act of a union asked about; which ones is not kept here."""

    __tablename__ = "numbers_asked"

    id: Mapped[UUID] = primary_key()
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), comment="工会")
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), comment="工作人员")
    how: Mapped[AskedHow] = mapped_column(code_of(AskedHow), comment="怎么问到的")
    numbers: Mapped[int] = mapped_column(comment="不是本工会会员的号码有多少个")
    asked_at: Mapped[datetime] = mapped_column(default=clock.now, comment="时间")

    __table_args__ = (Index("ix_numbers_asked_union", "union_id", "asked_at"),)


class AllowanceStatus(Words):
    """增加额度的申请状态."""

    WAITING = "waiting", "待县总工会答复"
    AGREED = "agreed", "已同意"
    REFUSED = "refused", "未同意"


MOVES = table(
    ("agree", "同意", {AllowanceStatus.WAITING}, AllowanceStatus.AGREED),
    ("refuse", "不同意", {AllowanceStatus.WAITING}, AllowanceStatus.REFUSED),
)


class Allowance(Base):
    """增加额度: a union asks to compare more numbers than its head-count allows; the county agrees, for a year."""

    __tablename__ = "allowances"

    id: Mapped[UUID] = primary_key()
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), index=True, comment="工会")
    numbers: Mapped[int] = mapped_column(comment="要增加多少个")
    reason: Mapped[str] = mapped_column(String(200), comment="原因（不含个人信息）")
    status: Mapped[AllowanceStatus] = mapped_column(
        code_of(AllowanceStatus), default=AllowanceStatus.WAITING, comment="状态"
    )
    version: Mapped[int] = mapped_column(comment="版本，防止两人同时处理")
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), comment="申请人")
    asked_at: Mapped[datetime] = mapped_column(default=clock.now, comment="申请时间")
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), comment="答复人")
    decided_at: Mapped[datetime | None] = mapped_column(comment="答复时间")

    union: Mapped[Union] = relationship()
    asker: Mapped[Staff] = relationship(foreign_keys=[asked_by])

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (only_one("uq_allowances_waiting", "union_id", where="status = 'waiting'"),)


class Decoy(Base):
    """暗记号码: a document number that nobody holds; who lists it reads what he reads of anybody, and an alarm is raised.

    It stands in a book of its own of the blind index. There is no person behind it, so no count, list or export has it.
    """

    __tablename__ = "decoys"

    id: Mapped[UUID] = primary_key()
    id_number_sealed: Mapped[bytes] = mapped_column(comment="号码（密文），换索引密钥时用")
    planted_at: Mapped[datetime] = mapped_column(default=clock.now, comment="埋下的时间")

    @property
    def key_owner(self) -> UUID:
        """Its own data key."""
        return self.id


class DecoyAlarm(Base):
    """有人问到了暗记号码: which union or account, who and when; told to county and auditor."""

    __tablename__ = "decoy_alarms"

    id: Mapped[UUID] = primary_key()
    decoy_id: Mapped[UUID] = mapped_column(ForeignKey("decoys.id"), comment="暗记号码")
    union_id: Mapped[UUID] = mapped_column(
        ForeignKey("unions.id"), index=True, comment="工会；本人激活时为县"
    )
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), comment="工作人员")
    how: Mapped[AskedHow] = mapped_column(code_of(AskedHow), comment="怎么问到的")
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True, comment="时间")

    union: Mapped[Union] = relationship()
    staff: Mapped[Staff | None] = relationship()
