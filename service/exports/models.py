"""导出: a file asked for with a purpose, made by the worker, kept sealed for a day."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service import clock
from service.db import Base, code_of, primary_key
from service.unions.models import Union
from service.words import Words


class ExportKind(Words):
    """导出种类."""

    UNIONS = "unions", "组织信息采集汇总表（附件1）"
    ROSTER = "roster", "会员花名册（附件3）"


class ExportStatus(Words):
    """导出状态."""

    WAITING = "waiting", "正在生成"
    READY = "ready", "可以下载"
    FAILED = "failed", "生成失败"
    EXPIRED = "expired", "已过期删除"


class Export(Base):
    """导出（一个文件）: who asked, why, for which union; its hash stands in the audit log."""

    __tablename__ = "exports"

    id: Mapped[UUID] = primary_key()
    kind: Mapped[ExportKind] = mapped_column(code_of(ExportKind), comment="种类")
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), index=True, comment="范围")
    status: Mapped[ExportStatus] = mapped_column(
        code_of(ExportStatus), default=ExportStatus.WAITING, comment="状态"
    )
    requested_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True, comment="申请人")
    requested_at: Mapped[datetime] = mapped_column(default=clock.now, comment="申请时间")
    claimed_at: Mapped[datetime | None] = mapped_column(comment="后台开始生成的时间")
    purpose: Mapped[str] = mapped_column(comment="用途")
    total: Mapped[int] = mapped_column(default=0, comment="总行数")
    done: Mapped[int] = mapped_column(default=0, comment="已写行数")
    file_sealed: Mapped[bytes | None] = mapped_column(comment="文件（密文）")
    file_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), comment="文件 SHA-256")
    failure: Mapped[str | None] = mapped_column(comment="没有生成的原因（不含个人信息）")
    ready_at: Mapped[datetime | None] = mapped_column(comment="生成时间")
    expires_at: Mapped[datetime | None] = mapped_column(index=True, comment="失效时间")

    union: Mapped[Union] = relationship()

    @property
    def key_owner(self) -> UUID:
        """Its own data key, destroyed when the file expires."""
        return self.id
