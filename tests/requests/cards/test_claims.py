"""激活核验: stating a claim, and what the county's limits do to it."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import func, select

from crypto.errors import Unreadable
from service.ground.db import Database
from service.ground.errors import Refusal
from service.ground.limits import LIMITS, take
from service.ground.sealing import opened
from service.register.deployment import Deployment
from service.requests.cards import claims, digits
from service.requests.cards.models import Claim, ClaimState
from service.requests.cards.queries import own_claim, shown_state
from service.requests.cards.settling import close_expired
from tests.given import World, worker
from tests.requests.cards.given import actor_of, bound, claimant, claimed, settle_all, stated


def of(database: Database, claim_id: UUID) -> Claim:
    """A claim as it stands now."""
    with database.reading() as session:
        return session.get_one(Claim, claim_id)


def test_a_claim_needs_the_separate_consent(database: Database, world: World) -> None:
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        stated(session, worker(session), "陈样一")
    assert refusal.value.code == "CONSENT_MISSING"


def test_a_malformed_number_is_a_field_error_and_leaves_nothing(database: Database, world: World) -> None:
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        stated(session, claimant(session, "o-1"), "陈样一", "330522199003070030")
    assert refusal.value.fields == {"number": "校验码不对，号码里可能有一位填错了，请照证件逐位核对。"}
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Claim)) == 0


def test_a_second_claim_of_an_account_ends_the_first_and_destroys_what_it_stated(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        account = claimant(session, "o-1")
        first = stated(session, account, "陈样一").id
    with database.writing() as session:
        second = stated(session, session.merge(account), "林样二").id
    with database.reading() as session:
        assert session.get_one(Claim, first).state is ClaimState.CLOSED
        assert opened(session.get_one(Claim, second), "name") == "林样二"
        with pytest.raises(Unreadable):
            opened(session.get_one(Claim, first), "name")


def test_a_chair_code_that_another_waiting_claim_has_is_drawn_again(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter(["000000", "000000", "000001"])
    monkeypatch.setattr(claims, "six_digits", lambda: next(drawn))
    ids = [claimed(database, "陈样一", openid="o-1"), claimed(database, "陈样一", openid="o-2")]
    with database.reading() as session:
        assert [opened(session.get_one(Claim, claim_id), "chair_code") for claim_id in ids] == [
            "000000",
            "000001",
        ]


def test_a_chair_code_is_six_digits(database: Database) -> None:
    assert {len(digits.six_digits()) for _ in range(2000)} == {6}


def test_nobody_else_finds_a_claim(database: Database, world: World) -> None:
    claim_id = claimed(database)
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        own_claim(session, actor_of(claimant(session, "o-other")), claim_id)
    assert refusal.value.code == "CLAIM_NOT_FOUND"


def test_a_claim_ends_after_seven_days_with_what_it_stated(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    claim_id = claimed(deployed.database)
    settle_all(deployed)
    later(days=6, hours=23)
    assert close_expired(deployed) is False
    later(hours=2)
    assert shown_state(of(deployed.database, claim_id)) is ClaimState.CLOSED
    assert close_expired(deployed) is True
    with deployed.database.reading() as session:
        claim = session.get_one(Claim, claim_id)
        assert claim.state is ClaimState.CLOSED
        with pytest.raises(Unreadable):
            opened(claim, "id_number")


def test_a_bound_claim_keeps_no_name_and_number(deployed: Deployment, world: World) -> None:
    bound(deployed)
    with deployed.database.reading() as session:
        claim = session.scalars(select(Claim)).one()
        with pytest.raises(Unreadable):
            opened(claim, "name")


def test_the_sixth_claim_of_an_account_is_taken_but_left_to_the_union(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        account = claimant(session, "o-1")
        taken = [stated(session, account, "陈样一").chair_only for _ in range(6)]
    assert taken == [False] * 5 + [True]


def test_the_thirty_first_claim_of_an_address_is_left_to_the_union(database: Database, world: World) -> None:
    with database.writing() as session:
        taken = [stated(session, claimant(session, f"o-{n}"), "陈样一").chair_only for n in range(31)]
        other = stated(session, claimant(session, "o-elsewhere"), "陈样一", address="198.51.100.7").chair_only
    assert taken == [False] * 30 + [True]
    assert other is False


def test_the_countys_breaker_is_not_asked_when_a_claim_is_stated(database: Database, world: World) -> None:
    """What proves is known only when the claim is settled; until then nobody is turned away for what others did."""
    with database.writing() as session:
        for name in ("claim.county_phone", "claim.county_bare"):
            assert take(session, name, count=LIMITS[name].size)
    assert of(database, claimed(database, openid="o-1")).chair_only is False
