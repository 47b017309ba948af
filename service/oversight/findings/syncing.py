"""疑点与事实对齐: a new fact opens a question, a fact that is gone ends it, and what was answered as right is not asked again."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.config import Settings
from service.ground.db import in_parts, new_id
from service.oversight.findings.facts import Observation
from service.oversight.findings.models import LIVE, MOVES, SETTLING, Finding, FindingStatus, Kind

Key = tuple[Kind, UUID, UUID]


def live(session: Session, kinds: Iterable[Kind], among: Sequence[UUID] | None = None) -> list[Finding]:
    """The questions of these kinds that live; only of some subjects when they are named."""
    wanted = select(Finding).where(Finding.kind.in_(list(kinds)), Finding.status.in_(LIVE))
    if among is None:
        return list(session.scalars(wanted))
    return [
        one for part in in_parts(among) for one in session.scalars(wanted.where(Finding.subject_id.in_(part)))
    ]


def sync(
    session: Session, settings: Settings, facts: Iterable[Observation], before: Iterable[Finding]
) -> tuple[int, int]:
    """Bring the questions in line with the facts; ``before`` are those that the facts may end. How many came and went."""
    now_so = {fact.key: fact for fact in facts}
    known = {(one.kind, one.subject_id, one.about_id): one for one in before}
    for key, one in known.items():
        if key in now_so:
            _keep_up(one, now_so[key])
    gone = _end(session, [one.id for key, one in known.items() if key not in now_so])
    session.flush()
    settled = _settled(session, [fact for key, fact in now_so.items() if key not in known])
    new = [
        fact for key, fact in now_so.items() if key not in known and (key, fact.fingerprint) not in settled
    ]
    due_on = clock.today() + timedelta(days=settings.finding_days)
    session.add_all(
        Finding(
            id=new_id(),
            kind=fact.kind,
            subject_id=fact.subject_id,
            about_id=fact.about_id or fact.subject_id,
            person_id=fact.person_id,
            union_id=fact.union_id,
            signals=[one.value for one in fact.signals],
            fingerprint=fact.fingerprint,
            due_on=due_on,
        )
        for fact in new
    )
    session.flush()
    return len(new), gone


def _end(session: Session, gone: Sequence[UUID]) -> int:
    """自动销号: in a statement per 500, on condition that nobody has closed them meanwhile; how many it were."""
    line, ended = MOVES["vanish"], 0
    for part in in_parts(gone):
        live_ones = update(Finding).where(Finding.id.in_(part), Finding.status.in_(line.sources))
        to = {"status": line.target, "ended_at": clock.now(), "version": Finding.version + 1}
        ended += len(session.scalars(live_ones.values(**to).returning(Finding.id)).all())
    return ended


def _keep_up(one: Finding, fact: Observation) -> None:
    """Bring a live question up to what is seen now; a member who moved takes it along to his new union."""
    signals = [sign.value for sign in fact.signals]
    if (one.union_id, one.signals, one.fingerprint) != (fact.union_id, signals, fact.fingerprint):
        one.union_id, one.signals, one.fingerprint = fact.union_id, signals, fact.fingerprint


def _settled(session: Session, facts: Sequence[Observation]) -> set[tuple[Key, str]]:
    """What was answered as right and closed, by key and facts."""
    closed: ColumnElement[bool] = (Finding.status == FindingStatus.CLOSED) & Finding.reply.in_(SETTLING)
    columns = (Finding.kind, Finding.subject_id, Finding.about_id, Finding.fingerprint)
    found: set[tuple[Key, str]] = set()
    for part in in_parts(sorted({fact.subject_id for fact in facts})):
        for kind, subject, about, facts_then in session.execute(
            select(*columns).where(closed, Finding.subject_id.in_(part))
        ):
            found.add(((kind, subject, about), facts_then))
    return found
