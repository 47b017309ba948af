"""当面确认: the union's way, for whoever's phone in the roster is wrong or missing."""

from uuid import UUID

import pytest
from sqlalchemy import select

from service.ground.db import Database
from service.ground.errors import Refusal
from service.ground.limits import LIMITS, Limit
from service.register.access.models import Actor
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from service.register.people.models import Level, Person
from service.requests.cards.confirmations import ClaimLookedAt, confirm_in_person, look_at_claim
from service.requests.cards.endings import release
from service.requests.cards.models import Card, Claim, ClaimState, RevokeReason
from tests.given import World, phone
from tests.requests.cards.given import (
    bound,
    chair_code_of,
    claimed,
    end_membership,
    number_of,
    settle_all,
    staff_of,
)


@pytest.fixture
def waiting(deployed: Deployment, world: World) -> UUID:
    """A settled claim of 陈样一 that only the union can confirm."""
    claim_id = claimed(deployed.database, "陈样一", phone(700))
    settle_all(deployed)
    return claim_id


def code(database: Database, claim_id: UUID) -> str:
    """The six digits on the claimant's screen."""
    with database.reading() as session:
        return chair_code_of(session, claim_id)


def look(database: Database, world: World, login: str, digits: str) -> ClaimLookedAt | str:
    """A member of staff enters six digits; what is seen, or the refusal. What is kept is kept."""
    with database.session() as session:
        try:
            seen = look_at_claim(session, staff_of(session, world, login), digits)
        except Refusal as refusal:
            if refusal.keep:
                database.commit(session)
            return refusal.code
        database.commit(session)
        return seen


def confirm(database: Database, world: World, login: str, claim_id: UUID, digits: str) -> UUID | str:
    """Confirm what was looked at; the card, or the refusal."""
    try:
        with database.writing() as session:
            return confirm_in_person(session, staff_of(session, world, login), claim_id, digits).id
    except Refusal as refusal:
        return refusal.code


def test_the_chair_sees_the_name_and_a_masked_number(
    deployed: Deployment, world: World, waiting: UUID
) -> None:
    seen = look(deployed.database, world, "chair_battery", code(deployed.database, waiting))
    assert isinstance(seen, ClaimLookedAt)
    assert (seen.claim_id, seen.name, seen.union_name) == (waiting, "陈样一", world.battery.name)
    assert seen.masked_number == f"3{'*' * 16}{number_of('陈样一')[-1]}"
    assert seen.bound_card_id is None
    assert "陈样一" not in repr(seen)


def test_the_chairs_confirmation_activates_the_card(
    deployed: Deployment, world: World, waiting: UUID
) -> None:
    card_id = confirm(deployed.database, world, "chair_battery", waiting, code(deployed.database, waiting))
    with deployed.database.reading() as session:
        claim = session.get_one(Claim, waiting)
        card = session.get_one(Card, card_id)
        assert (claim.state, claim.card_id) == (ClaimState.BOUND, card.id)
        assert (card.person_id, card.account_id) == (world.members["陈样一"].id, claim.account_id)
        assert session.get_one(Person, card.person_id).level is Level.SEEN


def test_look_and_confirmation_are_audited_with_who_did_it(
    deployed: Deployment, world: World, waiting: UUID
) -> None:
    digits = code(deployed.database, waiting)
    look(deployed.database, world, "chair_battery", digits)
    confirm(deployed.database, world, "chair_battery", waiting, digits)
    with deployed.database.reading() as session:
        mine = select(AuditEntry).where(AuditEntry.actor_id == world.staff_id("chair_battery"))
        rows = [(row.act, row.union_id) for row in session.scalars(mine.order_by(AuditEntry.seq))]
    assert rows == [(act, world.battery.id) for act in ("card:look", "card:activate", "card:confirm")]


@pytest.mark.parametrize(
    "login", ["chair_textile", "huaxi", "zhicheng", "handler_battery", "county", "auditor", "admin"]
)
def test_nobody_but_the_members_own_chair_can_look_or_confirm(
    deployed: Deployment, world: World, waiting: UUID, login: str
) -> None:
    digits = code(deployed.database, waiting)
    assert look(deployed.database, world, login, digits) == "CLAIM_CODE_WRONG"
    assert confirm(deployed.database, world, login, waiting, digits) == "CLAIM_CODE_WRONG"


def test_a_worker_cannot_confirm(deployed: Deployment, world: World, waiting: UUID) -> None:
    digits = code(deployed.database, waiting)
    with pytest.raises(Refusal) as refusal, deployed.database.writing() as session:
        account_id = session.get_one(Claim, waiting).account_id
        confirm_in_person(session, Actor("account", account_id), waiting, digits)
    assert refusal.value.code == "CLAIM_CODE_WRONG"


def test_a_claim_that_fits_nobody_cannot_be_confirmed(deployed: Deployment, world: World) -> None:
    claim_id = claimed(deployed.database, "别样一", number=number_of("陈样一"))
    settle_all(deployed)
    digits = code(deployed.database, claim_id)
    assert look(deployed.database, world, "chair_battery", digits) == "CLAIM_CODE_WRONG"


def test_a_claim_that_is_not_settled_yet_cannot_be_confirmed(deployed: Deployment, world: World) -> None:
    claim_id = claimed(deployed.database, "陈样一")
    assert (
        look(deployed.database, world, "chair_battery", code(deployed.database, claim_id))
        == "CLAIM_CODE_WRONG"
    )


def test_who_left_cannot_be_confirmed(deployed: Deployment, world: World, waiting: UUID) -> None:
    end_membership(deployed.database, world.members["陈样一"].id)
    assert (
        look(deployed.database, world, "chair_battery", code(deployed.database, waiting))
        == "CLAIM_CODE_WRONG"
    )


def test_a_claim_past_its_time_cannot_be_confirmed(deployed: Deployment, world: World, waiting: UUID) -> None:
    digits = code(deployed.database, waiting)
    with deployed.database.writing() as session:
        claim = session.get_one(Claim, waiting)
        claim.expires_at = claim.created_at
    assert look(deployed.database, world, "chair_battery", digits) == "CLAIM_CODE_WRONG"


def test_a_claim_left_to_the_union_can_be_confirmed(deployed: Deployment, world: World) -> None:
    claim_id = claimed(deployed.database, "陈样一", phone(700))
    with deployed.database.writing() as session:
        session.get_one(Claim, claim_id).chair_only = True
    settle_all(deployed)
    digits = code(deployed.database, claim_id)
    assert isinstance(confirm(deployed.database, world, "chair_battery", claim_id, digits), UUID)


def test_the_code_confirms_only_the_claim_that_was_looked_at(
    deployed: Deployment, world: World, waiting: UUID
) -> None:
    other = claimed(deployed.database, "林样二", phone(701), "o-second")
    settle_all(deployed)
    digits = code(deployed.database, other)
    assert confirm(deployed.database, world, "chair_battery", waiting, digits) == "CLAIM_CODE_WRONG"


def test_a_chair_code_is_used_up_by_the_confirmation(
    deployed: Deployment, world: World, waiting: UUID
) -> None:
    digits = code(deployed.database, waiting)
    confirm(deployed.database, world, "chair_battery", waiting, digits)
    assert confirm(deployed.database, world, "chair_battery", waiting, digits) == "CLAIM_CODE_WRONG"


def test_a_chair_code_has_one_spelling(deployed: Deployment, world: World, waiting: UUID) -> None:
    digits = code(deployed.database, waiting)
    full_width = digits.translate({ord("0") + digit: chr(0xFF10 + digit) for digit in range(10)})
    for spelling in (f" {digits}", f"{digits} ", full_width, ""):
        assert look(deployed.database, world, "chair_battery", spelling) == "CLAIM_CODE_WRONG"


def test_guessing_chair_codes_is_limited_per_member_of_staff(
    deployed: Deployment, world: World, waiting: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "chair.code", Limit(3, 1000.0))
    digits = code(deployed.database, waiting)
    wrong = f"{(int(digits) + 1) % 1_000_000:06d}"
    for _ in range(3):
        assert look(deployed.database, world, "chair_battery", wrong) == "CLAIM_CODE_WRONG"
    assert look(deployed.database, world, "chair_battery", digits) == "CLAIM_CODE_WRONG"


def test_a_bound_person_is_shown_as_such_and_not_bound_again(
    deployed: Deployment, world: World, waiting: UUID
) -> None:
    card_id = bound(deployed)
    digits = code(deployed.database, waiting)
    seen = look(deployed.database, world, "chair_battery", digits)
    assert isinstance(seen, ClaimLookedAt)
    assert seen.bound_card_id == card_id
    assert confirm(deployed.database, world, "chair_battery", waiting, digits) == "CARD_BOUND_ELSEWHERE"


def test_whoever_released_a_card_does_not_confirm_the_next_one(
    deployed: Deployment, world: World, waiting: UUID
) -> None:
    card_id = bound(deployed)
    with deployed.database.writing() as session:
        release(session, staff_of(session, world, "chair_battery"), card_id, RevokeReason.PHONE_LOST)
    digits = code(deployed.database, waiting)
    assert confirm(deployed.database, world, "chair_battery", waiting, digits) == "SECOND_PERSON_NEEDED"


def test_after_the_county_released_a_card_the_chair_confirms_the_next_one(
    deployed: Deployment, world: World, waiting: UUID
) -> None:
    card_id = bound(deployed)
    with deployed.database.writing() as session:
        release(session, staff_of(session, world, "county"), card_id, RevokeReason.PHONE_LOST)
    digits = code(deployed.database, waiting)
    assert isinstance(confirm(deployed.database, world, "chair_battery", waiting, digits), UUID)
