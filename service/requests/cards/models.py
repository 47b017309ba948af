"""惠工卡: the electronic member card, the claims by which it is activated, and the checks it went through."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.ground import clock
from service.ground.db import Base, code_of, only_one, primary_key
from service.ground.marks import Marked
from service.ground.words import Words
from service.register.facts.words import DocumentKind
from service.register.people.models import Person


class CardStatus(Words):
    """卡状态, derived from dated facts at reading time."""

    ACTIVE = "active", "有效"
    SUSPENDED = "suspended", "已冻结"
    REVOKED = "revoked", "已注销"
    NO_MEMBERSHIP = "no_membership", "会籍已结束"
    RETAINED = "retained", "保留会籍，卡不能使用"


class RevokeReason(Words):
    """注销（解除绑定）原因."""

    HOLDER = "holder", "本人解除"
    PHONE_LOST = "phone_lost", "手机丢失或更换微信"
    WRONG_PERSON = "wrong_person", "绑定的不是本人"
    ASKED = "asked", "本人到工会要求"
    OTHER = "other", "其他"


class Card(Marked, Base):
    """惠工卡: bound to one person and one WeChat account; 一人一卡 (长总工〔2018〕12号 二（三）2)."""

    __tablename__ = "cards"
    MARKED = ("person_id", "account_id", "number", "handle", "suspended_at", "revoked_at")

    id: Mapped[UUID] = primary_key()
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True, comment="职工")
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True, comment="绑定的微信账号")
    number: Mapped[str] = mapped_column(String(20), unique=True, comment="卡号，不含个人信息")
    handle: Mapped[bytes] = mapped_column(LargeBinary(8), unique=True, comment="出示码内的随机编号")
    activated_at: Mapped[datetime] = mapped_column(default=clock.now, comment="激活时间")
    suspended_at: Mapped[datetime | None] = mapped_column(comment="冻结时间")
    revoked_at: Mapped[datetime | None] = mapped_column(comment="注销时间")
    revoke_reason: Mapped[RevokeReason | None] = mapped_column(code_of(RevokeReason), comment="注销原因")
    revoked_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), comment="办理注销的工作人员")

    person: Mapped[Person] = relationship()

    __table_args__ = (
        only_one("uq_cards_live_person", "person_id", where="revoked_at IS NULL"),
        only_one("uq_cards_live_account", "account_id", where="revoked_at IS NULL"),
    )


class ClaimState(Words):
    """核验状态; what the holder of the account reads, the same for every reason to wait."""

    WAITING = "waiting", "核验中"
    BOUND = "bound", "已激活"
    CLOSED = "closed", "已结束"


class MatchResult(Words):
    """核对结果: what the matching found; it never leaves the server."""

    MATCHED = "matched", "核对一致，已激活"
    BOUND_ELSEWHERE = "bound_elsewhere", "本人或这个微信已有一张卡"
    CHAIR_ONLY = "chair_only", "次数过多，只能当面确认"
    NO_MATCH = "no_match", "没有姓名和证件号都一致的职工"
    NO_MEMBERSHIP = "no_membership", "没有有效会籍"
    PHONE_DIFFERS = "phone_differs", "没有刚核验的、与登记一致的手机号"
    UNREADABLE = "unreadable", "填写的信息已销毁或读不出来"


class Claim(Marked, Base):
    """激活核验: an account says «this card is mine»; nothing about the roster is answered at once (security:
    no oracle).
    """

    __tablename__ = "card_claims"
    MARKED = (
        *("account_id", "state", "document_kind", "chair_only", "chair_code_tag", "message_code_tag"),
        *("message_sent_at", "expires_at", "person_id", "finding"),
    )

    id: Mapped[UUID] = primary_key()
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True, comment="微信账号")
    state: Mapped[ClaimState] = mapped_column(code_of(ClaimState), default=ClaimState.WAITING, comment="状态")
    document_kind: Mapped[DocumentKind] = mapped_column(code_of(DocumentKind), comment="证件类型")
    name_sealed: Mapped[bytes] = mapped_column(comment="姓名（密文）")
    id_number_sealed: Mapped[bytes] = mapped_column(comment="证件号码（密文）")
    chair_only: Mapped[bool] = mapped_column(
        default=False, comment="只能由工会当面确认（超过次数或全县熔断）"
    )
    chair_code_sealed: Mapped[bytes | None] = mapped_column(comment="当面核验码（密文）")
    chair_code_tag: Mapped[bytes] = mapped_column(LargeBinary(16), comment="当面核验码的摘要")
    message_wanted_at: Mapped[datetime | None] = mapped_column(index=True, comment="请求短信、尚未处理的时间")
    message_code_tag: Mapped[bytes | None] = mapped_column(LargeBinary(32), comment="短信验证码的摘要")
    message_sent_at: Mapped[datetime | None] = mapped_column(comment="短信验证码发出时间")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, comment="提交时间")
    expires_at: Mapped[datetime] = mapped_column(index=True, comment="失效时间")
    settled_at: Mapped[datetime | None] = mapped_column(index=True, comment="后台核对时间")
    person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id"), index=True, comment="核对到的职工，只在服务器内"
    )
    finding: Mapped[MatchResult | None] = mapped_column(
        code_of(MatchResult, "finding"), comment="核对结果，只在服务器内"
    )
    card_id: Mapped[UUID | None] = mapped_column(ForeignKey("cards.id"), comment="激活的卡")

    __table_args__ = (
        only_one("uq_card_claims_waiting", "account_id", where="state = 'waiting'"),
        only_one("uq_card_claims_chair_code", "chair_code_tag", where="state = 'waiting'"),
    )

    @property
    def key_owner(self) -> UUID:
        """Its own data key, destroyed when the claim ends: of strangers nothing is kept."""
        return self.id


class CardCheck(Base):
    """验卡记录: the first scanner of one code of one card; a unique row, so a copied code is seen."""

    __tablename__ = "card_checks"

    id: Mapped[UUID] = primary_key()
    card_id: Mapped[UUID] = mapped_column(ForeignKey("cards.id"), index=True, comment="卡")
    step: Mapped[int] = mapped_column(comment="时间步（30 秒）")
    scanner: Mapped[bytes | None] = mapped_column(
        LargeBinary(16), comment="扫码一方的摘要（带密钥，只认这一次），一天后清空"
    )
    checked_at: Mapped[datetime] = mapped_column(default=clock.now, index=True, comment="核验时间")

    __table_args__ = (UniqueConstraint("card_id", "step"),)
