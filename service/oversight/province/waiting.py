"""等办的省平台退回: for who answers for a union himself, until what is registered has been put right."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from service.oversight.province.standings import rejected_in
from service.register.access.models import GRANTS, Act, Actor
from service.register.matters import Matter, Row, Rows, Waiting, Within, waits
from service.register.memberships.models import Membership
from service.register.unions.models import Union


def _members(within: Within) -> Rows:
    rows = waits(Membership.id).join(Union, Union.id == Membership.union_id)
    return rows.where(within, Membership.ended_on.is_(None))


def _sent_back(session: Session, actor: Actor) -> Within:
    """Whether somebody has been put right is told by comparing what was said with what would be said now."""
    own = [place.union_id for place in actor.places if Act.PROVINCE_READ in GRANTS[place.role]]
    waiting = [one.person_id for one in rejected_in(session, own) if not one.corrected]
    return Membership.person_id.in_(waiting)


def _tell(_session: Session, _actor: Actor, rows: Sequence[Row]) -> Iterator[Matter]:
    for row in rows:
        link = f"/console/province/unions/{row.union_id}?standing=rejected"
        yield row.matter(f"省平台退回 {row.count} 人，请核对", link)


SENT_BACK = Waiting(
    "province", "省平台退回的会员", Act.PROVINCE_READ, _members, _tell, mine=_sent_back, by_union=True
)
