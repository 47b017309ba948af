"""开始、催办、截止 of a campaign by the calendar, and a union's one-step answer to it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.config import Settings
from service.ground.db import new_id
from service.ground.errors import Refusal
from service.register.access.chairs import accounts_of_chairs
from service.register.access.models import SYSTEM, Act, Actor
from service.register.access.queries import reached_union
from service.register.audit.log import record
from service.register.notices.actions import tell
from service.register.schedule import Plan, Task, daily
from service.register.unions.models import Union
from service.rolls.campaigns.answers import answers_of, figures_of, unanswered
from service.rolls.campaigns.models import Campaign
from service.rolls.campaigns.queries import campaigns_under_way
from service.rolls.campaigns.windows import closing_after, closing_of, opening_after, windows_around
from service.rolls.rosters.actions import confirm, submit
from service.rolls.rosters.models import Roster
from service.rolls.snapshots.actions import freeze
from service.rolls.snapshots.models import SnapshotKind


def open_campaign(session: Session, settings: Settings, due_at: datetime) -> None:
    """Open the campaign that begins at ``due_at`` and tell the chairs (开始).

    长总工〔2018〕12号: 实行动态管理，每年1月、7月更新. One a month: a county that moves the days of a campaign under way gets
    no second one.
    """
    closes_at = next(closes for opens, closes in windows_around(settings, due_at) if opens == due_at)
    period = clock.county_day(due_at).strftime("%Y-%m")
    if session.scalar(select(Campaign.id).where(Campaign.period == period)):
        return
    campaign = Campaign(id=new_id(), period=period, opens_at=due_at, closes_at=closes_at)
    session.add(campaign)
    session.flush()
    record(session, SYSTEM, "campaign:open", "campaign", campaign.id, details={"period": period})
    if campaign.is_open:  # opened late, after days without a worker, it may be over
        asked = [one.union_id for one in answers_of(session, campaign, true())]
        _tell_chairs(session, campaign, "campaign_opened", "open", asked)


def chase(session: Session, settings: Settings, due_at: datetime) -> None:
    """Remind the chairs of unions that have not answered, once a day in the last days (催办).

    A day that was missed is not made up for: what would be said late has been said better today.
    """
    if clock.now() - due_at >= timedelta(days=1):
        return
    for campaign in campaigns_under_way(session, due_at):
        _keep_to_the_days(session, settings, campaign)
        if campaign.is_open and due_at >= campaign.chased_from(settings.refresh_chase_days):
            _chase(session, campaign, due_at)


def _chase(session: Session, campaign: Campaign, due_at: datetime) -> None:
    silent = session.scalars(select(Union.id).where(unanswered(campaign)).order_by(Union.path)).all()
    _tell_chairs(session, campaign, "campaign_due", clock.county_day(due_at).isoformat(), silent)
    details: dict[str, int | str] = {"period": campaign.period, "unions": len(silent)}
    record(session, SYSTEM, "campaign:chase", "campaign", campaign.id, details=details)


def _tell_chairs(session: Session, campaign: Campaign, kind: str, when: str, unions: Sequence[UUID]) -> None:
    """Leave one notice per union and ``when``: for its chair, if he has bound a WeChat account; of two the newest."""
    due = clock.chinese_day(campaign.last_day)
    for union_id, account_id in accounts_of_chairs(session, unions).items():
        dedupe = f"campaign:{campaign.period}:{when}:{union_id.hex}"
        tell(session, account_id, kind, dedupe, campaign.id, label=campaign.label, due=due)


def _keep_to_the_days(session: Session, settings: Settings, campaign: Campaign) -> None:
    """A campaign under way ends when the county's days say so now: more time may be given, or less."""
    closes_at = closing_of(settings, campaign.opens_at)
    if closes_at is None or closes_at == campaign.closes_at:
        return
    campaign.closes_at = closes_at
    details: dict[str, int | str] = {"period": campaign.period, "until": campaign.last_day.isoformat()}
    record(session, SYSTEM, "campaign:reset", "campaign", campaign.id, details=details)


def close_campaign(session: Session, settings: Settings, due_at: datetime) -> None:
    """Close what has ended by ``due_at`` and freeze what was confirmed until its end (截止并封存).

    长总工〔2018〕12号: 及时入库归档. A county that began in the middle of one has none to close.
    """
    for campaign in campaigns_under_way(session, due_at):
        _keep_to_the_days(session, settings, campaign)
        if campaign.closes_at <= due_at:
            _close(session, campaign)


def _close(session: Session, campaign: Campaign) -> None:
    snapshot = freeze(session, SnapshotKind.HALF_YEAR, campaign.label, campaign.closes_at)
    campaign.closed_at, campaign.snapshot_id = clock.now(), snapshot.id
    figures = figures_of(answers_of(session, campaign, true()))
    details: dict[str, int | str] = {
        "period": campaign.period,
        "unions": figures.unions,
        "confirmed": figures.confirmed,
    }
    record(session, SYSTEM, "campaign:close", "campaign", campaign.id, details=details)


def answer(
    session: Session, actor: Actor, campaign: Campaign, union: Union, digest: bytes, *, unchanged: bool
) -> Roster:
    """Confirm the union's roster and report it, in one step (确认并上报): with what changed, or that nothing has.

    Raises CAMPAIGN_CLOSED, and as ``rosters.actions.confirm`` and ``submit``.
    """
    reached_union(session, actor, Act.ROSTER_CONFIRM, union.id)
    if not campaign.is_open:
        raise Refusal("CAMPAIGN_CLOSED")
    roster = confirm(session, actor, union, digest, unchanged=unchanged)
    submit(session, actor, roster)
    return roster


CAMPAIGNS = (
    Plan(Task.OPEN_CAMPAIGN, opening_after, open_campaign),
    Plan(Task.CHASE_CAMPAIGN, daily(8), chase),
    Plan(Task.CLOSE_CAMPAIGN, closing_after, close_campaign),
)
