"""更正申请: a member asks that what the register says of him be put right (个人信息保护法 第四十六条)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.ground import clock
from service.ground.db import Base, code_of, only_one, primary_key
from service.ground.moves import table
from service.ground.words import Words
from service.register.people.models import Person
from service.requests.applications.models import Correctable


class CorrectionStatus(Words):
    """更正申请状态."""

    WAITING = "waiting", "待答复"
    ACCEPTED = "accepted", "已更正"
    REFUSED = "refused", "未更正"
    WITHDRAWN = "withdrawn", "已撤回"


MOVES = table(
    ("accept", "同意更正", {CorrectionStatus.WAITING}, CorrectionStatus.ACCEPTED),
    ("refuse", "不同意更正", {CorrectionStatus.WAITING}, CorrectionStatus.REFUSED),
    ("withdraw", "撤回", {CorrectionStatus.WAITING}, CorrectionStatus.WITHDRAWN),
)


AGREED = "已同意，号码待系统核对"


class Correction(Base):
    """更正申请（一项）: one field of one person, with what it should be; the union of his membership answers.

    Whose turn it is follows the membership at reading time, so a member who is transferred takes it along.
    """

    __tablename__ = "corrections"

    id: Mapped[UUID] = primary_key()
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True, comment="申请的微信账号")
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True, comment="职工")
    field: Mapped[Correctable] = mapped_column(code_of(Correctable), comment="要更正的项目")
    value_sealed: Mapped[bytes] = mapped_column(comment="更正为（密文）")
    reason_sealed: Mapped[bytes | None] = mapped_column(comment="本人说明（密文）")
    status: Mapped[CorrectionStatus] = mapped_column(
        code_of(CorrectionStatus), default=CorrectionStatus.WAITING, comment="状态"
    )
    version: Mapped[int] = mapped_column(comment="版本，防止两人同时处理")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, comment="申请时间")
    due_on: Mapped[date] = mapped_column(comment="应答复日")
    answered_at: Mapped[datetime | None] = mapped_column(comment="答复时间")
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), comment="答复人")
    settled_at: Mapped[datetime | None] = mapped_column(comment="写入登记的时间；证件号码由后台核对后写入")
    answer_sealed: Mapped[bytes | None] = mapped_column(comment="答复（密文）")

    person: Mapped[Person] = relationship()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index("ix_corrections_status", "status", "created_at"),
        only_one("uq_corrections_waiting", "person_id", "field", where="status = 'waiting'"),
    )

    @property
    def standing(self) -> str:
        """How it stands, in words: a document number that the union agreed to is compared before it is written."""
        accepted = self.status is CorrectionStatus.ACCEPTED
        return AGREED if accepted and self.settled_at is None else self.status.label

    @property
    def key_owner(self) -> UUID:
        """The person's key: erasing the person erases what he asked to change."""
        return self.person_id
