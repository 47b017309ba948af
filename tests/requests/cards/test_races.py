"""Sixty-four at once: one person has one card, one code has one first check; and the indexes are what sees to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from sqlalchemy import func, select, text, update

from service.ground import clock
from service.ground.db import Database
from service.ground.limits import LIMITS, Limit
from service.register.accounts.models import Account
from service.register.deployment import Deployment
from service.register.facts.words import DocumentKind
from service.register.jobs.working import work_next
from service.register.notices.models import Notice
from service.requests.cards.checks import Verdict, check
from service.requests.cards.claims import state_claim
from service.requests.cards.models import Card, CardCheck, Claim, ClaimState, MatchResult
from service.requests.cards.settling import SETTLING
from tests.given import World
from tests.races import AT_ONCE, race, tally
from tests.requests.cards.given import actor_of, bound, claimant, issued, number_of, phone_of, settle_all

pytestmark = pytest.mark.both("locks", "only one")


@pytest.fixture
def accounts(database: Database, world: World, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Sixty-four accounts that all have the phone of 陈样一, on a day without the limit of documents per phone."""
    monkeypatch.setitem(LIMITS, "claim.phone", Limit(1000, 1.0))
    with database.writing() as session:
        return [claimant(session, f"o-{number}", phone_of("陈样一")).id for number in range(AT_ONCE)]


def claim_at_once(deployment: Deployment, accounts: list[UUID]) -> None:
    """Every account states the claim of the same person, and every thread settles what it finds waiting."""

    def run(number: int) -> None:
        with deployment.database.writing() as session:
            account = session.get_one(Account, accounts[number])
            stated = (DocumentKind.RESIDENT, "陈样一", number_of("陈样一"))
            state_claim(session, actor_of(account), account, *stated, f"192.0.2.{number}")
        while work_next(deployment, [SETTLING]):
            pass

    assert tally(race(run)) == {"done": AT_ONCE}
    settle_all(deployment)


def live_cards(database: Database) -> int:
    """How many cards in force there are."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Card).where(Card.revoked_at.is_(None))) or 0


@contextmanager
def without_index(database: Database, name: str, on: str) -> Iterator[None]:
    """Drop a unique index, and put it back when the duplicates that it would have stopped are revoked."""
    with database.engine.begin() as connection:
        connection.execute(text(f"DROP INDEX {name}"))
    yield
    with database.engine.begin() as connection:
        connection.execute(update(Card).values(revoked_at=clock.now()))
        connection.execute(text(f"CREATE UNIQUE INDEX {name} ON cards ({on}) WHERE revoked_at IS NULL"))


def test_sixty_four_accounts_get_one_card_of_one_person(deployed: Deployment, accounts: list[UUID]) -> None:
    claim_at_once(deployed, accounts)
    assert live_cards(deployed.database) == 1
    with deployed.database.reading() as session:
        found = session.execute(
            select(Claim.state, Claim.finding, func.count()).group_by(Claim.state, Claim.finding)
        )
        assert sorted(tuple(row) for row in found) == [
            (ClaimState.BOUND, MatchResult.MATCHED, 1),
            (ClaimState.WAITING, MatchResult.BOUND_ELSEWHERE, AT_ONCE - 1),
        ]


def test_without_the_unique_index_there_would_be_more(deployed: Deployment, accounts: list[UUID]) -> None:
    with without_index(deployed.database, "uq_cards_live_person", "person_id"):
        claim_at_once(deployed, accounts)
        assert live_cards(deployed.database) == AT_ONCE


def test_sixty_four_scanners_of_one_code_make_one_first_check(
    deployed: Deployment, world: World, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "code.check", Limit(1000, 1.0))
    at("2026-11-20 09:00")
    code = issued(deployed.database, bound(deployed))

    def scan(number: int) -> Verdict:
        with deployed.database.writing() as session:
            return check(session, code, f"scanner-{number}", f"192.0.2.{number}").verdict

    verdicts = race(scan)
    assert (verdicts.count(Verdict.VALID), verdicts.count(Verdict.SEEN_BEFORE)) == (1, AT_ONCE - 1)
    with deployed.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(CardCheck)) == 1
        assert session.scalar(select(func.count()).where(Notice.kind == "card_checked")) == 1


def test_one_account_claiming_sixty_four_times_at_once_has_one_claim_waiting(
    deployed: Deployment, accounts: list[UUID]
) -> None:
    def run(number: int) -> None:
        with deployed.database.writing() as session:
            account = session.get_one(Account, accounts[0])
            stated = (DocumentKind.RESIDENT, "陈样一", number_of("陈样一"))
            state_claim(session, actor_of(account), account, *stated, f"192.0.2.{number}")

    assert tally(race(run)) == {"done": AT_ONCE}
    with deployed.database.reading() as session:
        waiting = select(func.count()).where(Claim.state == ClaimState.WAITING)
        assert session.scalar(waiting) == 1
