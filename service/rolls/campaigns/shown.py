"""What the pages show of a campaign: the answers in reach, summed for each union below, with the list behind each number."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.unions.models import MIDDLE_KINDS, Union
from service.rolls.campaigns.answers import AnswerFigures, UnionAnswer, answers_of, figures_of, never_changed
from service.rolls.campaigns.models import Campaign, WhichUnions
from service.rolls.campaigns.queries import last_campaigns


@dataclass(frozen=True)
class CampaignPart:
    """The unions of one township, street, park or industry."""

    union_id: UUID
    name: str
    figures: AnswerFigures


@dataclass(frozen=True)
class CampaignShown:
    """A campaign as one actor sees it."""

    rows: Sequence[UnionAnswer]
    figures: AnswerFigures
    parts: Sequence[CampaignPart]
    unchanging: Sequence[UnionAnswer]

    def listed(self, which: WhichUnions, under: str = "") -> list[UnionAnswer]:
        """The unions behind one number, in the order of the tree; ``under`` keeps to one path."""
        if which is WhichUnions.STILL:
            return [one for one in self.unchanging if one.path.startswith(under)]
        return [one for one in self.rows if one.among(which) and one.path.startswith(under)]


def shown(session: Session, actor: Actor, campaign: Campaign) -> CampaignShown:
    """Everything in reach; as many statements for three unions as for a county."""
    within = reachable(actor, Act.PROGRESS_READ)
    rows = answers_of(session, campaign, within)
    unchanging = never_changed(session, last_campaigns(session, campaign), within)
    return CampaignShown(rows, figures_of(rows), _parts(session, actor, rows), unchanging)


def _parts(session: Session, actor: Actor, rows: Sequence[UnionAnswer]) -> list[CampaignPart]:
    """For who sees several of them: the unions by the one that stands above them."""
    middle = select(Union.id, Union.name, Union.path).where(
        reachable(actor, Act.PROGRESS_READ), Union.kind.in_(MIDDLE_KINDS)
    )
    above = session.execute(middle.order_by(Union.path)).all()
    if len(above) < 2:
        return []
    found = [(one, [row for row in rows if row.path.startswith(one.path)]) for one in above]
    return [CampaignPart(one.id, one.name, figures_of(below)) for one, below in found if below]
