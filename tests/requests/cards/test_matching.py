"""核对: what the worker finds in the register, and the limits that stop a search."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select

from service.ground.db import Database
from service.ground.limits import Bucket
from service.ground.sealing import destroy_key, seal_fields
from service.register.accounts.models import Account
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from service.register.jobs.working import work_next
from service.register.notices.models import Channel, Notice
from service.register.people.models import Person
from service.register.people.register import change, find_person
from service.requests.cards.models import Card, Claim, ClaimState, MatchResult
from service.requests.cards.settling import SETTLING
from tests.given import World, id_number, phone
from tests.requests.cards.given import (
    bound,
    claimant,
    claimed,
    end_membership,
    number_of,
    phone_of,
    settle_all,
    stated,
)


def settled(deployment: Deployment, **stated_as: str) -> Claim:
    """State a claim from a new account and settle it."""
    claim_id = claimed(deployment.database, **stated_as)
    settle_all(deployment)
    return read(deployment.database, claim_id)


def read(database: Database, claim_id: UUID) -> Claim:
    """A claim as it stands now."""
    with database.reading() as session:
        return session.get_one(Claim, claim_id)


def test_the_verified_phone_of_the_roster_activates_the_card(deployed: Deployment, world: World) -> None:
    claim = settled(deployed, name="陈样一", mobile=phone_of("陈样一"))
    assert (claim.state, claim.finding) == (ClaimState.BOUND, MatchResult.MATCHED)
    with deployed.database.reading() as session:
        card = session.scalars(select(Card)).one()
        assert (card.person_id, card.account_id) == (world.members["陈样一"].id, claim.account_id)
        assert len(card.handle) == 8
        assert card.number.startswith("330522")
        assert len(card.number) == 16


def test_a_space_in_the_stated_name_is_not_another_name(deployed: Deployment, world: World) -> None:
    assert settled(deployed, name="陈 样 一", number=number_of("陈样一"), mobile=phone_of("陈样一")).card_id


def test_activation_tells_the_account_and_the_phone_and_is_audited(
    deployed: Deployment, world: World
) -> None:
    card_id = bound(deployed)
    with deployed.database.reading() as session:
        told = {(notice.channel, notice.kind) for notice in session.scalars(select(Notice))}
        acts = list(session.scalars(select(AuditEntry.act).where(AuditEntry.object_id == card_id)))
    assert told == {(Channel.INBOX, "card_activated"), (Channel.TEXT_MESSAGE, "text_card_activated")}
    assert acts == ["card:activate"]


@pytest.mark.parametrize(
    ("stated_as", "finding"),
    [
        ({"name": "陈样一", "number": id_number(999)}, MatchResult.NO_MATCH),
        ({"name": "别样一", "number": number_of("陈样一")}, MatchResult.NO_MATCH),
        ({"name": "陈样一", "mobile": phone(700)}, MatchResult.PHONE_DIFFERS),
        ({"name": "陈样一"}, MatchResult.PHONE_DIFFERS),
    ],
)
def test_what_does_not_fit_goes_on_waiting(
    deployed: Deployment, world: World, stated_as: dict[str, str], finding: MatchResult
) -> None:
    claim = settled(
        deployed, **({"mobile": phone_of("陈样一")} | stated_as if "number" in stated_as else stated_as)
    )
    assert (claim.state, claim.finding, claim.card_id) == (ClaimState.WAITING, finding, None)


def test_the_phone_of_another_member_does_not_activate(deployed: Deployment, world: World) -> None:
    claim = settled(deployed, name="陈样一", mobile=phone_of("林样二"))
    assert claim.finding is MatchResult.PHONE_DIFFERS


def test_a_phone_verified_long_before_the_claim_proves_nothing(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    with deployed.database.writing() as session:
        account = claimant(session, "o-1", phone_of("陈样一"))
    later(minutes=61)
    with deployed.database.writing() as session:
        claim_id = stated(session, session.merge(account), "陈样一").id
    settle_all(deployed)
    assert read(deployed.database, claim_id).finding is MatchResult.PHONE_DIFFERS


def test_a_roster_without_a_phone_leaves_the_claim_to_the_union(deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        change(session, session.get_one(Person, world.members["陈样一"].id), "phone", None)
    assert settled(deployed, name="陈样一").finding is MatchResult.PHONE_DIFFERS


@pytest.mark.parametrize("mobile", [phone_of("陈样一"), phone(700)])
def test_who_is_no_member_any_more_gets_no_card(deployed: Deployment, world: World, mobile: str) -> None:
    end_membership(deployed.database, world.members["陈样一"].id)
    claim = settled(deployed, name="陈样一", mobile=mobile)
    assert (claim.finding, claim.card_id) == (MatchResult.NO_MEMBERSHIP, None)


def test_a_person_with_a_card_gets_no_second_one(deployed: Deployment, world: World) -> None:
    bound(deployed)
    claim = settled(deployed, name="陈样一", mobile=phone_of("陈样一"), openid="o-second")
    assert (claim.state, claim.finding) == (ClaimState.WAITING, MatchResult.BOUND_ELSEWHERE)


def test_an_account_with_a_card_gets_no_second_one(deployed: Deployment, world: World) -> None:
    card_id = bound(deployed)
    with deployed.database.writing() as session:
        change(session, session.get_one(Person, world.members["林样二"].id), "phone", phone_of("陈样一"))
        account = session.get_one(Account, session.get_one(Card, card_id).account_id)
        claim_id = stated(session, account, "林样二").id
    settle_all(deployed)
    assert read(deployed.database, claim_id).finding is MatchResult.BOUND_ELSEWHERE


def test_claims_are_settled_in_the_order_they_were_stated(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    ids = []
    for number in range(3):
        later(seconds=1)
        ids.append(claimed(deployed.database, openid=f"o-{number}"))
    for place in range(3):
        assert work_next(deployed, [SETTLING]) is True
        done = [read(deployed.database, claim_id).settled_at is not None for claim_id in ids]
        assert done == [True] * (place + 1) + [False] * (2 - place)
    assert work_next(deployed, [SETTLING]) is False


def test_a_claim_that_cannot_be_read_does_not_stop_the_others(deployed: Deployment, world: World) -> None:
    broken = claimed(deployed.database, openid="o-1")
    with deployed.database.writing() as session:
        destroy_key(session, broken)
    sound = claimed(deployed.database, mobile=phone_of("陈样一"), openid="o-2")
    settle_all(deployed)
    assert read(deployed.database, broken).finding is MatchResult.UNREADABLE
    assert read(deployed.database, sound).state is ClaimState.BOUND


def test_a_phone_may_name_three_documents_in_thirty_days_and_the_same_one_again(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    later(seconds=0)

    def finding(name: str, openid: str) -> MatchResult | None:
        return settled(deployed, name=name, mobile=phone(700), openid=openid).finding

    assert [finding(name, f"o-{ord(name[0])}") for name in ("陈样一", "林样二", "周样三")] == [
        MatchResult.PHONE_DIFFERS
    ] * 3
    assert finding("沈样四", "o-fourth") is MatchResult.CHAIR_ONLY
    assert finding("陈样一", "o-same") is MatchResult.PHONE_DIFFERS
    later(days=11)
    assert finding("沈样四", "o-later") is MatchResult.PHONE_DIFFERS


def test_after_ten_failures_an_account_is_left_to_the_union(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    with deployed.database.writing() as session:
        account = claimant(session, "o-persistent")
    findings = []
    for serial in range(11):
        later(hours=6)
        with deployed.database.writing() as session:
            claim_id = stated(session, session.merge(account), "样样样", id_number(601 + serial)).id
        settle_all(deployed)
        findings.append(read(deployed.database, claim_id).finding)
    assert findings == [MatchResult.NO_MATCH] * 10 + [MatchResult.CHAIR_ONLY]


def test_the_limit_of_a_person_is_kept_under_a_digest_and_never_under_the_number(
    deployed: Deployment, world: World
) -> None:
    settled(deployed, name="别样一", number=number_of("陈样一"), mobile=phone(700))
    with deployed.database.writing() as session:
        keys = list(session.scalars(select(Bucket.key)))
    assert len(keys) >= 6
    for key in keys:
        assert number_of("陈样一") not in key
        assert phone(700) not in key


def test_a_name_that_the_roster_corrects_fits_the_next_claim(deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        person = find_person(session, number_of("陈样一"))
        assert person is not None
        seal_fields(session, person, name="陈样衣")
    assert (
        settled(deployed, name="陈样一", mobile=phone_of("陈样一"), openid="o-1").finding
        is MatchResult.NO_MATCH
    )
    assert settled(
        deployed, name="陈样衣", number=number_of("陈样一"), mobile=phone_of("陈样一"), openid="o-2"
    ).card_id
