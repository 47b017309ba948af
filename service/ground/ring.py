"""The county's ring of keys as it is stored: wrapped, by purpose and version."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from crypto.keys import RingKey
from service.ground import clock
from service.ground.db import Base


class RingKeyRow(Base):
    """环密钥: a purpose key of the county, wrapped by the key provider; never in clear outside memory."""

    __tablename__ = "ring_keys"

    purpose: Mapped[str] = mapped_column(String(20), primary_key=True, comment="用途")
    version: Mapped[int] = mapped_column(primary_key=True, comment="版本")
    wrapped: Mapped[bytes] = mapped_column(comment="由密钥提供方包裹的密钥")
    algorithm: Mapped[str] = mapped_column(String(20), comment="算法")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, comment="生成时间")


def ring_from(rows: Iterable[RingKeyRow]) -> list[RingKey]:
    """The stored ring keys as ``crypto`` knows them."""
    return [RingKey(row.purpose, row.version, row.wrapped, row.algorithm) for row in rows]
