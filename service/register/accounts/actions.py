"""Workers at the door: log in with WeChat, give a phone number, agree to a notice, log out."""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import insert_unless_there, new_id
from service.ground.errors import Refusal
from service.ground.holding import hold
from service.ground.marks import FOLLOWED, mark_again
from service.ground.sealing import enter, seal_fields, strike, vault
from service.register.accounts.consents import CURRENT
from service.register.accounts.models import Account, AccountSession, Consent, ConsentKind
from service.register.audit.log import Author, By, record
from wechat.login import WeChatSession

SESSION_DAYS = 30


def token_hash(session: Session, token: str) -> bytes:
    """What is stored of a session token: whoever writes the database cannot make one for a token that he knows."""
    return vault(session).tokens.make(token.encode())


def log_in(session: Session, wechat: WeChatSession, request_id: str | None) -> str:
    """Open a session for the account of (appid, openid); returns the token, which is stored only as a hash.

    Raises Refusal ACCOUNT_BLOCKED.
    """
    account = _account(session, wechat)
    if account.blocked_at is not None:
        raise Refusal("ACCOUNT_BLOCKED")
    account.unionid = wechat.unionid or account.unionid
    token = secrets.token_urlsafe(32)
    opened = AccountSession(
        account_id=account.id,
        token_hash=token_hash(session, token),
        expires_at=clock.now() + timedelta(days=SESSION_DAYS),
    )
    session.add(opened)
    session.flush()
    record(session, Author("account", account.id, request_id), "session:open", "account", account.id)
    return token


def _account(session: Session, wechat: WeChatSession) -> Account:
    """The account of (appid, openid), locked. One that is erased while we wait for it is looked for again, and made anew."""
    own = {"appid": wechat.appid, "openid": wechat.openid}
    mine = select(Account).where(Account.appid == wechat.appid, Account.openid == wechat.openid)
    found = None
    while found is None:
        first = insert_unless_there(session, Account, id=new_id(), created_at=clock.now(), **own)
        made = session.scalars(first.returning(Account.id), execution_options=FOLLOWED).all()
        mark_again(session, Account, made)
        found = session.scalars(mine.with_for_update(key_share=True)).one_or_none()
    return found


def log_out(session: Session, token: str) -> None:
    """Revoke the session of ``token``; at once, everywhere."""
    mine = (AccountSession.token_hash == token_hash(session, token)) & AccountSession.revoked_at.is_(None)
    _end(session, mine)


def keep_phone(session: Session, account: Account, phone: str, request_id: str | None) -> None:
    """Keep a phone number that WeChat verified for this account; it is a contact and one way to claim the card."""
    seal_fields(session, account, phone=phone)
    account.phone_verified_at = clock.now()
    strike(session, "account", account.id, "phone")
    enter(session, "account", "phone", account.id, phone)
    record(session, Author("account", account.id, request_id), "phone:verify", "account", account.id)


def forget_phone(session: Session, actor: By, account: Account) -> None:
    """Forget the verified phone of an account; one that is not there is forgotten already."""
    if account.phone_sealed is None:
        return
    seal_fields(session, account, phone=None)
    account.phone_verified_at = None
    strike(session, "account", account.id, "phone")
    record(session, actor, "phone:forget", "account", account.id)


def end_sessions(session: Session, actor: By, account: Account) -> None:
    """End every session of an account on every phone."""
    gone = _end(session, (AccountSession.account_id == account.id) & AccountSession.revoked_at.is_(None))
    if gone:
        record(session, actor, "session:end", "account", account.id, details={"others": gone})


def _end(session: Session, which: ColumnElement[bool]) -> int:
    """Revoke sessions; how many there were."""
    open_ones = session.scalars(select(AccountSession).where(which).with_for_update()).all()
    for one in open_ones:
        one.revoked_at = clock.now()
    session.flush()
    return len(open_ones)


def agree(
    session: Session, account: Account, kind: ConsentKind, version: str, request_id: str | None
) -> Consent:
    """Record consent to the current version of a notice (个人信息保护法 第二十九条); raises CONSENT_OUTDATED.

    Agreeing again to the same version changes nothing.
    """
    if version != CURRENT[kind].version:
        raise Refusal("CONSENT_OUTDATED")
    hold(session, {Account: [account.id]})
    current = current_consent(session, account.id, kind)
    if current is not None and current.document_version == version:
        return current
    if current is not None:
        current.withdrawn_at = clock.now()
        session.flush()
    consent = Consent(account_id=account.id, kind=kind, document_version=version)
    session.add(consent)
    session.flush()
    record(
        session,
        Author("account", account.id, request_id),
        "consent:give",
        "consent",
        consent.id,
        details={"kind": kind.value, "version": version},
    )
    return consent


def current_consent(session: Session, account_id: UUID, kind: ConsentKind) -> Consent | None:
    """The consent in force, whatever its version."""
    return session.scalars(
        select(Consent).where(
            Consent.account_id == account_id, Consent.kind == kind, Consent.withdrawn_at.is_(None)
        )
    ).one_or_none()


def end_consent(session: Session, actor: By, account_id: UUID, kind: ConsentKind) -> bool:
    """Withdraw the consent in force (个人信息保护法 第十五条), whatever its version; False when there is none.

    Whoever relies on it holds its row (``needed_consent``), so what was taken under it is there to be found after this.
    """
    in_force = (Consent.account_id == account_id) & (Consent.kind == kind) & Consent.withdrawn_at.is_(None)
    consent = session.scalars(select(Consent).where(in_force).with_for_update()).one_or_none()
    if consent is None:
        return False
    consent.withdrawn_at = clock.now()
    session.flush()
    details = {"kind": kind.value, "version": consent.document_version}
    record(session, actor, "consent:withdraw", "consent", consent.id, details=details)
    return True


def needed_consent(session: Session, account_id: UUID, kind: ConsentKind) -> Consent:
    """The consent to the current version, held until the transaction ends, so that withdrawing it comes before or after.

    Raises CONSENT_MISSING before any sensitive field is taken.
    """
    in_force = (Consent.account_id == account_id) & (Consent.kind == kind) & Consent.withdrawn_at.is_(None)
    consent = session.scalars(select(Consent).where(in_force).with_for_update(read=True)).one_or_none()
    if consent is None or consent.document_version != CURRENT[kind].version:
        raise Refusal("CONSENT_MISSING")
    return consent
