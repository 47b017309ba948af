"""到期删除: the worker destroys the keys of a person and of what he left behind, in one transaction.

What stays, without name and number: that there was a membership, where, from when to when and why it ended; the versions
of rosters with their hashes; the audit chain. What goes with the person's key: every sealed copy in rosters, changes,
corrections, transfers, packs and messages. Table by table: ``periods``.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import new_id
from service.ground.holding import hold
from service.ground.moves import move
from service.ground.sealing import destroy_key, find, opened, strike
from service.oversight.erasures.actions import holder_of, must_not_be_a_member
from service.oversight.erasures.models import MOVES, Erasure, ErasureStatus
from service.oversight.findings.actions import forget_said
from service.register.access.models import SYSTEM
from service.register.accounts.actions import end_consent, end_sessions, forget_phone
from service.register.accounts.bindings import binding_of_account, end_binding
from service.register.accounts.models import Account, ConsentKind
from service.register.audit.log import record
from service.register.deployment import Deployment
from service.register.facts.declared import OF_PERSON
from service.register.facts.kinds import Erased
from service.register.memberships.queries import open_membership
from service.register.notices.actions import tell
from service.register.people.actions import end_identities
from service.register.people.models import Person
from service.requests.applications.actions import empty, withdraw
from service.requests.applications.models import OPEN as UNDER_WAY
from service.requests.applications.models import Application, Status
from service.requests.applications.queries import open_applications
from service.requests.applications.seats import BOOK
from service.requests.cards.claims import withdraw_claim
from service.requests.cards.endings import revoke_erased
from service.requests.cards.models import Card, Claim
from service.requests.cards.queries import card_held, cards_of
from service.requests.transfers.listing import forget_listed

IN_THE_REGISTER = (Status.APPROVED, Status.CONVERTED)


def erase_due(deployment: Deployment) -> bool:
    """Erase whoever asked longest ago and whose day has come; False when there is none (worker)."""
    while (done := _erase_oldest(deployment)) is None:
        pass  # somebody else did it, or it was taken back: look again
    return done


def _erase_oldest(deployment: Deployment) -> bool | None:
    with deployment.database.writing() as session:
        waiting = select(Erasure).where(Erasure.status == ErasureStatus.ASKED, Erasure.due_at <= clock.now())
        oldest = session.scalars(waiting.order_by(Erasure.due_at, Erasure.id).limit(1)).one_or_none()
        if oldest is None:
            return False
        _hold(session, oldest)
        still = waiting.where(Erasure.id == oldest.id).execution_options(populate_existing=True)
        asked = session.scalars(still.with_for_update()).one_or_none()
        if asked is None:
            return None
        _settle(session, asked)
    return True


def _hold(session: Session, asked: Erasure) -> None:
    """Hold whom it is about: the accounts that ever held his card, what they have under way, then the person."""
    accounts = [asked.account_id] if asked.account_id else []
    if asked.person_id is not None:
        accounts += session.scalars(select(Card.account_id).where(Card.person_id == asked.person_id)).all()
    hold(session, {Account: accounts})
    for account_id in accounts:
        open_applications(session, account_id)
    hold(session, {Person: [asked.person_id] if asked.person_id else []})


def _settle(session: Session, asked: Erasure) -> None:
    asked.ended_at = clock.now()
    if _overtaken(session, asked):
        move(asked, "refuse", MOVES)
        record(session, SYSTEM, "erasure:refuse", "erasure", asked.id, union_id=asked.union_id)
        account_id = holder_of(session, asked)
        if account_id is not None:
            tell(session, account_id, "erasure_refused", f"erasure_refused:{asked.id}", asked.id)
        return
    move(asked, "finish", MOVES)
    record(session, SYSTEM, "erasure:finish", "erasure", asked.id, union_id=asked.union_id)
    if asked.person_id is not None:
        erase(session, session.get_one(Person, asked.person_id))
    elif asked.account_id is not None:
        erase_account(session, session.get_one(Account, asked.account_id))


def _overtaken(session: Session, asked: Erasure) -> bool:
    """Whether the day found something else than the asking: a member again, or a card where there was none."""
    if asked.person_id is not None:
        return open_membership(session, asked.person_id) is not None
    return asked.account_id is not None and card_held(session, asked.account_id) is not None


def erase(session: Session, person: Person) -> None:
    """Destroy what is known of a person, of the accounts that held a card of his, and of what was decided about him.

    The keys last of all, and only while he is no member: the caller holds him. Raises ERASURE_STILL_MEMBER.
    """
    number = opened(person, "id_number")
    cards = cards_of(session, person.id)
    for card in cards:
        revoke_erased(card)
    owners: list[UUID] = []
    for account_id in sorted({card.account_id for card in cards}):
        owners += _empty_account(session, session.get_one(Account, account_id), person=True)
    # From a phone that never came to hold his card; what is under way is somebody who applies now.
    handed_in = Application.id.in_(find(session, BOOK, "id_number", number))
    ended = select(Application).where(handed_in, Application.status.not_in(UNDER_WAY))
    owners += _empty(session, session.scalars(ended).all())
    owners += session.scalars(select(Claim.id).where(Claim.person_id == person.id)).all()
    forget_said(session, person.id)
    forget_listed(session, person.id)
    for fact in OF_PERSON:
        if fact.erased is Erased.EMPTIED:
            setattr(person, fact.name, None)
    strike(session, "person", person.id)
    session.flush()
    must_not_be_a_member(session, person.id)
    _destroy(session, [*owners, person.id])


def _empty(session: Session, applications: Iterable[Application]) -> list[UUID]:
    owners = []
    for application in applications:
        empty(session, application)
        owners.append(application.key_owner)
    return owners


def _destroy(session: Session, owners: Iterable[UUID]) -> None:
    for owner in owners:
        destroy_key(session, owner)


def erase_account(session: Session, account: Account) -> None:
    """Destroy what an account stated and handed in; the same WeChat user who comes again is somebody new."""
    _destroy(session, _empty_account(session, account))


def _empty_account(session: Session, account: Account, *, person: bool = False) -> list[UUID]:
    """End what an account is and does; the owners of the keys that are still to be destroyed.

    What a union approved belongs to the register (一书): it goes with the ``person``, not with an account that never came
    to hold his card.
    """
    binding = binding_of_account(session, account.id)
    if binding is not None:
        end_binding(session, SYSTEM, binding.staff_id)
    owners, _ = end_identities(session, SYSTEM, account)
    for application in open_applications(session, account.id):
        withdraw(session, SYSTEM, application)
    own = Application.account_id == account.id
    handed_in = own if person else own & Application.status.not_in(IN_THE_REGISTER)
    owners += _empty(session, session.scalars(select(Application).where(handed_in)).all())
    withdraw_claim(session, SYSTEM, account.id)  # else the union could still bind a card to nobody
    owners += session.scalars(select(Claim.id).where(Claim.account_id == account.id)).all()
    for kind in ConsentKind:
        end_consent(session, SYSTEM, account.id, kind)
    forget_phone(session, SYSTEM, account)
    # The name goes before the sessions: who logs in from here on waits and is somebody new, who was faster is found.
    account.openid, account.unionid = f"erased-{new_id().hex}", None
    session.flush()
    end_sessions(session, SYSTEM, account)
    return [*owners, account.id]
