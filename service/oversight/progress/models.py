"""通知激活: who was told to claim the card, the one fact of the funnel that is not known elsewhere; 进度统计: its figures."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service.ground import clock
from service.ground.db import Base, code_of, primary_key
from service.ground.words import Words


class Way(Words):
    """通知方式: how members are told; the service sends nothing by itself."""

    MEETING = "meeting", "班组会"
    WECHAT_GROUP = "wechat_group", "微信群"
    POSTER = "poster", "海报"
    IN_PERSON = "in_person", "当面"


class Invitation(Base):
    """通知激活（一人一次）: a member of a union was told to claim the card; a new membership is told anew."""

    __tablename__ = "invitations"

    id: Mapped[UUID] = primary_key()
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("memberships.id"), unique=True, comment="会籍")
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), index=True, comment="通知的工会")
    way: Mapped[Way] = mapped_column(code_of(Way), comment="通知方式")
    invited_at: Mapped[datetime] = mapped_column(default=clock.now, comment="通知时间")
    invited_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), comment="登记人")


class Tally(Base):
    """进度统计（一个工会一个月）: the funnel of one union by itself, as the worker counted it last; unions without members too.

    No fact of its own: all rows of a month are counted in one statement and written in one transaction. The month that
    lasts is counted again and again, one that is over once more at its end, and that stays.
    """

    __tablename__ = "tallies"

    ends_on: Mapped[date] = mapped_column(primary_key=True, comment="月末日")
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), primary_key=True, comment="工会")
    as_of: Mapped[datetime] = mapped_column(comment="截至")
    counted_at: Mapped[datetime] = mapped_column(comment="统计时间，此后登记的会籍不在内")
    registered: Mapped[int] = mapped_column(comment="在册")
    imported: Mapped[int] = mapped_column(comment="其中花名册登记")
    decided: Mapped[int] = mapped_column(comment="其中决议批准")
    invited: Mapped[int] = mapped_column(comment="已通知")
    claimed: Mapped[int] = mapped_column(comment="已申领")
    activated: Mapped[int] = mapped_column(comment="已激活")
