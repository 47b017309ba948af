"""短信验证码: who gets one, how often, and what a code is good for."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import func, select

from service.ground.db import Database
from service.ground.errors import Refusal
from service.ground.limits import take
from service.ground.sealing import opened
from service.register.access.models import Actor
from service.register.deployment import Deployment
from service.register.memberships.models import Membership
from service.register.notices.models import Notice
from service.register.people.models import Person
from service.register.people.register import change
from service.requests.cards.digits import message_tag
from service.requests.cards.messages import check_message_code, want_message
from service.requests.cards.models import Claim, ClaimState, MatchResult
from service.requests.cards.queries import own_claim
from tests.given import World, phone
from tests.requests.cards.given import bound, claimed, end_membership, number_of, phone_of, settle_all


def wish(deployment: Deployment, claim_id: UUID) -> None:
    """The account asks for a code, and the worker answers."""
    with deployment.database.writing() as session:
        claim = session.get_one(Claim, claim_id)
        want_message(session, Actor("account", claim.account_id), claim)
    settle_all(deployment)


def messages(database: Database) -> list[tuple[str, str]]:
    """Every code that was sent: to which phone, which digits; in order."""
    with database.reading() as session:
        sent = select(Notice).where(Notice.kind == "text_claim_code").order_by(Notice.created_at, Notice.id)
        return [(opened(notice, "phone"), opened(notice, "secret")) for notice in session.scalars(sent)]


def verify(database: Database, claim_id: UUID, code: str) -> str:
    """Enter a code; returns the state of the claim, or the refusal. What is kept is kept."""
    with database.session() as session:
        claim = session.get_one(Claim, claim_id)
        actor = Actor("account", claim.account_id)
        try:
            locked = own_claim(session, actor, claim_id, lock=True)
            check_message_code(session, actor, locked, code)
        except Refusal as refusal:
            if refusal.keep:
                database.commit(session)
            return refusal.code
        database.commit(session)
        return str(locked.state)


def other(code: str) -> str:
    """Six digits that are not ``code``."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


@pytest.fixture
def sent(deployed: Deployment, world: World, at: Callable[[str], None]) -> tuple[UUID, str]:
    """A claim of 陈样一 from another phone, and the code that went to the roster's phone."""
    at("2026-11-20 09:00")
    claim_id = claimed(deployed.database, "陈样一", phone(700))
    settle_all(deployed)
    wish(deployed, claim_id)
    ((receiver, code),) = messages(deployed.database)
    assert receiver == phone_of("陈样一")
    return claim_id, code


def test_the_code_of_the_rosters_phone_activates_the_card(
    deployed: Deployment, sent: tuple[UUID, str]
) -> None:
    claim_id, code = sent
    assert verify(deployed.database, claim_id, code) == "bound"


def test_a_wish_before_the_claim_is_settled_is_answered_after_it(deployed: Deployment, world: World) -> None:
    claim_id = claimed(deployed.database, "陈样一", phone(700))
    wish(deployed, claim_id)
    assert len(messages(deployed.database)) == 1


@pytest.mark.parametrize("name", ["别样一", "陈样一"])
def test_no_code_is_sent_unless_name_and_number_fit(deployed: Deployment, world: World, name: str) -> None:
    number = number_of("陈样一")
    claim_id = claimed(deployed.database, name, phone(700), number=number)
    wish(deployed, claim_id)
    assert len(messages(deployed.database)) == (name == "陈样一")


def test_no_code_is_sent_to_who_has_a_card(deployed: Deployment, world: World) -> None:
    claim_id = claimed(deployed.database, "陈样一", phone(700), "o-second")
    settle_all(deployed)
    bound(deployed)
    wish(deployed, claim_id)
    assert messages(deployed.database) == []


def test_no_code_is_sent_to_who_is_no_member_any_more(deployed: Deployment, world: World) -> None:
    claim_id = claimed(deployed.database, "陈样一", phone(700))
    settle_all(deployed)
    end_membership(deployed.database, world.members["陈样一"].id)
    wish(deployed, claim_id)
    assert messages(deployed.database) == []


def test_no_code_is_sent_where_the_roster_has_no_phone(deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        change(session, session.get_one(Person, world.members["陈样一"].id), "phone", None)
    wish(deployed, claimed(deployed.database, "陈样一", phone(700)))
    assert messages(deployed.database) == []


def test_no_code_is_sent_for_a_claim_left_to_the_union(deployed: Deployment, world: World) -> None:
    claim_id = claimed(deployed.database, "陈样一", phone(700))
    with deployed.database.writing() as session:
        session.get_one(Claim, claim_id).chair_only = True
    wish(deployed, claim_id)
    assert messages(deployed.database) == []


def test_an_account_has_one_code_a_day_sent_and_three_in_ten_days(
    deployed: Deployment, world: World, at: Callable[[str], None], later: Callable[..., None]
) -> None:
    at("2026-11-20 09:00")
    claim_id = claimed(deployed.database, "陈样一", phone(700))
    counts = []
    for _ in range(5):
        for _ in range(2):
            wish(deployed, claim_id)
        counts.append(len(messages(deployed.database)))
        later(days=1)
    assert counts == [1, 2, 3, 3, 3]


def test_the_sixth_wish_within_an_hour_is_not_looked_at(
    deployed: Deployment, world: World, at: Callable[[str], None], later: Callable[..., None]
) -> None:
    at("2026-11-20 09:00")
    claim_id = claimed(deployed.database, "陈样一", phone(700))
    with deployed.database.writing() as session:
        account_id = session.get_one(Claim, claim_id).account_id
        assert [take(session, "code.wanted", account_id.hex) for _ in range(5)] == [True] * 5
    wish(deployed, claim_id)
    assert messages(deployed.database) == []
    later(hours=1, seconds=1)
    wish(deployed, claim_id)
    assert len(messages(deployed.database)) == 1


def test_six_wrong_codes_close_the_claim_to_codes_for_a_quarter_of_an_hour(
    deployed: Deployment, sent: tuple[UUID, str]
) -> None:
    claim_id, code = sent
    tries = [verify(deployed.database, claim_id, other(code)) for _ in range(6)]
    assert tries == ["CLAIM_CODE_WRONG"] * 6
    assert verify(deployed.database, claim_id, code) == "CLAIM_CODE_WRONG"


def test_five_wrong_codes_leave_the_sixth_try(deployed: Deployment, sent: tuple[UUID, str]) -> None:
    claim_id, code = sent
    for _ in range(5):
        verify(deployed.database, claim_id, other(code))
    assert verify(deployed.database, claim_id, code) == "bound"


@pytest.mark.parametrize(("minutes", "outcome"), [(10, "bound"), (10.1, "CLAIM_CODE_WRONG")])
def test_a_code_lives_ten_minutes(
    deployed: Deployment, sent: tuple[UUID, str], later: Callable[..., None], minutes: float, outcome: str
) -> None:
    claim_id, code = sent
    later(minutes=minutes)
    assert verify(deployed.database, claim_id, code) == outcome


def test_a_code_of_one_claim_opens_no_other(deployed: Deployment, sent: tuple[UUID, str]) -> None:
    first, first_code = sent
    second = claimed(deployed.database, "林样二", phone(701), "o-second")
    wish(deployed, second)
    second_code = messages(deployed.database)[1][1]
    if first_code == second_code:  # one in a million: then there is nothing to swap
        return
    assert verify(deployed.database, first, second_code) == "CLAIM_CODE_WRONG"
    assert verify(deployed.database, second, first_code) == "CLAIM_CODE_WRONG"
    assert verify(deployed.database, first, first_code) == "bound"


def test_the_same_digits_leave_another_tag_in_every_claim(database: Database, world: World) -> None:
    ids = [claimed(database, openid=f"o-{number}") for number in range(2)]
    with database.reading() as session:
        tags = {message_tag(session, session.get_one(Claim, claim_id), "123456") for claim_id in ids}
    assert len(tags) == 2


def test_a_second_code_replaces_the_first(
    deployed: Deployment, sent: tuple[UUID, str], later: Callable[..., None]
) -> None:
    claim_id, first_code = sent
    later(days=1)
    wish(deployed, claim_id)
    second_code = messages(deployed.database)[1][1]
    if first_code != second_code:
        assert verify(deployed.database, claim_id, first_code) == "CLAIM_CODE_WRONG"
    assert verify(deployed.database, claim_id, second_code) == "bound"


def respellings(code: str) -> list[str]:
    """The same digits otherwise spelt: spaces, full-width, Arabic-Indic, a sign, too short, too long."""
    full_width = code.translate({ord("0") + digit: chr(0xFF10 + digit) for digit in range(10)})
    arabic = code.translate({ord("0") + digit: chr(0x660 + digit) for digit in range(10)})
    return [
        f" {code}",
        f"{code} ",
        f"{code[:3]} {code[3:]}",
        full_width,
        arabic,
        f"+{code}",
        code[1:],
        f"0{code}",
        f"{code}\n",
    ]


def test_a_code_has_one_spelling(deployed: Deployment, sent: tuple[UUID, str]) -> None:
    claim_id, code = sent
    for spelling in respellings(code)[:5]:
        assert verify(deployed.database, claim_id, spelling) == "CLAIM_CODE_WRONG"
    assert verify(deployed.database, claim_id, code) == "bound"


def test_a_used_code_comes_back_in_no_spelling(deployed: Deployment, sent: tuple[UUID, str]) -> None:
    claim_id, code = sent
    bound(deployed)  # so that the right code cannot bind, and the claim goes on waiting
    assert verify(deployed.database, claim_id, code) == "waiting"
    for spelling in [code, *respellings(code)[:4]]:
        assert verify(deployed.database, claim_id, spelling) == "CLAIM_CODE_WRONG"
    with deployed.database.reading() as session:
        assert session.get_one(Claim, claim_id).finding is MatchResult.BOUND_ELSEWHERE


def test_a_code_binds_nobody_who_left_meanwhile(
    deployed: Deployment, world: World, sent: tuple[UUID, str]
) -> None:
    claim_id, code = sent
    end_membership(deployed.database, world.members["陈样一"].id)
    assert verify(deployed.database, claim_id, code) == "waiting"
    with deployed.database.reading() as session:
        assert session.get_one(Claim, claim_id).finding is MatchResult.NO_MEMBERSHIP
        assert session.scalar(select(func.count()).where(Membership.ended_on.is_(None))) == 5


def test_a_code_of_an_ended_claim_is_wrong(deployed: Deployment, sent: tuple[UUID, str]) -> None:
    claim_id, code = sent
    with deployed.database.writing() as session:
        claim = session.get_one(Claim, claim_id)
        claim.expires_at = claim.created_at
    assert verify(deployed.database, claim_id, code) == "CLAIM_CODE_WRONG"
    with deployed.database.reading() as session:
        assert session.get_one(Claim, claim_id).state is ClaimState.WAITING
