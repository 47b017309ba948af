"""开除会籍的案件: three steps in a queue, a table of moves, never a button (工会章程第七条)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.ground import clock
from service.ground.db import Base, code_of, only_one, primary_key
from service.ground.moves import table
from service.ground.words import Words
from service.register.memberships.models import Membership
from service.register.people.models import Person
from service.register.unions.models import Union


class ExpulsionStatus(Words):
    """开除案状态."""

    PROPOSED = "proposed", "小组已提出意见，待委员会决定"
    DECIDED = "decided", "已决定开除，待上一级工会备案"
    FILED = "filed", "已备案"
    DISMISSED = "dismissed", "委员会决定不开除"
    WITHDRAWN = "withdrawn", "小组已撤回意见"


MOVES = table(
    ("decide", "委员会决定开除", {ExpulsionStatus.PROPOSED}, ExpulsionStatus.DECIDED),
    ("dismiss", "委员会决定不开除", {ExpulsionStatus.PROPOSED}, ExpulsionStatus.DISMISSED),
    ("withdraw", "小组撤回意见", {ExpulsionStatus.PROPOSED}, ExpulsionStatus.WITHDRAWN),
    ("file", "上一级工会备案", {ExpulsionStatus.DECIDED}, ExpulsionStatus.FILED),
)


class Expulsion(Base):
    """开除案: the group's opinion, the committee's decision, filed with the union above; words sealed under the person."""

    __tablename__ = "expulsions"

    id: Mapped[UUID] = primary_key()
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True, comment="职工")
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("memberships.id"), index=True, comment="会籍")
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), index=True, comment="工会")
    status: Mapped[ExpulsionStatus] = mapped_column(
        code_of(ExpulsionStatus), default=ExpulsionStatus.PROPOSED, index=True, comment="状态"
    )
    version: Mapped[int] = mapped_column(comment="版本，防止两人同时处理")
    group_on: Mapped[date] = mapped_column(comment="工会小组讨论日")
    opinion_sealed: Mapped[bytes] = mapped_column(comment="小组意见与刑事判决依据（密文）")
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), comment="登记人")
    proposed_at: Mapped[datetime] = mapped_column(default=clock.now, comment="登记时间")
    decided_on: Mapped[date | None] = mapped_column(comment="委员会决定日，开除从这天起")
    minute_no: Mapped[str] = mapped_column(String(60), default="", comment="会议纪要编号")
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), comment="记录决定的人")
    filed_on: Mapped[date | None] = mapped_column(comment="备案日")
    file_no: Mapped[str] = mapped_column(String(60), default="", comment="备案编号")
    filed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), comment="备案人")

    person: Mapped[Person] = relationship()
    membership: Mapped[Membership] = relationship()
    union: Mapped[Union] = relationship()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (only_one("uq_expulsions_open", "person_id", where="status = 'proposed'"),)

    @property
    def key_owner(self) -> UUID:
        """The person's key."""
        return self.person_id
