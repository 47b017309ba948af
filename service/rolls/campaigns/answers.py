"""What every union answered in a campaign: one statement for any number of unions, read from the rosters themselves."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from service.ground import clock
from service.register.memberships.models import Membership
from service.register.memberships.queries import counted
from service.register.unions.models import Union
from service.rolls.campaigns.models import UNANSWERED, Campaign, CampaignAnswer, WhichUnions
from service.rolls.rosters.models import Roster, RosterStatus

RUNNING = 3  # 连续三次没有变动


@dataclass(frozen=True)
class UnionAnswer:
    """One union and what it answered."""

    union_id: UUID
    name: str
    path: str
    above: str
    newest: UUID | None
    number: int | None
    joined: int
    left: int
    corrected: int
    status: RosterStatus | None
    returned: bool

    @property
    def edits(self) -> int:
        """How many people came, went or were put right."""
        return self.joined + self.left + self.corrected

    @property
    def answer(self) -> CampaignAnswer:
        """A version returned before the end is no answer; one edit in any version of the campaign is a change.

        What is returned after the end was in time: the figures of a campaign that is over stay what they were.
        """
        if self.status is None:
            return CampaignAnswer.SILENT
        if self.returned:
            return CampaignAnswer.RETURNED
        return CampaignAnswer.CHANGED if self.edits else CampaignAnswer.UNCHANGED

    @property
    def received(self) -> bool:
        """Whether the union above has received it."""
        return self.status in (RosterStatus.ACCEPTED, RosterStatus.CONSOLIDATED)

    def among(self, which: WhichUnions) -> bool:
        """Whether it is behind a number of this campaign; ``STILL`` is asked of three (``never_changed``)."""
        if which is WhichUnions.CONFIRMED:
            return self.answer not in UNANSWERED
        if which is WhichUnions.RECEIVED:
            return self.received
        if which is WhichUnions.CONSOLIDATED:
            return self.status is RosterStatus.CONSOLIDATED
        return which is WhichUnions.ALL or self.answer.value == which.value


@dataclass(frozen=True)
class AnswerFigures:
    """The answers of some unions, counted; whose they are is the numerator, ``unions`` the denominator."""

    unions: int
    answers: Counter[CampaignAnswer]
    received: int
    consolidated: int
    joined: int
    left: int
    corrected: int

    @property
    def by_answer(self) -> list[tuple[CampaignAnswer, int]]:
        """Every answer with how many gave it."""
        return [(one, self.answers[one]) for one in CampaignAnswer]

    def count(self, which: WhichUnions) -> int:
        """How many gave the answer that a list is of."""
        return self.answers[CampaignAnswer(which.value)]

    @property
    def confirmed(self) -> int:
        """How many have answered."""
        return self.unions - self.unanswered

    @property
    def unanswered(self) -> int:
        """How many still have to."""
        return sum(self.answers[one] for one in UNANSWERED)


def figures_of(rows: Iterable[UnionAnswer]) -> AnswerFigures:
    """The figures of some unions' answers."""
    rows = list(rows)
    return AnswerFigures(
        unions=len(rows),
        answers=Counter(one.answer for one in rows),
        received=sum(one.received for one in rows),
        consolidated=sum(one.among(WhichUnions.CONSOLIDATED) for one in rows),
        joined=sum(one.joined for one in rows),
        left=sum(one.left for one in rows),
        corrected=sum(one.corrected for one in rows),
    )


def answers_of(session: Session, campaign: Campaign, within: ColumnElement[bool]) -> list[UnionAnswer]:
    """The answer of each union ``within`` (a condition on unions) that is asked, in the order of the tree."""
    return [
        UnionAnswer(*row) for row in session.execute(_answers(campaign).where(within).order_by(Union.path))
    ]


def unanswered(campaign: Campaign) -> ColumnElement[bool]:
    """The unions that are asked and still have to answer while it is open, as a condition on unions.

    The same as an ``answer`` that is one of UNANSWERED: the last version confirmed in time is returned, or there is none.
    """
    later = aliased(Roster)
    mine = (Roster.union_id == Union.id, _in_time(campaign))
    newest = select(func.max(later.number)).where(later.union_id == Roster.union_id).scalar_subquery()
    holds = exists().where(*mine, Roster.number == newest, Roster.returned_at.is_(None)).correlate(Union)
    return _is_asked(campaign) & ~holds


def _in_time(campaign: Campaign) -> ColumnElement[bool]:
    return (Roster.confirmed_at >= campaign.opens_at) & (Roster.confirmed_at < campaign.closes_at)


def _answers(campaign: Campaign) -> Select[*tuple[Any, ...]]:
    versions = (
        select(
            Roster.union_id,
            func.max(Roster.number).label("number"),
            *(
                func.sum(column).label(column.key)
                for column in (Roster.joined, Roster.left, Roster.corrected)
            ),
        )
        .where(_in_time(campaign))
        .group_by(Roster.union_id)
        .subquery()
    )
    newest = (Roster.union_id == versions.c.union_id) & (Roster.number == versions.c.number)
    returned, above = Roster.returned_at < campaign.closes_at, aliased(Union)
    edits = [func.coalesce(versions.c[name], 0) for name in ("joined", "left", "corrected")]
    facts = (Roster.id, Roster.number, *edits, Roster.status, func.coalesce(returned, false()))
    return (
        select(Union.id, Union.name, Union.path, func.coalesce(above.name, ""), *facts)
        .outerjoin(above, above.id == Union.parent_id)
        .outerjoin(versions, versions.c.union_id == Union.id)
        .outerjoin(Roster, newest)
        .where(_is_asked(campaign))
    )


def _is_asked(campaign: Campaign) -> ColumnElement[bool]:
    """Every union that was there when the campaign opened, lived when it closed, and has members or has answered.

    A union without members has no roster to confirm (ROSTER_EMPTY): whoever cannot answer is not asked.
    """
    last_day = min(campaign.last_day, clock.today())
    lasting = or_(Membership.ended_on.is_(None), Membership.ended_on > last_day)
    has_members = (
        exists()
        .where(Membership.union_id == Union.id, Membership.started_on <= last_day, lasting, counted())
        .correlate(Union)
    )
    answered = exists().where(Roster.union_id == Union.id, _in_time(campaign)).correlate(Union)
    living = or_(Union.closed_on.is_(None), Union.closed_on >= last_day + timedelta(days=1))
    return living & (Union.created_at < campaign.opens_at) & or_(has_members, answered)


def never_changed(
    session: Session, campaigns: Iterable[Campaign], within: ColumnElement[bool]
) -> list[UnionAnswer]:
    """The unions that confirmed «no change» in each of these campaigns: a question, whether that can be."""
    found: dict[UUID, UnionAnswer] = {}
    for number, campaign in enumerate(campaigns):
        same = {
            one.union_id: one
            for one in answers_of(session, campaign, within)
            if one.answer is CampaignAnswer.UNCHANGED
        }
        found = same if number == 0 else {key: found[key] for key in found if key in same}
    return list(found.values())
