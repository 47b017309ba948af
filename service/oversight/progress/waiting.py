"""等办的通知激活: members without a card for whom no notification was entered, by union."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from service.oversight.progress.uninvited import uninvited
from service.register.access.models import Act, Actor
from service.register.matters import Matter, Row, Rows, Waiting, Within, waits
from service.register.memberships.models import Membership
from service.register.unions.models import Union


def _uninvited(within: Within) -> Rows:
    return (
        waits(Membership.id).join(Union, Union.id == Membership.union_id).where(within, uninvited())
    ).select_from(Membership)


def _tell(_session: Session, _actor: Actor, rows: Sequence[Row]) -> Iterator[Matter]:
    for row in rows:
        link = f"/console/progress/{row.union_id}/invitations"
        yield row.matter(f"还有 {row.count} 位会员没有激活、没有登记通知", link)


INVITATIONS = Waiting(
    "invitations", "还没有通知激活的会员", Act.MEMBER_INVITE, _uninvited, _tell, by_union=True
)
