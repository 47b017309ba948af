"""Reads of the audit log: all of it, for whoever may read it at all; no personal data stands in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from service.ground.clock import midnight
from service.register.audit.models import AuditCheckpoint, AuditEntry, AuditHead


@dataclass(frozen=True)
class Search:
    """What is looked for; None does not narrow. Days are those of the county, both included."""

    acts: Sequence[str] | None = None
    since: date | None = None
    until: date | None = None
    actor_id: UUID | None = None
    object_id: UUID | None = None
    unions: Select[Any] | None = None
    outcome: str | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """The SQL conditions of a search of the log."""
        if self.acts is not None:
            yield AuditEntry.act.in_(self.acts)
        if self.since is not None:
            yield AuditEntry.at >= midnight(self.since)
        if self.until is not None:
            yield AuditEntry.at < midnight(self.until) + timedelta(days=1)
        if self.actor_id is not None:
            yield AuditEntry.actor_id == self.actor_id
        if self.object_id is not None:
            yield AuditEntry.object_id == self.object_id
        if self.unions is not None:
            yield AuditEntry.union_id.in_(self.unions)
        if self.outcome is not None:
            yield AuditEntry.outcome == self.outcome


def entries(
    session: Session, search: Search, before: int | None = None, size: int = 50
) -> Sequence[AuditEntry]:
    """The entries that a search finds, newest first, with a number below ``before``."""
    wanted = select(AuditEntry).where(*search.conditions()).order_by(AuditEntry.seq.desc()).limit(size)
    if before is not None:
        wanted = wanted.where(AuditEntry.seq < before)
    return session.scalars(wanted).all()


@dataclass(frozen=True)
class ChainState:
    """How long the log is, when it was last verified with what result, and the last signed checkpoint."""

    size: int
    verified: AuditEntry | None
    checkpoint: AuditCheckpoint | None


def chain_state(session: Session) -> ChainState:
    """What the log says of itself, in three small queries; the check of every link is ``verify_log``."""
    verified = entries(session, Search(acts=("audit:verify",)), size=1)
    newest = select(AuditCheckpoint).order_by(AuditCheckpoint.seq.desc()).limit(1)
    size = session.scalar(select(AuditHead.seq).where(AuditHead.id == 1)) or 0
    return ChainState(size, next(iter(verified), None), session.scalars(newest).one_or_none())
