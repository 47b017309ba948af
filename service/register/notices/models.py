"""消息: what people are told; written with the act it tells of, sent after the commit."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.ground import clock
from service.ground.db import Base, code_of, primary_key
from service.ground.words import Words


class Channel(Words):
    """渠道."""

    INBOX = "inbox", "站内消息"
    TEXT_MESSAGE = "text_message", "短信"


class Notice(Base):
    """消息: a kind and its opaque parameters; the sentence is made only where it is shown or sent."""

    __tablename__ = "notices"

    id: Mapped[UUID] = primary_key()
    channel: Mapped[Channel] = mapped_column(code_of(Channel), comment="渠道")
    kind: Mapped[str] = mapped_column(String(40), comment="消息种类")
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"), index=True, comment="收信账号")
    person_id: Mapped[UUID | None] = mapped_column(comment="收信职工")
    phone_sealed: Mapped[bytes | None] = mapped_column(comment="收信手机号（密文），发出后清除")
    subject_id: Mapped[UUID | None] = mapped_column(comment="所说的记录")
    blanks: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="填空，不含个人信息")
    secret_sealed: Mapped[bytes | None] = mapped_column(comment="验证码（密文），发出后清除")
    dedupe: Mapped[str] = mapped_column(String(120), unique=True, comment="去重键：同一件事只说一次")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, comment="写下时间")
    sent_at: Mapped[datetime | None] = mapped_column(comment="发出时间")
    read_at: Mapped[datetime | None] = mapped_column(comment="阅读时间")
    attempts: Mapped[int] = mapped_column(default=0, comment="已试次数")
    dead_at: Mapped[datetime | None] = mapped_column(index=True, comment="放弃时间")
    template_id: Mapped[str | None] = mapped_column(String(64), comment="占用了授权的订阅消息模板")
    message_id: Mapped[str | None] = mapped_column(String(40), index=True, comment="微信的订阅消息编号")
    fault: Mapped[str | None] = mapped_column(String(40), comment="订阅消息没有送达的微信错误码")

    @property
    def key_owner(self) -> UUID:
        """The person's key, so that erasing the person erases what was about to be sent; else its own."""
        return self.person_id or self.id


class NoticeGrant(Base):
    """订阅授权: how many messages of a template a worker still allows; WeChat's own count is the one that binds."""

    __tablename__ = "notice_grants"

    id: Mapped[UUID] = primary_key()
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), comment="微信账号")
    template_id: Mapped[str] = mapped_column(String(64), comment="订阅消息模板")
    remaining: Mapped[int] = mapped_column(comment="还可以发几条")
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, comment="变动时间")

    __table_args__ = (
        UniqueConstraint("account_id", "template_id"),
        CheckConstraint("remaining >= 0", name="remaining"),
    )
