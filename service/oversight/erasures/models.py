"""删除个人信息: who is no member any more asks that what is known of him be destroyed (个人信息保护法 第四十七条)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.ground import clock
from service.ground.db import Base, code_of, only_one, primary_key
from service.ground.moves import table
from service.ground.words import Words
from service.register.people.models import Person
from service.register.unions.models import Union


class ErasureBasis(Words):
    """删除的依据."""

    OWN = "own", "本人在小程序里申请"
    PAPER = "paper", "本人书面申请"
    RELATIVE = "relative", "会员去世，近亲属书面申请"
    PERIOD = "period", "保存期限届满"


# 书面申请: brought to a union on paper, so somebody else has to agree.
ON_PAPER = (ErasureBasis.PAPER, ErasureBasis.RELATIVE)


class ErasureStatus(Words):
    """删除申请状态."""

    REGISTERED = "registered", "待县总工会核准"
    ASKED = "asked", "等待删除"
    TURNED_DOWN = "turned_down", "县总工会没有核准"
    WITHDRAWN = "withdrawn", "已撤回"
    DONE = "done", "已删除"
    REFUSED = "refused", "没有删除"


OPEN = (ErasureStatus.REGISTERED, ErasureStatus.ASKED)
MOVES = table(
    ("agree", "核准", {ErasureStatus.REGISTERED}, ErasureStatus.ASKED),
    ("turn_down", "不核准", {ErasureStatus.REGISTERED}, ErasureStatus.TURNED_DOWN),
    ("withdraw", "撤回", set(OPEN), ErasureStatus.WITHDRAWN),
    ("finish", "删除", {ErasureStatus.ASKED}, ErasureStatus.DONE),
    ("refuse", "又成为会员，不删除", {ErasureStatus.ASKED}, ErasureStatus.REFUSED),
)
_WAITS = "status IN ('registered', 'asked')"


class Erasure(Base):
    """删除申请: waits some days, in which it can be taken back, then the worker destroys the keys.

    It is about a person, or about a WeChat account that never came to hold a card; one that waits for each.
    """

    __tablename__ = "erasures"

    id: Mapped[UUID] = primary_key()
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"), index=True, comment="职工")
    account_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("accounts.id"), index=True, comment="申请的微信账号"
    )
    union_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("unions.id"), index=True, comment="最后一段会籍所在的工会"
    )
    basis: Mapped[ErasureBasis] = mapped_column(
        code_of(ErasureBasis), default=ErasureBasis.OWN, comment="删除的依据"
    )
    status: Mapped[ErasureStatus] = mapped_column(
        code_of(ErasureStatus), default=ErasureStatus.ASKED, comment="状态"
    )
    version: Mapped[int] = mapped_column(server_default="1", comment="版本，防止两人同时处理")
    words_sealed: Mapped[bytes | None] = mapped_column(comment="书面申请和证件核对情况（密文）")
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), comment="登记的工作人员")
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), comment="核准或者不核准的人")
    answer_sealed: Mapped[bytes | None] = mapped_column(comment="不核准的理由（密文）")
    asked_at: Mapped[datetime] = mapped_column(default=clock.now, comment="申请时间")
    due_at: Mapped[datetime | None] = mapped_column(index=True, comment="到期删除的时间，核准以后才有")
    ended_at: Mapped[datetime | None] = mapped_column(comment="删除、撤回或者没有删除的时间")

    person: Mapped[Person | None] = relationship()
    union: Mapped[Union | None] = relationship()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        only_one("uq_erasures_person", "person_id", where=f"{_WAITS} AND person_id IS NOT NULL"),
        only_one("uq_erasures_account", "account_id", where=f"{_WAITS} AND account_id IS NOT NULL"),
        CheckConstraint("person_id IS NOT NULL OR account_id IS NOT NULL", name="of_somebody"),
        CheckConstraint("status <> 'asked' OR due_at IS NOT NULL", name="asked_has_day"),
    )

    @property
    def key_owner(self) -> UUID:
        """The key of whom it is about: what was said goes with the person."""
        owner = self.person_id or self.account_id
        assert owner is not None
        return owner
