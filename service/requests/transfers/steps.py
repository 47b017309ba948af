"""办理记录 of a transfer: the line that belongs to every move, its audit row, and the notice to the member."""

from uuid import UUID

from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import new_id
from service.ground.moves import move
from service.ground.sealing import seal_fields
from service.register.access.models import Actor
from service.register.audit.log import record
from service.register.notices.actions import tell
from service.requests.cards.holders import account_of
from service.requests.transfers.models import MOVES, RefuseReason, Transfer, TransferStep


def step(
    session: Session,
    actor: Actor,
    transfer: Transfer,
    action: str,
    reason: RefuseReason | None = None,
    words: str = "",
) -> None:
    """Take a transfer through a move of its table; raises MOVE_NOT_ALLOWED, and StaleDataError for who comes second."""
    move(transfer, action, MOVES)
    session.flush()
    note(session, actor, transfer, action, reason, words)


def note(
    session: Session,
    actor: Actor,
    transfer: Transfer,
    action: str,
    reason: RefuseReason | None = None,
    words: str = "",
) -> None:
    """Write the line and the audit row of a move."""
    line = TransferStep(
        id=new_id(),
        transfer_id=transfer.id,
        person_id=transfer.person_id,
        action=action,
        staff_id=actor.id if actor.kind == "staff" else None,
        reason=reason,
        at=clock.now(),
    )
    seal_fields(session, line, words=words.strip()[:300])
    session.add(line)
    session.flush()
    record(
        session,
        actor,
        f"transfer:{action}",
        "transfer",
        transfer.id,
        union_id=transfer.to_union_id,
        reason=reason.value if reason else None,
    )


def tell_member(session: Session, transfer: Transfer, kind: str, **blanks: str) -> None:
    """Leave a notice with the member where an account of his is known: the one that asked, else the card's."""
    account: UUID | None = transfer.account_id or account_of(session, transfer.person_id)
    if account is not None:
        tell(session, account, kind, f"{kind}:{transfer.id}:{transfer.version}", transfer.id, **blanks)
