"""工会组织: the tree county → township, street, park or industry → grassroots → group."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.ground import clock
from service.ground.db import Base, code_of, primary_key
from service.ground.marks import Marked
from service.ground.words import Words


class UnionKind(Words):
    """工会层级."""

    COUNTY = "county", "县总工会"
    TOWNSHIP = "township", "乡镇工会"
    STREET = "street", "街道工会"
    PARK = "park", "园区工会"
    INDUSTRY = "industry", "产业（行业）工会"
    GRASSROOTS = "grassroots", "基层工会"
    GROUP = "group", "工会小组"


class UnionForm(Words):
    """工会类型, as annex 1 prints it."""

    SINGLE = "single", "单建"
    JOINT = "joint", "联合工会"
    FEDERATION = "federation", "工会联合会"


class UnionState(Words):
    """工会状态."""

    PREPARING = "preparing", "筹备期"
    NORMAL = "normal", "正常"
    LOCKED = "locked", "锁住"
    CLOSED = "closed", "撤销"


class CloseReason(Words):
    """工会撤销原因 (工会法 第十三条)."""

    UNIT_ENDED = "unit_ended", "单位终止、撤销"
    BANKRUPT = "bankrupt", "单位破产"
    MERGED = "merged", "并入别的工会"
    MISTAKEN = "mistaken", "登记错误"


MIDDLE_KINDS = (UnionKind.TOWNSHIP, UnionKind.STREET, UnionKind.PARK, UnionKind.INDUSTRY)


class Union(Marked, Base):
    """工会: one organisation of the tree; ``path`` holds the codes of all above it and itself."""

    __tablename__ = "unions"
    MARKED = ("parent_id", "path", "kind")

    id: Mapped[UUID] = primary_key()
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("unions.id"), index=True, comment="上级工会")
    path: Mapped[str] = mapped_column(String(200), unique=True, comment="组织路径，如 CX.ZC.0001.")
    name: Mapped[str] = mapped_column(String(120), comment="工会名称")
    kind: Mapped[UnionKind] = mapped_column(code_of(UnionKind), comment="工会层级")
    form: Mapped[UnionForm | None] = mapped_column(code_of(UnionForm), comment="工会类型（附件1）")
    state: Mapped[UnionState] = mapped_column(
        code_of(UnionState), default=UnionState.NORMAL, comment="工会状态"
    )
    founded_on: Mapped[date | None] = mapped_column(comment="建会时间")
    leader_sealed: Mapped[bytes | None] = mapped_column(comment="工会负责人（密文）")
    phone_sealed: Mapped[bytes | None] = mapped_column(comment="联系电话（密文）")
    reported_members: Mapped[int | None] = mapped_column(comment="上报会员人数（附件1）")
    closed_on: Mapped[date | None] = mapped_column(comment="撤销日")
    close_reason: Mapped[CloseReason | None] = mapped_column(code_of(CloseReason), comment="撤销原因")
    close_no: Mapped[str] = mapped_column(String(60), default="", server_default="", comment="撤销的批复文号")
    remark: Mapped[str] = mapped_column(String(200), default="", comment="备注（附件1）")
    scene: Mapped[str] = mapped_column(String(32), unique=True, comment="入会二维码参数（不透明，可更换）")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, comment="建档时间")

    parent: Mapped["Union | None"] = relationship(remote_side="Union.id")

    __table_args__ = (
        Index("ix_unions_path_prefix", "path", postgresql_ops={"path": "text_pattern_ops"}),
        Index("ix_unions_name", "name"),
    )

    @property
    def key_owner(self) -> UUID:
        """Its own data key."""
        return self.id

    @property
    def takes_applications(self) -> bool:
        """Whether workers can apply here: a living union below the county."""
        return self.state in (UnionState.NORMAL, UnionState.PREPARING) and self.kind is not UnionKind.COUNTY
