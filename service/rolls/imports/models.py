"""导入: an uploaded annex, read, previewed, then confirmed whole or not at all."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.ground import clock
from service.ground.db import Base, code_of, primary_key
from service.ground.moves import table
from service.ground.words import Words
from service.register.unions.models import Union


class ImportKind(Words):
    """导入种类."""

    UNIONS = "unions", "组织信息采集汇总表（附件1）"
    ROSTER = "roster", "会员花名册（附件3）"
    PROVINCE_RESULT = "province_result", "省平台结果文件"


class ImportStatus(Words):
    """导入状态."""

    UPLOADED = "uploaded", "正在读取"
    PREVIEWED = "previewed", "待确认"
    CONFIRMING = "confirming", "正在导入"
    FAILED = "failed", "读取失败"
    CONFIRMED = "confirmed", "已导入"
    DISCARDED = "discarded", "已放弃"


class Stage(Words):
    """步骤: what the worker is doing with a file, for the progress bar."""

    READING = "reading", "正在读取文件"
    COMPARING = "comparing", "正在对照登记"
    SEALING = "sealing", "正在加密"
    WRITING = "writing", "正在写入登记"


MOVES = table(
    ("preview", "预览", {ImportStatus.UPLOADED}, ImportStatus.PREVIEWED),
    ("fail", "读取失败", {ImportStatus.UPLOADED}, ImportStatus.FAILED),
    ("confirm", "确认导入", {ImportStatus.PREVIEWED}, ImportStatus.CONFIRMING),
    ("apply", "写入", {ImportStatus.CONFIRMING}, ImportStatus.CONFIRMED),
    ("hand_back", "没有写入", {ImportStatus.CONFIRMING}, ImportStatus.PREVIEWED),
    ("reread", "登记有变化，重新核对", {ImportStatus.CONFIRMING}, ImportStatus.UPLOADED),
    ("discard", "放弃", {ImportStatus.UPLOADED, ImportStatus.PREVIEWED}, ImportStatus.DISCARDED),
)


class Import(Base):
    """导入（一个文件）: file and preview are sealed under a key of their own, destroyed once it is done."""

    __tablename__ = "imports"

    id: Mapped[UUID] = primary_key()
    kind: Mapped[ImportKind] = mapped_column(code_of(ImportKind), comment="种类")
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), index=True, comment="导入到哪个工会")
    status: Mapped[ImportStatus] = mapped_column(
        code_of(ImportStatus), default=ImportStatus.UPLOADED, comment="状态"
    )
    version: Mapped[int] = mapped_column(comment="版本，防止两次确认")
    uploaded_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), comment="上传人")
    uploaded_at: Mapped[datetime] = mapped_column(default=clock.now, comment="上传时间")
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), comment="确认人")
    confirmed_at: Mapped[datetime | None] = mapped_column(comment="确认时间")
    applied_at: Mapped[datetime | None] = mapped_column(comment="写入登记的时间")
    file_hash: Mapped[bytes] = mapped_column(LargeBinary(32), comment="文件 SHA-256")
    file_sealed: Mapped[bytes | None] = mapped_column(comment="文件（密文），处理后清除")
    preview_sealed: Mapped[bytes | None] = mapped_column(comment="预览（密文），处理后清除")
    annotated_asked_at: Mapped[datetime | None] = mapped_column(comment="要生成核对表的时间")
    annotated_sealed: Mapped[bytes | None] = mapped_column(comment="核对表（密文），处理后清除")
    stage: Mapped[Stage | None] = mapped_column(code_of(Stage), comment="后台正在做的步骤")
    total: Mapped[int] = mapped_column(default=0, comment="总行数")
    done: Mapped[int] = mapped_column(default=0, comment="这一步已处理的行数")
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="各类行数")
    failure: Mapped[str | None] = mapped_column(comment="没有读出或没有写入的原因（不含个人信息）")

    union: Mapped[Union] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def annotating(self) -> bool:
        """Whether the worker is to draw the annotated table (核对表), and has not yet."""
        return self.annotated_asked_at is not None and self.annotated_sealed is None

    @property
    def key_owner(self) -> UUID:
        """Its own data key."""
        return self.id
