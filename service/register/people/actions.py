"""State an identity: name and document of the account's owner, judged by rules and by a verifier."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import new_id
from service.ground.errors import Refusal, invalid
from service.ground.holding import hold
from service.ground.limits import take
from service.ground.sealing import destroy_key, enter, seal_fields, strike
from service.register.accounts.actions import needed_consent
from service.register.accounts.models import Account, ConsentKind
from service.register.audit.log import By, record
from service.register.facts.words import DocumentKind
from service.register.people.contact import ContactInvalid, read_name
from service.register.people.documents import Document, DocumentInvalid, read_document, too_young
from service.register.people.models import Identity
from service.register.people.verifiers import Verification


def judge_identity(kind: DocumentKind, name: str, number: str) -> tuple[str, Document]:
    """Name and number as they are kept; raises INPUT_INVALID with a sentence at each field.

    Below 16 is a hard stop (劳动法 第十五条); a region code never is one.
    """
    faults: dict[str, str] = {}
    document = None
    try:
        name = read_name(name)
    except ContactInvalid as fault:
        faults["name"] = str(fault)
    try:
        document = read_document(kind, number)
    except DocumentInvalid as fault:
        faults["number"] = str(fault)
    if document is not None and too_young(document, clock.today()):
        faults["number"] = "未满 16 周岁，按《劳动法》第十五条还不能入会。"
    if faults or document is None:
        raise invalid(**faults)
    return name, document


def state_identity(
    session: Session, actor: By, account: Account, name: str, document: Document, finding: Verification
) -> Identity:
    """Keep the account's identity; the earlier one is replaced, not deleted. Raises CONSENT_MISSING, TOO_OFTEN.

    Consent is asked before this and recorded with it (个人信息保护法 第二十九条).
    """
    hold(session, {Account: [account.id]})
    consent = needed_consent(session, account.id, ConsentKind.IDENTITY)
    kind = "phone" if account.phone_verified_at else "bare"  # what costs nothing uses up nobody else's
    if not take(session, "identity.account", account.id.hex) or not take(session, "identity.global", kind):
        raise Refusal("TOO_OFTEN")
    earlier = current_identity(session, account)
    if earlier is not None:
        earlier.replaced_at = clock.now()
        session.flush()
    identity = Identity(
        id=new_id(),
        account_id=account.id,
        consent_id=consent.id,
        document_kind=document.kind,
        level=finding.level,
        provider=finding.provider,
        doubt=finding.doubt,
    )
    seal_fields(session, identity, name=name, id_number=document.number)
    session.add(identity)
    session.flush()
    enter(session, "identity", "id_number", identity.id, document.number)
    record(
        session,
        actor,
        "identity:state",
        "identity",
        identity.id,
        details={"level": finding.level.value, "provider": finding.provider, "doubt": finding.doubt or ""},
    )
    return identity


def forget_identities(session: Session, actor: By, account: Account) -> bool:
    """End the account's identity and destroy every one that it ever stated; whether there was one in force.

    Applications hold copies of their own, under their own keys.
    """
    owners, was_in_force = end_identities(session, actor, account)
    for owner in owners:
        destroy_key(session, owner)
    return was_in_force


def end_identities(session: Session, actor: By, account: Account) -> tuple[list[UUID], bool]:
    """End the account's identity; the owners of the keys that are still to be destroyed, and whether one was in force."""
    stated = select(Identity).where(Identity.account_id == account.id).with_for_update()
    identities, was_in_force = session.scalars(stated).all(), False
    for identity in identities:
        strike(session, "identity", identity.id)
        if identity.replaced_at is None:
            identity.replaced_at, was_in_force = clock.now(), True
            record(session, actor, "identity:forget", "identity", identity.id)
    session.flush()
    return [identity.id for identity in identities], was_in_force


def current_identity(session: Session, account: Account, *, hold: bool = False) -> Identity | None:
    """The identity in force of an account; with ``hold`` it cannot be forgotten until the transaction ends."""
    in_force = select(Identity).where(Identity.account_id == account.id, Identity.replaced_at.is_(None))
    return session.scalars(in_force.with_for_update(read=True) if hold else in_force).one_or_none()
