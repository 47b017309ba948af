"""数据疑点: what looks wrong in the register is a question to whoever answers for it, never a verdict."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.ground import clock
from service.ground.db import Base, code_of, only_one, primary_key
from service.ground.moves import table
from service.ground.words import Words
from service.register.matters import is_late
from service.register.people.models import Person
from service.register.unions.models import Union


class Kind(Words):
    """疑点种类 (长总工〔2018〕12号: 避免重复、遗漏、错误，避免“空挂会员”; 秦工办字〔2021〕13号: 杜绝“空壳工会、数字会员”，超龄会员)."""

    DUPLICATE_DOCUMENT = "duplicate_document", "重复：证件号码相同"
    DUPLICATE_PERSON = "duplicate_person", "重复：姓名和出生日期相同"
    DUPLICATE_PHONE = "duplicate_phone", "重复：手机号相同"
    ERROR = "error", "错误：登记内容对不上"
    NEVER_ACTIVATED = "never_activated", "长期没有激活惠工卡"
    OMISSION = "omission", "遗漏：比上报的会员少"
    OVER_AGE = "over_age", "超龄：过了法定退休年龄"
    SHELL_UNION = "shell_union", "空壳工会"
    STRANDED = "stranded", "空挂：工会已经撤销"
    UNIT_CLOSED = "unit_closed", "单位已经撤销、破产"
    UNSETTLED = "unsettled", "花名册里很多行一直核对不上"


OF_A_PERSON = (
    Kind.DUPLICATE_DOCUMENT,
    Kind.DUPLICATE_PERSON,
    Kind.DUPLICATE_PHONE,
    Kind.ERROR,
    Kind.OVER_AGE,
    Kind.STRANDED,
    Kind.UNIT_CLOSED,
)
DUPLICATES = (Kind.DUPLICATE_DOCUMENT, Kind.DUPLICATE_PERSON, Kind.DUPLICATE_PHONE)


class Signal(Words):
    """迹象: what was seen; one question may rest on several."""

    BEFORE_FOUNDING = "before_founding", "入会日期早于建会时间"
    GENDER_DIFFERS = "gender_differs", "性别和证件号码不一致"
    NO_PHONE = "no_phone", "没有手机号"
    NUMBER_INVALID = "number_invalid", "证件号码不合规则"
    TOO_YOUNG = "too_young", "入会时不满十六周岁"
    QUIET = "quiet", "很久没有任何活动"
    ROUND = "round", "会员人数是整数"
    TERM_OVER = "term_over", "主席任期已满"
    UNUSED = "unused", "没有一个会员激活惠工卡"


class Reply(Words):
    """答复: what the union found when it looked."""

    FIXED = "fixed", "已经改正或者办好"
    RIGHT = "right", "核对过，登记没有错"
    HANDLING = "handling", "正在办理"
    WORKING = "working", "返聘或者延迟退休，还在岗"
    SHARED = "shared", "家人或者同事共用一个手机号"
    TWO_PEOPLE = "two_people", "核对过证件，是两个人"
    SAME_PERSON = "same_person", "是同一个人，请县总工会合并"
    TOLD = "told", "已经逐个通知本人"
    NO_WECHAT = "no_wechat", "没有激活的会员不用微信"


_ANY = (Reply.FIXED, Reply.RIGHT, Reply.HANDLING)
REPLIES: dict[Kind, tuple[Reply, ...]] = {
    Kind.DUPLICATE_DOCUMENT: (Reply.SAME_PERSON, Reply.TWO_PEOPLE, Reply.FIXED),
    Kind.DUPLICATE_PERSON: (Reply.SAME_PERSON, Reply.TWO_PEOPLE, Reply.FIXED),
    Kind.DUPLICATE_PHONE: (Reply.SHARED, Reply.SAME_PERSON, Reply.FIXED),
    Kind.ERROR: _ANY,
    Kind.NEVER_ACTIVATED: (Reply.TOLD, Reply.NO_WECHAT, Reply.HANDLING),
    Kind.OMISSION: _ANY,
    Kind.OVER_AGE: (Reply.WORKING, Reply.FIXED, Reply.RIGHT),
    Kind.SHELL_UNION: _ANY,
    Kind.STRANDED: (Reply.FIXED, Reply.HANDLING),
    Kind.UNIT_CLOSED: _ANY,
    Kind.UNSETTLED: _ANY,
}
# Answered so and closed, the same facts are not asked about again; of the rest the next look asks once more.
SETTLING = (Reply.RIGHT, Reply.WORKING, Reply.SHARED, Reply.TWO_PEOPLE, Reply.TOLD, Reply.NO_WECHAT)


class FindingStatus(Words):
    """疑点状态."""

    OPEN = "open", "待答复"
    ANSWERED = "answered", "已答复，待上级销号"
    CLOSED = "closed", "已销号"
    GONE = "gone", "已经不存在，自动销号"


LIVE = (FindingStatus.OPEN, FindingStatus.ANSWERED)
MOVES = table(
    ("answer", "答复", {FindingStatus.OPEN}, FindingStatus.ANSWERED),
    ("return", "退回重新核对", {FindingStatus.ANSWERED}, FindingStatus.OPEN),
    ("close", "销号", {FindingStatus.ANSWERED}, FindingStatus.CLOSED),
    ("vanish", "自动销号", set(LIVE), FindingStatus.GONE),
)


class Finding(Base):
    """数据疑点: one kind about one subject (a person, or a union), for the union that answers; one lives at a time.

    ``fingerprint`` are the facts without anything personal: codes, counts, a year. ``about_id`` is the other person of
    two, else the subject again.
    """

    __tablename__ = "findings"

    id: Mapped[UUID] = primary_key()
    kind: Mapped[Kind] = mapped_column(code_of(Kind), comment="疑点种类")
    subject_id: Mapped[UUID] = mapped_column(comment="对象：职工或者工会")
    about_id: Mapped[UUID] = mapped_column(comment="另一个职工；没有的，同对象")
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"), index=True, comment="职工")
    union_id: Mapped[UUID] = mapped_column(ForeignKey("unions.id"), comment="应答复的工会")
    signals: Mapped[list[str]] = mapped_column(default=list, comment="迹象（代码）")
    fingerprint: Mapped[str] = mapped_column(String(120), comment="事实，不含个人信息")
    status: Mapped[FindingStatus] = mapped_column(
        code_of(FindingStatus), default=FindingStatus.OPEN, comment="状态"
    )
    version: Mapped[int] = mapped_column(comment="版本，防止两人同时处理")
    opened_at: Mapped[datetime] = mapped_column(default=clock.now, comment="发现时间")
    due_on: Mapped[date] = mapped_column(comment="应答复日")
    chased_at: Mapped[datetime | None] = mapped_column(comment="逾期催办时间")
    reply: Mapped[Reply | None] = mapped_column(code_of(Reply), comment="答复")
    evidence_sealed: Mapped[bytes | None] = mapped_column(comment="依据：看过什么材料（密文）")
    evidence_on: Mapped[date | None] = mapped_column(comment="核对日期")
    answered_at: Mapped[datetime | None] = mapped_column(comment="答复时间")
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), comment="答复人")
    remark_sealed: Mapped[bytes | None] = mapped_column(comment="退回的理由（密文）")
    ended_at: Mapped[datetime | None] = mapped_column(comment="销号时间")
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), comment="销号人，空表示自动")

    person: Mapped[Person | None] = relationship()
    union: Mapped[Union] = relationship()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        only_one(
            "uq_findings_live", "kind", "subject_id", "about_id", where="status IN ('open', 'answered')"
        ),
        Index("ix_findings_union", "union_id", "status", "kind"),
        Index("ix_findings_subject", "subject_id", "kind"),
    )

    @property
    def key_owner(self) -> UUID:
        """The person's key, so that erasing the person erases what was said of him; else the union's."""
        return self.person_id or self.subject_id

    @property
    def overdue(self) -> bool:
        """Whether nobody has answered in time (逾期)."""
        return self.status is FindingStatus.OPEN and is_late(self.due_on)

    @property
    def seen(self) -> str:
        """The signals of the question, in words."""
        return "、".join(Signal(code).label for code in self.signals)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The replies that its kind takes, for a form."""
        return [(one.value, one.label) for one in REPLIES[self.kind]]


class Round(Base):
    """查找疑点（一轮）: begun at night, gone through in small pieces; how far it is stands here, so that it survives a restart."""

    __tablename__ = "finding_rounds"

    id: Mapped[UUID] = primary_key()
    begun_at: Mapped[datetime] = mapped_column(default=clock.now, comment="开始时间，数字截至此时")
    step: Mapped[int] = mapped_column(default=0, comment="做到第几步")
    cursor: Mapped[UUID | None] = mapped_column(comment="这一步里做到哪个职工或者哪个姓名（摘要）")
    found: Mapped[int] = mapped_column(default=0, comment="新发现")
    gone: Mapped[int] = mapped_column(default=0, comment="自动销号")
    finished_at: Mapped[datetime | None] = mapped_column(index=True, comment="完成时间")
    running: Mapped[bool | None] = mapped_column(
        default=True, unique=True, comment="正在进行的一轮；完成后为空"
    )
