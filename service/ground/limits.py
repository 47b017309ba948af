"""Limits against guessing: leaky buckets kept in the database, in the transaction of the act itself, failing closed.

A limiter is a line of LIMITS: how many at once, and how fast one comes back; or a line of SLOWED: after how many failures
the next attempt waits, and how long. Whom each protects, and whom it could be used against, stands in docs/security.md.
Per-address limits are coarse on purpose (carrier NAT): no search is stopped by them, and nobody is shut out by them alone.
"""

from collections.abc import Sequence
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
    "claim.failures": Limit(10, 365 * DAY),
    "claim.phone": Limit(3, 10 * DAY),
    "claim.pair": Limit(1, 30 * DAY),
    "claim.address": Limit(30, 120),
    "claim.county_phone": Limit(500, DAY / 500),
    "claim.county_bare": Limit(500, DAY / 500),
    "code.wanted": Limit(5, HOUR),
    "message.day": Limit(1, DAY),
    "message.account": Limit(3, 10 * DAY),
    "message.known": Limit(3, DAY),
    "message.phone": Limit(3, DAY),
    "message.bare": Limit(2, 2 * DAY),
    "code.try": Limit(6, 900),
    "chair.code": Limit(60, 60),
    "sign_in.name": Limit(20, HOUR),
    "sign_in.address": Limit(60, 60),
    "scan.address": Limit(120, 15),
    "scan.session": Limit(20, 60),
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


@dataclass(frozen=True)
class Slowing:
    """Failures that make the next attempt wait: ``free`` at once, then ``first_seconds``, twice as long each time, up to ``most``."""

    free: int
    first_seconds: float
    most_seconds: float

    def seconds(self, failures: int) -> float:
        """How long after its last failure somebody who failed so often waits."""
        over = failures - self.free
        return 0.0 if over < 0 else min(self.most_seconds, self.first_seconds * 2.0 ** min(over, 30))


QUIET = DAY  # after so long without a failure they are forgotten
SLOWED: dict[str, Slowing] = {
    "sign_in.stranger": Slowing(6, 30, HOUR),
    "sign_in.device": Slowing(6, 30, HOUR),
    "session.presence": Slowing(6, 30, HOUR),
    "session.password": Slowing(6, 30, HOUR),
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


def take_all(session: Session, drops: Sequence[tuple[str, str]]) -> bool:
    """Take one drop of each bucket, or of none; whoever takes of several names them in the same order."""
    buckets = [(_locked(session, name, key), LIMITS[name]) for name, key in drops]
    if any(_settled_level(bucket, limit) + 1 > limit.size for bucket, limit in buckets):
        return False
    for bucket, limit in buckets:
        bucket.level, bucket.updated_at = _settled_level(bucket, limit) + 1, clock.now()
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


def seconds_to_wait(session: Session, name: str, key: str) -> float:
    """How long whoever failed before has to wait now, 0 when he may try; two at once are served in turn."""
    bucket = _locked(session, name, key)
    return max(0.0, SLOWED[name].seconds(_failures(bucket)) - _age(bucket))


def count_failed(session: Session, name: str, key: str) -> None:
    """Count a failure that makes the next attempt wait longer."""
    bucket = _locked(session, name, key)
    bucket.level, bucket.updated_at = _failures(bucket) + 1, clock.now()
    session.flush()


def forget_failed(session: Session, name: str, key: str) -> None:
    """Forget the failures before a success."""
    _locked(session, name, key).level = 0.0
    session.flush()


def _failures(bucket: Bucket) -> int:
    return 0 if _age(bucket) >= QUIET else int(bucket.level)


def _age(bucket: Bucket) -> float:
    return (clock.now() - bucket.updated_at).total_seconds()


def seconds_kept() -> dict[str, float]:
    """How long after its last change the bucket of each limiter still says something."""
    leaky = {name: limit.size * limit.refill_seconds for name, limit in LIMITS.items()}
    return leaky | dict.fromkeys(SLOWED, QUIET)
