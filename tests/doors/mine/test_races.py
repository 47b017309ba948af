"""Withdrawing consent while the same account still states something: nothing survives that nobody would find again."""

import pytest
from sqlalchemy import select

from service.doors.mine.withdrawal import withdraw_consent
from service.register.access.models import Actor
from service.register.accounts.models import Account, ConsentKind
from service.register.deployment import Deployment
from service.register.facts.words import DocumentKind
from service.register.people.actions import judge_identity, state_identity
from service.register.people.models import Identity
from service.register.people.verifiers import LocalRules
from service.requests.applications.actions import begin
from service.requests.applications.models import OPEN, Application
from tests.given import World, id_number
from tests.races import race, tally
from tests.requests.applications.given import identified, union_of

pytestmark = pytest.mark.both("locks")

PAIRS = 12


def test_what_is_stated_while_consent_is_withdrawn_is_destroyed_or_refused(
    deployed: Deployment, world: World
) -> None:
    with deployed.database.writing() as session:
        accounts = [
            identified(session, f"o-{one}", "新样一", id_number(500 + one)).id for one in range(PAIRS)
        ]

    def one_of_two(number: int) -> None:
        with deployed.database.writing() as session:
            account = session.get_one(Account, accounts[number // 2])
            actor = Actor("account", account.id)
            if number % 2:
                withdraw_consent(session, actor, account, ConsentKind.IDENTITY)
                return
            name, document = judge_identity(DocumentKind.RESIDENT, "新样一", id_number(601))
            finding = LocalRules().verify(name, document)
            state_identity(session, actor, account, name, document, finding)
            begin(session, actor, account, union_of(session, world.battery))

    assert set(tally(race(one_of_two, PAIRS * 2))) <= {"done", "CONSENT_MISSING", "IDENTITY_MISSING"}
    with deployed.database.reading() as session:
        assert session.scalars(select(Identity).where(Identity.replaced_at.is_(None))).all() == []
        assert session.scalars(select(Application).where(Application.status.in_(OPEN))).all() == []
