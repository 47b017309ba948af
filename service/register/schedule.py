"""日程: work that is due at moments of the county's calendar, done exactly once for each, whichever worker lives then.

How far a task has been done stands in its row. The row moves on by a conditional UPDATE in the transaction that does the
work, so two workers cannot both do it, a fault leaves it due, and what came due while nothing ran is done afterwards,
moment by moment, in its order.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from service.ground import clock
from service.ground.config import Settings
from service.ground.db import Base, insert_unless_there
from service.ground.words import Words
from service.register.deployment import Deployment

NEVER = datetime(9999, 1, 1, tzinfo=clock.COUNTY_ZONE)  # when a task that the county does not want is due


class Task(Words):
    """日程任务, in the order of the alphabet."""

    CHASE_CAMPAIGN = "chase_campaign", "催办花名册半年更新"
    CLOSE_CAMPAIGN = "close_campaign", "花名册半年更新截止并封存"
    FREEZE_YEAR = "freeze_year", "年度数据封存"
    LOOK_FOR_FINDINGS = "look_for_findings", "查找数据疑点（含超龄）"
    OPEN_CAMPAIGN = "open_campaign", "开始花名册半年更新"
    PURGE = "purge", "个人信息到期清理"


class Scheduled(Base):
    """日程（一项任务）: up to which moment it has been done; enrolled at the moment at which a worker first knows it."""

    __tablename__ = "schedule"

    task: Mapped[str] = mapped_column(String(40), primary_key=True, comment="任务")
    done_until: Mapped[datetime] = mapped_column(comment="到期时间在此之前（含）的都已办完")
    due_at: Mapped[datetime] = mapped_column(comment="下一次到期时间")
    done_at: Mapped[datetime | None] = mapped_column(comment="最近一次办完的时间")


@dataclass(frozen=True)
class Plan:
    """When a task is due and what it does: ``following`` gives the first moment after another one."""

    task: Task
    following: Callable[[Settings, datetime], datetime]
    work: Callable[[Session, Settings, datetime], None]


def do_due(deployment: Deployment, plan: Plan) -> bool:
    """Do the oldest moment of a plan that is due; whether there was one.

    The row is moved on first, so that a second worker waits for it and then finds nothing to move.
    """
    settings = deployment.settings
    with deployment.database.reading() as session:
        row = session.get(Scheduled, plan.task.value)
    after = row.done_until if row else clock.now()
    due_at = plan.following(settings, after)
    if row is not None and row.due_at == due_at > clock.now():
        return False
    with deployment.database.writing() as session:
        if row is None:
            # A county that starts in autumn does not make up for its summer.
            facts = {"task": plan.task.value, "done_until": after, "due_at": due_at}
            session.execute(insert_unless_there(session, Scheduled, **facts))
        elif due_at > clock.now():
            _move(session, plan, after, due_at=due_at)  # the county chose other days
        elif _move(
            session,
            plan,
            after,
            done_until=due_at,
            due_at=plan.following(settings, due_at),
            done_at=clock.now(),
        ):
            plan.work(session, settings, due_at)
            return True
    return False


def _move(session: Session, plan: Plan, seen: datetime, **to: datetime) -> bool:
    """Whether the row still stood where it was read; only then it moves."""
    unmoved = (Scheduled.task == plan.task.value) & (Scheduled.done_until == seen)
    return session.scalar(update(Scheduled).where(unmoved).values(**to).returning(Scheduled.task)) is not None


def daily(hour: int) -> Callable[[Settings, datetime], datetime]:
    """When a plan is due that comes every day at a full hour of the county."""

    def following(_settings: Settings, after: datetime) -> datetime:
        today = clock.midnight(clock.county_day(after)) + timedelta(hours=hour)
        return today if today > after else today + timedelta(days=1)

    return following
