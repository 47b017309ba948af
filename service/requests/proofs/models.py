"""会员证明: a paper that tells a person's own memberships, with a code by which anybody can check it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.ground import clock
from service.ground.db import Base, primary_key
from service.register.people.models import Person


class MembershipProof(Base):
    """会员证明: who it is for and until when it serves; the code stands on the paper, here only its digest."""

    __tablename__ = "membership_proofs"

    id: Mapped[UUID] = primary_key()
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True, comment="职工")
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, comment="核验码的 SHA-256")
    issued_at: Mapped[datetime] = mapped_column(default=clock.now, comment="开具时间")
    expires_on: Mapped[date] = mapped_column(comment="有效期止（含）")
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"), comment="本人开具的微信账号")
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), comment="代为开具的工作人员")

    person: Mapped[Person] = relationship()
