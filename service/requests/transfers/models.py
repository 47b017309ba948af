"""会籍接转: a member's way from one union to another, asked, released, received (《会籍管理办法》第三、十二条)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.ground import clock
from service.ground.db import Base, code_of, only_one, primary_key
from service.ground.moves import table
from service.ground.words import Words
from service.register.memberships.models import Membership
from service.register.people.models import Person
from service.register.unions.models import Union


class TransferStatus(Words):
    """接转状态."""

    REQUESTED = "requested", "待转出工会放行"
    OVERDUE = "overdue", "逾期未答，可由上级放行"
    RELEASED = "released", "已放行，待转入工会接收"
    REFUSED = "refused", "有一方不同意，待县总工会裁定"
    DONE = "done", "已接转"
    CLOSED = "closed", "已裁定不接转"
    WITHDRAWN = "withdrawn", "已撤回"
    DECLINED = "declined", "没有同意接转"
    LAPSED = "lapsed", "没有人答复，已过期"
    VOID = "void", "已失效（会籍另有变动）"


UNRELEASED = (TransferStatus.REQUESTED, TransferStatus.OVERDUE)
OPEN = (*UNRELEASED, TransferStatus.RELEASED, TransferStatus.REFUSED)

MOVES = table(
    ("agree", "本人同意", {TransferStatus.REQUESTED}, TransferStatus.REQUESTED),
    ("decline", "不同意接转请求", {TransferStatus.REQUESTED}, TransferStatus.DECLINED),
    ("lapse", "过期", {TransferStatus.REQUESTED}, TransferStatus.LAPSED),
    ("release", "放行", set(UNRELEASED), TransferStatus.RELEASED),
    ("expire", "逾期未答", {TransferStatus.REQUESTED}, TransferStatus.OVERDUE),
    ("release_above", "上级放行", {TransferStatus.OVERDUE}, TransferStatus.RELEASED),
    ("receive", "接收", {TransferStatus.RELEASED}, TransferStatus.DONE),
    ("refuse", "不同意", {*UNRELEASED, TransferStatus.RELEASED}, TransferStatus.REFUSED),
    ("grant", "裁定接转", {TransferStatus.REFUSED}, TransferStatus.DONE),
    ("close", "裁定不接转", {TransferStatus.REFUSED}, TransferStatus.CLOSED),
    ("withdraw", "撤回", set(OPEN), TransferStatus.WITHDRAWN),
    ("void", "失效", set(OPEN), TransferStatus.VOID),
)


class AskedBy(Words):
    """谁提出的接转."""

    MEMBER = "member", "本人"
    OLD_UNION = "old_union", "转出工会"
    NEW_UNION = "new_union", "转入工会或它的上级"


class RefuseReason(Words):
    """不同意接转的理由; own words may be added."""

    STILL_HERE = "still_here", "仍在本单位工作"
    NOT_HERE = "not_here", "没有在本单位工作"
    WRONG_PERSON = "wrong_person", "不是这个人"
    OTHER = "other", "其他"


class Transfer(Base):
    """接转: one person, from one union to another; one under way at a time (一次入会、动态接转)."""

    __tablename__ = "transfers"

    id: Mapped[UUID] = primary_key()
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True, comment="职工")
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("memberships.id"), comment="申请时的会籍")
    from_union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), index=True, comment="转出工会")
    to_union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), index=True, comment="转入工会")
    asked_by: Mapped[AskedBy] = mapped_column(code_of(AskedBy), comment="谁提出的")
    rejoins: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="会籍在原工会已经结束，这次是重新加入"
    )
    account_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("accounts.id"), index=True, comment="本人的微信账号"
    )
    application_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("applications.id"), unique=True, comment="由哪份入会申请转来"
    )
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), comment="提出的工作人员")
    status: Mapped[TransferStatus] = mapped_column(
        code_of(TransferStatus), default=TransferStatus.REQUESTED, comment="状态"
    )
    version: Mapped[int] = mapped_column(comment="版本，防止两人同时处理")
    unit_name: Mapped[str] = mapped_column(String(120), default="", comment="新的所属单位")
    asked_at: Mapped[datetime] = mapped_column(default=clock.now, comment="提出时间")
    touched_at: Mapped[datetime] = mapped_column(
        default=clock.now, onupdate=clock.now, comment="最近变动时间"
    )
    shown_at: Mapped[datetime | None] = mapped_column(
        comment="转入工会从何时可以看到；由它提出的，要等本人同意或者原工会放行"
    )
    due_on: Mapped[date] = mapped_column(comment="转出工会应答复的最后一天")
    done_on: Mapped[date | None] = mapped_column(comment="接转日，会籍从这天起在新工会")
    minute_no: Mapped[str] = mapped_column(String(60), default="", comment="接收或裁定的会议纪要编号")

    person: Mapped[Person] = relationship()
    membership: Mapped[Membership] = relationship()
    from_union: Mapped[Union] = relationship(foreign_keys=[from_union_id])
    to_union: Mapped[Union] = relationship(foreign_keys=[to_union_id])
    steps: Mapped[list["TransferStep"]] = relationship(order_by="TransferStep.at", viewonly=True)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        only_one(
            "uq_transfers_open",
            "person_id",
            where="status IN ('requested', 'overdue', 'released', 'refused')",
        ),
        Index("ix_transfers_status", "status", "due_on"),
    )

    @property
    def awaits_consent(self) -> bool:
        """Whether the new union asked for the member, and neither he nor his union has said a word yet."""
        return self.status is TransferStatus.REQUESTED and self.shown_at is None


class TransferStep(Base):
    """接转办理记录: each move with who and when; what was said of the person is sealed under his key."""

    __tablename__ = "transfer_steps"

    id: Mapped[UUID] = primary_key()
    transfer_id: Mapped[UUID] = mapped_column(ForeignKey("transfers.id"), index=True, comment="接转")
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), comment="职工")
    action: Mapped[str] = mapped_column(String(20), comment="动作")
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), comment="办理人")
    reason: Mapped[RefuseReason | None] = mapped_column(code_of(RefuseReason), comment="理由")
    words_sealed: Mapped[bytes | None] = mapped_column(comment="补充说明（密文）")
    at: Mapped[datetime] = mapped_column(default=clock.now, comment="时间")

    @property
    def key_owner(self) -> UUID:
        """The person's key."""
        return self.person_id


class WishStatus(Words):
    """接转请求状态; why one goes on waiting is told to nobody."""

    WAITING = "waiting", "待核对"
    SETTLED = "settled", "已核对，已是本工会会员"
    WITHDRAWN = "withdrawn", "已撤下"
    LAPSED = "lapsed", "已过期"


WISH_MOVES = table(
    ("settle", "核对完", {WishStatus.WAITING}, WishStatus.SETTLED),
    ("withdraw", "撤下", {WishStatus.WAITING}, WishStatus.WITHDRAWN),
    ("lapse", "过期", {WishStatus.WAITING}, WishStatus.LAPSED),
)


class TransferWish(Base):
    """接转请求（转入工会提出，或者花名册的一行）: whom a union says to work for it now; compared by the worker.

    What was typed by itself is unreadable for ever once it has been compared; a line of a roster (``import_id``) stays
    readable for its union until it ends. Nothing about it ever tells the union whether there is such a member: that he
    himself does, or the union he is in. ``person_id`` is for him alone (谁查看过我), and for the worker.
    """

    __tablename__ = "transfer_wishes"

    id: Mapped[UUID] = primary_key()
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), index=True, comment="提出的转入工会")
    import_id: Mapped[UUID | None] = mapped_column(index=True, comment="由哪次花名册导入而来")
    line: Mapped[int | None] = mapped_column(comment="文件里的第几行")
    number_tag: Mapped[bytes | None] = mapped_column(
        LargeBinary(16), index=True, comment="证件号码的摘要，再次导入时认出同一行"
    )
    person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id"), index=True, comment="核对到的职工，只告诉本人"
    )
    status: Mapped[WishStatus] = mapped_column(
        code_of(WishStatus), default=WishStatus.WAITING, server_default="waiting", comment="状态"
    )
    version: Mapped[int] = mapped_column(server_default="1", comment="版本，防止两人同时处理")
    due_on: Mapped[date | None] = mapped_column(comment="到这天还没有核对的，过期")
    ended_at: Mapped[datetime | None] = mapped_column(comment="核对完、撤下或过期的时间")
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), comment="提出的工作人员")
    unit_name: Mapped[str] = mapped_column(String(120), comment="新的所属单位")
    purpose: Mapped[str] = mapped_column(comment="用途")
    name_sealed: Mapped[bytes | None] = mapped_column(comment="姓名（密文），核对后清除")
    id_number_sealed: Mapped[bytes | None] = mapped_column(comment="证件号码（密文），核对后清除")
    asked_at: Mapped[datetime] = mapped_column(default=clock.now, comment="提出时间")
    settled_at: Mapped[datetime | None] = mapped_column(index=True, comment="后台核对的时间")

    union: Mapped[Union] = relationship()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (Index("ix_transfer_wishes_status", "status", "due_on"),)

    @property
    def key_owner(self) -> UUID:
        """Its own data key, destroyed as soon as it has been compared, or has ended."""
        return self.id
