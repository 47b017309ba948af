"""查看完整信息: the value that stands or the one that is asked for, through the person's own reveal and its log."""

from uuid import UUID

from sqlalchemy.orm import Session

from service.ground.errors import Refusal, invalid
from service.ground.sealing import opened
from service.ground.words import Words
from service.register.access.models import Actor
from service.register.facts.declared import CORRECTABLE
from service.register.people.reveal import PersonField, reveal_person
from service.requests.applications.models import Correctable
from service.requests.corrections.models import Correction, CorrectionStatus

# What the page shows in part only.
WHOLE = tuple(Correctable(fact.name) for fact in CORRECTABLE if fact.in_part)


class Side(Words):
    """可以查看的内容."""

    BEFORE = "before", "现在登记的"
    AFTER = "after", "申请更正为"


def reveal_side(
    session: Session, actor: Actor, correction: Correction, union_id: UUID, side: Side, purpose: str
) -> str:
    """One value in clear while the correction waits; the member reads of it like of any other look.

    Raises INPUT_INVALID, MOVE_NOT_ALLOWED once it is answered, and what ``reveal_person`` raises.
    """
    if correction.field not in WHOLE:
        raise invalid(field="这一项在页面上已经是完整的。")
    if correction.status is not CorrectionStatus.WAITING:
        raise Refusal("MOVE_NOT_ALLOWED", action="查看完整内容", state=correction.status.label)
    field = PersonField(correction.field.value)
    known = reveal_person(session, actor, correction.person, union_id, field, purpose)
    return known if side is Side.BEFORE else opened(correction, "value")
