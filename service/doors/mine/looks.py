"""谁查看过我的信息: every look at this account's own applications and at the person whose card it holds.

Told from the audit log, the exports and what unions asked about the person: when, by which office, at what, what for.
Staff are named by title and union only; a file or a sheet counts when it held the roster of a union of which the person was
a member on that day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session, joinedload

from service.ground import clock
from service.register.access.models import Term
from service.register.accounts.models import Account, Staff
from service.register.audit.models import AuditEntry
from service.register.audit.words import FIELDS
from service.register.memberships.models import Membership
from service.register.memberships.search import chain_of
from service.register.unions.models import Union
from service.requests.applications.models import Application
from service.requests.cards.queries import card_held
from service.requests.transfers.models import TransferWish
from service.rolls.exports.models import LEAVES, Export, ExportKind
from service.rolls.rosters.models import RosterRow

SHOWN = 100
PRINTED = {"application:print": "打印了您的入会申请书", "roster:print": "打印了您所在工会的花名册"}
LISTED = "把您列入了花名册，等您或者您所在的工会答复"
WISHED = "请您把会籍接转过去"
EXPORTED = "导出了您所在工会的花名册"


@dataclass(frozen=True)
class NotedLook:
    """One look; who it was is turned into an office before it is told."""

    at: datetime
    staff_id: UUID | None
    what: str
    purpose: str = field(repr=False)


def looks_seen(session: Session, account: Account) -> dict[str, object]:
    """Who looked, newest first; as many queries for one look as for a hundred."""
    card = card_held(session, account.id)
    person_id = card.person_id if card else None
    chain = chain_of(session, person_id) if person_id else []
    found = [
        *_in_the_log(session, account, person_id),
        *_taken_out(session, chain),
        *_listed(session, person_id),
    ]
    newest = sorted(found, key=lambda look: look.at, reverse=True)[:SHOWN]
    offices = _Offices(session, {look.staff_id for look in newest if look.staff_id})
    told = [
        {"at": look.at, "who": offices.of(look), "what": look.what, "purpose": look.purpose}
        for look in newest
    ]
    since = min(account.created_at, card.person.created_at) if card else account.created_at
    return {"looks": told, "since": clock.county_day(since)}


def _in_the_log(session: Session, account: Account, person_id: UUID | None) -> Iterator[NotedLook]:
    """Reveals and prints: of the account's own applications, of the person, of rosters that hold the person."""
    own = select(Application.id).where(Application.account_id == account.id)
    acts = AuditEntry.act.in_(["application:reveal", "application:print"])
    of_me = [acts & AuditEntry.object_id.in_(own)]
    if person_id is not None:
        rosters = select(RosterRow.roster_id).where(RosterRow.person_id == person_id)
        of_me += [
            (AuditEntry.act == "person:reveal") & (AuditEntry.object_id == person_id),
            (AuditEntry.act == "roster:print") & AuditEntry.object_id.in_(rosters),
        ]
    looks = select(AuditEntry).where(AuditEntry.outcome == "done", or_(*of_me))
    for entry in session.scalars(looks.order_by(AuditEntry.seq.desc()).limit(SHOWN)):
        shown = FIELDS.get(str(entry.details.get("field")), "信息")
        what = PRINTED.get(entry.act, f"查看了您的{shown}")
        yield NotedLook(entry.at, entry.actor_id, what, str(entry.details.get("purpose", "")))


def _taken_out(session: Session, chain: Sequence[Membership]) -> Iterator[NotedLook]:
    """Files of rosters that were made while the person was a member there; none without a membership."""
    held = or_(false(), *(_of(membership) for membership in chain))
    made = select(Export).join(Export.union).where(Export.kind == ExportKind.ROSTER, held)
    for export in session.scalars(made.order_by(Export.ready_at.desc()).limit(SHOWN)):
        if export.ready_at is not None:
            yield NotedLook(export.ready_at, export.requested_by, EXPORTED, export.purpose)


def _listed(session: Session, person_id: UUID | None) -> Iterator[NotedLook]:
    """Unions that named the person by name and document number: in a roster, or to have his membership moved to them."""
    if person_id is None:
        return
    of_me = select(TransferWish).where(TransferWish.person_id == person_id)
    for wish in session.scalars(of_me.order_by(TransferWish.asked_at.desc()).limit(SHOWN)):
        yield NotedLook(
            wish.asked_at, wish.staff_id, WISHED if wish.import_id is None else LISTED, wish.purpose
        )


def _of(membership: Membership) -> ColumnElement[bool]:
    """Exports that held the union of a membership while it lasted: its own roster, or those of all below a union."""
    codes = membership.union.path.split(".")[:-1]
    above = [".".join(codes[:end]) + "." for end in range(1, len(codes) + 1)]
    inside = or_(Union.id == membership.union_id, Union.kind.not_in(LEAVES) & Union.path.in_(above))
    lasting = Export.ready_at >= clock.midnight(membership.started_on)
    if membership.ended_on is not None:
        lasting &= Export.ready_at < clock.midnight(membership.ended_on)
    return and_(inside, lasting)


class _Offices:
    """The titles and unions of staff at the time of their looks; never a name."""

    def __init__(self, session: Session, staff: set[UUID]) -> None:
        found = session.execute(select(Staff.id, Staff.title).where(Staff.id.in_(staff)))
        self._titles = {row.id: row.title for row in found}
        terms = select(Term).where(Term.staff_id.in_(staff)).options(joinedload(Term.union))
        self._terms = session.scalars(terms).all()

    def of(self, look: NotedLook) -> str:
        """Union and title: the lowest office that was held then."""
        then = [term for term in self._terms if term.staff_id == look.staff_id and _held(term, look.at)]
        lowest = max(then, key=lambda term: len(term.union.path), default=None)
        title = self._titles.get(look.staff_id, "") if look.staff_id else ""
        if lowest is None:
            return title or "工会工作人员"
        return f"{lowest.union.name} {title or lowest.role.label}"


def _held(term: Term, at: datetime) -> bool:
    day = clock.county_day(at)
    begun = term.from_on <= day and (term.until_on is None or day < term.until_on)
    return begun and (term.ended_at is None or at < term.ended_at)
