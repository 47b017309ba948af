"""入会申请: what a worker asks, and the committee's decision that answers it (工会章程 第二条)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.ground import clock
from service.ground.db import Base, code_of, only_one, primary_key
from service.ground.marks import Marked
from service.ground.moves import table
from service.ground.words import Words
from service.register.facts.declared import STATED, entries
from service.register.facts.words import Employment, Gender
from service.register.people.models import Identity, PersonalColumns
from service.register.unions.models import MIDDLE_KINDS, Union


class Status(Words):
    """申请状态."""

    DRAFT = "draft", "填写中"
    SUBMITTED = "submitted", "待初审"
    CONTESTED = "contested", "待核实（同一证件另有申请）"
    RETURNED = "returned", "退回补正"
    CHECKED = "checked", "待委员会决定"
    REFERRED = "referred", "待上级派发"
    APPROVED = "approved", "已批准"
    REJECTED = "rejected", "未批准"
    WITHDRAWN = "withdrawn", "已撤回"
    EXPIRED = "expired", "已过期"
    CONVERTED = "converted", "已转为会籍接转"


WAITING = (Status.SUBMITTED, Status.CONTESTED, Status.CHECKED)
OPEN = (Status.DRAFT, Status.RETURNED, *WAITING, Status.REFERRED)

MOVES = table(
    ("submit", "提交", {Status.DRAFT, Status.RETURNED}, Status.SUBMITTED),
    ("contest", "转核实", {Status.SUBMITTED}, Status.CONTESTED),
    ("clear", "核实完毕", {Status.CONTESTED}, Status.SUBMITTED),
    ("check", "初审通过", {Status.SUBMITTED}, Status.CHECKED),
    ("send_back", "退回补正", {Status.SUBMITTED, Status.CHECKED}, Status.RETURNED),
    ("approve", "批准", {Status.CHECKED}, Status.APPROVED),
    ("reject", "不批准", {Status.SUBMITTED, Status.CONTESTED, Status.CHECKED}, Status.REJECTED),
    ("refer", "转上级派发", set(WAITING), Status.REFERRED),
    ("pass_on", "转上一级派发", {Status.REFERRED}, Status.REFERRED),
    ("dispatch", "派发", {Status.REFERRED, Status.SUBMITTED}, Status.SUBMITTED),
    ("withdraw", "撤回", set(OPEN), Status.WITHDRAWN),
    ("convert", "转为会籍接转", {Status.SUBMITTED, Status.CHECKED}, Status.CONVERTED),
    ("expire", "过期", {Status.DRAFT, Status.RETURNED}, Status.EXPIRED),
)


class Reason(Words):
    """退回与不批准的理由; own words may be added."""

    PHOTO_UNCLEAR = "signature_unclear", "签名看不清"
    DATA_WRONG = "data_wrong", "信息填写有误"
    WRONG_UNION = "wrong_union", "不属于本工会，请改选工会"
    IDENTITY_DOUBT = "identity_doubt", "身份需要当面核对"
    NOT_EMPLOYED = "not_employed", "与所填单位没有劳动（工作）关系"
    DUPLICATE = "duplicate", "重复申请"
    ALREADY_MEMBER = "already_member", "已是会员，按会籍接转办理"
    OTHER = "other", "其他"


class Correctable(Words):
    """要补正的项目: what a worker can change in a returned application."""

    # As the facts are declared.
    vars().update(entries(tuple(fact for fact in STATED if fact.returnable)))


def field_words(codes: list[str]) -> str:
    """Fields to correct in one line, as people read them."""
    return "、".join(Correctable(code).label for code in codes)


class Outcome(Words):
    """决议结果."""

    APPROVE = "approve", "批准入会"
    REJECT = "reject", "不批准入会"


class Decision(Base):
    """委员会决议: the legal act; one may cover many applications, and says when, in which minutes and who was present.

    It is recorded once and never changed. No text that binds every union says how many must be present, so both numbers
    are kept and nothing is refused for want of a majority.
    """

    __tablename__ = "decisions"

    id: Mapped[UUID] = primary_key()
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), index=True, comment="作出决议的工会")
    outcome: Mapped[Outcome] = mapped_column(code_of(Outcome), comment="结果")
    decided_on: Mapped[date] = mapped_column(comment="会议日期，会籍从这天起")
    minute_no: Mapped[str] = mapped_column(String(60), comment="会议纪要编号")
    committee: Mapped[int | None] = mapped_column(comment="委员会人数")
    present: Mapped[int | None] = mapped_column(comment="出席人数")
    attendees_sealed: Mapped[bytes | None] = mapped_column(comment="出席委员姓名，每行一个（密文）")
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), comment="记录人")
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now, comment="记录时间")

    union: Mapped[Union] = relationship()

    @property
    def key_owner(self) -> UUID:
        """Its own data key: the names of those present go with the decision."""
        return self.id

    @property
    def has_majority(self) -> bool:
        """Whether more than half of the committee was present; a question to the chair, never a refusal."""
        return (self.present or 0) * 2 > (self.committee or 0)


class Application(Marked, PersonalColumns, Base):
    """入会申请书: the worker's own statements, the oath and the signature, sealed under the application's own key."""

    __tablename__ = "applications"
    MARKED = ("account_id",)

    id: Mapped[UUID] = primary_key()
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True, comment="申请人账号")
    identity_id: Mapped[UUID] = mapped_column(ForeignKey("identities.id"), comment="依据的身份信息")
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), index=True, comment="申请加入的工会")
    status: Mapped[Status] = mapped_column(code_of(Status), default=Status.DRAFT, comment="状态")
    version: Mapped[int] = mapped_column(comment="版本，防止两人同时处理")
    signature_sealed: Mapped[bytes | None] = mapped_column(comment="签名图片（密文）")
    gender: Mapped[Gender | None] = mapped_column(code_of(Gender), comment="性别")
    employment: Mapped[Employment | None] = mapped_column(code_of(Employment), comment="就业状况")
    unit_name: Mapped[str] = mapped_column(String(120), default="", comment="所属单位")
    unit_uscc: Mapped[str | None] = mapped_column(String(18), comment="单位统一社会信用代码")
    unit_has_union: Mapped[bool] = mapped_column(default=True, comment="单位是否已建会")
    oath_version: Mapped[str | None] = mapped_column(String(20), comment="读过的誓词版本")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, comment="开始填写时间")
    touched_at: Mapped[datetime] = mapped_column(
        default=clock.now, onupdate=clock.now, index=True, comment="最近变动时间"
    )
    submitted_at: Mapped[datetime | None] = mapped_column(index=True, comment="提交时间")
    due_on: Mapped[date | None] = mapped_column(comment="应办结日")
    decision_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("decisions.id"), index=True, comment="委员会决议"
    )

    union: Mapped[Union] = relationship()
    identity: Mapped[Identity] = relationship()
    decision: Mapped[Decision | None] = relationship()
    steps: Mapped[list["Step"]] = relationship(order_by="Step.at", viewonly=True)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        # Few of many wait: lists and counts of what waits begin here.
        Index("ix_applications_status", "status", "submitted_at"),
        only_one(
            "uq_applications_under_way",
            "account_id",
            where="status IN ('draft', 'returned', 'submitted', 'contested', 'checked', 'referred')",
        ),
    )

    @property
    def key_owner(self) -> UUID:
        """Its own data key."""
        return self.id

    @property
    def since(self) -> datetime:
        """When the present step began: the last line of progress, or the beginning."""
        return self.steps[-1].at if self.steps else self.created_at

    @property
    def awaits_dispatch(self) -> bool:
        """Whether it waits for a union above to find the right one (待派发): referred, or from a unit without a union."""
        at_middle = self.status is Status.SUBMITTED and self.union.kind in MIDDLE_KINDS
        return self.status is Status.REFERRED or (at_middle and not self.unit_has_union)


class Step(Base):
    """办理记录: each move of an application with who and when, so that progress can be told and never rewritten."""

    __tablename__ = "application_steps"

    id: Mapped[UUID] = primary_key()
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), index=True, comment="申请")
    action: Mapped[str] = mapped_column(String(20), comment="动作")
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), comment="办理人")
    reason: Mapped[Reason | None] = mapped_column(code_of(Reason), comment="理由")
    words_sealed: Mapped[bytes | None] = mapped_column(comment="补充说明（密文）")
    fields: Mapped[list[str]] = mapped_column(
        default=list, server_default="[]", comment="要补正的项目（代码）"
    )
    to_union_id: Mapped[UUID | None] = mapped_column(ForeignKey("unions.id"), comment="派发到的工会")
    at: Mapped[datetime] = mapped_column(default=clock.now, comment="时间")

    to_union: Mapped[Union | None] = relationship()

    @property
    def key_owner(self) -> UUID:
        """The application's key."""
        return self.application_id
