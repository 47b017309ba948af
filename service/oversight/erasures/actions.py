"""申请删除、撤回: asked by whom it is about, and taken back until the day comes."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import new_id
from service.ground.errors import Refusal
from service.ground.holding import hold
from service.ground.moves import move
from service.oversight.erasures.models import MOVES, Erasure
from service.oversight.erasures.queries import is_member, own_erasure
from service.register.access.models import Actor
from service.register.audit.log import By, record
from service.register.memberships.queries import last_membership, open_membership
from service.register.notices.actions import tell
from service.register.people.models import Person
from service.requests.cards.holders import account_of, proved_card
from service.requests.cards.queries import card_held


def ask(session: Session, actor: Actor, days: int) -> Erasure:
    """Ask that one's own data be destroyed after ``days`` (申请删除).

    个人信息保护法 第四十七条: 处理目的已实现、无法实现或者为实现处理目的不再必要……个人信息处理者应当主动删除; while the membership lasts
    the register is kept by rule (长总工〔2018〕12号). Who never came to hold a card asks for the account and what it handed
    in. Raises CARD_NOT_ACTIVE when the card is frozen, ERASURE_MEMBER, ERASURE_ASKED.
    """
    assert actor.id is not None
    person_id = proved_card(session, actor).person_id if card_held(session, actor.id) else None
    hold(session, {Person: [person_id] if person_id else []})
    if is_member(session, actor.id):
        raise Refusal("ERASURE_MEMBER")
    held = last_membership(session, person_id) if person_id else None
    asked = Erasure(
        id=new_id(),
        person_id=person_id,
        account_id=actor.id,
        union_id=held.union_id if held else None,
        due_at=clock.now() + timedelta(days=days),
    )
    file(session, asked)
    record(session, actor, "erasure:ask", "erasure", asked.id, union_id=asked.union_id)
    tell_of_the_day(session, asked, actor.id)
    return asked


def file(session: Session, asked: Erasure) -> None:
    """Write down a request for erasure; raises ERASURE_ASKED when one waits already."""
    try:
        with session.begin_nested():
            session.add(asked)
            session.flush()
    except IntegrityError:
        raise Refusal("ERASURE_ASKED") from None


def tell_of_the_day(session: Session, asked: Erasure, account_id: UUID | None) -> None:
    """Tell the holder of the account which day it is, and that it can be taken back until then."""
    if account_id is not None and asked.due_at is not None:
        day = clock.chinese_day(clock.county_day(asked.due_at))
        tell(session, account_id, "erasure_asked", f"erasure_asked:{asked.id}", asked.id, day=day)


def withdraw(session: Session, actor: Actor) -> Erasure:
    """Take a request for erasure back (撤回); raises ERASURE_NONE when none waits."""
    asked = own_erasure(session, actor, lock=True)
    if asked is None:
        raise Refusal("ERASURE_NONE")
    take_back(session, actor, asked)
    return asked


def take_back(session: Session, actor: By, asked: Erasure) -> None:
    """End a waiting request without an erasure (撤回); raises MOVE_NOT_ALLOWED."""
    move(asked, "withdraw", MOVES)
    asked.ended_at = clock.now()
    record(session, actor, "erasure:withdraw", "erasure", asked.id, union_id=asked.union_id)


def must_not_be_a_member(session: Session, person_id: UUID) -> None:
    """Raise ERASURE_STILL_MEMBER while the register has to be kept (长总工〔2018〕12号)."""
    if open_membership(session, person_id) is not None:
        raise Refusal("ERASURE_STILL_MEMBER")


def holder_of(session: Session, asked: Erasure) -> UUID | None:
    """The account to be told of an erasure, if there is one."""
    return asked.account_id or (account_of(session, asked.person_id) if asked.person_id else None)
