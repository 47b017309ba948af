"""Withdrawing, cancelling and erasing while the same account still states something or logs in: nothing survives that nobody
would find again, and whoever comes meanwhile is served."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from service.doors.mine.withdrawal import withdraw_consent
from service.oversight.erasures.executing import erase_account
from service.register.access.models import Actor
from service.register.accounts.actions import log_in, token_hash
from service.register.accounts.models import Account, AccountSession, ConsentKind
from service.register.deployment import Deployment
from service.register.facts.words import DocumentKind
from service.register.people.actions import judge_identity, state_identity
from service.register.people.models import Identity
from service.register.people.verifiers import LocalRules
from service.requests.applications.actions import begin
from service.requests.applications.models import OPEN, Application
from tests.given import World, id_number
from tests.platform import APPID
from tests.races import race, tally
from tests.register.jobs.given import at_statement
from tests.requests.applications.given import identified, union_of
from wechat.login import WeChatSession

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


WAITED = 0.5  # for a thread that a lock holds up


def logged_in(deployed: Deployment) -> str:
    """The token of one who opens the mini-program."""
    with deployed.database.writing() as session:
        return log_in(session, WeChatSession(APPID, "o-comes-again", "SAMPLE", None), None)


@contextmanager
def another_thread() -> Iterator[ThreadPoolExecutor]:
    """A second thread; what was raised in it is raised by the result of its work."""
    with ThreadPoolExecutor(1) as pool:
        yield pool


def speaks_for(deployed: Deployment, token: str) -> str:
    """The openid of the account that a token of a live session speaks for; none for one that is ended."""
    with deployed.database.reading() as session:
        opened = select(AccountSession).where(AccountSession.token_hash == token_hash(session, token))
        found = session.scalars(opened).one()
        return "" if found.revoked_at else found.account.openid


def test_whoever_logs_in_while_his_account_is_being_erased_is_somebody_new(deployed: Deployment) -> None:
    before = logged_in(deployed)
    with another_thread() as thread:
        with deployed.database.writing() as session:
            account = session.scalars(select(Account).with_for_update()).one()
            coming = thread.submit(logged_in, deployed)
            with pytest.raises(TimeoutError):
                coming.result(WAITED)  # it has seen the account, and waits for its lock
            erase_account(session, account)
        after = coming.result()
    assert (speaks_for(deployed, before), speaks_for(deployed, after)) == ("", "o-comes-again")
    with deployed.database.reading() as session:
        assert len(session.scalars(select(Account)).all()) == 2


def test_a_session_that_opens_while_others_are_ended_does_not_outlive_the_account(
    deployed: Deployment,
) -> None:
    logged_in(deployed)
    coming: list[Future[str]] = []

    def come(_cursor: object) -> None:
        if not coming:
            coming.append(thread.submit(logged_in, deployed))
            wait(coming, WAITED)

    with another_thread() as thread:
        with deployed.database.writing() as session:
            account = session.scalars(select(Account)).one()
            with at_statement(deployed, "UPDATE accounts SET openid", come):
                erase_account(session, account)
        token = coming[0].result()
    assert speaks_for(deployed, token) in ("", "o-comes-again")
