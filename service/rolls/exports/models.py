"""导出: a file asked for with a purpose, for many unions approved by a second person, kept sealed for a day."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.ground import clock
from service.ground.db import Base, code_of, primary_key
from service.ground.moves import table
from service.ground.words import Words
from service.register.accounts.models import Staff
from service.register.unions.models import Union, UnionKind
from service.rolls.snapshots.models import Snapshot

LEAVES = (UnionKind.GRASSROOTS, UnionKind.GROUP)


class ExportKind(Words):
    """导出种类."""

    UNIONS = "unions", "组织信息采集汇总表（附件1）"
    ROSTER = "roster", "会员花名册（附件3）"
    PROVINCE = "province", "省平台报送包（全部会员）"
    PROVINCE_CHANGES = "province_changes", "省平台报送包（只报有差异的）"


# Drawn by the room above that keeps account of them; nobody takes one out alone, however few stand in it.
PACKS = (ExportKind.PROVINCE, ExportKind.PROVINCE_CHANGES)


class ExportStatus(Words):
    """导出状态."""

    REQUESTED = "requested", "等第二人批准"
    WAITING = "waiting", "正在生成"
    READY = "ready", "可以下载"
    FAILED = "failed", "生成失败"
    EXPIRED = "expired", "已过期删除"
    REFUSED = "refused", "未批准"
    WITHDRAWN = "withdrawn", "已撤回"
    LAPSED = "lapsed", "过期未批"
    VOID = "void", "已作废"


MOVES = table(
    ("approve", "批准", {ExportStatus.REQUESTED}, ExportStatus.WAITING),
    ("refuse", "不批准", {ExportStatus.REQUESTED}, ExportStatus.REFUSED),
    ("withdraw", "撤回", {ExportStatus.REQUESTED}, ExportStatus.WITHDRAWN),
    ("lapse", "过期", {ExportStatus.REQUESTED}, ExportStatus.LAPSED),
    ("void", "作废", {ExportStatus.REQUESTED, ExportStatus.WAITING}, ExportStatus.VOID),
    ("make", "生成", {ExportStatus.WAITING}, ExportStatus.READY),
    ("fail", "生成失败", {ExportStatus.WAITING}, ExportStatus.FAILED),
    ("expire", "过期删除", {ExportStatus.READY}, ExportStatus.EXPIRED),
)


class Export(Base):
    """导出（一个文件）: who asked, why, for which union, who approved; its hash stands in the audit log."""

    __tablename__ = "exports"

    id: Mapped[UUID] = primary_key()
    kind: Mapped[ExportKind] = mapped_column(code_of(ExportKind), comment="种类")
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), index=True, comment="范围")
    status: Mapped[ExportStatus] = mapped_column(
        code_of(ExportStatus), default=ExportStatus.WAITING, comment="状态"
    )
    snapshot_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("snapshots.id"), comment="按哪次封存，空表示现在"
    )
    requested_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True, comment="申请人")
    requested_at: Mapped[datetime] = mapped_column(default=clock.now, comment="申请时间")
    purpose: Mapped[str] = mapped_column(comment="用途")
    digest: Mapped[bytes | None] = mapped_column(
        LargeBinary(32), comment="申请内容的带密钥校验值，批准和生成时核对"
    )
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), comment="批准或不批准的第二人")
    decided_at: Mapped[datetime | None] = mapped_column(comment="批准或不批准的时间")
    refusal: Mapped[str | None] = mapped_column(comment="不批准的原因（不含个人信息）")
    total: Mapped[int] = mapped_column(default=0, comment="总行数")
    done: Mapped[int] = mapped_column(default=0, comment="已写行数")
    file_sealed: Mapped[bytes | None] = mapped_column(comment="文件（密文）")
    file_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), comment="文件 SHA-256")
    password_sealed: Mapped[bytes | None] = mapped_column(comment="打开文件的密码（密文）")
    passwords_shown: Mapped[int] = mapped_column(
        default=0, server_default=text("0"), comment="密码已显示次数"
    )
    failure: Mapped[str | None] = mapped_column(comment="没有生成的原因（不含个人信息）")
    ready_at: Mapped[datetime | None] = mapped_column(comment="生成时间")
    expires_at: Mapped[datetime | None] = mapped_column(index=True, comment="失效时间")

    union: Mapped[Union] = relationship()
    snapshot: Mapped[Snapshot | None] = relationship()
    requester: Mapped[Staff] = relationship(foreign_keys=[requested_by])
    decider: Mapped[Staff | None] = relationship(foreign_keys=[decided_by])

    @property
    def bulk(self) -> bool:
        """批量导出: a pack for the province or the rosters of more than one union, which nobody takes out alone."""
        return self.kind in PACKS or (self.kind is ExportKind.ROSTER and self.union.kind not in LEAVES)

    @property
    def title(self) -> str:
        """What the file is: the form, and as of which snapshot."""
        if self.snapshot is None:
            return self.kind.label
        form = "各工会人数汇总" if self.kind is ExportKind.UNIONS else self.kind.label
        return f"{form}，{self.snapshot.label}的封存"

    @property
    def key_owner(self) -> UUID:
        """Its own data key, destroyed when the file expires."""
        return self.id


class ExportLink(Base):
    """下载链接: lives a quarter of an hour and serves once; only the SHA-256 of its token is kept."""

    __tablename__ = "export_links"

    id: Mapped[UUID] = primary_key()
    export_id: Mapped[UUID] = mapped_column(ForeignKey("exports.id"), index=True, comment="导出")
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, comment="链接令牌的 SHA-256")
    made_at: Mapped[datetime] = mapped_column(default=clock.now, comment="取得时间")
    expires_at: Mapped[datetime] = mapped_column(comment="失效时间")
    used_at: Mapped[datetime | None] = mapped_column(comment="下载时间，空表示没有用过")

    export: Mapped[Export] = relationship()


class ExportCanary(Base):
    """暗记: a person who does not exist, planted in one bulk file; kept as blind digests, to trace a leaked copy."""

    __tablename__ = "export_canaries"

    id: Mapped[UUID] = primary_key()
    export_id: Mapped[UUID] = mapped_column(ForeignKey("exports.id"), index=True, comment="导出")
    version: Mapped[int] = mapped_column(comment="索引密钥版本")
    number_digest: Mapped[bytes] = mapped_column(LargeBinary(16), comment="证件号码的 128 位摘要")
    phone_digest: Mapped[bytes] = mapped_column(LargeBinary(16), comment="手机号的 128 位摘要")

    __table_args__ = (
        Index("ix_export_canaries_number", "version", "number_digest"),
        Index("ix_export_canaries_phone", "version", "phone_digest"),
    )
