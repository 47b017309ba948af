"""等办的半年更新: unions that have not answered the campaign under way; until they have, it stands for what changed.

动态管理: the roster is gone through every January and July (长总工〔2018〕12号).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import and_, false, not_
from sqlalchemy.orm import Session

from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.matters import Matter, Row, Rows, Waiting, Within, waits
from service.register.unions.models import Union
from service.rolls.campaigns.answers import unanswered
from service.rolls.campaigns.models import Campaign
from service.rolls.campaigns.queries import campaign_open
from service.rolls.rosters.moved import changes_of
from service.rolls.rosters.waiting import CHANGED, UNCHANGED


def _asked(session: Session, actor: Actor) -> Within:
    campaign = campaign_open(session)
    return and_(reachable(actor, Act.ROSTER_CONFIRM), unanswered(campaign)) if campaign else false()


def _not_asked(session: Session, actor: Actor) -> Within:
    campaign = campaign_open(session)
    own = reachable(actor, Act.ROSTER_CONFIRM)
    return and_(own, not_(unanswered(campaign))) if campaign else own


def _to_refresh(within: Within) -> Rows:
    return waits(Union.id).where(within)


def _tell(session: Session, _actor: Actor, rows: Sequence[Row]) -> Iterator[Matter]:
    campaign = campaign_open(session)
    if campaign is None:  # closed since the statement before
        return
    changes = changes_of(session, [row.union_id for row in rows])
    for row in rows:
        yield _refresh(campaign, row, changes[row.union_id])


def _refresh(campaign: Campaign, row: Row, changes: int) -> Matter:
    link = f"/console/campaigns/{campaign.id}/unions/{row.union_id}"
    note = f"{changes} 人有变动" if changes else "人员没有增减的，也请确认一次"
    what = f"{campaign.label}：请确认，还有 {campaign.days_left} 天"
    one = row.matter(what, link, note)
    return replace(one, since=campaign.opens_at, due_on=campaign.last_day)


OWN_ROSTERS = (
    Waiting(
        "rosters-to-refresh",
        "花名册半年更新，待确认",
        Act.ROSTER_CONFIRM,
        _to_refresh,
        _tell,
        mine=_asked,
        first=True,
    ),
    replace(CHANGED, mine=_not_asked),
    replace(UNCHANGED, mine=_not_asked),
)
