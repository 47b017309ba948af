"""Give and end roles: a term of office begins, a term of office is handed over (换届)."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service import clock
from service.access.models import Actor, Role, Term
from service.audit.log import record
from service.errors import Refusal, invalid
from service.unions.models import Union, UnionKind

# Where a role can stand: a chair at the union itself, the county's roles only at the county.
_TOP_ROLES = (Role.COUNTY, Role.AUDITOR, Role.ADMINISTRATOR)


def appoint(
    session: Session,
    actor: Actor,
    staff_id: UUID,
    role: Role,
    union: Union,
    from_on: date,
    until_on: date | None,
) -> Term:
    """Begin a term of office; raises Refusal when the role does not fit the union or is already held there."""
    at_county = union.kind is UnionKind.COUNTY
    if role in (Role.ANYONE, Role.WORKER) or (role in _TOP_ROLES) != at_county:
        raise invalid(role="这个角色不能设在这一级工会。")
    if actor.id == staff_id:
        raise Refusal("NOT_ALLOWED")  # nobody widens his own rights
    term = Term(
        staff_id=staff_id,
        role=role,
        union_id=union.id,
        from_on=from_on,
        until_on=until_on,
        granted_by=actor.id,
    )
    session.add(term)
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError:
        raise invalid(role="这位同志在这个工会已经有这个角色。") from None
    record(session, actor, "term:begin", "term", term.id, union_id=union.id, details={"role": role.value})
    return term


def end_term(session: Session, actor: Actor, term: Term) -> None:
    """End a term at once; the person's next request no longer has the role."""
    term.ended_at, term.ended_by = clock.now(), actor.id
    session.flush()
    record(
        session, actor, "term:end", "term", term.id, union_id=term.union_id, details={"role": term.role.value}
    )


def hand_over(session: Session, actor: Actor, term: Term, successor_id: UUID, until_on: date | None) -> Term:
    """换届移交: the successor's term begins on the day the predecessor's ends, in one transaction."""
    union = session.scalars(select(Union).where(Union.id == term.union_id)).one()
    end_term(session, actor, term)
    return appoint(session, actor, successor_id, term.role, union, clock.today(), until_on)
