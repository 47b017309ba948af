"""The list behind every number of the funnel: members of one union and of all below it, masked but to their own chair."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVarTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, joinedload

from service.ground.sealing import load_keys, opened
from service.ground.words import Words
from service.oversight.progress.figures import Figures
from service.oversight.progress.funnel import Funnel, FunnelStep, registered_at, step_at
from service.oversight.progress.models import Invitation
from service.oversight.progress.moments import AsOf
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable, reaches
from service.register.memberships.models import Membership
from service.register.people.contact import masked_name
from service.register.unions.models import Union

Row = TypeVarTuple("Row")


class Listing(Words):
    """名单: the four steps, and whom they leave over (还没有通知: no card, and no notification entered)."""

    REGISTERED = "registered", "在册"
    INVITED = "invited", "已通知"
    CLAIMED = "claimed", "已申领"
    ACTIVATED = "activated", "已激活"
    CARDLESS = "cardless", "还没有激活"
    UNINVITED = "uninvited", "还没有登记通知"


COUNTED = tuple(one for one in Listing if one is not Listing.UNINVITED)


def listed(funnel: Funnel, listing: Listing) -> int:
    """The number that a list stands behind, of those that a funnel counts."""
    return funnel.cardless if listing is Listing.CARDLESS else funnel.at(FunnelStep(listing.value))


@dataclass(frozen=True)
class ListedMember:
    """One line: who, where, how far, and the notification that was entered for this membership."""

    membership_id: UUID
    name: str = field(repr=False)
    union_name: str
    unit_name: str
    step: FunnelStep
    invitation: Invitation | None


def members_behind(
    session: Session, actor: Actor, listing: Listing, figures: Figures, *, start: int = 0, size: int = 50
) -> list[ListedMember]:
    """A page of the members behind a number, in the order of the tree, as of its moment; two queries, however many stand
    before them: the figures of each union tell in which ones the page lies.
    """
    unions, before = _around(figures.own, listing, start, size)
    return members_at(session, actor, unions, listing, figures.moment, start=start - before, size=size)


def _around(own: Mapping[str, Funnel], listing: Listing, start: int, size: int) -> tuple[list[str], int]:
    """The unions in which a page lies, by their paths, and how many stand on the list before the first of them."""
    before = taken = 0
    unions: list[str] = []
    for path, count in ((one, listed(funnel, listing)) for one, funnel in own.items()):
        if not unions and before + count <= start:
            before += count
        elif before + taken >= start + size:
            break
        elif count:
            unions.append(path)
            taken += count
    return unions, before


def members_at(
    session: Session,
    actor: Actor,
    unions: Collection[str],
    listing: Listing,
    moment: AsOf,
    *,
    start: int = 0,
    size: int = 50,
) -> list[ListedMember]:
    """A page of the members of these unions (their paths) on a list, in the order of the tree; two queries for any number.

    Names are in clear for who answers for the union's roster, as on the roster's own page; else masked.
    """
    # First which memberships stand on the page, then what is told of them: not of everybody that the sort goes through.
    chosen = _listed(select(Membership.id), actor, unions, listing, moment)
    page = chosen.order_by(Union.path, Membership.id).offset(start).limit(size).subquery()
    facts = (
        select(Membership, Invitation, step_at(moment))
        .join(page, page.c.id == Membership.id)
        .join(Union, Union.id == Membership.union_id)
        .outerjoin(Invitation, _told(moment))
        .options(joinedload(Membership.person), joinedload(Membership.union))
        .order_by(Union.path, Membership.id)
    )
    rows = session.execute(facts).all()
    load_keys(session, [member.person_id for member, _, _ in rows])
    return [_line(actor, *row) for row in rows]


def members_counted_at(
    session: Session, actor: Actor, unions: Collection[str], listing: Listing, moment: AsOf
) -> int:
    """How many members of these unions the list holds."""
    counted = select(func.count()).select_from(Membership)
    return int(session.scalars(_listed(counted, actor, unions, listing, moment)).one())


def _listed(
    facts: Select[*Row], actor: Actor, unions: Collection[str], listing: Listing, moment: AsOf
) -> Select[*Row]:
    """``facts`` of the memberships on a list; what the list does not ask for is not looked up."""
    within = select(Union.id).where(reachable(actor, Act.PROGRESS_READ), Union.path.in_(unions))
    # By their unions, for which memberships have an index.
    listed = facts.join(Union, Union.id == Membership.union_id).where(
        Membership.union_id.in_(within), registered_at(moment)
    )
    if listing is not Listing.REGISTERED:
        listed = listed.where(step_at(moment).element.in_(_steps(listing)))
    if listing is Listing.UNINVITED:
        listed = listed.outerjoin(Invitation, _told(moment)).where(Invitation.id.is_(None))
    return listed


def _told(moment: AsOf) -> ColumnElement[bool]:
    """The notification entered for a membership by that moment."""
    return and_(Invitation.membership_id == Membership.id, Invitation.invited_at <= moment.instant)


def _steps(listing: Listing) -> list[str]:
    """The last steps with which a member stands on the list."""
    order = [step.value for step in FunnelStep]
    if listing in (Listing.CARDLESS, Listing.UNINVITED):
        return order[:-1]
    return order[order.index(listing.value) :]


def _line(actor: Actor, member: Membership, invitation: Invitation | None, step: str) -> ListedMember:
    name = opened(member.person, "name")
    shown = name if reaches(actor, Act.ROSTER_CONFIRM, member.union) else masked_name(name)
    return ListedMember(member.id, shown, member.union.name, member.unit_name, FunnelStep(step), invitation)
