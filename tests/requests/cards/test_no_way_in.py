"""«Knows the ID» is not «is the person»: whatever an attacker does with names and numbers, no card becomes his.

A state machine plays any order of acts that need no phone of the roster, no text message of it, and no chair who sees the
document (ASVS 5.0, 6.4.2). The rightful holder acts in between, so that there are cards to be stolen.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, select

from service.ground import clock
from service.ground.errors import Refusal
from service.ground.limits import Bucket
from service.ground.sealing import opened
from service.register.access.models import Actor
from service.register.accounts.actions import keep_phone
from service.register.accounts.models import Account
from service.register.deployment import Deployment
from service.register.facts.words import DocumentKind
from service.register.notices.models import Notice
from service.requests.cards.claims import state_claim
from service.requests.cards.confirmations import confirm_in_person
from service.requests.cards.endings import suspend, unbind
from service.requests.cards.messages import check_message_code, want_message
from service.requests.cards.models import Card, CardCheck, Claim
from service.requests.cards.settling import close_expired
from tests.given import World, phone
from tests.requests.cards.given import (
    actor_of,
    chair_code_of,
    claimant,
    number_of,
    phone_of,
    settle_all,
    staff_of,
)

HOLDERS = {"o-holder-1": "陈样一", "o-holder-2": "林样二"}
NAMES = ("陈样一", "林样二", "周样三")  # of the battery works; the chair who helps is of the textile works
ATTACKERS = ("o-attacker-1", "o-attacker-2")
BEGIN = datetime(2026, 11, 20, 1, tzinfo=UTC)


class Attack(RuleBasedStateMachine):
    """Two attackers who know every name and number, two members, and a chair of another union who helps."""

    deployment: Deployment
    world: World
    accounts: dict[str, UUID]
    set_clock: Callable[[datetime], None]

    def __init__(self) -> None:
        """Begin each run in a county without claims, cards and limits."""
        super().__init__()
        self.now = BEGIN
        self.set_clock(self.now)
        with self.deployment.database.writing() as session:
            for table in (CardCheck, Claim, Card, Notice, Bucket):
                session.execute(delete(table))

    def attempt(self, act: Callable[[Any], object]) -> None:
        """Do one act in a transaction; a refusal is an answer like any other."""
        with self.deployment.database.session() as session:
            try:
                act(session)
            except Refusal as refusal:
                if not refusal.keep:
                    return
            self.deployment.database.commit(session)

    def account(self, session: Any, openid: str) -> Account:
        """The account of an actor of the story."""
        return session.get_one(Account, self.accounts[openid])  # type: ignore[no-any-return]

    def latest_claim(self, session: Any, openid: str) -> Claim | None:
        """The newest claim of an account."""
        own = select(Claim).where(Claim.account_id == self.accounts[openid])
        return session.scalars(own.order_by(Claim.created_at.desc(), Claim.id.desc()).limit(1)).one_or_none()  # type: ignore[no-any-return]

    @rule(attacker=st.sampled_from(ATTACKERS), name=st.sampled_from(NAMES))
    def states_a_claim(self, attacker: str, name: str) -> None:
        """The attacker knows name and number."""

        def act(session: Any) -> None:
            account = self.account(session, attacker)
            stated = (DocumentKind.RESIDENT, name, number_of(name), "203.0.113.9")
            state_claim(session, actor_of(account), account, *stated)

        self.attempt(act)

    @rule(attacker=st.sampled_from(ATTACKERS), serial=st.integers(700, 703))
    def verifies_a_phone_of_his_own(self, attacker: str, serial: int) -> None:
        """WeChat verifies the attacker's own phones."""
        self.attempt(
            lambda session: keep_phone(session, self.account(session, attacker), phone(serial), None)
        )

    @rule()
    def worker_settles(self) -> None:
        """The worker settles what waits."""
        settle_all(self.deployment)
        close_expired(self.deployment)

    @rule(attacker=st.sampled_from(ATTACKERS))
    def wants_a_message(self, attacker: str) -> None:
        """A code goes to the phone of the roster, which the attacker does not hold."""

        def act(session: Any) -> None:
            claim = self.latest_claim(session, attacker)
            if claim is not None:
                want_message(session, Actor("account", claim.account_id), claim)

        self.attempt(act)

    @rule(attacker=st.sampled_from(ATTACKERS), guess=st.integers(0, 999_999))
    def guesses_a_code(self, attacker: str, guess: int) -> None:
        """Any six digits but the right ones: luck of one in a million is not what is tested."""

        def act(session: Any) -> None:
            claim = self.latest_claim(session, attacker)
            code = f"{guess:06d}"
            if claim is not None and code not in self.codes(session):
                check_message_code(session, Actor("account", claim.account_id), claim, code)

        self.attempt(act)

    @rule(attacker=st.sampled_from(ATTACKERS), openid=st.sampled_from(sorted(HOLDERS)))
    def replays_the_code_of_another_claim(self, attacker: str, openid: str) -> None:
        """The code that a rightful holder received, overheard, in the attacker's own claim."""

        def act(session: Any) -> None:
            theirs, mine = self.latest_claim(session, openid), self.latest_claim(session, attacker)
            if theirs is None or mine is None:
                return
            sent = select(Notice).where(Notice.subject_id == theirs.id, Notice.kind == "text_claim_code")
            for notice in session.scalars(sent):
                if opened(notice, "secret") not in self.codes(session, mine.id):
                    check_message_code(
                        session, Actor("account", mine.account_id), mine, opened(notice, "secret")
                    )

        self.attempt(act)

    @rule(attacker=st.sampled_from(ATTACKERS))
    def asks_the_chair_of_another_union(self, attacker: str) -> None:
        """A chair who confirms whatever he can, but has none of these members."""

        def act(session: Any) -> None:
            claim = self.latest_claim(session, attacker)
            if claim is not None and claim.state == "waiting":
                chair = staff_of(session, self.world, "chair_textile")
                confirm_in_person(session, chair, claim.id, chair_code_of(session, claim.id))

        self.attempt(act)

    @rule(openid=st.sampled_from(sorted(HOLDERS)), phone_known=st.booleans())
    def rightful_holder_claims(self, openid: str, phone_known: bool) -> None:
        """A member claims his own card, with the roster's phone or without."""

        def act(session: Any) -> None:
            account, name = self.account(session, openid), HOLDERS[openid]
            keep_phone(session, account, phone_of(name) if phone_known else phone(750), None)
            stated = (DocumentKind.RESIDENT, name, number_of(name), "198.51.100.1")
            claim = state_claim(session, actor_of(account), account, *stated)
            want_message(session, actor_of(account), claim)

        self.attempt(act)

    @rule(openid=st.sampled_from((*HOLDERS, *ATTACKERS)), freeze=st.booleans())
    def lets_go_of_a_card(self, openid: str, freeze: bool) -> None:
        """Whoever has a card freezes or unbinds it."""

        def act(session: Any) -> None:
            account = self.account(session, openid)
            if freeze:
                suspend(session, actor_of(account))
            else:
                unbind(session, actor_of(account), account)

        self.attempt(act)

    @rule(minutes=st.sampled_from((1, 15, 24 * 60, 8 * 24 * 60)))
    def time_passes(self, minutes: int) -> None:
        """A minute, a lock, a day, more than a claim lives."""
        self.now += timedelta(minutes=minutes)
        self.set_clock(self.now)

    def codes(self, session: Any, claim_id: UUID | None = None) -> set[str]:
        """The codes that were really sent, for one claim or for all."""
        sent = select(Notice).where(Notice.kind == "text_claim_code")
        rows = session.scalars(sent.where(Notice.subject_id == claim_id) if claim_id else sent)
        return {opened(notice, "secret") for notice in rows}

    @invariant()
    def no_card_is_the_attackers(self) -> None:
        """Every card there ever was belongs to the account of the person it names."""
        with self.deployment.database.reading() as session:
            owners = set(session.execute(select(Card.person_id, Card.account_id)).all())
        rightful = {(self.world.members[name].id, self.accounts[openid]) for openid, name in HOLDERS.items()}
        assert {tuple(owner) for owner in owners} <= rightful


@pytest.fixture
def attack(deployed: Deployment, world: World, monkeypatch: pytest.MonkeyPatch) -> type[Attack]:
    """The machine that attacks cards of this county."""
    monkeypatch.setattr(clock, "source", lambda: BEGIN)
    with deployed.database.writing() as session:
        accounts = {openid: claimant(session, openid).id for openid in (*HOLDERS, *ATTACKERS)}

    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr(clock, "source", lambda: moment)

    facts = {
        "deployment": deployed,
        "world": world,
        "accounts": accounts,
        "set_clock": staticmethod(set_clock),
    }
    return type("Attacked", (Attack,), facts)


def test_who_only_knows_name_and_number_never_gets_a_card(attack: type[Attack]) -> None:
    run_state_machine_as_test(
        attack,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_machine_is_one_in_which_cards_do_get_bound(attack: type[Attack]) -> None:
    machine = attack()
    machine.rightful_holder_claims("o-holder-1", True)
    machine.states_a_claim("o-attacker-1", "陈样一")
    machine.worker_settles()
    with machine.deployment.database.reading() as session:
        assert len(session.scalars(select(Card)).all()) == 1
    machine.no_card_is_the_attackers()
