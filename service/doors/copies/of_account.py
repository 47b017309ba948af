"""What a WeChat account stated, agreed to, handed in and was told."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from service.doors.copies.models import Line, Section, entry, known_of, section
from service.ground.sealing import load_keys, opened, readable
from service.register.accounts.models import Account, AccountSession, Consent
from service.register.facts.declared import STATED
from service.register.notices.kinds import KINDS
from service.register.notices.models import Channel, Notice, NoticeGrant
from service.register.notices.queries import sentence
from service.register.people.models import Identity
from service.requests.applications.models import MOVES, Application, Status, Step, field_words
from service.requests.cards.models import Claim


def sections_of_account(session: Session, account: Account) -> Iterator[Section]:
    """Everything of one account, for its owner; a fixed number of queries."""
    yield section("微信账号", [_account(session, account)])
    yield section("填写过的身份", _identities(session, account.id))
    yield section("同意记录", _consents(session, account.id))
    yield section("入会申请", _applications(session, account.id))
    yield section("激活核验", _claims(session, account.id))
    yield section("工会给您的消息", _notices(session, account.id))


def _account(session: Session, account: Account) -> list[Line]:
    logins = select(AccountSession.created_at).where(AccountSession.account_id == account.id)
    last = session.scalars(logins.order_by(AccountSession.created_at.desc()).limit(1)).first()
    grants = select(NoticeGrant.remaining).where(NoticeGrant.account_id == account.id)
    return entry(
        ("第一次登录", account.created_at),
        ("最近一次登录", last),
        ("微信核验过的手机号", opened(account, "phone")),
        ("手机号核验时间", account.phone_verified_at),
        ("还可以发几条微信提醒", sum(session.scalars(grants).all()) or None),
    )


def _identities(session: Session, account_id: UUID) -> Iterator[list[Line]]:
    stated = select(Identity).where(Identity.account_id == account_id, readable(Identity.id))
    rows = session.scalars(stated.order_by(Identity.stated_at)).all()
    load_keys(session, [one.key_owner for one in rows])
    for one in rows:
        yield entry(
            ("姓名", opened(one, "name")),
            ("证件类型", one.document_kind),
            ("证件号码", opened(one, "id_number")),
            ("核验程度", one.level),
            ("填写时间", one.stated_at),
            ("被新填写替换的时间", one.replaced_at),
        )


def _consents(session: Session, account_id: UUID) -> Iterator[list[Line]]:
    rows = select(Consent).where(Consent.account_id == account_id).order_by(Consent.agreed_at)
    for one in session.scalars(rows):
        yield entry(
            ("事项", one.kind),
            ("版本", one.document_version),
            ("同意时间", one.agreed_at),
            ("撤回时间", one.withdrawn_at),
        )


def _applications(session: Session, account_id: UUID) -> Iterator[list[Line]]:
    own = select(Application).where(Application.account_id == account_id, readable(Application.id))
    loaded = own.options(joinedload(Application.union), selectinload(Application.steps))
    rows = session.scalars(loaded.order_by(Application.created_at)).all()
    load_keys(session, [one.key_owner for one in rows])
    for one in rows:
        yield [*_statements(one), *(line for step in one.steps for line in _step(step))]


def _statements(one: Application) -> list[Line]:
    return entry(
        ("申请加入", one.union.name),
        ("状态", one.status),
        *known_of(one, STATED),
        ("读过的誓词版本", one.oath_version),
        ("开始填写", one.created_at),
        ("提交时间", one.submitted_at),
        ("应办结日", one.due_on if one.status is not Status.APPROVED else None),
    )


def _step(step: Step) -> list[Line]:
    label = MOVES[step.action].label if step.action in MOVES else step.action
    said = "；".join(
        part
        for part in (step.reason and step.reason.label, opened(step, "words"), field_words(step.fields))
        if part
    )
    return entry((f"办理：{label}", step.at), ("理由", said))


def _claims(session: Session, account_id: UUID) -> Iterator[list[Line]]:
    own = select(Claim).where(Claim.account_id == account_id, readable(Claim.id))
    rows = session.scalars(own.order_by(Claim.created_at)).all()
    load_keys(session, [one.key_owner for one in rows])
    for one in rows:
        yield entry(
            ("姓名", opened(one, "name")),
            ("证件号码", opened(one, "id_number")),
            ("状态", one.state),
            ("提交时间", one.created_at),
            ("失效时间", one.expires_at),
        )


def _notices(session: Session, account_id: UUID) -> Iterator[list[Line]]:
    own = select(Notice).where(Notice.account_id == account_id, Notice.channel == Channel.INBOX)
    for one in session.scalars(own.order_by(Notice.created_at)):
        yield entry(
            ("标题", KINDS[one.kind].title),
            ("内容", sentence(one)),
            ("时间", one.created_at),
            ("阅读时间", one.read_at),
        )
