"""开除会籍: propose, decide, file; one step after another, each by who has to take it."""

from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import new_id
from service.ground.errors import Refusal, invalid
from service.ground.moves import move
from service.ground.sealing import seal_fields
from service.register.access.models import Actor
from service.register.audit.log import record
from service.register.memberships.cases import MOVES, Expulsion
from service.register.memberships.changes import MembershipChange
from service.register.memberships.models import EndReason, Membership
from service.register.memberships.queries import open_membership
from service.register.memberships.segments import Evidence, end, hold_member, judge_day


def propose(
    session: Session, actor: Actor, membership: Membership, *, group_on: date, opinion: str
) -> Expulsion:
    """第一步, 工会小组讨论，提出意见; the member stays a member until the committee has decided.

    工会章程第七条: 对不执行工会决议、违反工会章程的会员，给予批评教育。对严重违法犯罪并受到刑事处罚的会员，开除会籍。开除会员会籍，
    须经工会小组讨论，提出意见，由工会基层委员会决定，报上一级工会备案. Raises EXPULSION_OPEN, MEMBERSHIP_ENDED, INPUT_INVALID.
    """
    hold_member(session, membership)
    judge_day(membership, "group_on", group_on)
    if len(opinion.strip()) < 10:
        raise invalid(opinion="请写明小组的意见，和刑事判决的法院、案号、日期（至少 10 个字）。")
    case = Expulsion(
        id=new_id(),
        person_id=membership.person_id,
        membership_id=membership.id,
        union_id=membership.union_id,
        group_on=group_on,
        proposed_by=actor.id,
    )
    seal_fields(session, case, opinion=opinion.strip()[:1000])
    try:
        with session.begin_nested():
            session.add(case)
            session.flush()
    except IntegrityError:
        raise Refusal("EXPULSION_OPEN") from None
    _record(session, actor, case, "propose")
    return case


def decide_expulsion(
    session: Session, actor: Actor, case: Expulsion, *, decided_on: date, minute_no: str
) -> MembershipChange:
    """第二步, 由工会基层委员会决定: the membership ends on the day of the decision, with its minutes.

    Raises MOVE_NOT_ALLOWED, EXPULSION_MOVED when he is no longer a member of this union, INPUT_INVALID.
    """
    move(case, "decide", MOVES)
    membership = _still_member(session, case)
    _judge(case, membership, decided_on, minute_no)
    case.decided_on, case.minute_no, case.decided_by = decided_on, minute_no.strip(), actor.id
    session.flush()
    _record(session, actor, case, "decide")
    return end(session, actor, membership, EndReason.EXPELLED, decided_on, Evidence(minute_no))


def dismiss(session: Session, actor: Actor, case: Expulsion, *, decided_on: date, minute_no: str) -> None:
    """委员会决定不开除: the member stays what he was. Raises MOVE_NOT_ALLOWED, EXPULSION_MOVED, INPUT_INVALID."""
    move(case, "dismiss", MOVES)
    _judge(case, _still_member(session, case), decided_on, minute_no)
    case.decided_on, case.minute_no, case.decided_by = decided_on, minute_no.strip(), actor.id
    session.flush()
    _record(session, actor, case, "dismiss")


def withdraw_proposal(session: Session, actor: Actor, case: Expulsion) -> None:
    """小组撤回意见, before the committee has decided. Raises MOVE_NOT_ALLOWED."""
    move(case, "withdraw", MOVES)
    session.flush()
    _record(session, actor, case, "withdraw")


def file_expulsion(session: Session, actor: Actor, case: Expulsion, *, file_no: str) -> None:
    """第三步, 报上一级工会备案: the union above takes note. Raises MOVE_NOT_ALLOWED, INPUT_INVALID."""
    move(case, "file", MOVES)
    if not 1 <= len(file_no.strip()) <= 60:
        raise invalid(file_no="请填写备案编号，不超过 60 个字。")
    case.filed_on, case.file_no, case.filed_by = clock.today(), file_no.strip(), actor.id
    session.flush()
    _record(session, actor, case, "file")


def _still_member(session: Session, case: Expulsion) -> Membership:
    found = open_membership(session, case.person_id)
    if found is None or found.union_id != case.union_id:
        raise Refusal("EXPULSION_MOVED")
    hold_member(session, found)
    return found


def _judge(case: Expulsion, membership: Membership, decided_on: date, minute_no: str) -> None:
    judge_day(membership, "decided_on", decided_on)
    if decided_on < case.group_on:
        raise invalid(decided_on="委员会决定要在小组讨论以后。")
    if not 1 <= len(minute_no.strip()) <= 60:
        raise invalid(minute_no="请填写会议纪要编号，不超过 60 个字。")


def _record(session: Session, actor: Actor, case: Expulsion, verb: str) -> None:
    record(session, actor, f"expulsion:{verb}", "expulsion", case.id, union_id=case.union_id)
