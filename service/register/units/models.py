"""单位: employers; covered by a union, or noted as a lead (应建未建线索)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from service.ground import clock
from service.ground.db import Base, code_of, only_one, primary_key
from service.ground.words import Words


class UnitNature(Words):
    """单位性质, in the words of annex 1."""

    ORGAN = "organ", "党政机关"
    INSTITUTION = "institution", "事业单位"
    STATE = "state", "国有经济"
    COLLECTIVE = "collective", "集体经济"
    PRIVATE = "private", "私营经济"
    INDIVIDUAL = "individual", "个体经济"
    ASSOCIATED = "associated", "联营经济"
    SHARES = "shares", "股份制"
    FOREIGN = "foreign", "外商投资"
    HMT = "hmt", "港澳台投资"
    OTHER = "other", "其他"


class Unit(Base):
    """单位: one employer; ``lead`` marks one that a worker named and that has no union yet."""

    __tablename__ = "units"

    id: Mapped[UUID] = primary_key()
    name: Mapped[str] = mapped_column(String(120), index=True, comment="单位名称")
    uscc: Mapped[str | None] = mapped_column(
        String(18), comment="统一社会信用代码（旧组织机构代码 9 位亦可）"
    )
    nature: Mapped[UnitNature | None] = mapped_column(code_of(UnitNature), comment="单位性质")
    place: Mapped[str] = mapped_column(String(200), default="", comment="单位地址（附件1）")
    headcount: Mapped[int | None] = mapped_column(comment="职工人数")
    headcount_on: Mapped[date | None] = mapped_column(comment="职工人数的截止日")
    union_id: Mapped[UUID | None] = mapped_column(ForeignKey("unions.id"), index=True, comment="覆盖它的工会")
    lead_union_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("unions.id"), index=True, comment="线索归属的乡镇（街道）工会"
    )
    created_at: Mapped[datetime] = mapped_column(default=clock.now, comment="建档时间")

    __table_args__ = (only_one("uq_units_uscc", "uscc", where="uscc IS NOT NULL"),)
