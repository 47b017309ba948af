"""Reads about applications; each passes through the actor's reach, or is the worker's own."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from service import clock
from service.access.models import Act, Actor
from service.access.reach import reachable
from service.accounts.models import Staff
from service.applications.models import WAITING, Application, Status, Step
from service.errors import Refusal
from service.sealing import load_keys, opened
from service.unions.models import Union


def own_application(
    session: Session, actor: Actor, application_id: UUID, *, lock: bool = False
) -> Application:
    """The worker's own application; anyone else's does not exist."""
    mine = select(Application).where(Application.id == application_id, Application.account_id == actor.id)
    found = session.scalars(mine.with_for_update() if lock else mine).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def own_applications(session: Session, actor: Actor) -> list[Application]:
    """All applications of the worker, newest first."""
    mine = select(Application).where(Application.account_id == actor.id)
    told = mine.options(
        joinedload(Application.union), joinedload(Application.decision), selectinload(Application.steps)
    )
    rows = session.scalars(told.order_by(Application.created_at.desc()).limit(50)).all()
    load_keys(session, [row.key_owner for row in rows])
    return list(rows)


def _in_reach(actor: Actor, act: Act) -> Select[Application]:
    return select(Application).join(Union, Union.id == Application.union_id).where(reachable(actor, act))


def application_in_reach(session: Session, actor: Actor, act: Act, application_id: UUID) -> Application:
    """An application that the actor may do ``act`` to; drafts are the worker's own business."""
    found = session.scalars(
        _in_reach(actor, act).where(Application.id == application_id, Application.status != Status.DRAFT)
    ).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def applications_locked(
    session: Session, actor: Actor, act: Act, union_id: UUID, ids: Iterable[UUID]
) -> list[Application]:
    """Applications to one union, locked in one order so that two colleagues cannot wait for each other."""
    wanted = sorted(set(ids))
    found = session.scalars(
        _in_reach(actor, act)
        .where(
            Application.id.in_(wanted), Application.union_id == union_id, Application.status != Status.DRAFT
        )
        .order_by(Application.id)
        .with_for_update(of=Application)
        .execution_options(populate_existing=True)
    ).all()
    if len(found) != len(wanted):
        raise Refusal("NOT_FOUND")
    return list(found)


def applications_waiting(
    session: Session,
    actor: Actor,
    limit: int = 100,
    *,
    act: Act = Act.APPLICATION_READ,
    union_id: UUID | None = None,
    start: int = 0,
) -> list[Application]:
    """What waits in the unions where the actor may do ``act``, oldest first; opened without a query per row."""
    waiting = _in_reach(actor, act).where(Application.status.in_(WAITING))
    if union_id is not None:
        waiting = waiting.where(Application.union_id == union_id)
    rows = session.scalars(
        waiting.options(joinedload(Application.union), joinedload(Application.identity))
        .order_by(Application.submitted_at, Application.id)
        .offset(start)
        .limit(limit)
    ).all()
    load_keys(session, [row.key_owner for row in rows])
    return list(rows)


def waiting_counts(session: Session, actor: Actor) -> tuple[int, int]:
    """How many applications wait in all that the actor reads, and how many of them are overdue (超期)."""
    overdue = case((Application.due_on < clock.today(), 1), else_=0)
    waiting = (
        select(func.count(), func.coalesce(func.sum(overdue), 0))
        .select_from(Application)
        .join(Union, Union.id == Application.union_id)
        .where(reachable(actor, Act.APPLICATION_READ), Application.status.in_(WAITING))
    )
    count, late = session.execute(waiting).one()
    return count, int(late)


def deciding_unions(session: Session, actor: Actor) -> list[Union]:
    """The unions whose committee decisions the actor records; mostly one."""
    deciding = select(Union).where(reachable(actor, Act.APPLICATION_DECIDE)).order_by(Union.path)
    return list(session.scalars(deciding))


def steps_told(session: Session, application: Application) -> list[tuple[Step, str]]:
    """The progress of an application, oldest first, each step with who took it."""
    found = session.execute(
        select(Step, Staff)
        .outerjoin(Staff, Staff.id == Step.staff_id)
        .where(Step.application_id == application.id)
        .order_by(Step.at, Step.id)
    ).all()
    load_keys(session, {staff.key_owner for _, staff in found if staff is not None})
    return [(step, f"{staff.title}{opened(staff, 'name')}" if staff else "申请人") for step, staff in found]


def last_step(session: Session, application: Application) -> tuple[Step, str] | None:
    """The last move of an application by staff, and who made it, for the colleague who came second."""
    found = session.execute(
        select(Step, Staff)
        .join(Staff, Staff.id == Step.staff_id)
        .where(Step.application_id == application.id)
        .order_by(Step.at.desc(), Step.id.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    step, staff = found
    return step, f"{staff.title}{opened(staff, 'name')}"
