"""封存: what every union had confirmed at one moment, frozen for ever; it names rosters, which are frozen themselves."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.ground import clock
from service.ground.db import Base, code_of, primary_key
from service.ground.words import Words
from service.register.unions.models import UnionKind
from service.rolls.rosters.models import RosterStatus


class SnapshotKind(Words):
    """封存种类."""

    HALF_YEAR = "half_year", "半年更新封存"
    YEARLY = "yearly", "年度考核数据"


class Snapshot(Base):
    """封存（一次）: the county at one moment, hashed; one of a kind for a moment, and nothing in it ever changes."""

    __tablename__ = "snapshots"

    id: Mapped[UUID] = primary_key()
    kind: Mapped[SnapshotKind] = mapped_column(code_of(SnapshotKind), comment="种类")
    label: Mapped[str] = mapped_column(String(40), comment="名称")
    as_of: Mapped[datetime] = mapped_column(comment="截至（不含），此前确认的都在内")
    frozen_at: Mapped[datetime] = mapped_column(default=clock.now, comment="封存时间")
    content_hash: Mapped[bytes] = mapped_column(LargeBinary(32), comment="内容校验值")
    unions: Mapped[int] = mapped_column(comment="工会数")
    confirmed: Mapped[int] = mapped_column(comment="其中确认过花名册的工会数")
    members: Mapped[int] = mapped_column(comment="花名册会员人数")
    registered: Mapped[int] = mapped_column(comment="登记的会员人数")

    __table_args__ = (UniqueConstraint("kind", "as_of"),)


class SnapshotLine(Base):
    """封存行（一个工会）: the version in force, and beside it what register and report said, so that gaps are seen."""

    __tablename__ = "snapshot_lines"

    snapshot_id: Mapped[UUID] = mapped_column(ForeignKey("snapshots.id"), primary_key=True, comment="封存")
    union_id: Mapped[UUID] = mapped_column(
        ForeignKey("unions.id"), primary_key=True, index=True, comment="工会"
    )
    position: Mapped[int] = mapped_column(comment="序号")
    name: Mapped[str] = mapped_column(String(120), comment="封存时的工会名称")
    path: Mapped[str] = mapped_column(String(200), comment="封存时的组织路径")
    kind: Mapped[UnionKind] = mapped_column(code_of(UnionKind), comment="封存时的工会层级")
    roster_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("rosters.id"), index=True, comment="此前最后确认的花名册，空表示从未确认"
    )
    number: Mapped[int | None] = mapped_column(comment="第几版")
    confirmed_on: Mapped[date | None] = mapped_column(comment="花名册截止日")
    status: Mapped[RosterStatus | None] = mapped_column(
        code_of(RosterStatus), comment="封存时花名册到了哪一步"
    )
    roster_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), comment="花名册的内容校验值")
    members: Mapped[int] = mapped_column(comment="花名册会员人数")
    registered: Mapped[int] = mapped_column(comment="登记的会员人数（不含保留会籍）")
    reported: Mapped[int | None] = mapped_column(comment="上报会员人数（附件1）")

    __table_args__ = (UniqueConstraint("snapshot_id", "position"),)
