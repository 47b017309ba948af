"""开具与核验会员证明: the person's own history on paper, and a check that shows no more than the paper proves."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from crypto.errors import Unreadable
from service.ground import clock
from service.ground.db import new_id
from service.ground.errors import Refusal
from service.ground.limits import take
from service.ground.sealing import opened
from service.register.access.models import Actor
from service.register.audit.log import record
from service.register.memberships.models import EndReason, Membership
from service.register.memberships.queries import chains, open_membership
from service.register.people.contact import masked_name, masked_number
from service.register.people.models import Person
from service.requests.proofs.models import MembershipProof

DAYS = 90
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 20


@dataclass(frozen=True)
class Proof:
    """What 会员证明 prints, in clear; dropped as soon as it is printed."""

    name: str = field(repr=False)
    document: str
    number: str = field(repr=False)
    stretches: list[tuple[str, str, str, str]]
    standing: str
    issued_on: date
    expires_on: date
    code: str = field(repr=False)


@dataclass(frozen=True)
class ProofSeen:
    """What whoever checks may know: no name in full, no number, no history."""

    valid: bool
    words: str
    masked_name: str = ""
    union_name: str = ""
    since: date | None = None
    issued_on: date | None = None
    expires_on: date | None = None


def issue(
    session: Session, actor: Actor, person: Person, union_id: UUID | None, *, account_id: UUID | None = None
) -> Proof:
    """开具会员证明 of the person's own memberships, without a gap as they stand; raises MEMBERSHIP_MISSING, TOO_OFTEN.

    《会籍管理办法》第一、二条: 会籍是会员资格的依据. What was entered wrongly (登记错误) proves nothing and stands in no proof.
    """
    limit = "proof.account" if actor.kind == "account" else "print.staff"
    if actor.id is None or not take(session, limit, actor.id.hex):
        raise Refusal("TOO_OFTEN")
    chain = [one for one in chains(session, [person.id]).get(person.id, []) if _proves(one)]
    if not chain:
        raise Refusal("MEMBERSHIP_MISSING")
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    row = MembershipProof(
        id=new_id(),
        person_id=person.id,
        code_hash=code_hash(code),
        expires_on=clock.today() + timedelta(days=DAYS),
        account_id=account_id,
        staff_id=actor.id if actor.kind == "staff" else None,
    )
    session.add(row)
    session.flush()
    record(session, actor, "proof:issue", "person", person.id, union_id=union_id)
    return Proof(
        name=opened(person, "name"),
        document=person.document_kind.label,
        number=masked_number(opened(person, "id_number")),
        stretches=[_stretch(one) for one in chain],
        standing=chain[-1].standing,
        issued_on=clock.today(),
        expires_on=row.expires_on,
        code=code,
    )


def _proves(one: Membership) -> bool:
    return one.end_reason is not EndReason.VOID and one.started_on != one.ended_on


def _stretch(one: Membership) -> tuple[str, str, str, str]:
    until = clock.chinese_day(one.ended_on) if one.ended_on else "今"
    how = f"保留会籍（{one.retained_for.label}）" if one.retained_for else "会员"
    return one.union.name, clock.chinese_day(one.started_on), until, how


def code_hash(code: str) -> bytes:
    """The digest under which a code is kept; case and dashes of whoever types it do not matter."""
    return hashlib.sha256(code.strip().upper().replace("-", "").encode()).digest()


def check_proof(session: Session, code: str, address: str) -> ProofSeen:
    """核验会员证明 for whoever holds the paper; a code that is none reads like one that ran out. Raises TOO_OFTEN."""
    if not take(session, "proof.check", address):
        raise Refusal("TOO_OFTEN")
    row = session.scalars(
        select(MembershipProof).where(MembershipProof.code_hash == code_hash(code))
    ).one_or_none()
    if row is None or row.expires_on < clock.today():
        return ProofSeen(False, "这份证明无效，或者已经过期")
    held = open_membership(session, row.person_id)
    if held is None:
        return ProofSeen(False, "开具以后会籍已经结束")
    try:
        name = masked_name(opened(row.person, "name"))
    except Unreadable:
        return ProofSeen(False, "这份证明无效，或者已经过期")
    issued_on = row.issued_at.astimezone(clock.COUNTY_ZONE).date()
    return ProofSeen(True, held.standing, name, held.union.name, held.started_on, issued_on, row.expires_on)
