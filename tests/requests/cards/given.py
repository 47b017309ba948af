"""Claimants of the told world, up to any step. 陈样一 (serial 1) is a member of the battery works."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from crypto.tokens import CardCodes
from service.ground.db import Database
from service.ground.errors import Refusal
from service.ground.sealing import opened, vault
from service.register.access.actors import staff_actor
from service.register.access.models import Actor
from service.register.accounts.actions import agree, keep_phone, log_in
from service.register.accounts.consents import CURRENT
from service.register.accounts.models import Account, ConsentKind, Staff
from service.register.deployment import Deployment
from service.register.facts.words import DocumentKind
from service.register.jobs.working import work_next
from service.register.memberships.models import EndReason, Membership
from service.requests.cards.checks import CheckResult, check
from service.requests.cards.claims import state_claim
from service.requests.cards.codes import step_now
from service.requests.cards.models import Card, Claim
from service.requests.cards.settling import SETTLING
from tests.given import World, id_number, phone, worker
from wechat.login import WeChatSession

MEMBERS = {"陈样一": 1, "林样二": 2, "周样三": 3, "沈样四": 4, "钱样五": 5, "费样六": 6}
ADDRESS = "192.0.2.1"


def number_of(name: str) -> str:
    """The document number of a member of the told world."""
    return id_number(MEMBERS[name] * 2 + 1)


def phone_of(name: str) -> str:
    """The phone of a member in the roster."""
    return phone(MEMBERS[name])


def actor_of(account: Account) -> Actor:
    """The worker as an actor."""
    return Actor("account", account.id)


def staff_of(session: Session, world: World, login: str) -> Actor:
    """A member of staff as an actor with today's roles."""
    return staff_actor(session, session.get_one(Staff, world.staff_id(login)))


def claimant(session: Session, openid: str, mobile: str | None = None) -> Account:
    """A worker who agreed to the notice, and gave a phone when ``mobile`` is one."""
    account = worker(session, openid)
    agree(session, account, ConsentKind.IDENTITY, CURRENT[ConsentKind.IDENTITY].version, None)
    if mobile:
        keep_phone(session, account, mobile, None)
    return account


def stated(
    session: Session, account: Account, name: str, number: str | None = None, address: str = ADDRESS
) -> Claim:
    """A claim as the account states it."""
    given = number or number_of(name)
    return state_claim(session, actor_of(account), account, DocumentKind.RESIDENT, name, given, address)


def claimed(
    database: Database,
    name: str = "陈样一",
    mobile: str | None = None,
    openid: str = "o-claimant",
    number: str | None = None,
) -> UUID:
    """A new account states one claim, committed; returns the claim's id."""
    with database.writing() as session:
        return stated(session, claimant(session, openid, mobile), name, number).id


def settle_all(deployment: Deployment) -> None:
    """The worker settles until nothing waits."""
    while work_next(deployment, [SETTLING]):
        pass


def bound(deployment: Deployment, name: str = "陈样一", openid: str = "o-holder") -> UUID:
    """A member activates the card with the phone of the roster; returns the card's id."""
    claim_id = claimed(deployment.database, name, phone_of(name), openid)
    settle_all(deployment)
    with deployment.database.reading() as session:
        card_id = session.get_one(Claim, claim_id).card_id
    assert card_id is not None
    return card_id


def holder(session: Session, card_id: UUID) -> Actor:
    """Whoever holds a card."""
    return Actor("account", session.get_one(Card, card_id).account_id)


def chair_code_of(session: Session, claim_id: UUID) -> str:
    """The six digits that the claim's account sees."""
    return opened(session.get_one(Claim, claim_id), "chair_code")


def token(database: Database, openid: str, appid: str = "wxsample0000000001") -> dict[str, str]:
    """The header of a worker who logged in."""
    with database.writing() as session:
        opened_session = log_in(session, WeChatSession(appid, openid, "sample-session-key", None), None)
    return {"Authorization": f"Bearer {opened_session}"}


def end_membership(database: Database, person_id: UUID) -> None:
    """The member left."""
    with database.writing() as session:
        row = session.scalars(select(Membership).where(Membership.person_id == person_id)).one()
        row.ended_on, row.end_reason = date(2026, 6, 1), EndReason.LEFT


def issued(database: Database, card_id: UUID, steps_from_now: int = 0, purpose: int = 1) -> str:
    """The code of a card some half minutes from now."""
    with database.reading() as session:
        handle = session.get_one(Card, card_id).handle
        return CardCodes(vault(session).ring).issue(handle, step_now() + steps_from_now, purpose)


def scan(database: Database, code: str, scanner: str = "shop-1", address: str = ADDRESS) -> CheckResult | str:
    """Scan a code; the result, or the refusal. What is kept is kept."""
    with database.session() as session:
        try:
            result = check(session, code, scanner, address)
        except Refusal as refusal:
            if refusal.keep:
                database.commit(session)
            return refusal.code
        database.commit(session)
        return result
