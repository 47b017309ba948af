"""查找疑点: begun by the calendar at night, gone through by the worker in pieces small enough for anybody to write between them."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.config import Settings
from service.ground.db import insert_unless_there, new_id
from service.ground.sealing import readable
from service.oversight.findings import facts
from service.oversight.findings.facts import Observation
from service.oversight.findings.models import LIVE, OF_A_PERSON, Finding, Kind, Round
from service.oversight.findings.namesakes import bearers, called_otherwise, facts_of_names, next_names
from service.oversight.findings.opening import BATCH, KINDS, facts_of, next_batch
from service.oversight.findings.syncing import live, sync
from service.oversight.findings.telling import chase_overdue, tell_owners
from service.register.access.models import SYSTEM
from service.register.audit.log import record
from service.register.deployment import Deployment
from service.register.jobs.actions import enqueue
from service.register.jobs.leases import Lease
from service.register.jobs.models import JobKind, JobStatus
from service.register.jobs.working import Duty
from service.register.memberships.models import Membership
from service.register.schedule import Plan, Task, daily

AT_NIGHT = 2  # o'clock
NAMESAKES = (Kind.DUPLICATE_PERSON,)
Look = Callable[[Session, Settings], Iterator[Observation]]
# After the members and the names: one statement or a few for each, over the whole county.
LOOKS: tuple[tuple[tuple[Kind, ...], Look], ...] = (
    ((Kind.DUPLICATE_DOCUMENT, Kind.DUPLICATE_PHONE), facts.duplicates),
    ((Kind.STRANDED,), facts.stranded),
    ((Kind.UNIT_CLOSED,), facts.unit_closed),
    ((Kind.OMISSION,), facts.omissions),
    ((Kind.SHELL_UNION,), facts.shells),
    ((Kind.NEVER_ACTIVATED,), facts.never_activated),
    ((Kind.UNSETTLED,), facts.unsettled),
)


def begin_round(session: Session, settings: Settings, due_at: datetime) -> None:
    """Begin to look (每晚一轮); while a round is not finished no other begins.

    A night that was missed is not made up for: what is so now is asked once, by the newest moment that is due.
    """
    if LOOKING.following(settings, due_at) <= clock.now():
        return
    facts_now = {"id": new_id(), "begun_at": clock.now(), "step": 0, "found": 0, "gone": 0, "running": True}
    begun = insert_unless_there(session, Round, **facts_now).returning(Round.id)
    round_id = session.scalar(begun)
    if round_id is not None:
        enqueue(session, JobKind.LOOK, round_id)


def _look(deployment: Deployment, lease: Lease) -> None:
    """Do one piece of a round; until the last one the job waits again, behind whatever else is due."""
    with deployment.database.reading() as session:
        one = session.get(Round, lease.subject)
        last = one is None or one.step >= len(PASSES) + len(LOOKS)
    status = JobStatus.DONE if last else JobStatus.WAITING
    with lease.finish(status, due_at=clock.now(), attempts=0, faults=0) as session:
        one = session.scalars(unfinished().where(Round.id == lease.subject).with_for_update()).one_or_none()
        if one is not None:
            _look_once(session, deployment.settings, one)


def _look_once(session: Session, settings: Settings, one: Round) -> None:
    if one.step < len(PASSES):
        PASSES[one.step](session, settings, one)
    elif one.step < len(PASSES) + len(LOOKS):
        kinds, look = LOOKS[one.step - len(PASSES)]
        _count(one, sync(session, settings, look(session, settings), live(session, kinds)))
        one.step += 1
    else:
        _finish(session, settings, one)


ROUNDS = Duty(JobKind.LOOK, _look)


def unfinished() -> Select[Round]:
    """The round that runs, if one does."""
    return select(Round).where(Round.running.is_(True))


def _look_at_people(session: Session, settings: Settings, one: Round) -> None:
    batch = next_batch(session, one.cursor)
    people = [held.person_id for held in batch]
    _count(one, sync(session, settings, facts_of(batch), live(session, KINDS, people)))
    one.cursor = people[-1] if people else None
    if len(batch) < BATCH:
        _next_step(one)


def _look_at_names(session: Session, settings: Settings, one: Round) -> None:
    names, one.cursor = next_names(session, one.cursor)
    found = bearers(session, names)
    people = sorted({person_id for _, person_id, _ in found})
    _count(one, sync(session, settings, facts_of_names(session, found), live(session, NAMESAKES, people)))
    if one.cursor is None:
        _count(one, sync(session, settings, (), called_otherwise(session)))
        _next_step(one)


def _next_step(one: Round) -> None:
    one.step, one.cursor = one.step + 1, None


# What takes many pieces, each with its own cursor.
PASSES = (_look_at_people, _look_at_names)


def _count(one: Round, came_and_went: tuple[int, int]) -> None:
    one.found += came_and_went[0]
    one.gone += came_and_went[1]


def _finish(session: Session, settings: Settings, one: Round) -> None:
    """End the questions of those who are no members any more or were erased; then tell whoever has to answer."""
    member = select(Membership.person_id).where(Membership.ended_on.is_(None))
    lost = select(Finding).where(
        Finding.kind.in_(OF_A_PERSON),
        Finding.status.in_(LIVE),
        Finding.subject_id.not_in(member) | ~readable(Finding.subject_id),
    )
    _count(one, sync(session, settings, (), session.scalars(lost).all()))
    one.running, one.finished_at = None, clock.now()
    record(session, SYSTEM, "finding:look", "finding", one.id, details={"new": one.found, "gone": one.gone})
    tell_owners(session, one)
    chase_overdue(session)


LOOKING = Plan(Task.LOOK_FOR_FINDINGS, daily(AT_NIGHT), begin_round)
