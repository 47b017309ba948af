"""审计日志: append-only rows, linked by hash, without personal data."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from crypto.marks import MARK_BYTES
from service.ground.db import Base


class AuditEntry(Base):
    """审计记录: who did what to which record, when; opaque identifiers and field names only (网络安全法 第二十三条)."""

    __tablename__ = "audit_entries"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="序号，连续")
    at: Mapped[datetime] = mapped_column(index=True, comment="时间")
    actor_kind: Mapped[str] = mapped_column(String(20), comment="操作者类别：account、staff、system")
    actor_id: Mapped[UUID | None] = mapped_column(index=True, comment="操作者")
    act: Mapped[str] = mapped_column(String(60), index=True, comment="动作")
    object_type: Mapped[str] = mapped_column(String(40), comment="对象类别")
    object_id: Mapped[UUID | None] = mapped_column(index=True, comment="对象")
    union_id: Mapped[UUID | None] = mapped_column(index=True, comment="所在工会")
    outcome: Mapped[str] = mapped_column(String(20), comment="结果：done、refused")
    reason: Mapped[str | None] = mapped_column(String(60), comment="原因代码")
    request_id: Mapped[str | None] = mapped_column(String(40), comment="请求编号")
    details: Mapped[dict[str, int | str]] = mapped_column(JSON, comment="字段名与数量，不含个人信息")
    algorithm: Mapped[str] = mapped_column(String(10), comment="杂凑算法")
    previous: Mapped[bytes] = mapped_column(LargeBinary(32), comment="上一条的杂凑值")
    hash: Mapped[bytes] = mapped_column(LargeBinary(32), comment="本条的杂凑值")


class AuditHead(Base):
    """链头: the last link; locked last before every commit, so that links never fork."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="恒为 1")
    seq: Mapped[int] = mapped_column(comment="最后序号")
    hash: Mapped[bytes] = mapped_column(LargeBinary(32), comment="最后杂凑值")
    mark: Mapped[bytes | None] = mapped_column(LargeBinary(MARK_BYTES), comment="校验值：链头是本系统写的")


class AuditCheckpoint(Base):
    """检查点: a signed head, copied off the host; without it a cut tail could not be proved."""

    __tablename__ = "audit_checkpoints"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="到第几条")
    at: Mapped[datetime] = mapped_column(comment="签名时间")
    note: Mapped[str] = mapped_column(String(1000), comment="签名文本（signed note）")
