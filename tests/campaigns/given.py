"""Half-years over the told world: the calendar passes, chairs answer."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import true
from sqlalchemy.orm import Session

from service import clock
from service.accounts.bindings import bind
from service.campaigns.actions import CAMPAIGNS, answer
from service.campaigns.answers import answers_of
from service.campaigns.models import Answer, Campaign
from service.campaigns.queries import campaign_open, campaigns
from service.db import new_id
from service.deployment import Deployment
from service.rosters.models import Roster
from service.rosters.pending import confirmation
from service.schedule import do_due
from service.snapshots.actions import freeze
from service.snapshots.models import SnapshotKind
from service.unions.models import Union
from tests.given import World, worker
from tests.rosters.chair import actor_of
from tests.snapshots.given import CHAIRS

At = Callable[[str], None]


def calendar(deployed: Deployment) -> None:
    """The worker does everything that the calendar asks for until now."""
    while sum(do_due(deployed, plan) for plan in CAMPAIGNS):
        pass


def opened(deployed: Deployment, at: At, moment: str) -> None:
    """The calendar begins a minute before ``moment`` and does what is due at it."""
    at(moment)
    calendar(deployed)


def half_year(session: Session) -> dict[str, UUID]:
    """A campaign that is open now, and a snapshot of this moment; the ids by the names that routes give them."""
    now = clock.now()
    open_now = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=20)}
    campaign = Campaign(id=new_id(), period=f"{now:%Y-%m}", **open_now)
    session.add(campaign)
    snapshot = freeze(session, SnapshotKind.HALF_YEAR, "样例封存", now)
    return {"campaign_id": campaign.id, "snapshot_id": snapshot.id}


def the_campaign(session: Session) -> Campaign:
    """The newest campaign."""
    return campaigns(session)[0]


def answered(session: Session, world: World, name: str = "battery") -> Roster:
    """The chair answers the open campaign with what there is."""
    campaign, union = campaign_open(session), session.get_one(Union, getattr(world, name).id)
    assert campaign is not None
    seen = confirmation(session, union)
    chair = actor_of(session, world, CHAIRS[name])
    return answer(session, chair, campaign, union, seen.digest, unchanged=seen.unchanged)


def told(session: Session, world: World, campaign: Campaign | None = None) -> dict[str, Answer]:
    """What each union answered, by its name in the told world."""
    names = {world.battery.id: "battery", world.textile.id: "textile"}
    rows = answers_of(session, campaign or the_campaign(session), true())
    return {names[one.union_id]: one.answer for one in rows}


def with_wechat(session: Session, world: World, name: str = "battery") -> None:
    """The chair has bound a WeChat account."""
    staff_id = world.staff_id(CHAIRS[name])
    bind(session, actor_of(session, world, CHAIRS[name]), staff_id, worker(session, f"o-{name}").id)
