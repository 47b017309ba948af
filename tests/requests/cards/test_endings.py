"""挂失、解除绑定: what the holder may do alone, and what the union may do for him."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select

from service.ground.db import Database
from service.ground.errors import Refusal
from service.register.access.models import Act, Actor
from service.register.accounts.actions import keep_phone
from service.register.accounts.models import Account
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from service.register.memberships.queries import open_membership
from service.register.notices.models import Notice
from service.register.notices.queries import inbox, sentence
from service.register.people.models import Person
from service.register.people.register import change
from service.requests.cards.endings import release, suspend, unbind
from service.requests.cards.models import Card, RevokeReason
from service.requests.cards.queries import card_in_reach, live_cards
from tests.given import World, phone
from tests.requests.cards.given import bound, end_membership, holder, phone_of, staff_of


def let_go(database: Database, card_id: UUID) -> str:
    """The holder unbinds; what came of it."""
    try:
        with database.writing() as session:
            actor = holder(session, card_id)
            unbind(session, actor, session.get_one(Account, actor.id))
    except Refusal as refusal:
        return refusal.code
    return "done"


def released(database: Database, world: World, login: str, card_id: UUID, reason: RevokeReason) -> str:
    """A member of staff releases; what came of it."""
    try:
        with database.writing() as session:
            release(session, staff_of(session, world, login), card_id, reason)
    except Refusal as refusal:
        return refusal.code
    return "done"


def card(database: Database, card_id: UUID) -> Card:
    """A card as it stands now."""
    with database.reading() as session:
        return session.get_one(Card, card_id)


def kinds(database: Database, account_id: UUID) -> list[str]:
    """What the account was told, newest first."""
    with database.reading() as session:
        return [notice.kind for notice in inbox(session, account_id)]


def test_the_holder_unbinds_with_the_phone_of_the_roster_just_verified(
    deployed: Deployment, world: World
) -> None:
    card_id = bound(deployed)
    assert let_go(deployed.database, card_id) == "done"
    assert card(deployed.database, card_id).revoke_reason is RevokeReason.HOLDER
    assert kinds(deployed.database, card(deployed.database, card_id).account_id)[0] == "card_unbound"
    with deployed.database.reading() as session:
        texts = select(Notice.kind).where(Notice.person_id == world.members["陈样一"].id)
        assert set(session.scalars(texts)) == {"text_card_activated", "text_card_unbound"}


def test_an_old_verification_does_not_unbind(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    card_id = bound(deployed)
    later(minutes=11)
    assert let_go(deployed.database, card_id) == "CARD_PHONE_NEEDED"
    assert card(deployed.database, card_id).revoked_at is None


def test_another_phone_does_not_unbind(deployed: Deployment, world: World) -> None:
    card_id = bound(deployed)
    with deployed.database.writing() as session:
        account = session.get_one(Account, holder(session, card_id).id)
        keep_phone(session, account, phone(700), None)
    assert let_go(deployed.database, card_id) == "CARD_PHONE_NEEDED"


def test_no_phone_in_the_roster_equals_no_phone_of_wechat_not_at_all(
    deployed: Deployment, world: World
) -> None:
    card_id = bound(deployed)
    with deployed.database.writing() as session:
        change(session, session.get_one(Person, world.members["陈样一"].id), "phone", None)
        session.get_one(Account, holder(session, card_id).id).phone_verified_at = None
    assert let_go(deployed.database, card_id) == "CARD_PHONE_NEEDED"


def test_after_unbinding_the_person_claims_again_and_gets_another_card(
    deployed: Deployment, world: World
) -> None:
    first = bound(deployed)
    let_go(deployed.database, first)
    second = bound(deployed, openid="o-new-phone")
    assert first != second
    assert card(deployed.database, first).handle != card(deployed.database, second).handle
    assert kinds(deployed.database, card(deployed.database, first).account_id)[0] == "card_moved"


def test_an_account_without_a_card_has_nothing_to_freeze_or_unbind(database: Database, world: World) -> None:
    with database.writing() as session:
        for act in (suspend, lambda s, a: unbind(s, a, Account())):
            with pytest.raises(Refusal) as refusal:
                act(session, Actor("account", world.members["陈样一"].id))
            assert refusal.value.code == "CARD_MISSING"


def test_freezing_is_at_once_and_once(deployed: Deployment, world: World, later: Callable[..., None]) -> None:
    card_id = bound(deployed)
    moments = []
    for _ in range(2):
        with deployed.database.writing() as session:
            moments.append(suspend(session, holder(session, card_id)).suspended_at)
        later(minutes=1)
    assert moments[0] == moments[1]
    with deployed.database.reading() as session:
        acts = select(AuditEntry).where(AuditEntry.act == "card:suspend")
        assert len(session.scalars(acts).all()) == 1


@pytest.mark.parametrize("login", ["chair_battery", "county"])
def test_the_union_and_the_county_release_a_card_and_its_account_is_told_why(
    deployed: Deployment, world: World, login: str
) -> None:
    card_id = bound(deployed)
    assert released(deployed.database, world, login, card_id, RevokeReason.PHONE_LOST) == "done"
    row = card(deployed.database, card_id)
    assert (row.revoke_reason, row.revoked_by) == (RevokeReason.PHONE_LOST, world.staff_id(login))
    with deployed.database.reading() as session:
        newest = inbox(session, row.account_id)[0]
        assert "手机丢失或更换微信" in sentence(newest)


@pytest.mark.parametrize(
    "login", ["chair_textile", "huaxi", "zhicheng", "handler_battery", "auditor", "admin"]
)
def test_a_card_out_of_reach_does_not_exist(deployed: Deployment, world: World, login: str) -> None:
    card_id = bound(deployed)
    assert released(deployed.database, world, login, card_id, RevokeReason.OTHER) == "NOT_FOUND"
    assert card(deployed.database, card_id).revoked_at is None


def test_staff_name_a_reason_of_their_own(deployed: Deployment, world: World) -> None:
    card_id = bound(deployed)
    assert released(deployed.database, world, "county", card_id, RevokeReason.HOLDER) == "INPUT_INVALID"


def test_the_card_of_who_left_is_released_by_the_last_union(deployed: Deployment, world: World) -> None:
    card_id = bound(deployed)
    end_membership(deployed.database, world.members["陈样一"].id)
    assert released(deployed.database, world, "chair_textile", card_id, RevokeReason.OTHER) == "NOT_FOUND"
    assert released(deployed.database, world, "chair_battery", card_id, RevokeReason.OTHER) == "done"


def test_a_card_is_released_once(deployed: Deployment, world: World) -> None:
    card_id = bound(deployed)
    assert released(deployed.database, world, "county", card_id, RevokeReason.ASKED) == "done"
    assert released(deployed.database, world, "county", card_id, RevokeReason.ASKED) == "NOT_FOUND"


def test_the_audit_row_says_how_often_a_persons_cards_were_released_within_a_year(
    deployed: Deployment, world: World
) -> None:
    for number in range(3):
        card_id = bound(deployed, openid=f"o-{number}")
        released(deployed.database, world, "county", card_id, RevokeReason.PHONE_LOST)
    with deployed.database.reading() as session:
        rows = select(AuditEntry).where(AuditEntry.act == "card:release").order_by(AuditEntry.seq)
        counts = [row.details["releases_in_a_year"] for row in session.scalars(rows)]
    assert counts == [1, 2, 3]


def test_a_list_of_people_gets_its_cards_in_one_query(deployed: Deployment, world: World) -> None:
    card_id = bound(deployed)
    with deployed.database.reading() as session:
        found = live_cards(session, [person.id for person in world.members.values()])
        assert {person: row.id for person, row in found.items()} == {world.members["陈样一"].id: card_id}
        assert open_membership(session, world.members["陈样一"].id) is not None
        row, membership = card_in_reach(
            session, staff_of(session, world, "county"), Act.CARD_RELEASE, card_id
        )
        assert (row.id, membership.union_id) == (card_id, world.battery.id)


def test_the_holder_of_the_rosters_phone_may_verify_it_and_then_unbind(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    card_id = bound(deployed)
    later(days=30)
    assert let_go(deployed.database, card_id) == "CARD_PHONE_NEEDED"
    with deployed.database.writing() as session:
        keep_phone(session, session.get_one(Account, holder(session, card_id).id), phone_of("陈样一"), None)
    assert let_go(deployed.database, card_id) == "done"
