"""What the home page asks of the rooms: each read counts or lists without a query per row, within the actor's reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, joinedload

from service.ground import clock
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.audit.models import AuditEntry
from service.register.memberships.models import Membership
from service.register.unions.models import Union
from service.requests.applications.models import Application, Status
from service.requests.cards.models import Claim, ClaimState
from service.rolls.imports.models import Import, ImportStatus
from service.rolls.imports.verdicts import Verdict
from service.rolls.rosters.models import Roster

WEEK, LATELY = timedelta(days=7), timedelta(days=30)
EXPORTING = ("export:request", "export:download")


@dataclass(frozen=True)
class Undecided:
    """Applications of one union that wait for its committee: how many, the oldest of them, its last day in time."""

    union_id: UUID
    union_name: str
    count: int
    since: datetime
    due_on: date


def undecided(session: Session, actor: Actor) -> list[Undecided]:
    """待委员会决定, by union, where the actor records decisions; one query."""
    oldest: Any = func.min(Application.submitted_at)
    first_due: Any = func.min(Application.due_on)
    checked = (
        select(Union.id, Union.name, func.count(), oldest, first_due)
        .join(Application, Application.union_id == Union.id)
        .where(reachable(actor, Act.APPLICATION_DECIDE), Application.status == Status.CHECKED)
        .group_by(Union.id, Union.name)
    )
    return [Undecided(*row) for row in session.execute(checked)]


def newest_rosters(session: Session, actor: Actor) -> Sequence[Roster]:
    """The newest version of every roster that the actor confirms, in whatever state; one query."""
    newer = aliased(Roster)
    newest = select(func.max(newer.number)).where(newer.union_id == Roster.union_id).scalar_subquery()
    own = (
        select(Roster)
        .join(Union, Union.id == Roster.union_id)
        .where(reachable(actor, Act.ROSTER_CONFIRM), Roster.number == newest)
        .options(joinedload(Roster.union))
    )
    return session.scalars(own.order_by(Union.path)).all()


def claims_at_the_desk(session: Session, actor: Actor) -> tuple[int, datetime | None]:
    """How many members of the actor's own wait to be confirmed in person, and since when the first; one query.

    Only a number: who it is, is looked up with the six digits that the member brings along.
    """
    open_ones = (
        select(func.count(), func.min(Claim.created_at))
        .join(Membership, (Membership.person_id == Claim.person_id) & Membership.ended_on.is_(None))
        .join(Union, Union.id == Membership.union_id)
        .where(
            reachable(actor, Act.CARD_CONFIRM),
            Claim.state == ClaimState.WAITING,
            Claim.expires_at > clock.now(),
        )
    )
    count, since = session.execute(open_ones).one()
    return count, since


def own_previews(session: Session, actor: Actor, limit: int) -> Sequence[Import]:
    """The actor's own uploads whose preview waits for a decision, the oldest first."""
    own = (
        select(Import)
        .join(Union, Union.id == Import.union_id)
        .where(
            reachable(actor, Act.IMPORT_ROSTER),
            Import.uploaded_by == actor.id,
            Import.status == ImportStatus.PREVIEWED,
        )
    )
    told = own.options(joinedload(Import.union)).order_by(Import.uploaded_at, Import.id)
    return session.scalars(told.limit(limit)).all()


def refused_rows(session: Session, actor: Actor) -> int:
    """How many rows of the files of the last thirty days were refused, in all that the actor imports."""
    kept = Import.status.in_([ImportStatus.PREVIEWED, ImportStatus.CONFIRMED])
    rows = func.sum(Import.counts[Verdict.REFUSED.value].as_integer())
    lately = (
        select(rows)
        .join(Union, Union.id == Import.union_id)
        .where(reachable(actor, Act.IMPORT_ROSTER), kept, Import.uploaded_at > clock.now() - LATELY)
    )
    return int(session.scalar(lately) or 0)


def exports_of_the_week(session: Session) -> dict[str, int]:
    """How often each of the acts on exports was recorded in the last seven days; the log is read whole or not at all."""
    # One row, so that the index of the days is taken: grouped by act, SQLite goes through every act of all years.
    counted = select(*(func.count().filter(AuditEntry.act == act) for act in EXPORTING))
    row = session.execute(counted.where(AuditEntry.at > clock.now() - WEEK)).one()
    return dict(zip(EXPORTING, row, strict=True))
