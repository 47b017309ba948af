"""微信绑定 and 扫码登录: which WeChat account speaks for a member of staff, and the codes that it was asked to confirm."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.ground import clock
from service.ground.db import Base, code_of, only_one, primary_key
from service.ground.marks import Marked
from service.ground.words import Words
from service.register.accounts.models import Staff


class StaffBinding(Marked, Base):
    """微信绑定: one WeChat account for one member of staff, and the other way round; ended, never deleted."""

    __tablename__ = "staff_bindings"
    MARKED = ("staff_id", "account_id", "ended_at")

    id: Mapped[UUID] = primary_key()
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True, comment="工作人员")
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True, comment="微信账号")
    began_at: Mapped[datetime] = mapped_column(default=clock.now, comment="绑定时间")
    ended_at: Mapped[datetime | None] = mapped_column(comment="解除时间")
    ended_by: Mapped[UUID | None] = mapped_column(comment="解除人")

    staff: Mapped[Staff] = relationship()

    __table_args__ = (
        only_one("uq_staff_bindings_staff", "staff_id", where="ended_at IS NULL"),
        only_one("uq_staff_bindings_account", "account_id", where="ended_at IS NULL"),
    )


class ScanKind(Words):
    """扫码用途, as the phone shows it before it confirms."""

    SIGN_IN = "sign_in", "登录惠工卡工作台"
    STEP_UP = "step_up", "确认工作台上的重要操作"
    BIND = "bind", "把这个微信绑定到工作台账号"


class ScanState(Words):
    """扫码状态, derived from dated facts at reading time."""

    WAITING = "waiting", "等待扫码"
    OPENED = "opened", "手机已扫码，等待确认"
    CONFIRMED = "confirmed", "手机已确认"
    REFUSED = "refused", "手机上选了“不是我”"
    OVER = "over", "这个码已失效"


class Scan(Marked, Base):
    """扫码: one code on one browser for one phone; the first phone that opens it is the only one (QRLjacking)."""

    __tablename__ = "scans"
    MARKED = (
        *("kind", "scene", "browser_hash", "staff_id", "staff_session_id", "account_id"),
        *("expires_at", "opened_at", "confirmed_at", "refused_at", "used_at"),
    )

    id: Mapped[UUID] = primary_key()
    kind: Mapped[ScanKind] = mapped_column(code_of(ScanKind), comment="用途")
    scene: Mapped[str] = mapped_column(String(32), unique=True, comment="小程序码参数（随机，不透明）")
    browser_hash: Mapped[bytes] = mapped_column(
        LargeBinary(32), unique=True, comment="浏览器所持 Cookie 的带密钥摘要"
    )
    match_number: Mapped[str] = mapped_column(String(2), comment="两边都显示的两位数字")
    browser: Mapped[str] = mapped_column(String(40), comment="浏览器，如“Windows 上的 Edge 浏览器”")
    staff_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("staff.id"), comment="工作人员；登录时到手机确认才知道"
    )
    staff_session_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("staff_sessions.id"), comment="从哪个登录会话发起；登录时没有"
    )
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"), comment="第一个扫码的微信账号")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, comment="生成时间")
    expires_at: Mapped[datetime] = mapped_column(index=True, comment="失效时间")
    opened_at: Mapped[datetime | None] = mapped_column(comment="手机扫码时间")
    confirmed_at: Mapped[datetime | None] = mapped_column(comment="手机确认时间")
    refused_at: Mapped[datetime | None] = mapped_column(comment="手机拒绝时间")
    used_at: Mapped[datetime | None] = mapped_column(comment="浏览器用掉的时间，只能用一次")

    @property
    def state(self) -> ScanState:
        """Where the scan stands now."""
        if self.refused_at is not None:
            return ScanState.REFUSED
        if self.used_at is not None or clock.now() >= self.expires_at:
            return ScanState.OVER
        if self.confirmed_at is not None:
            return ScanState.CONFIRMED
        return ScanState.OPENED if self.opened_at is not None else ScanState.WAITING

    @property
    def seconds_left(self) -> int:
        """How long the code still lives, for the page."""
        return max(0, int((self.expires_at - clock.now()).total_seconds()))
