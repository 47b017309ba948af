"""心跳: the background worker notes that it lives, so that a page can tell when it does not."""

from datetime import datetime

from sqlalchemy.orm import Mapped, Session, mapped_column

from service.ground import clock
from service.ground.db import Base, insert_unless_there


class Heartbeat(Base):
    """后台心跳: when a background worker last tidied up, which it does once a minute; one row for all of them."""

    __tablename__ = "heartbeats"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="恒为 1")
    at: Mapped[datetime] = mapped_column(comment="后台进程最近一次整理的时间")


def note_beat(session: Session) -> None:
    """Write down that a worker lives now."""
    session.execute(insert_unless_there(session, Heartbeat, id=1, at=clock.now()))
    session.get_one(Heartbeat, 1).at = clock.now()


def last_beat(session: Session) -> datetime | None:
    """When a worker last lived; None when none ever did."""
    row = session.get(Heartbeat, 1)
    return row.at if row is not None else None
