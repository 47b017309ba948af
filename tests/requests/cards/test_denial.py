"""Who wants to keep a member from his card, at no cost: what he reaches, and for how long.

The figures of the table in docs/security.md, «Limits and whom they can hurt», are those of these tests.
"""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select

from service.ground import clock
from service.ground.limits import LIMITS, Limit, take
from service.register.accounts.models import Account
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from service.register.people.models import Person
from service.register.people.register import change
from service.requests.cards.models import Card, Claim, ClaimState, MatchResult, RevokeReason
from tests.given import World, id_number, phone
from tests.requests.cards.given import bound, claimant, claimed, number_of, phone_of, settle_all, stated
from tests.requests.cards.test_messages import messages, wish

pytestmark = pytest.mark.both("locks")
Later = Callable[..., None]


def outcome(deployment: Deployment, claim_id: UUID) -> tuple[ClaimState, MatchResult | None]:
    """How a claim stands after the worker was there."""
    settle_all(deployment)
    with deployment.database.reading() as session:
        claim = session.get_one(Claim, claim_id)
        return claim.state, claim.finding


def lose_card(deployment: Deployment) -> None:
    """The card that was just bound is released, so that the member claims again."""
    with deployment.database.writing() as session:
        card = session.scalars(select(Card).where(Card.revoked_at.is_(None))).one()
        card.revoked_at, card.revoke_reason = clock.now(), RevokeReason.PHONE_LOST


@pytest.mark.parametrize("name", ["别样一", "陈样一"])
def test_five_claims_in_any_name_do_not_keep_the_member_with_the_rosters_phone_out(
    deployed: Deployment, world: World, later: Later, name: str
) -> None:
    later(seconds=0)
    for attempt in range(5):
        claimed(deployed.database, name, None, f"o-foe-{attempt}", number_of("陈样一"))
    settle_all(deployed)
    true = claimed(deployed.database, "陈样一", phone_of("陈样一"), "o-true")
    assert outcome(deployed, true) == (ClaimState.BOUND, MatchResult.MATCHED)


def test_a_claim_every_few_hours_does_not_keep_him_out_once_in_fifteen_times(
    deployed: Deployment, world: World, later: Later
) -> None:
    later(seconds=0)
    for attempt in range(5):
        claimed(deployed.database, "别样一", None, f"o-foe-{attempt}", number_of("陈样一"))
    came_in = 0
    for turn in range(15):
        later(hours=4.8)
        claimed(deployed.database, "别样一", None, f"o-foe-again-{turn}", number_of("陈样一"))
        true = claimed(deployed.database, "陈样一", phone_of("陈样一"), f"o-true-{turn}")
        came_in += outcome(deployed, true)[0] is ClaimState.BOUND
        lose_card(deployed)
    assert came_in == 15


def test_who_knows_the_number_alone_does_not_close_the_way_of_the_text_message(
    deployed: Deployment, world: World, later: Later
) -> None:
    later(seconds=0)
    for attempt in range(12):
        wish(deployed, claimed(deployed.database, "别样一", None, f"o-foe-{attempt}", number_of("陈样一")))
    assert messages(deployed.database) == []
    wish(deployed, claimed(deployed.database, "陈样一", None, "o-true"))
    assert [receiver for receiver, _ in messages(deployed.database)] == [phone_of("陈样一")]


def foes_wish(deployment: Deployment, accounts: int, first: int = 0, mark: str = "foe") -> None:
    """So many accounts that know name and number ask for a text message each; with ``first`` each has a phone of its own."""
    for number in range(accounts):
        own = phone(first + number) if first else None
        wish(deployment, claimed(deployment.database, "陈样一", own, f"o-{mark}-{number}"))


def asks_in_vain(deployment: Deployment, later: Later, mobile: str | None, days: int) -> int:
    """On how many days in a row the member asks for a code and gets none, from an account of his own."""
    for day in range(days):
        before = len(messages(deployment.database))
        wish(deployment, claimed(deployment.database, "陈样一", mobile, f"o-true-{bool(mobile)}-{day}"))
        if len(messages(deployment.database)) > before:
            return day
        later(days=1)
    return days


def test_three_wishes_do_not_use_up_the_members_text_messages_for_a_year(
    deployed: Deployment, world: World, later: Later
) -> None:
    later(seconds=0)
    foes_wish(deployed, 3)
    assert asks_in_vain(deployed, later, phone(750), 5) == 0  # WeChat verified a phone of his: another budget
    assert asks_in_vain(deployed, later, None, 5) <= 2


def test_who_held_the_card_before_gets_his_code_whoever_else_asks(
    deployed: Deployment, world: World, later: Later
) -> None:
    later(seconds=0)
    card_id = bound(deployed)
    lose_card(deployed)
    foes_wish(deployed, 6)
    foes_wish(deployed, 6, 700, "foe-with-phone")
    before = len(messages(deployed.database))
    later(hours=2)  # his phone was verified too long ago to prove anything
    with deployed.database.writing() as session:
        account_id = session.get_one(Card, card_id).account_id
        mine = stated(session, session.get_one(Account, account_id), "陈样一").id
    wish(deployed, mine)
    assert len(messages(deployed.database)) == before + 1


def test_one_account_gets_three_messages_and_then_one_in_ten_days(
    deployed: Deployment, world: World, later: Later
) -> None:
    later(seconds=0)
    with deployed.database.writing() as session:
        account = claimant(session, "o-foe")
    counts = []
    for day in range(30):
        if day % 6 == 0:  # a claim lives seven days
            with deployed.database.writing() as session:
                claim_id = stated(session, session.merge(account), "陈样一").id
        wish(deployed, claim_id)
        counts.append(len(messages(deployed.database)))
        later(days=1)
    assert (counts[0], counts[9], counts[29]) == (1, 3, 5)


def test_one_phone_verified_for_many_accounts_is_one_claimant(
    deployed: Deployment, world: World, later: Later
) -> None:
    later(seconds=0)
    counts = []
    for number, name in enumerate(("陈样一", "林样二", "周样三", "沈样四")):
        wish(deployed, claimed(deployed.database, name, phone(700), f"o-many-{number}"))
        counts.append(len(messages(deployed.database)))
    assert counts == [1, 2, 3, 3]
    for attempt in range(9):
        claimed(deployed.database, "别样一", phone(701), f"o-foe-{attempt}", number_of("陈样一"))
    settle_all(deployed)
    found = [
        outcome(deployed, claimed(deployed.database, "别样一", phone(701), f"o-{n}", number_of("陈样一")))[1]
        for n in range(2)
    ]
    assert found == [MatchResult.NO_MATCH, MatchResult.CHAIR_ONLY]


def test_of_strangers_a_member_gets_no_more_than_a_few_messages(
    deployed: Deployment, world: World, later: Later
) -> None:
    later(seconds=0)
    foes_wish(deployed, 12)
    foes_wish(deployed, 12, 700, "foe-with-phone")
    assert len(messages(deployed.database)) == 5
    for day in range(1, 11):
        later(days=1)
        foes_wish(deployed, 4, mark=f"foe-{day}")
        foes_wish(deployed, 4, 700 + 20 * day, f"foe-with-phone-{day}")
    assert (
        len(messages(deployed.database)) == 20
    )  # fifteen in ten days, until he activates the card: then none
    wish(deployed, claimed(deployed.database, "陈样一", None, "o-late"))
    bound(deployed)
    before = len(messages(deployed.database))
    foes_wish(deployed, 4, mark="foe-after")
    assert len(messages(deployed.database)) == before


@pytest.fixture
def small_county(monkeypatch: pytest.MonkeyPatch) -> int:
    """A county whose breakers hold twenty failures instead of five hundred, so that few claims fill them."""
    for name in ("claim.county_phone", "claim.county_bare"):
        monkeypatch.setitem(LIMITS, name, Limit(20, 86400 / 20))
    return 20


def test_false_claims_without_a_phone_do_not_shut_activation_for_everybody(
    deployed: Deployment, world: World, later: Later, small_county: int
) -> None:
    """What 520 claims of 104 accounts were to 500 failures: as many accounts and a little more than the breaker holds."""
    later(seconds=0)
    one_by_one(deployed, small_county + 1)
    proved = claimed(deployed.database, "陈样一", phone_of("陈样一"), "o-true")
    assert outcome(deployed, proved) == (ClaimState.BOUND, MatchResult.MATCHED)
    with_phone = claimed(deployed.database, "林样二", phone(750), "o-second")
    assert outcome(deployed, with_phone)[1] is MatchResult.PHONE_DIFFERS
    wish(deployed, with_phone)
    assert len(messages(deployed.database)) == 1
    bare = claimed(deployed.database, "周样三", None, "o-third")
    assert outcome(deployed, bare)[1] is MatchResult.CHAIR_ONLY


def one_by_one(deployment: Deployment, claims: int) -> None:
    """So many false claims, four of an account, each settled before the next ends it."""
    for number in range(claims):
        with deployment.database.writing() as session:
            openid = f"o-false-{number // 4}"
            account = session.scalars(select(Account).where(Account.openid == openid)).one_or_none()
            account = account or claimant(session, openid)
            stated(session, account, "样样样", id_number(600 + number), f"198.51.100.{number // 4}")
        settle_all(deployment)


def test_a_breaker_that_opens_is_written_down_once_and_not_with_every_claim(
    deployed: Deployment, world: World, later: Later, small_county: int
) -> None:
    later(seconds=0)
    one_by_one(deployed, small_county + 4)
    with deployed.database.reading() as session:
        breaks = select(AuditEntry.reason).where(AuditEntry.act == "claim:break")
        assert session.scalars(breaks).all() == ["claim.county_bare"]


def test_over_every_limit_the_phone_of_the_roster_still_proves(
    deployed: Deployment, world: World, later: Later
) -> None:
    later(seconds=0)
    with deployed.database.writing() as session:
        account = claimant(session, "o-true", phone_of("陈样一"))
        for name in ("claim.account", "claim.failures"):
            assert take(session, name, account.id.hex, LIMITS[name].size)
        for name in ("claim.county_phone", "claim.county_bare"):
            assert take(session, name, count=LIMITS[name].size)
        claim_id = stated(session, account, "陈样一").id
        assert session.get_one(Claim, claim_id).chair_only
    assert outcome(deployed, claim_id) == (ClaimState.BOUND, MatchResult.MATCHED)


def test_a_phone_that_stands_in_many_lines_of_the_roster_proves_three_of_them_and_no_more(
    deployed: Deployment, world: World, later: Later
) -> None:
    """The one limit that a proof does not pass: nobody can fill it who does not hold that phone."""
    later(seconds=0)
    names = ("陈样一", "林样二", "周样三", "沈样四")
    with deployed.database.writing() as session:
        for name in names:
            change(session, session.get_one(Person, world.members[name].id), "phone", phone(750))
    found = [
        outcome(deployed, claimed(deployed.database, name, phone(750), f"o-{number}"))[1]
        for number, name in enumerate(names)
    ]
    assert found == [MatchResult.MATCHED] * 3 + [MatchResult.CHAIR_ONLY]
