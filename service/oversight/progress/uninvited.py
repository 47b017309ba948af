"""还没有通知的会员: members without a card for whom no notification was entered, in the unions that may enter one."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session

from service.oversight.progress.funnel import FunnelStep, registered_at, step_at
from service.oversight.progress.models import Invitation
from service.oversight.progress.moments import this_moment
from service.register.memberships.models import Membership


def uninvited() -> ColumnElement[bool]:
    """The condition on memberships."""
    now = this_moment()
    noted = exists().where(Invitation.membership_id == Membership.id).correlate(Membership)
    return and_(registered_at(now), step_at(now).element != FunnelStep.ACTIVATED.value, ~noted)


def uninvited_of(session: Session, union_id: UUID, chosen: Collection[UUID] | None) -> list[UUID]:
    """The memberships of one union that may be noted, of those ``chosen``; who asks has been judged by the action."""
    wanted = select(Membership.id).where(Membership.union_id == union_id, uninvited())
    if chosen is not None:
        wanted = wanted.where(Membership.id.in_(chosen))
    return list(session.scalars(wanted.order_by(Membership.id)))
