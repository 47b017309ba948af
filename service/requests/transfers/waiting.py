"""等办的会籍接转: to release, to receive, to release for a silent union, to arbitrate; and who is left in a closed union."""

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import and_, not_, select
from sqlalchemy.orm import Session, joinedload

from service.ground.sealing import load_keys, opened, readable
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.matters import Matter, Render, Row, Rows, Waiting, Within, waits
from service.register.memberships.models import Membership
from service.register.unions.models import Union, UnionState
from service.requests.transfers.models import UNRELEASED, Transfer, TransferStatus


def _away(within: Within, *statuses: TransferStatus) -> Rows:
    """Under the union that it leads away from, which has until ``due_on`` to release it."""
    rows = waits(Transfer.id, since=Transfer.asked_at, due_on=Transfer.due_on)
    rows = rows.join(Union, Union.id == Transfer.from_union_id)
    return rows.where(within, Transfer.status.in_(statuses), readable(Transfer.person_id))


def _to_release(within: Within) -> Rows:
    return _away(within, *UNRELEASED)


def _to_release_above(within: Within) -> Rows:
    return _away(within, TransferStatus.OVERDUE)


def _to_receive(within: Within) -> Rows:
    rows = waits(Transfer.id, since=Transfer.asked_at).join(Union, Union.id == Transfer.to_union_id)
    return rows.where(within, Transfer.status == TransferStatus.RELEASED, readable(Transfer.person_id))


def _to_arbitrate(within: Within) -> Rows:
    rows = waits(Transfer.id, since=Transfer.asked_at).join(Union, Union.id == Transfer.from_union_id)
    return rows.where(within, Transfer.status == TransferStatus.REFUSED, readable(Transfer.person_id))


def _left_behind(within: Within) -> Rows:
    rows = waits(Membership.id).join(Union, Union.id == Membership.union_id)
    return rows.where(within, Union.state == UnionState.CLOSED, Membership.ended_on.is_(None))


def _for_others(_session: Session, actor: Actor) -> Within:
    """What the actor does not release for a union of his own anyway."""
    own = reachable(actor, Act.TRANSFER_HANDLE)
    return and_(reachable(actor, Act.TRANSFER_OVERSEE), not_(own))


def _on_both_sides(_session: Session, actor: Actor) -> Within:
    """Who arbitrates reaches both unions; the second is asked for apart from the one that the statement joins."""
    reached = select(Union.id).where(reachable(actor, Act.TRANSFER_ARBITRATE)).correlate(None)
    return and_(Transfer.from_union_id.in_(reached), Transfer.to_union_id.in_(reached))


def _telling(verb: Callable[[Transfer], str]) -> Render:
    def tell(session: Session, _actor: Actor, rows: Sequence[Row]) -> Iterator[Matter]:
        wanted = select(Transfer).where(Transfer.id.in_([row.id for row in rows]))
        found = {one.id: one for one in session.scalars(wanted.options(joinedload(Transfer.person)))}
        load_keys(session, [one.person_id for one in found.values()])
        for row in rows:
            one = found[row.id]
            what = f"{verb(one)}{opened(one.person, 'name')}的会籍接转"
            yield row.matter(what, f"/console/transfers/{one.id}", one.unit_name)

    return tell


def _release(one: Transfer) -> str:
    return "放行（逾期）" if one.status is TransferStatus.OVERDUE else "放行"


def _tell_of_those_left(_session: Session, _actor: Actor, rows: Sequence[Row]) -> Iterator[Matter]:
    for row in rows:
        yield row.matter(f"安置撤销工会的 {row.count} 位会员", f"/console/rehoming/{row.union_id}")


_MENU = "/console/transfers"
TRANSFERS = (
    Waiting(
        "transfers-to-release",
        "会籍接转，待放行",
        Act.TRANSFER_HANDLE,
        _to_release,
        _telling(_release),
        menu=_MENU,
        above=_MENU,
    ),
    Waiting(
        "transfers-to-release-above",
        "会籍接转，转出工会逾期，待放行",
        Act.TRANSFER_OVERSEE,
        _to_release_above,
        _telling(_release),
        mine=_for_others,
        menu=_MENU,
    ),
    Waiting(
        "transfers-to-receive",
        "会籍接转，待接收",
        Act.TRANSFER_HANDLE,
        _to_receive,
        _telling(lambda _one: "接收"),
        menu=_MENU,
    ),
    Waiting(
        "transfers-to-arbitrate",
        "会籍接转，待裁定",
        Act.TRANSFER_ARBITRATE,
        _to_arbitrate,
        _telling(lambda _one: "裁定"),
        mine=_on_both_sides,
        menu=_MENU,
    ),
    Waiting(
        "members-to-rehome",
        "撤销工会的会员，待安置",
        Act.TRANSFER_OVERSEE,
        _left_behind,
        _tell_of_those_left,
        by_union=True,
        menu=_MENU,
    ),
)
