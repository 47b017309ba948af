"""事实: what is so, found by statements over the whole county; questions are made of it in ``syncing``."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, Uuid, case, exists, func, or_, select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.config import Settings
from service.ground.db import in_parts
from service.ground.sealing import IndexEntry, keyed_digest, load_keys, opened, readable
from service.oversight.findings.models import Kind, Signal
from service.oversight.progress.activity import last_active
from service.oversight.progress.chairs import Seat, seats
from service.register.memberships.models import Membership
from service.register.memberships.queries import counted
from service.register.people.models import Person
from service.register.unions.models import CloseReason, Union, UnionState
from service.register.units.models import Unit
from service.requests.cards.models import Card
from service.requests.transfers.models import TransferWish, WishStatus

ROUND_FROM, ROUND_STEP = 100, 50
UNSETTLED_WITHIN, UNSETTLED_AFTER, UNSETTLED_MANY = timedelta(days=180), timedelta(days=14), 20
FEW = 10  # so few members need not have a card among them


@dataclass(frozen=True)
class Observation:
    """One thing that is so: of which kind, about whom, whose question it is, and the facts in codes and counts."""

    kind: Kind
    subject_id: UUID
    union_id: UUID
    fingerprint: str
    about_id: UUID | None = None
    person_id: UUID | None = None
    signals: tuple[Signal, ...] = ()

    @property
    def key(self) -> tuple[Kind, UUID, UUID]:
        """The key under which at most one question lives."""
        return self.kind, self.subject_id, self.about_id or self.subject_id


def _members() -> Select[UUID, UUID]:
    """Every member in force who can be read, with his union."""
    lasting = Membership.ended_on.is_(None) & readable(Membership.person_id)
    return select(Membership.person_id, Membership.union_id).where(lasting)


def duplicates(session: Session, _settings: Settings) -> Iterator[Observation]:
    """同一证件、同一手机号: the later of two in the register is asked about, with the first one beside it."""
    for field, kind in (("id_number", Kind.DUPLICATE_DOCUMENT), ("phone", Kind.DUPLICATE_PHONE)):
        first_one = func.first_value(IndexEntry.subject_id, type_=Uuid())
        of_the_same = first_one.over(
            partition_by=(IndexEntry.version, IndexEntry.digest), order_by=IndexEntry.subject_id
        )
        entries = (
            select(IndexEntry.subject_id, Membership.union_id, of_the_same.label("first"))
            .join(Membership, Membership.person_id == IndexEntry.subject_id)
            .where(IndexEntry.book == "person", IndexEntry.field == field, Membership.ended_on.is_(None))
            .where(readable(IndexEntry.subject_id))
            .subquery()
        )
        later = select(entries).where(entries.c.subject_id != entries.c.first)
        rows = session.execute(later).all()
        of_phones = kind is Kind.DUPLICATE_PHONE
        shown = _numbers(session, sorted({row[0] for row in rows})) if of_phones else {}
        for person_id, union_id, first in rows:
            fingerprint = shown.get(person_id, "")
            yield Observation(kind, person_id, union_id, fingerprint, about_id=first, person_id=person_id)


def _numbers(session: Session, people: Sequence[UUID]) -> dict[UUID, str]:
    """By person a digest of his phone number under his own key: it tells another number from this one, and dies with him.

    The digest of the index would change with its key, and whoever has answered would be asked again.
    """
    found: dict[UUID, str] = {}
    for part in in_parts(people):
        rows = session.scalars(select(Person).where(Person.id.in_(part))).all()
        load_keys(session, [one.id for one in rows])
        for one in rows:
            number = opened(one, "phone").encode()
            found[one.id] = keyed_digest(session, one.id, "finding.phone", number)[:16].hex()
    return found


def stranded(session: Session, _settings: Settings) -> Iterator[Observation]:
    """空挂: a member of a union that was closed; the union above it answers (工会法 第十三条: 会籍可以继续保留)."""
    closed = _members().join(Union, Union.id == Membership.union_id).where(Union.state == UnionState.CLOSED)
    living = _living_above(session)
    for person_id, union_id in session.execute(closed):
        if union_id in living:
            yield Observation(Kind.STRANDED, person_id, living[union_id], union_id.hex, person_id=person_id)


def _living_above(session: Session) -> dict[UUID, UUID]:
    """For every closed union the nearest one above it that lives."""
    rows = {row.id: row for row in session.execute(select(Union.id, Union.parent_id, Union.state))}
    found: dict[UUID, UUID] = {}
    for union_id, row in rows.items():
        above = row.parent_id
        while row.state is UnionState.CLOSED and above is not None:
            if rows[above].state is not UnionState.CLOSED:
                found[union_id] = above
                break
            above = rows[above].parent_id
    return found


def unit_closed(session: Session, _settings: Settings) -> Iterator[Observation]:
    """单位已经撤销、破产: a member elsewhere whose unit is one whose own union ended with it."""
    ended = (CloseReason.UNIT_ENDED, CloseReason.BANKRUPT)
    gone = (
        select(Unit.name)
        .join(Union, Union.id == Unit.union_id)
        .where(Union.state == UnionState.CLOSED, Union.close_reason.in_(ended))
    )
    here = (
        _members()
        .join(Union, Union.id == Membership.union_id)
        .where(Union.state != UnionState.CLOSED, counted(), Membership.unit_name.in_(gone))
    )
    for person_id, union_id in session.execute(here):
        yield Observation(Kind.UNIT_CLOSED, person_id, union_id, "", person_id=person_id)


def _living_unions(session: Session) -> dict[UUID, tuple[int | None, int]]:
    """Every living union that answers for members: what it reported, and how many it has."""
    has = (
        select(Membership.union_id, func.count().label("members"))
        .where(Membership.ended_on.is_(None), counted())
        .group_by(Membership.union_id)
        .subquery()
    )
    rows = (
        select(Union.id, Union.reported_members, func.coalesce(has.c.members, 0))
        .outerjoin(has, has.c.union_id == Union.id)
        .where(Union.state == UnionState.NORMAL)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(rows)}


def omissions(session: Session, _settings: Settings) -> Iterator[Observation]:
    """遗漏: fewer members in the register than the union reported (附件1 会员人数)."""
    for union_id, (reported, members) in _living_unions(session).items():
        if reported is not None and members < reported:
            yield Observation(Kind.OMISSION, union_id, union_id, f"{reported}:{members}")


def shells(session: Session, settings: Settings) -> Iterator[Observation]:
    """空壳工会: no activity, round numbers, no card in use, a term of office that is over; which of them stands in it.

    The number is the one that the union reported, for that is what can be made up (数字会员); where none was, what it has.
    """
    living = _living_unions(session)
    unions = {key: members for key, (_, members) in living.items() if members}
    active, expired = set(), set()
    since = clock.midnight(clock.months_after(clock.today(), -settings.quiet_months))
    for part in in_parts(list(unions)):
        active |= {union for union, at in last_active(session, part).items() if at >= since}
        expired |= {union for union, seat in seats(session, part).items() if seat is Seat.EXPIRED}
    young = set(session.scalars(select(Union.id).where(Union.created_at >= since)))
    without = _idle(session, settings)
    for union_id, members in unions.items():
        signs = []
        if union_id not in active and union_id not in young:
            signs.append(Signal.QUIET)
        said = living[union_id][0]
        number = members if said is None else said
        if number >= ROUND_FROM and number % ROUND_STEP == 0:
            signs.append(Signal.ROUND)
        if expired and union_id in expired:
            signs.append(Signal.TERM_OVER)
        if members >= FEW and without.get(union_id, 0) == members:
            signs.append(Signal.UNUSED)
        if signs:
            shown = ",".join([*signs, *([str(number)] if Signal.ROUND in signs else [])])
            yield Observation(Kind.SHELL_UNION, union_id, union_id, shown, signals=tuple(signs))


def _idle(session: Session, settings: Settings) -> dict[UUID, int]:
    """How many members of each union have had no card for so many months."""
    before = clock.months_after(clock.today(), -settings.idle_months)
    card = exists().where(Card.person_id == Membership.person_id, Card.revoked_at.is_(None))
    idle = (
        select(Membership.union_id, func.count())
        .where(Membership.ended_on.is_(None), counted(), Membership.started_on <= before, ~card)
        .group_by(Membership.union_id)
    )
    return {row[0]: row[1] for row in session.execute(idle)}


def never_activated(session: Session, settings: Settings) -> Iterator[Observation]:
    """长期没有激活: one question to the union, not one for each member; asked again when the share changes by a tenth."""
    unions = _living_unions(session)
    for union_id, idle in _idle(session, settings).items():
        if union_id in unions:
            tenth = idle * 10 // unions[union_id][1]
            yield Observation(Kind.NEVER_ACTIVATED, union_id, union_id, f"{tenth}/10")


def unsettled(session: Session, _settings: Settings) -> Iterator[Observation]:
    """花名册里很多行一直核对不上: a union names many people who do not come; asked again with every ten more.

    Lines of other unions' members, of former members and of invented names look alike to the union; to the county their
    number says that somebody may be trying numbers. A line that was listed again counts once.
    """
    since, patient = clock.now() - UNSETTLED_WITHIN, clock.now() - UNSETTLED_AFTER
    left = TransferWish.status.in_([WishStatus.WITHDRAWN, WishStatus.LAPSED])
    waits = (TransferWish.status == WishStatus.WAITING) & (TransferWish.asked_at < patient)
    alone = case((TransferWish.number_tag.is_(None), 1), else_=0)
    numbers = func.count(TransferWish.number_tag.distinct()) + func.coalesce(func.sum(alone), 0)
    counts = (
        select(TransferWish.union_id, numbers)
        .where(TransferWish.asked_at >= since, or_(left, waits))
        .group_by(TransferWish.union_id)
        .having(numbers >= UNSETTLED_MANY)
    )
    for union_id, number in session.execute(counts):
        yield Observation(Kind.UNSETTLED, union_id, union_id, f"{number // 10 * 10}")
