"""通知激活: once per membership, by the union's own people, with the count alone in the audit log."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from service.ground.errors import Refusal
from service.oversight.progress.actions import invite
from service.oversight.progress.models import Invitation, Way
from service.oversight.progress.waiting import INVITATIONS
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from tests.given import World
from tests.oversight.progress.given import actor_of, came, carded, membership_of, told
from tests.races import race, tally
from tests.waiting import waiting_for


def noted(deployed: Deployment) -> int:
    """How many notifications stand in the database."""
    with deployed.database.reading() as session:
        return session.scalars(select(func.count()).select_from(Invitation)).one()


def test_everybody_without_a_card_is_noted_once(deployed: Deployment, world: World) -> None:
    carded(deployed, "陈样一")
    came(deployed, "林样二")
    assert told(deployed, world, "chair_battery", world.battery) == 2
    assert told(deployed, world, "handler_battery", world.battery) == 0
    assert noted(deployed) == 2


def test_only_the_chosen_are_noted(deployed: Deployment, world: World) -> None:
    assert told(deployed, world, "chair_battery", world.battery, "陈样一", "林样二") == 2
    assert told(deployed, world, "chair_battery", world.battery, "林样二", "周样三") == 1
    with deployed.database.reading() as session:
        chair, handler = (actor_of(session, world, f"{role}_battery") for role in ("chair", "handler"))
        assert (
            waiting_for(session, chair, [INVITATIONS]) == waiting_for(session, handler, [INVITATIONS]) == []
        )


def test_a_member_of_another_union_is_not_noted_whoever_names_him(deployed: Deployment, world: World) -> None:
    assert told(deployed, world, "chair_battery", world.battery, "沈样四") == 0
    assert noted(deployed) == 0


@pytest.mark.parametrize("login", ["chair_textile", "zhicheng", "county", "auditor"])
def test_for_anyone_else_the_union_does_not_exist(deployed: Deployment, world: World, login: str) -> None:
    with pytest.raises(Refusal) as refusal:
        told(deployed, world, login, world.battery)
    assert (refusal.value.code, noted(deployed)) == ("NOT_FOUND", 0)


def test_nobody_chosen_is_refused_with_a_sentence(deployed: Deployment, world: World) -> None:
    with pytest.raises(Refusal) as refusal, deployed.database.writing() as session:
        invite(session, actor_of(session, world, "chair_battery"), world.battery, Way.POSTER, [])
    assert refusal.value.fields == {"membership_id": "请至少勾选一位会员，或者选“全部”。"}


def test_the_audit_log_has_the_count_and_the_way_and_nobody(deployed: Deployment, world: World) -> None:
    told(deployed, world, "chair_battery", world.battery)
    told(deployed, world, "chair_battery", world.battery)
    with deployed.database.reading() as session:
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.act == "member:invite")).all()
    assert (entry.object_id, entry.union_id) == (world.battery.id, world.battery.id)
    assert entry.details == {"members": 3, "way": "meeting"}


@pytest.mark.both("locks")
def test_of_many_at_once_each_member_is_noted_by_one(deployed: Deployment, world: World) -> None:
    results = race(lambda _: told(deployed, world, "chair_battery", world.battery), 8)
    assert tally(results) == {"done": 8}
    assert (sum(results), noted(deployed)) == (3, 3)


def test_the_database_itself_keeps_one_notification_per_membership(
    deployed: Deployment, world: World
) -> None:
    told(deployed, world, "chair_battery", world.battery)
    with deployed.database.reading() as session:
        membership = membership_of(session, world, "陈样一")
        once = session.scalars(select(Invitation).where(Invitation.membership_id == membership.id)).one()
    facts = {"union_id": once.union_id, "way": Way.POSTER, "invited_by": once.invited_by}
    with pytest.raises(IntegrityError), deployed.database.writing() as session:
        session.add(Invitation(membership_id=once.membership_id, **facts))
        session.flush()
