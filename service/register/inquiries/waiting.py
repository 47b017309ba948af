"""等办的核对额度: a union asks to compare more numbers than its head-count allows."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.register.access.models import Act, Actor
from service.register.inquiries.decoys import lately
from service.register.inquiries.models import Allowance, AllowanceStatus, DecoyAlarm
from service.register.matters import STEP_WORKING_DAYS, Matter, Row, Rows, Waiting, Within, waits
from service.register.unions.models import Union


def _asked(within: Within) -> Rows:
    rows = waits(Allowance.id, since=Allowance.asked_at).join(Union, Union.id == Allowance.union_id)
    return rows.where(within, Allowance.status == AllowanceStatus.WAITING)


def _tell(session: Session, _actor: Actor, rows: Sequence[Row]) -> Iterator[Matter]:
    wanted = select(Allowance).where(Allowance.id.in_([row.id for row in rows]))
    found = {one.id: one for one in session.scalars(wanted)}
    for row in rows:
        one = found[row.id]
        yield row.matter(f"同意或不同意多核对 {one.numbers} 人", "/console/allowances", f"原因：{one.reason}")


def _met(within: Within) -> Rows:
    rows = waits(DecoyAlarm.id, since=DecoyAlarm.at).join(Union, Union.id == DecoyAlarm.union_id)
    return rows.where(within, lately())


def _tell_of_alarms(_session: Session, _actor: Actor, rows: Sequence[Row]) -> Iterator[Matter]:
    for row in rows:
        yield row.matter(f"有人在试号码：暗记号码被问到 {row.count} 次", "/console/alarms")


ALARMS = Waiting(
    "decoy-alarms",
    "暗记号码被问到了",
    Act.AUDIT_READ,
    _met,
    _tell_of_alarms,
    by_union=True,
    menu="/console/audit",
    first=True,
)
ALLOWANCES = Waiting(
    "allowances",
    "核对额度，待县总工会同意",
    Act.IMPORT_AGREE,
    _asked,
    _tell,
    working_days=STEP_WORKING_DAYS,
    menu="/console/imports",
)
