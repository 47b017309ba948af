"""开始、催办、截止 of a campaign by the calendar, and a union's one-step answer to it."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from service import clock
from service.access.models import SYSTEM, Act, Actor, Role, Term
from service.access.queries import reached_union
from service.accounts.scan_models import StaffBinding
from service.audit.log import record
from service.campaigns.answers import answers_of, figures_of
from service.campaigns.models import UNANSWERED, Campaign
from service.campaigns.queries import campaign_open
from service.campaigns.windows import closing_after, opening_after, windows_around
from service.config import Settings
from service.db import in_parts, new_id
from service.errors import Refusal
from service.notices.actions import tell
from service.rosters.actions import confirm, submit
from service.rosters.models import Roster
from service.schedule import Plan, Task, daily
from service.snapshots.actions import freeze
from service.snapshots.models import SnapshotKind
from service.unions.models import Union


def open_campaign(session: Session, settings: Settings, due_at: datetime) -> None:
    """Open the campaign that begins at ``due_at`` and tell the chairs (开始).

    长总工〔2018〕12号: 实行动态管理，每年1月、7月更新.
    """
    closes_at = next(closes for opens, closes in windows_around(settings, due_at) if opens == due_at)
    period = clock.county_day(due_at).strftime("%Y-%m")
    campaign = Campaign(id=new_id(), period=period, opens_at=due_at, closes_at=closes_at)
    session.add(campaign)
    session.flush()
    record(session, SYSTEM, "campaign:open", "campaign", campaign.id, details={"period": period})
    if campaign.is_open:  # opened late, after days without a worker, it may be over
        _tell_chairs(session, campaign, "campaign_opened", "open", true())


def chase(session: Session, settings: Settings, due_at: datetime) -> None:
    """Remind the chairs of unions that have not answered, once a day in the last days (催办).

    A day that was missed is not made up for: what would be said late has been said better today.
    """
    campaign = campaign_open(session)
    if campaign is None or clock.now() - due_at >= timedelta(days=1):
        return
    if due_at < campaign.closes_at - timedelta(days=settings.refresh_chase_days):
        return
    silent = [one for one in answers_of(session, campaign, true()) if one.answer in UNANSWERED]
    day = clock.county_day(due_at).isoformat()
    for part in in_parts(silent):
        these = Union.id.in_([one.union_id for one in part])
        _tell_chairs(session, campaign, "campaign_due", day, these)
    details: dict[str, int | str] = {"period": campaign.period, "unions": len(silent)}
    record(session, SYSTEM, "campaign:chase", "campaign", campaign.id, details=details)


def _tell_chairs(
    session: Session, campaign: Campaign, kind: str, when: str, which: ColumnElement[bool]
) -> None:
    """Leave a notice for every chair in office who has bound a WeChat account; once per union and ``when``."""
    today = clock.today()
    in_office = (Term.role == Role.CHAIR) & Term.ended_at.is_(None) & (Term.from_on <= today)
    chairs = (
        select(Union.id, StaffBinding.account_id)
        .join(Term, Term.union_id == Union.id)
        .join(StaffBinding, (StaffBinding.staff_id == Term.staff_id) & StaffBinding.ended_at.is_(None))
        .where(which, in_office, (Term.until_on.is_(None)) | (Term.until_on > today))
    )
    for union_id, account_id in session.execute(chairs).all():
        dedupe = f"campaign:{campaign.period}:{when}:{union_id.hex}:{account_id.hex[:8]}"
        due = clock.chinese_day(campaign.last_day)
        tell(session, account_id, kind, dedupe, campaign.id, label=campaign.label, due=due)


def close_campaign(session: Session, settings: Settings, due_at: datetime) -> None:
    """Close the campaign that ends at ``due_at`` and freeze what was confirmed until then (截止并封存).

    长总工〔2018〕12号: 及时入库归档. A county that began in the middle of one has none to close.
    """
    ending = select(Campaign).where(Campaign.closes_at == due_at, Campaign.closed_at.is_(None))
    campaign = session.scalars(ending.with_for_update()).one_or_none()
    if campaign is None:
        return
    snapshot = freeze(session, SnapshotKind.HALF_YEAR, campaign.label, due_at)
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
