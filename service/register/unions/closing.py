"""撤销工会: a union ends with its unit; its members stay members until the union above has found a place for each."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.errors import Refusal, invalid
from service.ground.holding import hold
from service.register.audit.log import By, record
from service.register.unions.models import CloseReason, Union, UnionKind, UnionState


def close(
    session: Session, actor: By, union: Union, reason: CloseReason, closed_on: date, close_no: str
) -> None:
    """Close a union that has no living union below it.

    工会法第十三条: 基层工会所在的用人单位终止或者被撤销，该工会组织相应撤销，并报告上一级工会。依前款规定被撤销的工会，其会员的会籍
    可以继续保留. Raises UNION_CLOSED, UNION_HAS_BRANCHES, NOT_ALLOWED for the county, INPUT_INVALID.
    """
    hold(session, {Union: [union.id]})
    if union.kind is UnionKind.COUNTY:
        raise Refusal("NOT_ALLOWED")
    if union.state is UnionState.CLOSED:
        raise Refusal("UNION_CLOSED")
    _judge(closed_on, close_no)
    below = select(Union.id).where(Union.parent_id == union.id, Union.state != UnionState.CLOSED)
    if session.scalars(below.limit(1)).one_or_none() is not None:
        raise Refusal("UNION_HAS_BRANCHES")
    union.state, union.closed_on, union.close_reason = UnionState.CLOSED, closed_on, reason
    union.close_no = close_no.strip()
    session.flush()
    record(session, actor, "union:close", "union", union.id, union_id=union.id, reason=reason.value)


def _judge(closed_on: date, close_no: str) -> None:
    faults = {}
    if closed_on > clock.today():
        faults["closed_on"] = "撤销日不能晚于今天。"
    if not 1 <= len(close_no.strip()) <= 60:
        faults["close_no"] = "请填写批复文号，不超过 60 个字。"
    if faults:
        raise invalid(**faults)


def living_above(session: Session, union: Union) -> Union | None:
    """The nearest living union above: it looks after the members of a closed one."""
    above = session.get(Union, union.parent_id) if union.parent_id else None
    while above is not None and above.state is UnionState.CLOSED:
        above = session.get(Union, above.parent_id) if above.parent_id else None
    return above
