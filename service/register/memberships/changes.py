"""会籍变更记录: how a stretch of membership ended or went on, by which article, with which evidence, by whom."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.ground import clock
from service.ground.db import Base, code_of, primary_key
from service.ground.words import Words
from service.register.memberships.models import EndReason, Membership


class ResumeReason(Words):
    """恢复会籍原因."""

    REHIRED = "rehired", "返聘"
    REEMPLOYED = "reemployed", "重新就业，仍在本工会"
    DEMOBILISED = "demobilised", "退役后回原单位"
    MISTAKEN = "mistaken", "原来的保留登记有误"


class VoidReason(Words):
    """登记错误的种类."""

    NEVER_JOINED = "never_joined", "本人没有入会，登记错了"
    WRONG_PERSON = "wrong_person", "登记成了别人"
    DUPLICATE = "duplicate", "同一个人登记了两次，合并到另一份登记"


class MembershipChange(Base):
    """会籍变更: one row for each stretch that ended, never changed and never deleted.

    ``effective_on`` is the legal day; words of people are sealed under the person's own key.
    """

    __tablename__ = "membership_changes"

    id: Mapped[UUID] = primary_key()
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True, comment="职工")
    membership_id: Mapped[UUID] = mapped_column(
        ForeignKey("memberships.id"), unique=True, comment="结束的一段会籍"
    )
    next_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("memberships.id"), unique=True, comment="接着的一段会籍"
    )
    kind: Mapped[EndReason] = mapped_column(code_of(EndReason), comment="变更种类")
    effective_on: Mapped[date] = mapped_column(comment="生效日")
    resumed_for: Mapped[ResumeReason | None] = mapped_column(code_of(ResumeReason), comment="恢复原因")
    void_for: Mapped[VoidReason | None] = mapped_column(code_of(VoidReason), comment="登记错误的种类")
    survivor_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"), comment="合并到的职工登记")
    asked_on: Mapped[date | None] = mapped_column(comment="本人提出日（退会）")
    persuaded_on: Mapped[date | None] = mapped_column(comment="劝说、教育的日期")
    idle_since: Mapped[date | None] = mapped_column(comment="从哪天起不交会费、不参加活动（视为自动退会）")
    minute_no: Mapped[str] = mapped_column(String(60), default="", comment="会议纪要或批复编号")
    words_sealed: Mapped[bytes | None] = mapped_column(comment="说明（密文）")
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), comment="办理人")
    at: Mapped[datetime] = mapped_column(default=clock.now, comment="登记时间")

    membership: Mapped[Membership] = relationship(foreign_keys=[membership_id])
    following: Mapped[Membership | None] = relationship(foreign_keys=[next_id])

    @property
    def key_owner(self) -> UUID:
        """The person's key: erasing the person erases what was said of him."""
        return self.person_id
