"""年度封存: the county's figures for the year's appraisal, frozen at the end of one day (10月30日24点冻结为年度考核数据, S3)."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.config import Settings
from service.register.schedule import NEVER, Plan, Task
from service.rolls.snapshots.actions import freeze
from service.rolls.snapshots.models import SnapshotKind


def following(settings: Settings, after: datetime) -> datetime:
    """24:00 of the day that the county chose, in this year or the next; never, when it chose none."""
    if not settings.yearly_freeze:
        return NEVER
    month, day = (int(part) for part in settings.yearly_freeze.split("-"))
    year = clock.county_day(after).year
    ends = (clock.midnight(date(one, month, day) + timedelta(days=1)) for one in (year - 1, year, year + 1))
    return next(end for end in ends if end > after)


def freeze_year(session: Session, _settings: Settings, due_at: datetime) -> None:
    """Freeze the year that the day belongs to."""
    year = clock.county_day(due_at - due_at.resolution).year
    freeze(session, SnapshotKind.YEARLY, f"{year}年度考核数据", due_at)


YEARLY = Plan(Task.FREEZE_YEAR, following, freeze_year)
