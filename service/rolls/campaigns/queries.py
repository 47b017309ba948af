"""Reads about campaigns: that there is one is no secret; what unions answered is asked for in reach."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.errors import Refusal
from service.rolls.campaigns.answers import RUNNING
from service.rolls.campaigns.models import Campaign
from service.rolls.rosters.models import Roster


def campaigns(session: Session) -> Sequence[Campaign]:
    """Every campaign, the newest first."""
    return session.scalars(select(Campaign).order_by(Campaign.opens_at.desc())).all()


def campaign_open(session: Session) -> Campaign | None:
    """The campaign that is open now, if any; windows do not overlap."""
    now = clock.now()
    open_now = select(Campaign).where(
        Campaign.closed_at.is_(None), Campaign.opens_at <= now, Campaign.closes_at > now
    )
    return session.scalars(open_now.order_by(Campaign.opens_at.desc()).limit(1)).one_or_none()


def campaigns_under_way(session: Session, moment: datetime) -> Sequence[Campaign]:
    """The campaigns that began before a moment and have not been closed, the earliest first, locked."""
    begun = select(Campaign).where(Campaign.closed_at.is_(None), Campaign.opens_at < moment)
    return session.scalars(begun.order_by(Campaign.opens_at).with_for_update()).all()


def campaign_named(session: Session, campaign_id: UUID) -> Campaign:
    """One campaign; NOT_FOUND when there is none."""
    found = session.get(Campaign, campaign_id)
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def version_answered(session: Session, campaign: Campaign, union_id: UUID) -> Roster | None:
    """The last version that a union confirmed while the campaign was open; the caller has asked for reach already."""
    in_time = (Roster.confirmed_at >= campaign.opens_at) & (Roster.confirmed_at < campaign.closes_at)
    mine = select(Roster).where(Roster.union_id == union_id, in_time)
    return session.scalars(mine.order_by(Roster.number.desc()).limit(1)).one_or_none()


def last_campaigns(session: Session, until: Campaign) -> Sequence[Campaign]:
    """This campaign and the two before it, if all three are closed; else none."""
    closed = select(Campaign).where(Campaign.opens_at <= until.opens_at, Campaign.closed_at.is_not(None))
    found = session.scalars(closed.order_by(Campaign.opens_at.desc()).limit(RUNNING)).all()
    return found if len(found) == RUNNING and found[0].id == until.id else ()
