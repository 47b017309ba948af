"""Whom a pack takes, and what it says of each: everybody in the register now, or only who is not as the province has him."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, joinedload

from crypto.errors import Unreadable
from service.ground.sealing import keyed_digest, load_keys
from service.oversight.province.columns import ENDED, Facts
from service.oversight.province.latest import latest_answers
from service.oversight.province.models import ProvinceRow, RowResult
from service.register.memberships.models import Membership
from service.register.unions.models import Union
from service.register.units.models import Unit
from service.rolls.rosters.lines import line_of


@dataclass(frozen=True)
class PackLine:
    """One line of a pack that is to be."""

    membership: Membership
    facts: Facts = field(repr=False)
    digest: bytes

    @property
    def leaving(self) -> bool:
        """Whether the line says that the membership has ended."""
        return self.membership.ended_on is not None

    def is_news_to(self, answer: ProvinceRow | None) -> bool:
        """Whether the province does not have the person as he stands now."""
        has_it = answer is not None and answer.result is RowResult.ACCEPTED and answer.digest == self.digest
        return not has_it


def unions_within(session: Session, union: Union) -> Sequence[UUID]:
    """The union and all below it that have or had members, in the order of the tree."""
    had = select(Membership.union_id).distinct()
    tree = select(Union.id).where(Union.path.startswith(union.path, autoescape=True), Union.id.in_(had))
    return session.scalars(tree.order_by(Union.path)).all()


def members_within(session: Session, union: Union) -> int:
    """How many memberships are in force below a union, 保留会籍 among them."""
    within = Union.path.startswith(union.path, autoescape=True)
    counted = select(func.count()).select_from(Membership).join(Union, Union.id == Membership.union_id)
    return session.scalar(counted.where(within, Membership.ended_on.is_(None))) or 0


def outgoing(session: Session, union_id: UUID, *, changes: bool) -> list[PackLine]:
    """The lines of one union: its members now, and who left the county and is not known there to have left.

    With ``changes`` only those who are not as the province has them. Who was erased is left out: nothing can be said.
    """
    here = _members(session, union_id)
    answers = latest_answers(session, [one.person_id for one in here])
    everybody = [
        one
        for one in differing_fields(session, here)
        if not changes or one.is_news_to(answers.get(one.membership.person_id))
    ]
    return everybody + _left(session, union_id)


def differing_fields(session: Session, memberships: Sequence[Membership]) -> list[PackLine]:
    """The lines that a pack would say of these members now, in a fixed number of queries."""
    load_keys(session, [one.person_id for one in memberships])
    codes = _codes(session, {one.union_id for one in memberships})
    found = []
    for one in memberships:
        try:
            facts = Facts(
                line=line_of(one),
                document_kind=one.person.document_kind,
                standing=f"{ENDED}（{one.end_reason.label}）" if one.end_reason else one.standing,
                union_name=one.union.name,
                uscc=codes.get((one.union_id, one.unit_name), ""),
            )
            found.append(PackLine(one, facts, digest_of(session, one.person_id, facts)))
        except Unreadable:
            continue
    return found


def digest_of(session: Session, person_id: UUID, facts: Facts) -> bytes:
    """Keyed digest (32 bytes) of everything that may be told of a person."""
    return keyed_digest(session, person_id, "province_row", json.dumps(facts.texts()).encode())


def _members(session: Session, union_id: UUID) -> Sequence[Membership]:
    here = select(Membership).where(Membership.union_id == union_id, Membership.ended_on.is_(None))
    ordered = here.options(joinedload(Membership.person), joinedload(Membership.union))
    return session.scalars(ordered.order_by(Membership.started_on, Membership.id)).all()


def _left(session: Session, union_id: UUID) -> list[PackLine]:
    """Whose last membership ended in this union, where the province knows the person as a member, or does not agree."""
    later = aliased(Membership)
    last = select(func.max(later.sequence)).where(later.person_id == Membership.person_id).scalar_subquery()
    ended = select(Membership).where(
        Membership.union_id == union_id, Membership.ended_on.is_not(None), Membership.sequence == last
    )
    ended = ended.options(joinedload(Membership.person), joinedload(Membership.union))
    gone = session.scalars(ended.order_by(Membership.ended_on, Membership.id)).all()
    answers = latest_answers(session, [one.person_id for one in gone])
    known = [
        one
        for one in gone
        if (answer := answers.get(one.person_id))
        and (not answer.leaving or answer.result is RowResult.REJECTED)
        and (answer.leaving or answer.result is RowResult.ACCEPTED)
    ]
    return differing_fields(session, known)


def _codes(session: Session, unions: Iterable[UUID]) -> dict[tuple[UUID, str], str]:
    """统一社会信用代码 of each unit that these unions cover, by union and name."""
    covered = select(Unit.union_id, Unit.name, Unit.uscc).where(Unit.union_id.in_(list(unions)))
    return {(union_id, name): uscc or "" for union_id, name, uscc in session.execute(covered) if union_id}
