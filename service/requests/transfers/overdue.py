"""逾期未答: a union that keeps silent does not hold a member; what became pointless meanwhile is closed."""

from collections.abc import Sequence

from sqlalchemy import Select, case, exists, or_, select
from sqlalchemy.orm import Session

from service.ground.holding import hold
from service.register.access.models import SYSTEM
from service.register.deployment import Deployment
from service.register.matters import is_late
from service.register.memberships.models import Membership
from service.register.people.models import Person
from service.register.unions.models import Union, UnionState
from service.requests.transfers.models import OPEN, Transfer, TransferStatus
from service.requests.transfers.steps import step, tell_member

AT_ONCE = 100


def _held(session: Session, wanted: Select[Transfer]) -> Sequence[Transfer]:
    """Some of these with their people held: what is still so when nobody else acts on them."""
    found = session.execute(wanted.with_only_columns(Transfer.id, Transfer.person_id).limit(AT_ONCE)).all()
    if not found:
        return []
    hold(session, {Person: [row.person_id for row in found]})
    still = wanted.where(Transfer.id.in_([row.id for row in found])).order_by(Transfer.id)
    return session.scalars(still.with_for_update(of=Transfer)).all()


def open_overdue(deployment: Deployment) -> bool:
    """Let the union above release what waits too long, or whose union is closed (worker). False when there is none."""
    with deployment.database.writing() as session:
        closed = select(Union.id).where(Union.state == UnionState.CLOSED)
        silent = select(Transfer).where(
            Transfer.status == TransferStatus.REQUESTED,
            Transfer.shown_at.is_not(None),
            or_(is_late(Transfer.due_on), Transfer.from_union_id.in_(closed)),
        )
        rows = _held(session, silent)
        for row in rows:
            step(session, SYSTEM, row, "expire")
            tell_member(session, row, "transfer_overdue")
        return bool(rows)


def lapse_unanswered(deployment: Deployment) -> bool:
    """End what a union asked for and nobody answered in time: nobody is moved by silence (worker)."""
    with deployment.database.writing() as session:
        unanswered = select(Transfer).where(
            Transfer.status == TransferStatus.REQUESTED,
            Transfer.shown_at.is_(None),
            is_late(Transfer.due_on),
        )
        rows = _held(session, unanswered)
        for row in rows:
            step(session, SYSTEM, row, "lapse")
            tell_member(session, row, "transfer_closed", reason="没有人答复，请求已过期")
        return bool(rows)


def void_stale(deployment: Deployment) -> bool:
    """Close the transfers whose member is no longer in the union that they lead away from (worker)."""
    with deployment.database.writing() as session:
        lasting = exists().where(Membership.person_id == Transfer.person_id, Membership.ended_on.is_(None))
        there = lasting.where(Membership.union_id == Transfer.from_union_id)
        gone = case((Transfer.rejoins, lasting), else_=~there)
        stale = select(Transfer).where(Transfer.status.in_(OPEN), gone)
        rows = _held(session, stale)
        for row in rows:
            step(session, SYSTEM, row, "void")
            tell_member(session, row, "transfer_closed", reason="会籍另有变动")
        return bool(rows)
