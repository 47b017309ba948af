"""Reads about applications; each passes through the actor's reach, or is the worker's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from service.ground.errors import Refusal
from service.ground.sealing import entered, load_keys, opened, readable
from service.register.access.models import GRANTS, Act, Actor
from service.register.access.reach import reachable
from service.register.accounts.models import Staff
from service.register.matters import is_late
from service.register.unions.models import Union
from service.requests.applications.models import OPEN, WAITING, Application, Status, Step
from service.requests.applications.seats import BOOK


def not_erased() -> ColumnElement[bool]:
    """Applications that can still be read; without a key it does not exist: consent was withdrawn, or who applied was erased."""
    return readable(Application.id)


def open_applications(session: Session, account_id: UUID) -> list[Application]:
    """The open applications of an account, locked."""
    under_way = (Application.account_id == account_id) & Application.status.in_(OPEN)
    locked = select(Application).where(under_way).with_for_update()
    return list(session.scalars(locked.execution_options(populate_existing=True)))


def own_application(
    session: Session, actor: Actor, application_id: UUID, *, lock: bool = False
) -> Application:
    """The worker's own application; anyone else's does not exist."""
    mine = select(Application).where(Application.id == application_id, Application.account_id == actor.id)
    mine = mine.where(not_erased())
    found = session.scalars(mine.with_for_update() if lock else mine).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def own_applications(session: Session, actor: Actor) -> list[Application]:
    """All applications of the worker, newest first."""
    mine = select(Application).where(Application.account_id == actor.id, not_erased())
    told = mine.options(
        joinedload(Application.union).joinedload(Union.parent),
        joinedload(Application.decision),
        selectinload(Application.steps).joinedload(Step.to_union),
    )
    rows = session.scalars(told.order_by(Application.created_at.desc()).limit(50)).all()
    load_keys(session, [row.key_owner for row in rows])
    return list(rows)


def _in_reach(actor: Actor, act: Act) -> Select[Application]:
    return select(Application).join(Union, Union.id == Application.union_id).where(reachable(actor, act))


def application_in_reach(session: Session, actor: Actor, act: Act, application_id: UUID) -> Application:
    """An application that the actor may do ``act`` to; drafts are the worker's own business."""
    found = session.scalars(
        _in_reach(actor, act).where(
            Application.id == application_id, Application.status != Status.DRAFT, not_erased()
        )
    ).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def application_locked(session: Session, application_id: UUID) -> Application:
    """An application that was found in reach a moment ago, locked, as it is now, even if it went elsewhere meanwhile."""
    again = select(Application).where(Application.id == application_id).with_for_update()
    return session.scalars(again.execution_options(populate_existing=True)).one()


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


@dataclass(frozen=True)
class ApplicationsSought:
    """What a list is narrowed to: states, what is overdue (超期), words of unit and union; drafts are nobody else's."""

    statuses: tuple[Status, ...] = WAITING
    late: bool = False
    unit: str = ""
    union: str = ""
    union_id: UUID | None = None

    @property
    def newest_first(self) -> bool:
        """Whether a list begins with the newest: what is over does, what waits begins with the oldest."""
        return not set(self.statuses) & {*WAITING, Status.REFERRED}

    def conditions(self) -> list[ColumnElement[bool]]:
        """What is sought, as SQL conditions on applications and their unions."""
        found: list[ColumnElement[bool]] = [Application.status.in_(self.statuses)]
        if self.late:
            found += [Application.status.in_(WAITING), is_late(Application.due_on)]
        if self.unit:
            found.append(Application.unit_name.contains(self.unit, autoescape=True))
        if self.union:
            found.append(Union.name.contains(self.union, autoescape=True))
        if set(self.statuses) - {*WAITING, Status.REFERRED}:  # what is under way has its key
            found.append(not_erased())
        if self.union_id is not None:
            found.append(Application.union_id == self.union_id)
        return found


EVERYTHING_WAITING = ApplicationsSought()


def applications_waiting(
    session: Session,
    actor: Actor,
    size: int = 100,
    *,
    act: Act = Act.APPLICATION_READ,
    sought: ApplicationsSought = EVERYTHING_WAITING,
    start: int = 0,
) -> list[Application]:
    """What waits in the unions where the actor may do ``act``, oldest first; opened without a query per row."""
    wanted = _in_reach(actor, act).where(*sought.conditions())
    return opened_rows(session, wanted, size, start, newest_first=sought.newest_first)


def opened_rows(
    session: Session, wanted: Select[Application], limit: int, start: int = 0, *, newest_first: bool = False
) -> list[Application]:
    """A page of applications with union, identity and keys: as many queries for 3 rows as for 300."""
    order = (Application.submitted_at, Application.id)
    rows = session.scalars(
        wanted.options(joinedload(Application.union), joinedload(Application.identity))
        .order_by(*(column.desc() for column in order) if newest_first else order)
        .offset(start)
        .limit(limit)
    ).all()
    load_keys(session, [row.key_owner for row in rows])
    return list(rows)


def waiting_counts(
    session: Session,
    actor: Actor,
    sought: ApplicationsSought = EVERYTHING_WAITING,
    act: Act = Act.APPLICATION_READ,
) -> tuple[int, int]:
    """How many applications are sought in all that the actor reads, and how many of them are overdue (超期)."""
    overdue = case((and_(Application.status.in_(WAITING), is_late(Application.due_on)), 1), else_=0)
    counted = (
        select(func.count(), func.coalesce(func.sum(overdue), 0))
        .select_from(Application)
        .join(Union, Union.id == Application.union_id)
        .where(reachable(actor, act), *sought.conditions())
    )
    count, late = session.execute(counted).one()
    return count, int(late)


def acting_unions(session: Session, actor: Actor, act: Act) -> list[Union]:
    """The unions at which the actor holds a role that may do ``act``, the lowest first; mostly one."""
    held = [place.union_id for place in actor.places if act in GRANTS[place.role]]
    return list(session.scalars(select(Union).where(Union.id.in_(held)).order_by(Union.path.desc())))


def dispatched_last(session: Session, ids: Iterable[UUID]) -> datetime | None:
    """When the last of these applications was dispatched to its union, if any was."""
    return session.scalar(
        select(func.max(Step.at)).where(Step.application_id.in_(list(ids)), Step.action == "dispatch")
    )


def deciding_unions(session: Session, actor: Actor) -> list[Union]:
    """The unions whose committee decisions the actor may record."""
    deciding = select(Union).where(reachable(actor, Act.APPLICATION_DECIDE)).order_by(Union.path)
    return list(session.scalars(deciding))


def applications_of(session: Session, actor: Actor, number: str) -> list[Application]:
    """The applications in reach under one document number, the newest first; drafts are the worker's own business."""
    under = Application.id.in_(entered(session, BOOK, "id_number", number))
    found = _in_reach(actor, Act.APPLICATION_READ).where(under, Application.status != Status.DRAFT)
    ordered = found.options(joinedload(Application.union)).order_by(Application.created_at.desc())
    applications = session.scalars(ordered.limit(50)).all()
    load_keys(session, [one.key_owner for one in applications])
    return [one for one in applications if opened(one, "id_number") == number]


def steps_told(session: Session, application: Application) -> list[tuple[Step, str]]:
    """The progress of an application, oldest first, each step with who took it."""
    found = session.execute(
        select(Step, Staff)
        .outerjoin(Staff, Staff.id == Step.staff_id)
        .where(Step.application_id == application.id)
        .options(joinedload(Step.to_union))
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
