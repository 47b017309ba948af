"""微信绑定: begin and end; a WeChat account that is bound speaks for one member of staff."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from service.ground import clock
from service.ground.errors import Refusal
from service.ground.marks import FOLLOWED, genuine, mark_again
from service.register.accounts.models import Account, Staff
from service.register.accounts.scan_models import StaffBinding
from service.register.accounts.sessions import end_scanned_sessions
from service.register.audit.log import By, record


def binding_of(session: Session, staff_id: UUID) -> StaffBinding | None:
    """The live binding of a member of staff."""
    return _one(session, select(StaffBinding).where(_live(StaffBinding.staff_id == staff_id)))


def binding_of_account(session: Session, account_id: UUID) -> StaffBinding | None:
    """The live binding of a WeChat account."""
    return _one(session, select(StaffBinding).where(_live(StaffBinding.account_id == account_id)))


def _one(session: Session, which: Select[StaffBinding]) -> StaffBinding | None:
    """The binding, unless it or its member of staff was not written by the service."""
    found = session.scalars(which.options(joinedload(StaffBinding.staff))).one_or_none()
    if found is None or not (genuine(session, found) and genuine(session, found.staff)):
        return None
    return found


def speaker(session: Session, staff_id: UUID, account_id: UUID) -> Staff | None:
    """The member of staff if this very WeChat account speaks for him now: bound, neither of the two shut out.

    The binding is locked until the end of the transaction, so that ending it comes before or after, never between.
    """
    bound = select(StaffBinding).where(
        _live((StaffBinding.staff_id == staff_id) & (StaffBinding.account_id == account_id))
    )
    found = _one(session, bound.with_for_update(of=StaffBinding))
    if found is None or found.staff.disabled_at is not None:
        return None
    return found.staff if _open(session, account_id) else None


def bind(session: Session, actor: By, staff_id: UUID, account_id: UUID) -> StaffBinding:
    """Begin a binding; raises WECHAT_ALREADY_BOUND when either side has one, ACCOUNT_BLOCKED for a blocked account."""
    if not _open(session, account_id):
        raise Refusal("ACCOUNT_BLOCKED")
    binding = StaffBinding(staff_id=staff_id, account_id=account_id)
    try:
        with session.begin_nested():
            session.add(binding)
            session.flush()
    except IntegrityError:
        raise Refusal("WECHAT_ALREADY_BOUND") from None
    record(session, actor, "binding:begin", "staff", staff_id)
    return binding


def unbind(session: Session, actor: By, staff_id: UUID, kept: UUID | None = None) -> None:
    """End the live binding; raises WECHAT_NOT_BOUND when there is none, so the second of two learns it."""
    if not end_binding(session, actor, staff_id, kept):
        raise Refusal("WECHAT_NOT_BOUND")


def end_binding(session: Session, actor: By, staff_id: UUID, kept: UUID | None = None) -> bool:
    """End the live binding, if there is one, and with it every session that was opened by scan but ``kept``."""
    ended = update(StaffBinding).where(_live(StaffBinding.staff_id == staff_id))
    ended = ended.values(ended_at=clock.now(), ended_by=actor.id).returning(StaffBinding.id)
    gone = session.scalars(ended, execution_options=FOLLOWED).all()
    mark_again(session, StaffBinding, gone)
    if not gone:
        return False
    end_scanned_sessions(session, staff_id, kept)
    record(session, actor, "binding:end", "staff", staff_id)
    return True


def _live(which: ColumnElement[bool]) -> ColumnElement[bool]:
    return which & StaffBinding.ended_at.is_(None)


def _open(session: Session, account_id: UUID) -> bool:
    account = session.scalars(select(Account).where(Account.id == account_id)).one()
    return account.blocked_at is None
