"""《工会组织关系接转》: the slip that goes with a member from one union to the other, to stamp and to keep."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.errors import Refusal
from service.ground.limits import take
from service.ground.printing import pdf
from service.ground.sealing import opened
from service.register.access.models import Actor
from service.register.audit.log import record
from service.register.people.contact import masked_number
from service.requests.transfers.models import Transfer, TransferStatus

PRINTED = (TransferStatus.RELEASED, TransferStatus.DONE)


@dataclass(frozen=True)
class Slip:
    """What 接转单 prints, in clear; dropped as soon as it is printed."""

    name: str = field(repr=False)
    document: str
    number: str = field(repr=False)
    from_union: str
    to_union: str
    unit_name: str
    asked_on: str
    done_on: str
    joined_on: str


def print_slip(session: Session, actor: Actor, transfer: Transfer) -> Slip:
    """The slip of a released or finished transfer; who took it stands in the log. Raises MOVE_NOT_ALLOWED, TOO_OFTEN.

    《会籍管理办法》第十二条: 会员调离，填写“工会组织关系接转”.
    """
    if transfer.status not in PRINTED:
        raise Refusal("MOVE_NOT_ALLOWED", action="打印接转单", state=transfer.status.label)
    if actor.id is None or not take(session, "print.staff", actor.id.hex):
        raise Refusal("TOO_OFTEN")
    record(session, actor, "transfer:slip", "transfer", transfer.id, union_id=transfer.to_union_id)
    person = transfer.person
    return Slip(
        name=opened(person, "name"),
        document=person.document_kind.label,
        number=masked_number(opened(person, "id_number")),
        from_union=transfer.from_union.name,
        to_union=transfer.to_union.name,
        unit_name=transfer.unit_name,
        asked_on=clock.chinese_day(transfer.asked_at.astimezone(clock.COUNTY_ZONE).date()),
        done_on=_day(transfer.done_on),
        joined_on=_day(transfer.membership.started_on),
    )


def _day(day: date | None) -> str:
    return clock.chinese_day(day) if day else ""


def slip_pdf(slip: Slip) -> bytes:
    """The slip as PDF, one copy for each union; raises PRINT_NOT_READY, BUSY."""
    return pdf("transfers/slip.html", copies=2, slip=slip)
