"""Limits against guessing: leaky buckets kept in the database, in the transaction of the act itself, failing closed.

A limiter is a line of LIMITS: how many at once, and how fast one comes back. Per-address limits are coarse on purpose
(carrier NAT); the limits per target person and the global breaker are what stops a search from thousands of addresses.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Float, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from service.ground import clock
from service.ground.db import Base, insert_unless_there


@dataclass(frozen=True)
class Limit:
    """A bucket: ``size`` at once, one more every ``refill_seconds``."""

    size: int
    refill_seconds: float


HOUR, DAY = 3600.0, 86400.0

LIMITS: dict[str, Limit] = {
    "claim.account": Limit(5, 5 * HOUR),
    "claim.target": Limit(5, DAY / 5),
    "claim.failures": Limit(10, 365 * DAY),
    "claim.phone": Limit(3, 10 * DAY),
    "claim.pair": Limit(1, 30 * DAY),
    "claim.address": Limit(30, 120),
    "claim.global": Limit(500, DAY / 500),
    "code.wanted": Limit(5, HOUR),
    "code.text_message": Limit(1, DAY),
    "code.text_message_all": Limit(3, 365 * DAY),
    "code.try": Limit(6, 900),
    "chair.code": Limit(60, 60),
    "sign_in.staff": Limit(6, 900),
    "sign_in.address": Limit(60, 60),
    "scan.address": Limit(120, 15),
    "scan.account": Limit(20, 60),
    "handler.staff": Limit(10, HOUR),
    "identity.account": Limit(10, HOUR),
    "identity.global": Limit(20000, DAY / 20000),
    "copy.account": Limit(5, HOUR),
    "correction.account": Limit(20, HOUR),
    "submission.account": Limit(20, HOUR),
    "code.batch": Limit(30, 60),
    "code.check": Limit(60, 10),
    "proof.account": Limit(5, HOUR),
    "proof.check": Limit(60, 10),
    "reveal.staff": Limit(30, DAY / 30),
    "print.staff": Limit(60, DAY / 60),
    "search.staff": Limit(60, 600),
    "wish.staff": Limit(20, HOUR),
    "import.staff": Limit(30, 1200),
    "export.staff": Limit(20, 4320),
    "export.rows": Limit(20000, DAY / 20000),
}


class Bucket(Base):
    """限流桶: how full a limiter is for one key; keys are opaque ids or digests, never personal data."""

    __tablename__ = "limit_buckets"

    name: Mapped[str] = mapped_column(String(40), primary_key=True, comment="限流名称")
    key: Mapped[str] = mapped_column(String(80), primary_key=True, comment="对象（不含个人信息）")
    level: Mapped[float] = mapped_column(Float, comment="已用量")
    updated_at: Mapped[datetime] = mapped_column(comment="更新时间")


def _locked(session: Session, name: str, key: str) -> Bucket:
    """The bucket's row, locked until the end of the transaction; made when it is the first drop, or when it was just purged."""
    empty = {"name": name, "key": key, "level": 0.0, "updated_at": clock.now()}
    own = select(Bucket).where(Bucket.name == name, Bucket.key == key).with_for_update()
    found = None
    while found is None:
        session.execute(insert_unless_there(session, Bucket, **empty))
        found = session.scalars(own.execution_options(populate_existing=True)).one_or_none()
    return found


def _settled_level(bucket: Bucket, limit: Limit) -> float:
    leaked = (clock.now() - bucket.updated_at).total_seconds() / limit.refill_seconds
    return max(0.0, bucket.level - max(0.0, leaked))


def take(session: Session, name: str, key: str = "", count: int = 1) -> bool:
    """Take ``count`` drops, all or none; False when the bucket would overflow. Two takers at once are served in turn."""
    limit, bucket = LIMITS[name], _locked(session, name, key)
    level = _settled_level(bucket, limit)
    if level + count > limit.size:
        return False
    bucket.level, bucket.updated_at = level + count, clock.now()
    session.flush()
    return True


def give_back(session: Session, name: str, key: str = "") -> None:
    """Give a drop back after a success, where a limit counts failures only."""
    bucket = _locked(session, name, key)
    bucket.level = max(0.0, bucket.level - 1)
    session.flush()


def level(session: Session, name: str, key: str = "") -> float:
    """How full a bucket is now; takes nothing."""
    bucket = session.get(Bucket, (name, key))
    return 0.0 if bucket is None else _settled_level(bucket, LIMITS[name])


def is_full(session: Session, name: str, key: str = "") -> bool:
    """Whether the next drop would be refused; takes nothing."""
    bucket = session.get(Bucket, (name, key))
    return bucket is not None and _settled_level(bucket, LIMITS[name]) + 1 > LIMITS[name].size
