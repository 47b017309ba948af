"""等办的激活: members who wait to be confirmed in person; only how many, who it is shows the code that he brings along."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from service.ground import clock
from service.register.access.models import Act, Actor
from service.register.matters import Matter, Row, Rows, Waiting, Within, waits
from service.register.memberships.models import Membership
from service.register.unions.models import Union
from service.requests.cards.models import Claim, ClaimState


def _at_the_desk(within: Within) -> Rows:
    return (
        waits(Claim.id, since=Claim.created_at)
        .join(Membership, (Membership.person_id == Claim.person_id) & Membership.ended_on.is_(None))
        .join(Union, Union.id == Membership.union_id)
        .where(within, Claim.state == ClaimState.WAITING, Claim.expires_at > clock.now())
    )


def _tell(_session: Session, _actor: Actor, rows: Sequence[Row]) -> Iterator[Matter]:
    note = "请本人带证件原件来，读出手机上的 6 位核验码"
    for row in rows:
        yield row.matter(f"{row.count} 位会员的激活等您当面核对", "/console/claims", note)


CLAIMS = Waiting(
    "claims",
    "激活，待当面核对",
    Act.CARD_CONFIRM,
    _at_the_desk,
    _tell,
    by_union=True,
    menu="/console/claims",
)
