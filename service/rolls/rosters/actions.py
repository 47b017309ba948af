"""确认、上报、接收、退回、汇总: a roster is frozen by the chair and goes up, version by version."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from service.ground import clock
from service.ground.db import new_id
from service.ground.errors import Refusal, invalid
from service.ground.holding import hold
from service.ground.moves import move
from service.ground.sealing import seal_fields
from service.register.access.models import Act, Actor
from service.register.access.queries import reached_union
from service.register.access.reach import reaches
from service.register.audit.log import record
from service.register.facts.declared import ANNEX3
from service.register.unions.models import Union
from service.rolls.rosters.models import MOVES, Change, Roster, RosterRow, RosterStatus
from service.rolls.rosters.pending import Confirmation, MemberNow, confirmation
from service.rolls.rosters.queries import roster_in_reach
from service.rolls.rosters.verify import content_hash, verify


def confirm(
    session: Session, actor: Actor, union: Union, expected_digest: bytes, *, unchanged: bool = False
) -> Roster:
    """Freeze the union's open memberships as its next version (确认花名册).

    工会主席负总责 (长总工〔2018〕12号 四 1). ``expected_digest`` is ``Confirmation.digest`` of what he saw;
    ``unchanged`` is the 无变化确认 of January and July. Raises NOT_FOUND, COLLEAGUE_WAS_FASTER, ROSTER_EMPTY,
    ROSTER_UNCHANGED.
    """
    hold(session, {Union: [union.id]})
    reached_union(session, actor, Act.ROSTER_CONFIRM, union.id)
    seen = confirmation(session, union)
    if seen.digest != expected_digest:
        raise Refusal("COLLEAGUE_WAS_FASTER")
    if not seen.standing:
        raise Refusal("ROSTER_EMPTY")
    if seen.unchanged and not unchanged:
        raise Refusal("ROSTER_UNCHANGED")
    roster = _numbered(session, actor, seen)
    _freeze(session, roster, seen.standing)
    counts = {"members": roster.members, "joined": roster.joined, "left": roster.left}
    _record(session, actor, "confirm", roster, counts | {"corrected": roster.corrected})
    return roster


def _numbered(session: Session, actor: Actor, seen: Confirmation) -> Roster:
    """The next version; the unique number in the union decides between two who confirm at once."""
    number = seen.last.number + 1 if seen.last else 1
    as_of = clock.today()
    roster = Roster(
        id=new_id(),
        union_id=seen.union.id,
        number=number,
        confirmed_by=actor.id,
        as_of=as_of,
        content_hash=content_hash(seen.union.id, number, as_of, [one.digest for one in seen.standing]),
        members=seen.members,
        joined=seen.count(Change.JOINED),
        left=seen.count(Change.LEFT),
        corrected=seen.count(Change.CORRECTED),
    )
    try:
        with session.begin_nested():
            session.add(roster)
            session.flush()
    except IntegrityError:
        raise Refusal("COLLEAGUE_WAS_FASTER") from None
    return roster


def _freeze(session: Session, roster: Roster, standing: tuple[MemberNow, ...]) -> None:
    for position, one in enumerate(standing, start=1):
        line = one.line
        row = RosterRow(
            id=new_id(),
            roster_id=roster.id,
            person_id=one.membership.person_id,
            membership_id=one.membership.id,
            position=position,
            change=one.change,
            digest=one.digest,
            **{fact.name: getattr(line, fact.name) for fact in ANNEX3 if not fact.sealed},
        )
        sealed = {fact.name: getattr(line, fact.name) for fact in ANNEX3 if fact.sealed}
        seal_fields(session, row, **sealed)
        session.add(row)
    session.flush()


def submit(session: Session, actor: Actor, roster: Roster) -> None:
    """Report a confirmed version to the union above (上报).

    Raises NOT_FOUND, ROSTER_TAMPERED, MOVE_NOT_ALLOWED, COLLEAGUE_WAS_FASTER.
    """
    _sound(session, actor, Act.ROSTER_CONFIRM, roster)
    roster.submitted_at = clock.now()
    _move(session, actor, roster, "submit")


def accept(session: Session, actor: Actor, roster: Roster) -> None:
    """Receive a reported version (接收), by the township, street, park or industry; raises as ``submit``."""
    _sound(session, actor, Act.ROSTER_ACCEPT, roster)
    roster.accepted_at = clock.now()
    _move(session, actor, roster, "accept")


def send_back(session: Session, actor: Actor, roster: Roster, reason: str) -> None:
    """Return a version with a reason (退回): before 接收 by who accepts, after it by who consolidates.

    It stays as it is; the union answers with a new version. Raises INPUT_INVALID and as ``submit``.
    """
    roster_in_reach(session, actor, Act.ROSTER_RETURN, roster.id)
    received = roster.status is RosterStatus.ACCEPTED
    if not reaches(actor, Act.ROSTER_CONSOLIDATE if received else Act.ROSTER_ACCEPT, roster.union):
        raise Refusal("MOVE_NOT_ALLOWED", action=MOVES["return"].label, state=roster.status.label)
    if not 4 <= len(reason.strip()) <= 200:
        raise invalid(reason="请用一句话写明为什么退回、要改什么（4 到 200 个字）。")
    roster.return_reason, roster.returned_at = reason.strip(), clock.now()
    _move(session, actor, roster, "return")


def consolidate(session: Session, actor: Actor, roster: Roster) -> None:
    """Take an accepted version into the county's roster (汇总); raises as ``submit``."""
    _sound(session, actor, Act.ROSTER_CONSOLIDATE, roster)
    roster.consolidated_at = clock.now()
    _move(session, actor, roster, "consolidate")


def _sound(session: Session, actor: Actor, act: Act, roster: Roster) -> None:
    """Raise NOT_FOUND unless the version is in reach, ROSTER_TAMPERED unless it holds what was confirmed."""
    roster_in_reach(session, actor, act, roster.id)
    if not verify(session, roster):
        raise Refusal("ROSTER_TAMPERED")


def _move(session: Session, actor: Actor, roster: Roster, action: str) -> None:
    """Obey the table; the version column catches the colleague who was faster."""
    move(roster, action, MOVES)
    try:
        session.flush()
    except StaleDataError:
        raise Refusal("COLLEAGUE_WAS_FASTER") from None
    _record(session, actor, action, roster, {})


def _record(session: Session, actor: Actor, action: str, roster: Roster, counts: dict[str, int]) -> None:
    facts: dict[str, int | str] = {
        "number": roster.number,
        "content_hash": roster.content_hash.hex(),
        **counts,
    }
    record(session, actor, f"roster:{action}", "roster", roster.id, union_id=roster.union_id, details=facts)
