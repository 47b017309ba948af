"""花名册半年更新: every January and July each union goes through its roster (长总工〔2018〕12号: 每年1月、7月更新)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from service.ground import clock
from service.ground.db import Base, primary_key
from service.ground.words import Words


class CampaignAnswer(Words):
    """工会的答复, derived from the versions that it confirmed while the campaign was open."""

    SILENT = "silent", "没有确认"
    RETURNED = "returned", "被退回，待重新确认"
    UNCHANGED = "unchanged", "确认没有变动"
    CHANGED = "changed", "确认了变动"


class WhichUnions(Words):
    """哪些工会: the list behind one number of a campaign."""

    ALL = "all", "要确认花名册的"
    CONFIRMED = "confirmed", "已经确认的"
    SILENT = "silent", "没有确认的"
    RETURNED = "returned", "被退回、待重新确认的"
    UNCHANGED = "unchanged", "确认没有变动的"
    CHANGED = "changed", "确认了变动的"
    RECEIVED = "received", "上级已接收的"
    CONSOLIDATED = "consolidated", "县总工会已汇总的"
    STILL = "still", "连续三次没有变动的"


# Who still has to do something.
UNANSWERED = (CampaignAnswer.SILENT, CampaignAnswer.RETURNED)


class Campaign(Base):
    """半年更新（一次）: open from one instant to another; what each union answered is not stored but read from its rosters."""

    __tablename__ = "campaigns"

    id: Mapped[UUID] = primary_key()
    period: Mapped[str] = mapped_column(String(7), unique=True, comment="哪一次，如 2027-01")
    opens_at: Mapped[datetime] = mapped_column(comment="开始")
    closes_at: Mapped[datetime] = mapped_column(comment="截止（不含）")
    opened_at: Mapped[datetime] = mapped_column(default=clock.now, comment="系统开始的时间")
    closed_at: Mapped[datetime | None] = mapped_column(comment="系统截止的时间，空表示还在更新")
    snapshot_id: Mapped[UUID | None] = mapped_column(ForeignKey("snapshots.id"), comment="截止时的封存")

    @property
    def label(self) -> str:
        """The name of the campaign, such as 2027年1月花名册更新."""
        year, month = self.period.split("-")
        return f"{year}年{int(month)}月花名册更新"

    @property
    def last_day(self) -> date:
        """The last legal day on which a union is in time."""
        return clock.county_day(self.closes_at - self.closes_at.resolution)

    @property
    def is_open(self) -> bool:
        """Whether unions may answer now."""
        return self.closed_at is None and self.opens_at <= clock.now() < self.closes_at

    @property
    def days_left(self) -> int:
        """How many days a union still has, today among them; none when it is over."""
        return max(0, (self.last_day - clock.today()).days + 1)

    def chased_from(self, days: int) -> datetime:
        """The instant from which whoever has not answered is reminded (催办): so many days before the end."""
        return self.closes_at - timedelta(days=days)
