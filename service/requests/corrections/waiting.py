"""等办的更正申请: the chair answers, a handler is told of them; what a union left lying, the county answers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from service.ground.sealing import load_keys, opened, readable
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.matters import Matter, Row, Rows, Waiting, Within, is_late, waits
from service.register.memberships.models import Membership
from service.register.people.contact import masked_name
from service.register.unions.models import Union
from service.requests.corrections.models import Correction, CorrectionStatus


def _to_answer(within: Within) -> Rows:
    """Under the union of the membership in force or last held."""
    later = aliased(Membership)
    last = select(func.max(later.sequence)).where(later.person_id == Correction.person_id).scalar_subquery()
    return (
        waits(Correction.id, since=Correction.created_at, due_on=Correction.due_on)
        .join(Membership, Membership.person_id == Correction.person_id)
        .join(Union, Union.id == Membership.union_id)
        .where(within, Membership.sequence == last, readable(Correction.person_id))
        .where(Correction.status == CorrectionStatus.WAITING)
    )


def _left_lying(_session: Session, actor: Actor) -> Within:
    return and_(reachable(actor, Act.CORRECTION_OVERSEE), is_late(Correction.due_on))


def _told(
    session: Session, rows: Sequence[Row], page: str, note: str, named: Callable[[str], str]
) -> Iterator[Matter]:
    wanted = select(Correction).where(Correction.id.in_([row.id for row in rows]))
    found = {one.id: one for one in session.scalars(wanted.options(joinedload(Correction.person)))}
    load_keys(session, [one.key_owner for one in found.values()])
    for row in rows:
        one = found[row.id]
        what = f"更正{named(opened(one.person, 'name'))}的{one.field.label}"
        yield row.matter(what, f"/console/{page}/{one.id}", note)


def _tell(session: Session, actor: Actor, rows: Sequence[Row]) -> Iterator[Matter]:
    """Good to know for who does not answer them."""
    quiet = not actor.may(Act.CORRECTION_ANSWER)
    for one in _told(session, rows, "corrections", "会员本人申请，请核对后答复", str):
        yield replace(one, quiet=quiet)


def _tell_instead(session: Session, _actor: Actor, rows: Sequence[Row]) -> Iterator[Matter]:
    return _told(session, rows, "overdue-corrections", "工会逾期没有答复，请替它答复", masked_name)


CORRECTIONS = (
    Waiting(
        "corrections",
        "更正申请，待答复",
        Act.CORRECTION_READ,
        _to_answer,
        _tell,
        above="/console/unions/{union}",
    ),
    Waiting(
        "corrections-left",
        "更正申请，工会逾期没有答复",
        Act.CORRECTION_OVERSEE,
        _to_answer,
        _tell_instead,
        mine=_left_lying,
    ),
)
