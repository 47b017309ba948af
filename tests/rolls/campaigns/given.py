"""Half-years over the told world: the calendar passes, chairs answer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select, true, update
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import new_id
from service.register.accounts.bindings import bind
from service.register.deployment import Deployment
from service.register.notices.models import Notice
from service.register.schedule import do_due
from service.register.unions.models import Union
from service.rolls.campaigns.actions import CAMPAIGNS, answer
from service.rolls.campaigns.answers import answers_of
from service.rolls.campaigns.models import Campaign, CampaignAnswer
from service.rolls.campaigns.queries import campaign_open, campaigns
from service.rolls.rosters.models import Roster
from service.rolls.rosters.pending import confirmation
from service.rolls.snapshots.actions import freeze
from service.rolls.snapshots.models import SnapshotKind
from tests.given import World, worker
from tests.rolls.rosters.chair import actor_of
from tests.rolls.snapshots.given import CHAIRS, confirmed

At = Callable[[str], None]


def calendar(deployed: Deployment) -> None:
    """The worker does everything that the calendar asks for until now."""
    while sum(do_due(deployed, plan) for plan in CAMPAIGNS):
        pass


def long_known(deployed: Deployment) -> None:
    """Every union was entered years ago, whatever the machine's own clock says."""
    with deployed.database.writing() as session:
        session.execute(update(Union).values(created_at=datetime(2022, 5, 4, tzinfo=UTC)))


def autumn(deployed: Deployment, world: World, at: At) -> None:
    """Both unions have confirmed once, and the calendar is known, before the year's first campaign."""
    at("2026-12-20 09:00")
    long_known(deployed)
    calendar(deployed)
    with deployed.database.writing() as session:
        for name in CHAIRS:
            confirmed(session, world, name)


def with_days(deployed: Deployment, refresh: str) -> Deployment:
    """The county chose other days."""
    return replace(deployed, settings=deployed.settings.model_copy(update={"refresh": refresh}))


def reminded(deployed: Deployment, kind: str = "campaign_due") -> list[str]:
    """When somebody was told, in county time."""
    with deployed.database.reading() as session:
        due = select(Notice).where(Notice.kind == kind).order_by(Notice.created_at)
        return [clock.county_time(one.created_at) for one in session.scalars(due)]


def half_year(session: Session) -> dict[str, UUID]:
    """A campaign that is open now, and a snapshot of this moment; the ids by the names that routes give them."""
    now = clock.now()
    open_now = {"opens_at": now, "closes_at": now + timedelta(days=20)}
    campaign = campaign_open(session)
    if campaign is None:
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


def told(session: Session, world: World, campaign: Campaign | None = None) -> dict[str, CampaignAnswer]:
    """What each union answered, by its name in the told world."""
    names = {world.battery.id: "battery", world.textile.id: "textile"}
    rows = answers_of(session, campaign or the_campaign(session), true())
    return {names[one.union_id]: one.answer for one in rows}


def with_wechat(session: Session, world: World, name: str = "battery") -> None:
    """The chair has bound a WeChat account."""
    staff_id = world.staff_id(CHAIRS[name])
    bind(session, actor_of(session, world, CHAIRS[name]), staff_id, worker(session, f"o-{name}").id)
