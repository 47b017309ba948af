"""Who knocks: WeChat accounts of workers, their sessions and consents, and the accounts of staff."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.ground import clock
from service.ground.db import Base, code_of, only_one, primary_key
from service.ground.marks import Marked
from service.ground.words import Words


class Account(Marked, Base):
    """微信账号: one (appid, openid); never openid alone, for another mini-program may use the same text."""

    __tablename__ = "accounts"
    MARKED = ("appid", "openid", "phone_verified_at", "blocked_at")

    id: Mapped[UUID] = primary_key()
    appid: Mapped[str] = mapped_column(String(40), comment="小程序 appid")
    openid: Mapped[str] = mapped_column(String(64), comment="微信 openid")
    unionid: Mapped[str | None] = mapped_column(String(64), index=True, comment="微信 unionid，可能没有")
    phone_sealed: Mapped[bytes | None] = mapped_column(comment="微信核验过的手机号（密文）")
    phone_verified_at: Mapped[datetime | None] = mapped_column(comment="手机号核验时间")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, comment="首次登录时间")
    blocked_at: Mapped[datetime | None] = mapped_column(comment="停用时间")

    __table_args__ = (UniqueConstraint("appid", "openid"),)

    @property
    def key_owner(self) -> UUID:
        """Its own data key."""
        return self.id


class AccountSession(Marked, Base):
    """登录会话（职工）: an opaque token of which only a keyed digest is stored; revocable, expiring."""

    __tablename__ = "account_sessions"
    MARKED = ("account_id", "token_hash", "expires_at", "revoked_at")

    id: Mapped[UUID] = primary_key()
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True, comment="微信账号")
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, comment="令牌的带密钥摘要")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, comment="登录时间")
    expires_at: Mapped[datetime] = mapped_column(index=True, comment="失效时间")
    revoked_at: Mapped[datetime | None] = mapped_column(comment="注销时间")

    account: Mapped[Account] = relationship()


class ConsentKind(Words):
    """同意事项: one purpose, one consent (个人信息保护法 第十四条、第二十九条)."""

    PRIVACY = "privacy", "隐私政策"
    IDENTITY = "identity", "敏感个人信息处理告知书"


class Consent(Base):
    """同意记录: which version of which notice, when; withdrawn, never deleted."""

    __tablename__ = "consents"

    id: Mapped[UUID] = primary_key()
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True, comment="微信账号")
    kind: Mapped[ConsentKind] = mapped_column(code_of(ConsentKind), comment="事项")
    document_version: Mapped[str] = mapped_column(String(20), comment="告知书版本")
    channel: Mapped[str] = mapped_column(String(20), default="miniprogram", comment="渠道")
    agreed_at: Mapped[datetime] = mapped_column(default=clock.now, comment="同意时间")
    withdrawn_at: Mapped[datetime | None] = mapped_column(comment="撤回时间")

    __table_args__ = (only_one("uq_consents_current", "account_id", "kind", where="withdrawn_at IS NULL"),)


class IdempotencyKey(Base):
    """幂等键: one key, one effect; a retry on a bad network gets the first answer."""

    __tablename__ = "idempotency_keys"

    id: Mapped[UUID] = primary_key()
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), comment="微信账号")
    key: Mapped[str] = mapped_column(String(80), comment="客户端给的编号")
    request_hash: Mapped[bytes] = mapped_column(LargeBinary(32), comment="请求内容的 SHA-256")
    result_id: Mapped[UUID] = mapped_column(comment="产生的记录")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, comment="时间")

    __table_args__ = (UniqueConstraint("account_id", "key"),)


class WeChatToken(Base):
    """微信接口凭据: the stable token, shared by every process of the service."""

    __tablename__ = "wechat_tokens"

    id: Mapped[UUID] = primary_key()
    appid: Mapped[str] = mapped_column(String(40), unique=True, comment="小程序 appid")
    token_sealed: Mapped[bytes | None] = mapped_column(comment="凭据（密文）")
    token_hash: Mapped[bytes | None] = mapped_column(
        LargeBinary(32), comment="凭据的 SHA-256，用于比较后删除"
    )
    expires_at: Mapped[datetime | None] = mapped_column(comment="失效时间")

    @property
    def key_owner(self) -> UUID:
        """Its own data key."""
        return self.id


class PushReceipt(Base):
    """微信推送回执: one row per message already handled, so that a re-sent one has no second effect."""

    __tablename__ = "push_receipts"

    key: Mapped[str] = mapped_column(String(64), primary_key=True, comment="去重摘要")
    received_at: Mapped[datetime] = mapped_column(default=clock.now, comment="收到时间")


class Staff(Marked, Base):
    """工作人员: a person who works in the console; named so that a colleague knows who was faster."""

    __tablename__ = "staff"
    MARKED = ("login", "password_hash", "totp_step", "disabled_at")

    id: Mapped[UUID] = primary_key()
    login: Mapped[str] = mapped_column(String(60), unique=True, comment="用户名")
    name_sealed: Mapped[bytes | None] = mapped_column(comment="姓名（密文）")
    title: Mapped[str] = mapped_column(String(60), default="", comment="职务称呼，如“工会主席”")
    password_hash: Mapped[str] = mapped_column(String(200), comment="口令（argon2id）")
    totp_secret_sealed: Mapped[bytes | None] = mapped_column(comment="动态码密钥（密文）")
    totp_step: Mapped[int] = mapped_column(default=0, comment="最后用过的动态码时间步，防重放")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, comment="开通时间")
    disabled_at: Mapped[datetime | None] = mapped_column(comment="停用时间")

    @property
    def key_owner(self) -> UUID:
        """Its own data key."""
        return self.id


class SignInWay(Words):
    """登录方式."""

    PASSWORD = "password", "密码和动态码"
    SCAN = "scan", "微信扫码"


class StaffSession(Marked, Base):
    """登录会话（工作人员）: server-side, so that a revoked role or account ends at once."""

    __tablename__ = "staff_sessions"
    MARKED = (
        *("staff_id", "token_hash", "form_token", "created_at", "expires_at"),
        *("stepped_up_at", "revoked_at", "way"),
    )

    id: Mapped[UUID] = primary_key()
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True, comment="工作人员")
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, comment="Cookie 的带密钥摘要")
    form_token: Mapped[str] = mapped_column(String(64), comment="表单令牌（防跨站请求）")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, comment="登录时间")
    seen_at: Mapped[datetime] = mapped_column(default=clock.now, comment="最近使用时间")
    expires_at: Mapped[datetime] = mapped_column(comment="最晚失效时间")
    stepped_up_at: Mapped[datetime | None] = mapped_column(comment="最近一次再次核验时间")
    revoked_at: Mapped[datetime | None] = mapped_column(comment="注销时间")
    browser: Mapped[str] = mapped_column(
        String(40), default="", server_default="", comment="浏览器，如“Windows 上的 Edge 浏览器”"
    )
    way: Mapped[SignInWay] = mapped_column(
        code_of(SignInWay), default=SignInWay.PASSWORD, server_default="password", comment="登录方式"
    )

    staff: Mapped[Staff] = relationship()
