"""A line of a roster that waits, and a union that asks the county for more, as their rooms make them."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.register.access.models import Actor
from service.register.inquiries.budget import ask_more
from service.register.unions.models import Union
from service.requests.transfers.listing import NamedLine, add_lines, prepare_lines
from service.requests.transfers.models import TransferWish

REASON = "新建工会第一次上报花名册"


def line_waiting(session: Session, actor: Actor, union: Union, import_id: UUID, number: str) -> UUID:
    """A line of an import that waits to be compared."""
    lines = [NamedLine(3, "等样例", number, "样例单位")]
    add_lines(session, actor, union.id, [prepare_lines(session, union.id, import_id, lines, [number])])
    return session.scalars(select(TransferWish.id).where(TransferWish.import_id == import_id)).one()


def more_asked(session: Session, actor: Actor, union: Union, numbers: int = 500) -> UUID:
    """What a union asks the county for."""
    return ask_more(session, actor, union, numbers, REASON).id
