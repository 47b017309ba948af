"""会籍: the chain of a person's memberships; intervals of legal days that never overlap."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.ground import clock
from service.ground.db import Base, code_of, only_one, primary_key
from service.ground.words import Words
from service.register.facts.words import Employment, Post
from service.register.people.models import Person
from service.register.unions.models import Union


class Basis(Words):
    """会籍依据: what made this person a member."""

    DECISION = "decision", "委员会决议"
    ROSTER = "roster", "花名册登记（原有会员）"


class RetainReason(Words):
    """保留会籍原因（总工发〔2016〕35号 第十七、十九、二十条）."""

    RETIRED = "retired", "退休（含提前退休）"
    UNEMPLOYED = "unemployed", "失业"
    SERVICE = "service", "服兵役"
    UNIT_CLOSED = "unit_closed", "单位撤销、终止"


class EndReason(Words):
    """会籍结束原因（总工发〔2016〕35号）; after the first three the person goes on as a member in the next stretch."""

    TRANSFERRED = "transferred", "接转"
    RETAINED = "retained", "转为保留会籍"
    RESUMED = "resumed", "恢复会籍"
    LEFT = "left", "退会"
    LAPSED = "lapsed", "视为自动退会"
    EXPELLED = "expelled", "开除"
    DECEASED = "deceased", "去世"
    VOID = "void", "登记错误"


# 不断档: who ends a stretch for one of these begins the next one on the same day.
GOES_ON = (EndReason.TRANSFERRED, EndReason.RETAINED, EndReason.RESUMED)


class Membership(Base):
    """会籍（一段）: one person in one union from one day; open while ``ended_on`` is empty.

    《工会会员会籍管理办法》第三条: 一次入会、动态接转. The chain is numbered, so two writers cannot both append. A stretch
    that goes on (接转、保留、恢复) hands its ``basis`` to the next: that says what made the person a member.
    """

    __tablename__ = "memberships"

    id: Mapped[UUID] = primary_key()
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), comment="职工")
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), comment="工会")
    sequence: Mapped[int] = mapped_column(comment="第几段")
    started_on: Mapped[date] = mapped_column(comment="起（含）")
    ended_on: Mapped[date | None] = mapped_column(comment="止（不含）")
    basis: Mapped[Basis] = mapped_column(code_of(Basis), comment="依据")
    decision_id: Mapped[UUID | None] = mapped_column(comment="决议")
    end_reason: Mapped[EndReason | None] = mapped_column(code_of(EndReason), comment="结束原因")
    retained_for: Mapped[RetainReason | None] = mapped_column(
        code_of(RetainReason), comment="保留会籍原因，空表示在会"
    )
    unit_name: Mapped[str] = mapped_column(String(120), default="", comment="所属单位")
    employment: Mapped[Employment | None] = mapped_column(code_of(Employment), comment="就业状况")
    post: Mapped[Post | None] = mapped_column(code_of(Post), comment="担任工会职务")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, comment="登记时间")

    person: Mapped[Person] = relationship()
    union: Mapped[Union] = relationship()

    __table_args__ = (
        only_one("uq_memberships_open", "person_id", where="ended_on IS NULL"),
        UniqueConstraint("person_id", "sequence"),
        # The members of a union, and the first of those it has, without a look at any row.
        Index("ix_memberships_union", "union_id", "ended_on", "created_at"),
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="interval"),
        CheckConstraint("(ended_on IS NULL) = (end_reason IS NULL)", name="end_has_reason"),
    )

    @property
    def is_retained(self) -> bool:
        """Whether this stretch is 保留会籍: still a member, not counted, free of dues, without the card's benefits."""
        return self.retained_for is not None

    @property
    def standing(self) -> str:
        """What this stretch is, in words."""
        if self.end_reason is not None:
            return "会籍已结束" if self.end_reason not in GOES_ON else "已转入下一段"
        return f"保留会籍（{self.retained_for.label}）" if self.retained_for else "会员"
