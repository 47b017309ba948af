"""删除个人信息: who is no member any more asks that what is known of him be destroyed (个人信息保护法 第四十七条)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service import clock
from service.db import Base, code_of, only_one, primary_key
from service.moves import table
from service.words import Words


class ErasureStatus(Words):
    """删除申请状态."""

    ASKED = "asked", "等待删除"
    WITHDRAWN = "withdrawn", "已撤回"
    DONE = "done", "已删除"
    REFUSED = "refused", "没有删除"


MOVES = table(
    ("withdraw", "撤回", {ErasureStatus.ASKED}, ErasureStatus.WITHDRAWN),
    ("finish", "删除", {ErasureStatus.ASKED}, ErasureStatus.DONE),
    ("refuse", "又成为会员，不删除", {ErasureStatus.ASKED}, ErasureStatus.REFUSED),
)


class Erasure(Base):
    """删除申请: waits some days, in which it can be taken back, then the worker destroys the keys; one that waits per person."""

    __tablename__ = "erasures"

    id: Mapped[UUID] = primary_key()
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True, comment="职工")
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True, comment="申请的微信账号")
    status: Mapped[ErasureStatus] = mapped_column(
        code_of(ErasureStatus), default=ErasureStatus.ASKED, comment="状态"
    )
    asked_at: Mapped[datetime] = mapped_column(default=clock.now, comment="申请时间")
    due_at: Mapped[datetime] = mapped_column(index=True, comment="到期删除的时间")
    ended_at: Mapped[datetime | None] = mapped_column(comment="删除、撤回或者没有删除的时间")

    __table_args__ = (only_one("uq_erasures_asked", "person_id", where="status = 'asked'"),)
