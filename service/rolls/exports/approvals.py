"""第二人批准: the rosters of many unions leave only when a different person agrees to exactly what was asked."""

import re
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.errors import Refusal, invalid
from service.ground.moves import move
from service.ground.sealing import destroy_key, opened
from service.register.access.models import SYSTEM, Actor
from service.register.accounts.models import Staff
from service.register.accounts.scan_models import StaffBinding
from service.register.deployment import Deployment
from service.register.jobs.actions import enqueue
from service.register.jobs.models import JobKind
from service.rolls.exports.binding import is_as_asked
from service.rolls.exports.models import MOVES, Export, ExportStatus
from service.rolls.exports.queries import export_to_decide
from service.rolls.exports.trail import note

DECIDED_WITHIN = timedelta(hours=24)
LONGEST_REASON = 60


def approve(session: Session, actor: Actor, export_id: UUID) -> Export:
    """Agree to a bulk export; the worker then makes the file, for who asked.

    Raises NOT_FOUND, MOVE_NOT_ALLOWED, EXPORT_REQUEST_GONE, EXPORT_SECOND_PERSON, and EXPORT_CHANGED, which voids it.
    """
    export = _to_decide_now(session, actor, export_id, "approve")
    if not is_as_asked(session, export):
        void(session, actor, export)
        raise Refusal("EXPORT_CHANGED", keep=True)
    enqueue(session, JobKind.EXPORT, export.id)
    note(session, actor, "approve", export, digest=(export.digest or b"").hex())
    return export


def refuse(session: Session, actor: Actor, export_id: UUID, reason: str) -> Export:
    """Say no, with the reason that who asked will read; raises as ``approve``, and INPUT_INVALID."""
    words = _stated_reason(reason)
    export = _to_decide_now(session, actor, export_id, "refuse")
    export.refusal = words
    destroy_key(session, export.id)
    note(session, actor, "refuse", export, refusal=words)
    return export


def void(session: Session, actor: Actor, export: Export) -> None:
    """End a request whose content is not what was asked any more (作废)."""
    move(export, "void", MOVES)
    destroy_key(session, export.id)
    note(session, actor, "void", export)


def lapse_forgotten(deployment: Deployment) -> bool:
    """End requests that nobody decided within a day; False when there was none."""
    with deployment.database.writing() as session:
        asked = Export.requested_at <= clock.now() - DECIDED_WITHIN
        due = select(Export).where(Export.status == ExportStatus.REQUESTED, asked)
        forgotten = session.scalars(due.limit(100).with_for_update(skip_locked=True)).all()
        for export in forgotten:
            move(export, "lapse", MOVES)
            destroy_key(session, export.id)
            note(session, SYSTEM, "lapse", export)
        return bool(forgotten)


def same_person(session: Session, one: Staff, other: Staff) -> bool:
    """Whether two accounts may stand for one person: one account, one name in both, or one WeChat bound to both."""
    of_one = select(StaffBinding.account_id).where(StaffBinding.staff_id == one.id)
    of_both = of_one.where(
        StaffBinding.account_id.in_(select(StaffBinding.account_id).where(StaffBinding.staff_id == other.id))
    )
    return one.id == other.id or _name(one) == _name(other) or session.scalars(of_both).first() is not None


def _name(staff: Staff) -> str:
    return "".join(opened(staff, "name").split())


def _to_decide_now(session: Session, actor: Actor, export_id: UUID, action: str) -> Export:
    """The request, locked and moved: of two who decide at once, the second finds it decided."""
    export = export_to_decide(session, actor, export_id, lock=True)
    move(export, action, MOVES)
    if export.requested_at <= clock.now() - DECIDED_WITHIN:
        raise Refusal("EXPORT_REQUEST_GONE")
    second = session.get_one(Staff, actor.id)
    if same_person(session, second, export.requester):
        raise Refusal("EXPORT_SECOND_PERSON")
    export.decided_by, export.decided_at = second.id, clock.now()
    return export


def _stated_reason(words: str) -> str:
    reason = " ".join(words.split())
    if len(reason) < 4 or len(reason) > LONGEST_REASON:
        raise invalid(reason=f"请用一句话写明原因，4 到 {LONGEST_REASON} 个字，申请人会看到。")
    if re.search(r"\d{6}", reason):
        raise invalid(reason="原因会记入审计日志，请不要写证件号和手机号。")
    return reason
