"""A county whose funnel can be counted on the fingers: who was told, who came, who has a card, who left."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.oversight.progress.actions import invite
from service.oversight.progress.counting import count
from service.oversight.progress.funnel import Funnel
from service.oversight.progress.models import Way
from service.oversight.progress.moments import month_of, this_month
from service.register.access.models import Actor
from service.register.deployment import Deployment
from service.register.memberships.models import Basis, EndReason, Membership
from service.register.people.models import Person
from service.register.unions.models import Union
from service.requests.cards.endings import release
from service.requests.cards.models import RevokeReason
from tests.given import World, id_number, member, phone
from tests.requests.cards.given import MEMBERS, bound, claimed, settle_all
from tests.requests.cards.given import staff_of as actor_at

At = Callable[[str], None]


def actor_of(session: Session, world: World, login: str) -> Actor:
    """The member of staff with today's roles."""
    return actor_at(session, world, login)


def told(deployed: Deployment, world: World, login: str, union: Union, *names: str) -> int:
    """The union notes that it told these members at a meeting, or everybody; how many were new."""
    with deployed.database.writing() as session:
        chosen = [membership_of(session, world, name).id for name in names] if names else None
        return invite(session, actor_of(session, world, login), union, Way.MEETING, chosen)


def came(deployed: Deployment, *names: str) -> None:
    """These members state a claim from a phone that is not the roster's, so that it goes on waiting."""
    for name in names:
        claimed(deployed.database, name, openid=f"o-came-{MEMBERS[name]}")
    settle_all(deployed)


def carded(deployed: Deployment, *names: str) -> list[UUID]:
    """These members activate their cards; the cards' ids."""
    return [bound(deployed, name, f"o-card-{MEMBERS[name]}") for name in names]


def released(deployed: Deployment, world: World, card_id: UUID) -> None:
    """The county releases a card."""
    with deployed.database.writing() as session:
        release(session, actor_of(session, world, "county"), card_id, RevokeReason.PHONE_LOST)


def membership_of(session: Session, world: World, name: str) -> Membership:
    """The membership of a member of the told world."""
    person = world.members[name].id
    return session.scalars(select(Membership).where(Membership.person_id == person)).one()


def ended(deployed: Deployment, world: World, name: str, day: date) -> None:
    """The member left on this day."""
    with deployed.database.writing() as session:
        row = membership_of(session, world, name)
        row.ended_on, row.end_reason = day, EndReason.LEFT


def joined(session: Session, union: Union, serial: int, day: date, basis: Basis = Basis.ROSTER) -> Person:
    """One more member from this day on."""
    person = member(session, union, "多样样", id_number(serial), phone(serial))
    row = session.scalars(select(Membership).where(Membership.person_id == person.id)).one()
    row.started_on, row.basis = day, basis
    session.flush()
    return person


def counted(funnel: Funnel) -> tuple[int, int, int, int]:
    """在册, 已通知, 已申领, 已激活."""
    return funnel.registered, funnel.invited, funnel.claimed, funnel.activated


def autumn(deployed: Deployment, world: World, at: At) -> UUID:
    """Three months of the battery and the textile union; the card of 钱样五, which is released in November.

    September: 陈样一 activates untold. October: the battery union tells everybody, 林样二 comes, 钱样五 activates.
    November: the card of 钱样五 is released, 费样六 leaves on the 10th.
    """
    at("2026-09-10 09:00")
    carded(deployed, "陈样一")
    at("2026-10-12 09:00")
    told(deployed, world, "chair_battery", world.battery)
    came(deployed, "林样二")
    (card_id,) = carded(deployed, "钱样五")
    at("2026-11-05 09:00")
    released(deployed, world, card_id)
    ended(deployed, world, "费样六", date(2026, 11, 10))
    at("2026-11-20 09:00")
    return card_id


def long_known(deployed: Deployment) -> None:
    """Every membership was entered years ago, however late the clock of the test stands."""
    with deployed.database.writing() as session:
        session.execute(update(Membership).values(created_at=datetime(2022, 5, 4, tzinfo=UTC)))


def tallied(deployed: Deployment, *months: str) -> None:
    """The worker counts these months, or this one."""
    for month in months or (str(this_month()),):
        count(deployed, month_of(month))
