"""人员查找: one person by exact name, document number or phone, among those whose last membership is in reach.

A search by blind index is an oracle, so it needs a purpose, is counted per member of staff and written into the audit
log. Who is out of reach and who is not registered at all give the same answer by the same statement.
"""

import re
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from service.ground.errors import Refusal, invalid
from service.ground.limits import take
from service.ground.sealing import entered, load_keys, readable
from service.ground.words import Words
from service.register.access.models import Act, Actor
from service.register.access.purpose import stated_purpose
from service.register.access.reach import reachable
from service.register.audit.log import record
from service.register.memberships.models import Membership
from service.register.people.contact import ContactInvalid, name_key, read_name
from service.register.people.documents import DocumentInvalid, kind_of, normalised, read_document
from service.register.people.models import Person
from service.register.people.phones import read_phone
from service.register.people.register import is_called
from service.register.unions.models import Union

MOST = 20
_MAINLAND = re.compile(r"\d{15}|\d{17}[\dX]")
_NUMBER = re.compile(r"[A-Z0-9]{5,18}")


class SearchBy(Words):
    """按什么查找."""

    NAME = "name", "姓名"
    ID_NUMBER = "id_number", "证件号码"
    PHONE = "phone", "手机号"


def search(session: Session, actor: Actor, by: SearchBy, value: str, purpose: str) -> list[Membership]:
    """The last memberships of up to ``MOST`` + 1 people with exactly this name, number or phone, ready to be opened.

    The log keeps by what was searched and how many were found, never the value. Raises INPUT_INVALID,
    PURPOSE_MISSING, TOO_OFTEN.
    """
    wanted = _read(by, value)
    purpose = stated_purpose(purpose, value.strip())
    if actor.id is None or not take(session, "search.staff", actor.id.hex):
        raise Refusal("TOO_OFTEN")
    people = Person.id.in_(entered(session, "person", by.value, wanted))
    ordered = _last_memberships(actor, Act.PERSON_SEARCH).where(people).order_by(Union.path, Membership.id)
    held_by = session.scalars(ordered.limit(MOST + 1)).all()
    load_keys(session, [held.person_id for held in held_by])
    found = [held for held in held_by if is_called(session, held.person, by.value, wanted)]
    details: dict[str, int | str] = {"by": by.value, "found": len(found), "purpose": purpose}
    record(session, actor, "person:search", "person", None, details=details)
    return found


def person_in_reach(session: Session, actor: Actor, act: Act, person_id: UUID) -> Membership:
    """The last membership of a person whom the actor may do ``act`` to; anyone else reads as NOT_FOUND."""
    found = session.scalars(_last_memberships(actor, act).where(Person.id == person_id)).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def chain_of(session: Session, person_id: UUID) -> Sequence[Membership]:
    """会籍链: every membership of a person with its union, the latest first; reach was asked before."""
    chain = select(Membership).where(Membership.person_id == person_id).options(joinedload(Membership.union))
    return session.scalars(chain.order_by(Membership.sequence.desc())).all()


def _last_memberships(actor: Actor, act: Act) -> Select[Membership]:
    """Each person's open or last membership where it is in reach; an erased person has no key and does not exist."""
    later = aliased(Membership)
    last = select(func.max(later.sequence)).where(later.person_id == Membership.person_id).scalar_subquery()
    return (
        select(Membership)
        .join(Membership.person)
        .join(Membership.union)
        .where(
            reachable(actor, act),
            Membership.sequence == last,
            readable(Person.id),
        )
        .options(contains_eager(Membership.person), contains_eager(Membership.union))
    )


def _read(by: SearchBy, value: str) -> str:
    """What was typed as the index has it; raises INPUT_INVALID with the sentence for its kind."""
    try:
        if by is SearchBy.NAME:
            return name_key(read_name(value))
        return read_phone(value) if by is SearchBy.PHONE else read_number(value)
    except (ContactInvalid, DocumentInvalid) as fault:
        raise invalid(value=str(fault)) from None


def read_number(value: str) -> str:
    """A mainland number as it is stored, 15 digits made 18; other documents as they stand."""
    number = normalised(value)
    if _MAINLAND.fullmatch(number):
        return read_document(kind_of(number), number).number
    if not _NUMBER.fullmatch(number):
        raise DocumentInvalid("请填写完整的证件号码，只有数字和字母。")
    return number
