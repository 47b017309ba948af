"""通知激活: who was told to claim the card, when, and in which way; the one fact of the funnel that is not known elsewhere."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service import clock
from service.db import Base, code_of, primary_key
from service.words import Words


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
