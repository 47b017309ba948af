"""Give and end roles: a term of office begins, a term of office is handed over (换届)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.errors import Refusal, invalid
from service.register.access.models import TOP_ROLES, Act, Actor, Role, Term
from service.register.audit.log import record
from service.register.unions.models import Union, UnionKind


@dataclass(frozen=True)
class Mandate:
    """换届依据: when the successor was elected, and the upper union's approval (批复文号)."""

    elected_on: date
    approval_no: str


def appoint(
    session: Session,
    actor: Actor,
    staff_id: UUID,
    role: Role,
    union: Union,
    from_on: date,
    until_on: date | None,
    mandate: Mandate | None = None,
) -> Term:
    """Begin a term of office; raises Refusal when the role does not fit the union or is already held there."""
    at_county = union.kind is UnionKind.COUNTY
    if role in (Role.ANYONE, Role.WORKER) or (role in TOP_ROLES) != at_county:
        raise invalid(role="这个角色不能设在这一级工会。")
    if role in TOP_ROLES and actor.kind == "staff" and not actor.may(Act.ACCOUNT_TOP):
        raise invalid(role="县总工会的角色由系统管理员授予。")
    if actor.id == staff_id:
        raise Refusal("NOT_ALLOWED")  # nobody widens his own rights
    term = Term(
        staff_id=staff_id,
        role=role,
        union_id=union.id,
        from_on=from_on,
        until_on=until_on,
        granted_by=actor.id,
        elected_on=mandate.elected_on if mandate else None,
        approval_no=mandate.approval_no if mandate else None,
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
    """End a term at once; from his next request on the holder no longer has the role."""
    term.ended_at, term.ended_by = clock.now(), actor.id
    session.flush()
    record(
        session, actor, "term:end", "term", term.id, union_id=term.union_id, details={"role": term.role.value}
    )


def hand_over(
    session: Session,
    actor: Actor,
    term: Term,
    successor_id: UUID,
    until_on: date | None,
    mandate: Mandate | None = None,
) -> Term:
    """换届移交: the successor's term begins on the day the predecessor's ends, in one transaction."""
    union = session.scalars(select(Union).where(Union.id == term.union_id)).one()
    end_term(session, actor, term)
    return appoint(session, actor, successor_id, term.role, union, clock.today(), until_on, mandate)
