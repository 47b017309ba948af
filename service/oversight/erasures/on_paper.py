"""书面申请删除: brought to the union on paper, registered by its chair, agreed to by the county; no single office does both.

Not everybody has a phone. 个人信息保护法 第五十条: 应当建立便捷的个人行使权利的申请受理和处理机制; 第四十九条: 自然人死亡的，其近亲属
为了自身的合法、正当利益，可以对死者的相关个人信息行使查阅、复制、更正、删除等权利.
"""

from datetime import timedelta

from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import new_id
from service.ground.errors import Refusal, invalid
from service.ground.holding import hold
from service.ground.moves import move
from service.ground.sealing import seal_fields
from service.oversight.erasures.actions import file, holder_of, must_not_be_a_member, tell_of_the_day
from service.oversight.erasures.models import MOVES, ON_PAPER, Erasure, ErasureBasis, ErasureStatus
from service.register.access.models import Actor
from service.register.audit.log import record
from service.register.memberships.models import EndReason, Membership
from service.register.memberships.queries import last_membership
from service.register.notices.actions import tell
from service.register.people.models import Person

SHORTEST = 10


def register(session: Session, actor: Actor, held: Membership, basis: ErasureBasis, words: str) -> Erasure:
    """登记书面申请: who asked, which papers were seen; the county decides. The holder of the card is told at once.

    A relative may ask only for a member who died (第四十九条). Raises ERASURE_STILL_MEMBER, ERASURE_ASKED, INPUT_INVALID.
    """
    hold(session, {Person: [held.person_id]})
    must_not_be_a_member(session, held.person_id)
    last = last_membership(session, held.person_id)
    died = last is not None and last.end_reason is EndReason.DECEASED
    if basis not in ON_PAPER:
        raise invalid(basis="请从列表里选择。")
    if (basis is ErasureBasis.RELATIVE) is not died:
        raise invalid(basis="近亲属只能为去世的会员申请；本人健在的，要本人申请。")
    if len(words.strip()) < SHORTEST:
        raise invalid(words="请写清楚：谁申请的、看过哪些证件、书面申请存放在哪里（十个字以上）。")
    asked = Erasure(
        id=new_id(),
        person_id=held.person_id,
        union_id=held.union_id,
        basis=basis,
        status=ErasureStatus.REGISTERED,
        staff_id=actor.id,
    )
    seal_fields(session, asked, words=words)
    file(session, asked)
    record(
        session,
        actor,
        "erasure:register",
        "erasure",
        asked.id,
        union_id=asked.union_id,
        details={"basis": basis.value},
    )
    account_id = holder_of(session, asked)
    if account_id is not None:
        tell(session, account_id, "erasure_registered", f"erasure_registered:{asked.id}", asked.id)
    return asked


def agree(session: Session, actor: Actor, asked: Erasure, days: int) -> None:
    """核准: from now ``days`` pass, then the keys are destroyed. Raises MOVE_NOT_ALLOWED, ERASURE_STILL_MEMBER, ERASURE_OWN."""
    _answers(session, actor, asked, "agree")
    asked.due_at = clock.now() + timedelta(days=days)
    record(session, actor, "erasure:agree", "erasure", asked.id, union_id=asked.union_id)
    tell_of_the_day(session, asked, holder_of(session, asked))


def turn_down(session: Session, actor: Actor, asked: Erasure, words: str) -> None:
    """不核准, with the reason that the union passes on. Raises MOVE_NOT_ALLOWED, ERASURE_OWN, INPUT_INVALID.

    个人信息保护法 第五十条: 拒绝个人行使权利的请求的，应当说明理由.
    """
    if not words.strip():
        raise invalid(words="请写明不核准的理由，工会要告诉申请人。")
    _answers(session, actor, asked, "turn_down")
    seal_fields(session, asked, answer=words)
    asked.ended_at = clock.now()
    record(session, actor, "erasure:turn_down", "erasure", asked.id, union_id=asked.union_id)


def _answers(session: Session, actor: Actor, asked: Erasure, action: str) -> None:
    """Refuse (ERASURE_OWN) whoever registered the request: a different person answers it."""
    assert asked.person_id is not None
    if asked.staff_id == actor.id:
        raise Refusal("ERASURE_OWN")
    if action == "agree":
        must_not_be_a_member(session, asked.person_id)
    move(asked, action, MOVES)
    asked.answered_by = actor.id
