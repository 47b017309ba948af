"""花名册里待核对的行: a roster names somebody who is not this union's own; he, or the union that he is in, answers.

Each line is a wish like any other (``wishes``), with its name and number readable for its own union until it ends. Why a
line goes on waiting is told to nobody: another union's member, a former member and a name that does not fit look alike.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import in_parts, insert_many, new_id
from service.ground.moves import move
from service.ground.sealing import OwnedKey, Values, load_keys, prepare_keys, seal_fields, vault
from service.register.access.models import Actor
from service.register.deployment import Deployment
from service.register.jobs.actions import enqueue
from service.register.jobs.models import JobKind
from service.register.matters import is_late
from service.register.memberships.models import Membership
from service.requests.transfers.models import WISH_MOVES, TransferWish, WishStatus
from service.requests.transfers.wishes import WAITS, forget

AT_ONCE = 100
PURPOSE = "花名册导入"


@dataclass(frozen=True)
class NamedLine:
    """A line of a roster that is to wait: its place in the file, and whom it names."""

    line: int
    name: str = field(repr=False)
    number: str = field(repr=False)
    unit_name: str


@dataclass(frozen=True)
class PreparedLines:
    """Lines sealed beforehand, as rows that are still to be written; ``tags`` are those of every number that was asked about."""

    keys: list[Values] = field(default_factory=list, repr=False)
    wishes: list[Values] = field(default_factory=list, repr=False)
    tags: list[bytes] = field(default_factory=list, repr=False)


def prepare_lines(
    session: Session, union_id: UUID, import_id: UUID, lines: Sequence[NamedLine], asked: Iterable[str]
) -> PreparedLines:
    """Seal each line under a key of its own; ``asked`` are the numbers of all lines, of those that settle too. Writes nothing."""
    ids = [new_id() for _ in lines]
    keys = prepare_keys(session, ids)
    rows = [_row(session, id_, union_id, import_id, one) for id_, one in zip(ids, lines, strict=True)]
    waiting = select(TransferWish.id).where(*_waiting(union_id)).limit(1)
    earlier = (
        session.scalars(waiting).first() is not None
    )  # of a first roster nothing waits, and nothing is looked for
    return PreparedLines(keys, rows, [_tag(session, number) for number in asked] if earlier else [])


def _waiting(union_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return TransferWish.union_id == union_id, TransferWish.status == WishStatus.WAITING


def _tag(session: Session, number: str) -> bytes:
    return vault(session).index.current("listed_number", number).digest


def _row(session: Session, id_: UUID, union_id: UUID, import_id: UUID, one: NamedLine) -> Values:
    sealed = TransferWish(id=id_)
    seal_fields(session, sealed, name=one.name, id_number=one.number)
    return {
        "id": id_,
        "union_id": union_id,
        "import_id": import_id,
        "line": one.line,
        "number_tag": _tag(session, one.number),
        "unit_name": one.unit_name,
        "purpose": PURPOSE,
        "name_sealed": sealed.name_sealed,
        "id_number_sealed": sealed.id_number_sealed,
        "status": WishStatus.WAITING,
        "version": 1,
    }


def add_lines(session: Session, actor: Actor, union_id: UUID, prepared: Sequence[PreparedLines]) -> int:
    """Let prepared lines wait, in the name of who confirmed them; an earlier line of the same number ends. How many."""
    rows = [row for one in prepared for row in one.wishes]
    said = {"staff_id": actor.id, "asked_at": clock.now(), "due_on": clock.today() + WAITS}
    _replace(session, union_id, [tag for one in prepared for tag in one.tags])
    insert_many(session, OwnedKey, [key for one in prepared for key in one.keys])
    insert_many(session, TransferWish, [row | said for row in rows])
    for row in rows:
        enqueue(session, JobKind.SETTLE_WISH, row["id"])
    return len(rows)


def _replace(session: Session, union_id: UUID, tags: Sequence[bytes]) -> None:
    """End the lines of an earlier file that wait under the same numbers; what they asked for goes on under the new ones."""
    waiting = select(TransferWish).where(*_waiting(union_id))
    for part in in_parts(tags):
        for one in session.scalars(waiting.where(TransferWish.number_tag.in_(part)).with_for_update()):
            _end(session, one, "withdraw")
    session.flush()


def lines_of(session: Session, import_id: UUID, size: int, start: int = 0) -> Sequence[TransferWish]:
    """The lines of an import that waited or still wait, in the order of the file, ready to be opened; reach was asked before."""
    own = select(TransferWish).where(TransferWish.import_id == import_id).order_by(TransferWish.line)
    found = session.scalars(own.offset(start).limit(size)).all()
    load_keys(session, [one.id for one in found])
    return found


def line_of_import(session: Session, import_id: UUID, wish_id: UUID) -> TransferWish | None:
    """One line of an import, locked; reach was asked before."""
    own = select(TransferWish).where(TransferWish.id == wish_id, TransferWish.import_id == import_id)
    return session.scalars(own.with_for_update()).one_or_none()


def withdraw_line(session: Session, wish: TransferWish) -> None:
    """撤下 a line; what it asked for is taken back later, where nobody can time it. Raises MOVE_NOT_ALLOWED."""
    _end(session, wish, "withdraw")
    enqueue(session, JobKind.SETTLE_WISH, wish.id)


def end_lines(deployment: Deployment) -> bool:
    """End wishes whose person has become a member there, and those past their day (worker). False when there is none."""
    with deployment.database.writing() as session:
        come = exists().where(
            Membership.person_id == TransferWish.person_id,
            Membership.union_id == TransferWish.union_id,
            Membership.ended_on.is_(None),
        )
        ended = [
            *_ended(session, "settle", come),
            *_ended(session, "lapse", and_(is_late(TransferWish.due_on), ~come)),
        ]
        return bool(ended)


def _ended(session: Session, action: str, over: ColumnElement[bool]) -> Sequence[TransferWish]:
    waiting: Select[TransferWish] = select(TransferWish).where(
        TransferWish.status == WishStatus.WAITING, over
    )
    found = session.scalars(waiting.limit(AT_ONCE).with_for_update(skip_locked=True, of=TransferWish)).all()
    for one in found:
        _end(session, one, action)
    return found


def _end(session: Session, wish: TransferWish, action: str) -> None:
    move(wish, action, WISH_MOVES)
    wish.ended_at = clock.now()
    forget(session, wish)


def forget_listed(session: Session, person_id: UUID) -> None:
    """Make unreadable what unions listed of a person, when he is erased; that they did stays without him."""
    of_him = select(TransferWish).where(TransferWish.person_id == person_id)
    for one in session.scalars(of_him):
        one.person_id = None
        forget(session, one)
