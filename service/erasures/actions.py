"""申请删除、撤回: asked by whom a live card proves to be the person, and taken back until the day comes."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service import clock
from service.access.models import Actor
from service.audit.log import record
from service.cards.queries import own_card
from service.db import new_id
from service.erasures.models import MOVES, Erasure, ErasureStatus
from service.errors import Refusal
from service.memberships.queries import open_membership
from service.moves import move
from service.notices.actions import tell


def ask(session: Session, actor: Actor, days: int) -> Erasure:
    """Ask that one's own data be destroyed after ``days`` (申请删除).

    个人信息保护法 第四十七条: 处理目的已实现、无法实现或者为实现处理目的不再必要……应当主动删除; while the membership lasts the
    register is kept by rule (长总工〔2018〕12号). Raises CARD_MISSING, ERASURE_MEMBER, ERASURE_ASKED.
    """
    card = own_card(session, actor)
    if open_membership(session, card.person_id) is not None:
        raise Refusal("ERASURE_MEMBER")
    due_at = clock.now() + timedelta(days=days)
    asked = Erasure(id=new_id(), person_id=card.person_id, account_id=card.account_id, due_at=due_at)
    try:
        with session.begin_nested():
            session.add(asked)
            session.flush()
    except IntegrityError:
        raise Refusal("ERASURE_ASKED") from None
    record(session, actor, "erasure:ask", "erasure", asked.id)
    day = clock.chinese_day(clock.county_day(due_at))
    tell(session, card.account_id, "erasure_asked", f"erasure_asked:{asked.id}", asked.id, day=day)
    return asked


def own_erasure(session: Session, actor: Actor, *, lock: bool = False) -> Erasure | None:
    """What waits for this account, if anything."""
    waiting = select(Erasure).where(Erasure.account_id == actor.id, Erasure.status == ErasureStatus.ASKED)
    return session.scalars(waiting.with_for_update() if lock else waiting).one_or_none()


def withdraw(session: Session, actor: Actor) -> Erasure:
    """Take it back (撤回); raises ERASURE_NONE when nothing waits."""
    asked = own_erasure(session, actor, lock=True)
    if asked is None:
        raise Refusal("ERASURE_NONE")
    move(asked, "withdraw", MOVES)
    asked.ended_at = clock.now()
    record(session, actor, "erasure:withdraw", "erasure", asked.id)
    return asked
