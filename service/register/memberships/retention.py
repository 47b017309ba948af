"""保留会籍与恢复: a member without work stays a member, is not counted and pays nothing, until he works again."""

from datetime import date

from sqlalchemy.orm import Session

from service.ground.errors import Refusal, invalid
from service.register.audit.log import By
from service.register.memberships.changes import MembershipChange, ResumeReason
from service.register.memberships.models import EndReason, Membership, RetainReason
from service.register.memberships.segments import Evidence, go_on, hold_member, judge_day
from service.register.unions.models import Union, UnionState


def retain(
    session: Session,
    actor: By,
    membership: Membership,
    reason: RetainReason,
    from_on: date,
    *,
    upper: Union | None = None,
    minute_no: str = "",
    words: str = "",
) -> MembershipChange:
    """保留会籍 from a legal day, in the same union; in a union above it when the unit is no more.

    《会籍管理办法》第十七条: 会员退休（含提前退休）后，在原单位工会办理保留会籍手续. 第十九条: 会员失业的，由原用人单位工会办理；
    原用人单位关闭或破产的，会籍可以保留在原单位的上级工会. 第二十条: 服兵役期间保留会籍. 工会章程第八条: 保留会籍期间免交会费.
    Raises MEMBERSHIP_ENDED, MEMBERSHIP_RETAINED, INPUT_INVALID.
    """
    hold_member(session, membership, membership.union_id, *([upper.id] if upper else []))
    judge_day(membership, "from_on", from_on)
    moved = upper is not None and upper.id != membership.union_id
    if membership.is_retained and not moved:
        raise Refusal("MEMBERSHIP_RETAINED")
    if membership.union.state is UnionState.CLOSED and not moved:
        raise invalid(union_id="原工会已经撤销，会籍要保留在上级工会。")
    if upper is not None and moved:
        _judge_upper(membership.union, upper, reason)
    evidence = Evidence(minute_no=minute_no, words=words)
    return go_on(
        session,
        actor,
        membership,
        EndReason.RETAINED,
        from_on,
        evidence,
        union_id=upper.id if upper else None,
        retained_for=membership.retained_for or reason,
    )


def _judge_upper(union: Union, upper: Union, reason: RetainReason) -> None:
    above = union.path.startswith(upper.path) and upper.state is not UnionState.CLOSED
    if not above:
        raise invalid(union_id="会籍只能保留在原工会的上级工会。")
    if union.state is not UnionState.CLOSED and reason is not RetainReason.UNIT_CLOSED:
        raise invalid(reason="单位还在的，会籍保留在原单位工会；单位撤销、终止的，才保留在上级工会。")


def resume(
    session: Session,
    actor: By,
    membership: Membership,
    reason: ResumeReason,
    from_on: date,
    *,
    words: str = "",
) -> MembershipChange:
    """恢复会籍 in the union that kept it; work elsewhere is a transfer (接转).

    《会籍管理办法》第十七条: 返聘的会员，会籍不变. Raises MEMBERSHIP_ENDED, MEMBERSHIP_NOT_RETAINED, UNION_CLOSED, INPUT_INVALID.
    """
    hold_member(session, membership, membership.union_id)
    judge_day(membership, "from_on", from_on)
    if not membership.is_retained:
        raise Refusal("MEMBERSHIP_NOT_RETAINED")
    if membership.union.state is UnionState.CLOSED:
        raise Refusal("UNION_CLOSED")
    evidence = Evidence(words=words, resumed_for=reason)
    return go_on(session, actor, membership, EndReason.RESUMED, from_on, evidence)
